"""What a build offers next, against a second opinion and planted habits."""

from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from dbt_project import Outcome, Project, Warehouse
from published import FirstRelease, copied
from reference_recommendations import LISTS, Shop

# Items that go together: who buys one of a pair soon buys the other.
PAIRS, DAYS = 40, 120
# Only what is learned has reasons.
BECAUSE = ["because_item_1", "because_item_2"]


def shop_of(warehouse: Warehouse, *, is_backtest: bool) -> Shop:
    """Return what was known at a cut of the build."""
    ((day,),) = warehouse.rows(
        "select max(cut) from learn.int_bought_items"
        f" where is_backtest = {is_backtest}"
    )
    left_out = warehouse.frame("select * from measures.int_items_left_out")
    barred = left_out.groupby("user_id")["item_id"].agg(set).to_dict()
    bought = warehouse.frame("select * from measures.user_items")
    return Shop(bought, day, barred)


def built_weights(warehouse: Warehouse, *, is_backtest: bool) -> pd.Series:
    rows = warehouse.frame(
        "select item_id, because_item_id, weight from learn.ml_item_weights"
        f" where is_backtest = {is_backtest}"
    )
    return rows.set_index(["item_id", "because_item_id"])["weight"]


def assert_weights(warehouse: Warehouse) -> None:
    for is_backtest in (True, False):
        found = built_weights(warehouse, is_backtest=is_backtest)
        expected = shop_of(warehouse, is_backtest=is_backtest).weights
        # Of weights that are equal but for rounding either may be the last.
        both = found.index.intersection(pd.MultiIndex.from_tuples(expected))
        assert len(both) > 0.99 * max(len(found), len(expected))
        assert np.allclose(
            found[both], [expected[pair] for pair in both], atol=2e-6
        )


def assert_backtest(warehouse: Warehouse) -> None:
    recalls = shop_of(warehouse, is_backtest=True).recalls()
    rows = warehouse.frame("select * from marts.recommendation_backtest")
    built = rows.set_index(["list", "policy"])
    for kind in LISTS:
        trials = recalls[kind]
        gains = trials["learned"] - trials["popular"]
        for policy in ("learned", "popular"):
            row = built.loc[kind, policy]
            assert row["users"] == len(trials)
            assert row["recall"] == pytest.approx(
                trials[policy].mean(), abs=5e-4, nan_ok=True
            )
        error = gains.sem()
        assert row["gain_error"] == pytest.approx(error, abs=5e-4, nan_ok=True)
        is_better = gains.mean() > 2 * error
        assert built.loc[(kind, "learned"), "is_released"] == is_better
        assert built.loc[(kind, "popular"), "is_released"] != is_better


def assert_lists(warehouse: Warehouse, users: list[int]) -> None:
    shop = shop_of(warehouse, is_backtest=False)
    released = {
        kind: bool(is_released)
        for kind, is_released in warehouse.rows(
            "select list, is_released from marts.recommendation_backtest"
            " where policy = 'learned'"
        )
    }
    offers = warehouse.frame("select * from marts.user_recommendations")
    names = offers.sort_values("rank").groupby(["user_id", "list"])["item_id"]
    lists = names.agg(list).to_dict()
    assert offers.drop(columns=BECAUSE).notna().all(axis=None)
    ranks = offers.groupby(["user_id", "list"])["rank"]
    assert (ranks.nunique() == ranks.size()).all()
    assert (ranks.max() == ranks.size()).all()
    for user in users:
        for kind in LISTS:
            expected = shop.ranked(user, kind, is_learned=released[kind])
            assert lists.get((user, kind), []) == expected


def some_users(warehouse: Warehouse, count: int) -> list[int]:
    rows = warehouse.rows(
        "select distinct user_id from marts.user_recommendations"
        f" order by md5(cast(user_id as varchar)) limit {count}"
    )
    return [user for (user,) in rows]


def test_generated_trips_are_learned_as_a_second_way_does(
    built: Outcome,
) -> None:
    assert_weights(built.warehouse)
    assert_backtest(built.warehouse)
    assert_lists(built.warehouse, some_users(built.warehouse, 200))


def test_generated_trips_show_no_more_than_popularity(built: Outcome) -> None:
    """Their destinations are drawn without regard to those before."""
    rows = built.warehouse.rows(
        "select list, bool_or(is_learned), count(because_item_1)"
        " from marts.user_recommendations group by list order by list"
    )
    assert rows == [("again", False, 0), ("new", False, 0)]


def test_every_user_has_a_full_list_without_a_home(built: Outcome) -> None:
    warehouse = built.warehouse
    ((short, at_home, had),) = warehouse.rows(
        """
        select
            (select count(*) from (
                select user_id from marts.user_recommendations
                where list = 'new' group by user_id having count(*) < 10
            )),
            (select count(*) from marts.user_recommendations
            inner join measures.int_items_left_out using (user_id, item_id)
            where list = 'new'),
            (select count(*) from marts.user_recommendations
            inner join measures.user_items using (user_id, item_id)
            where list = 'new')
        """
    )
    assert (short, at_home, had) == (0, 0, 0)
    assert warehouse.rows(
        "select count(distinct user_id) from marts.user_recommendations"
    ) == warehouse.rows("select count(*) from marts.user_perks")


def plant_pairs(users: list[int], last_day: pd.Timestamp) -> pd.DataFrame:
    """Return purchases of pairs of items, one a user and fifteen days."""
    random = np.random.default_rng(20230104)
    rows = []
    for user in users:
        for pair in random.choice(PAIRS, 4, replace=False):
            start = last_day - timedelta(days=int(random.integers(2, DAYS)))
            for side in random.permutation(2):
                rows.append((user, f"{'ab'[side]}{pair:02}", start))
                start += timedelta(days=int(random.integers(5, 25)))
    columns = ["user_id", "item_id", "occurred_at"]
    bought = pd.DataFrame(rows, columns=columns)
    bought = bought[bought["occurred_at"] <= last_day]
    return bought.assign(
        quantity=1, amount_usd=1.0, basket_id=range(len(bought))
    ).reset_index(drop=True)


@pytest.fixture(scope="module")
def planted(
    project: Project,
    generated: Path,
    first_release: FirstRelease,
    tmp_path_factory: pytest.TempPathFactory,
) -> Warehouse:
    """Put planted purchases in the place of trips, and learn from them."""
    folder = tmp_path_factory.mktemp("planted") / "copy"
    copied(first_release.folder, folder)
    warehouse = project.warehouse(folder)
    ((last_day,),) = warehouse.rows(
        "select as_of_date from facts.int_active_window"
    )
    users = warehouse.rows(
        "select user_id from measures.user_measures order by user_id"
    )
    put_in_place(
        warehouse,
        plant_pairs([user for (user,) in users], pd.Timestamp(last_day)),
    )
    outcome = project.run(
        "run",
        *("--select", "int_items+", "int_bought_items+"),
        *("--exclude", "released_files+", "path:models/engine/panels"),
        "path:models/traveltide/panels",
        "path:python_models/panels",
        within=folder,
        raw_location=str(generated),
        # Several parts, as there are of many users.
        recommendation_bucket_size=500,
    )
    assert outcome.succeeded, outcome.errors
    return warehouse


def put_in_place(warehouse: Warehouse, bought: pd.DataFrame) -> None:
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.register("planted_rows", bought)
        connection.execute(
            "create or replace table measures.user_items as"
            " select * from planted_rows"
        )


def test_planted_pairs_beat_popularity(planted: Warehouse) -> None:
    assert_weights(planted)
    assert_backtest(planted)
    assert_lists(planted, some_users(planted, 200))
    ((recall, gain, error),) = planted.rows(
        "select recall, gain, gain_error from marts.recommendation_backtest"
        " where list = 'new' and policy = 'learned' and is_released"
    )
    # Half of what is new is the first of a pair, which nothing foretells.
    assert recall > 0.3
    assert gain > 10 * error


def test_planted_pairs_are_the_reason(planted: Warehouse) -> None:
    """Who has but one of a pair is offered the other, because of the one."""
    ((share, user_count),) = planted.rows(
        """
        with single_items as (
            select user_id, max(item_id) as item_id
            from measures.user_items
            group by user_id, item_id[2:]
            having count(*) = 1
        ),

        single_users as (
            select user_id, max(item_id) as item_id
            from single_items
            group by user_id
            having count(*) = 1
        )

        select
            avg(case
                when offers.item_id[2:] = single_users.item_id[2:]
                    and offers.because_item_1[2:] = single_users.item_id[2:]
                    then 1
                else 0
            end),
            count(*)
        from marts.user_recommendations as offers
        inner join single_users using (user_id)
        where offers.list = 'new' and offers.rank = 1
        """
    )
    assert user_count > 200
    assert share > 0.95
