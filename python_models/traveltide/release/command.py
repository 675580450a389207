"""What a dbt command leaves out, by which it must not release."""

from types import SimpleNamespace

# The selector that leaves out but the tests of the week.
DAILY = "daily"


def why_nothing_is_released(flags: SimpleNamespace) -> str | None:
    """Say why a command may not release, None if it builds and tests all.

    Unit tests may be left out: they prove the code, not this build's data.
    """
    if flags.WHICH != "build":
        return f"dbt {flags.WHICH} does not test what it builds"
    # It builds with the flags of the command it retries.
    if "retry" in getattr(flags, "INVOCATION_COMMAND", "").split():
        return "dbt retry builds only a part"
    choices = ["select", "exclude", "resource_types"]
    if getattr(flags, "SELECTOR", None) != DAILY:
        choices.append("selector")
    for name in choices:
        if getattr(flags, name.upper(), None):
            return f"--{name.replace('_types', '-type')} builds only a part"
    for name in ("empty", "sample"):
        if getattr(flags, name.upper(), None):
            return f"--{name} leaves rows out"
    left_out = set(getattr(flags, "EXCLUDE_RESOURCE_TYPES", None) or ())
    if left_out - {"unit_test"}:
        return "--exclude-resource-type builds only a part"
    return None
