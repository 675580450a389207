"""The vars of the domain shop, for runs of the tests."""

SHOP = {"domain": "shop", "persistence_resample_count": 5}
