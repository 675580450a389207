"""What the working file remembers of a release, written in one transaction."""

from duckdb import DuckDBPyConnection

from traveltide.release.database import text


def remember(connection: DuckDBPyConnection, facts: dict[str, object]) -> None:
    """Write a release and all that later builds need of it.

    facts: the row of the release, with the data set it belongs to.
    """
    data_set = text(str(facts["data_set"]))
    version = text(str(facts["model_version"]))
    connection.execute("begin")
    try:
        for name in ("model_signals", "model_segments", "model_scores"):
            connection.execute(
                f"delete from remembered.{name} where data_set = {data_set}"
                f" and model_version = {version}"
            )
            if facts["model_version"] is not None:
                connection.execute(
                    f"insert into remembered.{name} by name select"
                    f" {data_set} as data_set, {version} as model_version, *"
                    f" from intermediate.int_{name}"
                )
        for name, relation in {
            "model_versions": "learn.int_model_versions",
            "perk_history": "marts.perk_history",
        }.items():
            connection.execute(
                f"delete from remembered.{name} where data_set = {data_set}"
            )
            connection.execute(
                f"insert into remembered.{name} by name"
                f" select {data_set} as data_set, * from {relation}"
            )
        columns = ", ".join(facts)
        connection.execute(
            f"insert into remembered.releases ({columns})"
            f" values ({', '.join('?' * len(facts))})",
            list(facts.values()),
        )
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def last_release_id(connection: DuckDBPyConnection) -> str | None:
    """Return the last release that the working file remembers."""
    known = connection.execute(
        "select count(*) from duckdb_tables() where schema_name = 'remembered'"
        " and table_name = 'releases'"
    ).fetchall()
    if not known[0][0]:
        return None
    last = connection.execute(
        "select release_id from remembered.releases"
        " order by released_at desc limit 1"
    ).fetchall()
    return last[0][0] if last else None
