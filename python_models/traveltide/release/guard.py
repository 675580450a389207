"""What keeps generated data from replacing a release of real data."""

from pathlib import Path

import duckdb

from traveltide.quoting import in_one_line

SAMPLE = "sample"
WAY_OUT = (
    "correct var raw_location, name another folder in TRAVELTIDE_PUBLISHED, or"
    " set var replace_real_release to true"
)
IN_THE_WAY = (
    "{folder} holds a release of real data (raw_location {location}), and this"
    " build is of generated data: " + WAY_OUT
)
UNREADABLE = (
    "{database} cannot be read ({cause}) and may be a release of real data,"
    " and this build is of generated data: " + WAY_OUT
)


def why_real_release_stays(database: Path) -> str | None:
    """Say why generated data may not replace a published file.

    None if there is no such file, or its last release was generated, too.
    """
    try:
        last = last_published(database) if database.exists() else None
    except (OSError, duckdb.Error) as error:
        return UNREADABLE.format(database=database, cause=in_one_line(error))
    if last is None or is_generated(last):
        return None
    return IN_THE_WAY.format(
        folder=database.parent, location=last["raw_location"]
    )


def last_published(database: Path) -> dict[str, object] | None:
    """Return the last release that a published file tells of."""
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            "from marts.releases order by released_at desc limit 1"
        )
        names = [name for name, *_ in found.description]
        row = found.fetchone()
    return dict(zip(names, row, strict=True)) if row else None


def is_generated(release: dict[str, object]) -> bool:
    """Tell whether a release was of generated data; older ones do not say."""
    said = release.get("is_generated")
    if said is None:
        return str(release["raw_location"]).strip() == SAMPLE
    return bool(said)
