"""What a release hands over to the mailing tool: lists of users, as files.

One list per campaign, arm and perk, such as mailing/spring/one_perk/deal.csv,
and who differs from the release before. Names of files begin with generated_
where the data is.
"""

import re
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from traveltide.forgetting import is_forgotten
from traveltide.quoting import text
from traveltide.release.exports import MARK

DECIDED = "marts.user_perks"
CHANGES = "changes.csv"
MAILING = "mailing"
CSV = "format csv, header"
# Users of the release before, and what was said of them.
FORMER = (
    "select user_id, activation_perk, row_hash from former.marts.user_perks"
)
NOBODY = (
    "select cast(null as bigint) as user_id, cast(null as varchar) as"
    " activation_perk, cast(null as varchar) as row_hash where false"
)
# The folder of who is in no campaign.
NO_CAMPAIGN = "no_campaign"
MAILED = "user_id, campaign_id, activation_perk, reason_text, segment_key"
# Whom the plan means: users of the cohort who are sent something.
INVITED = "cohort_status = 'cohort' and activation_perk is not null"


def write_mailing(
    connection: DuckDBPyConnection,
    exports: Path,
    *,
    former: Path | None,
    is_generated: bool,
) -> None:
    """Write the lists of a release, each in order of its users.

    former: database of the release before, if there is one.
    """
    mark = MARK if is_generated else ""
    write_changes(connection, exports / f"{mark}{CHANGES}", former)
    write_lists(connection, exports / MAILING, mark)


def write(connection: DuckDBPyConnection, query: str, path: Path) -> None:
    """Write the rows of a query into a file."""
    connection.execute(f"copy ({query}) to {text(str(path))} ({CSV})")


def write_changes(
    connection: DuckDBPyConnection, path: Path, former: Path | None
) -> None:
    """Write who is new, who has changed, and who is gone since a release.

    Everybody is new after a release that cannot be compared. Who asked to be
    forgotten is not even gone.
    """
    is_attached = former is not None and attach(connection, former)
    try:
        query = changes_query(FORMER if is_attached else NOBODY)
        write(connection, query, path)
    finally:
        if is_attached:
            connection.execute("detach former")


def attach(connection: DuckDBPyConnection, former: Path) -> bool:
    """Open the release before; tell whether this one goes on from it."""
    try:
        connection.execute(f"attach {text(str(former))} as former (read_only)")
    except duckdb.Error:
        return False
    try:
        connection.execute(f"{FORMER} limit 0")
        ((is_alike,),) = connection.execute(
            "select (select arg_max(is_generated, released_at)"
            " from former.marts.releases)"
            " is not distinct from (select is_generated"
            " from quality.release_facts)"
        ).fetchall()
    except duckdb.Error:
        is_alike = False
    if not is_alike:
        connection.execute("detach former")
    return is_alike


def changes_query(former: str) -> str:
    """Return the query of what has changed since the users of another."""
    return (
        "select coalesce(perks.user_id, former.user_id) as user_id, case"
        " when former.user_id is null then 'new'"
        " when perks.user_id is null then 'gone' else 'changed' end as change,"
        " perks.campaign_id, perks.campaign_arm, perks.activation_perk,"
        " former.activation_perk as former_activation_perk, perks.reason_text"
        f" from {DECIDED} as perks full join ({former}) as former"
        " on perks.user_id = former.user_id"
        " where perks.row_hash is distinct from former.row_hash"
        " and not"
        f" {is_forgotten('coalesce(perks.user_id, former.user_id)')}"
        " order by 1"
    )


def write_lists(
    connection: DuckDBPyConnection, folder: Path, mark: str
) -> None:
    """Write one list per campaign, arm and perk of those who are invited."""
    campaign_id = f"coalesce(campaign_id, {text(NO_CAMPAIGN)})"
    lists = connection.execute(
        f"select distinct {campaign_id}, campaign_arm, activation_perk"
        f" from {DECIDED} where {INVITED} order by all"
    ).fetchall()
    folder.mkdir()
    for campaign, arm, perk in lists:
        path = folder.joinpath(
            *map(file_name, (campaign, arm)), f"{mark}{file_name(perk)}.csv"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        write(
            connection,
            f"select {MAILED} from {DECIDED} where {INVITED}"
            f" and {campaign_id} = {text(campaign)}"
            f" and campaign_arm = {text(arm)}"
            f" and activation_perk = {text(perk)} order by user_id",
            path,
        )


def file_name(code: str) -> str:
    """Return a code as the name of a file, whatever marketing calls it."""
    return re.sub(r"[^\w-]", "_", code)
