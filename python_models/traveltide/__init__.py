"""Helper functions shared by the Python models of the perk engine."""
