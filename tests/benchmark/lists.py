"""Print what the lists of what to offer next cost, for a million users.

python -m benchmark.lists [--users 1020926]

Users and their purchases are made up: pairs of items that follow each other, so
that learned lists are released. What leads to the model is built first and is
not counted; then everybody's lists and their reasons are scored by a process of
its own, on two cores. Its start-up is counted.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import duckdb

from benchmark.contestants import MEMORY_LIMIT, Place
from benchmark.data import DBT, PUBLIC_USER_COUNT, ROOT
from benchmark.launcher import CORE_COUNT
from benchmark.measure import Cost
from benchmark.rounds import BenchmarkError, succeeded

DATA = ROOT / "data/benchmark"
ITEM_COUNT, MOST_LINES, DAYS = 3000, 20, 180
SECONDS, GIGABYTES = 60, 3
MEASURES = ("+user_measures", "+user_items", "+user_experiences", "+int_items")
MODEL = ("+int_item_pairs", "+int_released_lists")
LISTS = ("int_user_offers", "int_offer_reasons")


def build(place: Place, *words: str) -> Cost:
    """Build a part of the generated shop in a process of its own."""
    variables = {
        "domain": "shop",
        "raw_location": "sample",
        "sample_path": str(place.raw),
        # How many segments there are does not matter here.
        "segment_count": 6,
        "minimum_structure": 0,
        "minimum_jaccard": 0,
        "minimum_seed_agreement": 0,
        "minimum_share": 0,
    }
    options = {
        "--vars": json.dumps(variables),
        "--project-dir": ROOT,
        "--profiles-dir": ROOT / "profiles",
        "--target-path": place.dbt_target,
        "--log-path": place.folder / "dbt/logs",
    }
    pairs = [str(word) for pair in options.items() for word in pair]
    kinds = ("--resource-type", "seed", "--resource-type", "model")
    command = [str(DBT), "--no-use-colors", "build", *pairs, *kinds, *words]
    log = place.folder / "dbt.log"
    return succeeded("dbt", command, log, place.environment)


def multiply(warehouse: Path, users: int) -> int:
    """Put made-up users in the place of the few, and return their lines."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("set preserve_insertion_order = false")
        connection.execute(
            f"""
            create or replace table measures.user_measures as
            with few as (
                select *, row_number() over (order by user_id) - 1 as number
                from measures.user_measures
            )
            select few.* exclude (number) replace (users.range as user_id)
            from range(1, {users} + 1) as users
            inner join few
                on users.range % (select count(*) from few) = few.number
            """
        )
        # Every second line is the partner of the one before, a week later.
        connection.execute(
            f"""
            create or replace table measures.user_items as
            with lines as (
                select
                    users.range as user_id,
                    numbers.range as number,
                    numbers.range // 2 as pair,
                    hash(users.range, numbers.range // 2) as draw
                from range(1, {users} + 1) as users
                inner join range(0, {MOST_LINES}) as numbers
                    on numbers.range <= hash(users.range) % {MOST_LINES}
            )
            select
                user_id,
                'P' || lpad(cast(
                    2 * cast(floor(
                        {ITEM_COUNT // 2}
                        * power(draw % 1000003 / 1000003, 2)
                    ) as integer) + number % 2 as varchar
                ), 4, '0') as item_id,
                (
                    select cast(as_of_date as timestamp)
                    from facts.int_active_window
                )
                - to_days(cast(hash(draw) % {DAYS} as integer))
                + to_days(cast(7 * (number % 2) as integer)) as occurred_at,
                cast(1 as bigint) as quantity,
                cast(1 as double) as amount_usd,
                user_id || '-' || pair || '-' || number % 2 as basket_id
            from lines
            """
        )
        ((lines,),) = connection.execute(
            "delete from measures.user_items where occurred_at > (select"
            " as_of_date from facts.int_active_window); select count(*) from"
            " measures.user_items"
        ).fetchall()
        ((items,),) = connection.execute(
            "select count(distinct item_id) from measures.user_items"
        ).fetchall()
        # What the lists are joined with to be named.
        connection.execute(
            "create or replace table facts.int_items as select distinct"
            " item_id, item_id as item_name, cast(null as varchar) as category,"
            " cast(null as varchar) as season from measures.user_items"
        )
    sys.stdout.write(f"{users:,d} users, {lines:,d} lines, {items:,d} items\n")
    return lines


def said_of(cost: Cost) -> str:
    """Say what the lists cost, what they may cost, and whether they keep it."""
    is_kept = (
        cost.wall_seconds <= SECONDS and cost.peak_bytes <= GIGABYTES * 1e9
    )
    return (
        f"{cost.wall_seconds:.1f} s on {CORE_COUNT} cores,"
        f" {cost.cpu_seconds:.1f} s of CPU, {cost.peak_bytes / 1e9:.2f} GB;"
        f" at most {SECONDS} s and {GIGABYTES} GB:"
        f" {'HIT' if is_kept else 'MISS'}"
    )


def main(users: int) -> None:
    """Print the cost, and whether the promise is kept."""
    DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=DATA) as folder:
        place = Place(1, DATA / "shop", Path(folder))
        place.folder_of("dbt")
        build(place, "--select", *MEASURES)
        multiply(place.warehouse, users)
        build(place, "--select", *MODEL, "--exclude", *MEASURES)
        cost = build(place, "--select", *LISTS)
        with duckdb.connect(str(place.warehouse)) as connection:
            found = connection.execute(
                "select list, count(*), avg(cast(is_learned as integer))"
                " from score.int_user_offers group by list order by list"
            ).fetchall()
    for name, rows, share in found:
        sys.stdout.write(f"{name}: {rows:,d} rows, {share:.0%} learned\n")
    sys.stdout.write(f"{said_of(cost)}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="benchmark.lists")
    parser.add_argument("--users", type=int, default=PUBLIC_USER_COUNT)
    try:
        main(parser.parse_args().users)
    except BenchmarkError as error:
        sys.exit(f"benchmark: {error}")
