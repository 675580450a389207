"""Parts of the dashboard that need no browser."""

import json
import re
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from dbt_project import Outcome, Project, copied_project
from traveltide.briefing import many, quoted, words
from traveltide.dashboard import (
    draw_page,
    map_users,
    read_colours,
    render_page,
)
from traveltide.dashboard.panels import checked_description, read_panels
from traveltide.dashboard.values import json_in_html, plain

DESCRIPTION = {
    "page": "sales",
    "kind": "table",
    "title": "Title",
    "question": "Question?",
    "width": "half",
}


def users(count: int, size: int, segments: int) -> pd.DataFrame:
    """Return points around as many centres as there are segments."""
    random = np.random.default_rng(1)
    centres = random.normal(scale=5, size=(segments, size))
    keys = np.arange(count) % segments
    points = centres[keys] + random.normal(size=(count, size))
    return pd.DataFrame(
        {
            "point_number": np.arange(count),
            **{f"signal_{place}": points[:, place] for place in range(size)},
            "segment_key": [f"segment_{key}" for key in keys],
        }
    )


def test_map_is_drawn_alike_each_time() -> None:
    drawn = users(60, 5, 3)
    pd.testing.assert_frame_equal(map_users(drawn), map_users(drawn))
    shuffled = drawn.sample(frac=1, random_state=2)
    places = map_users(shuffled).sort_values(["x", "y"])
    expected = map_users(drawn).sort_values(["x", "y"])
    np.testing.assert_allclose(
        places[["x", "y"]], expected[["x", "y"]], atol=0.0011
    )


def test_map_parts_the_segments() -> None:
    places = map_users(users(90, 5, 3))
    centres = places.groupby("segment_key")[["x", "y"]].transform("mean")
    spread = (places[["x", "y"]] - centres).abs().mean().mean()
    assert (centres.max() - centres.min()).min() > 3 * spread


@pytest.mark.parametrize(
    ("count", "size", "segments"), [(1, 5, 1), (4, 1, 2), (5, 3, 1), (3, 2, 3)]
)
def test_map_of_few_users_or_segments(
    count: int, size: int, segments: int
) -> None:
    places = map_users(users(count, size, segments))
    assert len(places) == count
    assert np.isfinite(places[["x", "y"]]).all(axis=None)


def test_map_of_nobody_keeps_its_columns() -> None:
    places = map_users(users(0, 5, 1))
    assert list(places) == ["point_number", "segment_key", "x", "y"]
    assert places.empty


def test_map_owes_nothing_to_demographics(project: Project) -> None:
    nodes = project.manifest.nodes
    waiting = ["model.traveltide.ml_user_map"]
    seen = set()
    while waiting:
        name = waiting.pop()
        if name not in seen and name in nodes:
            seen.add(name)
            waiting += nodes[name].depends_on_nodes
    columns = {
        column
        for name in seen
        for column in nodes[name].columns
        if ".int_" in name or ".ml_" in name
    }
    assert "centroid" in columns
    assert not columns & {
        "birth_date",
        "gender",
        "is_married",
        "has_children",
        "home_city",
        "home_country",
    }


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"page": "nowhere"},
            "page is 'nowhere', expected one of every, sales",
        ),
        ({"kind": "pie"}, "kind is 'pie'"),
        ({"colour": "red"}, "has colour, expected only"),
        ({"title": None}, "lacks title"),
        ({"chart": {}}, "a chart belongs to kind chart"),
        ({"kind": "chart"}, "a chart belongs to kind chart"),
    ],
)
def test_wrong_description_is_named(
    change: dict[str, object], problem: str
) -> None:
    assert checked_description("p", json.dumps(DESCRIPTION), {"sales"})
    wrong = {
        key: value
        for key, value in (DESCRIPTION | change).items()
        if value is not None
    }
    with pytest.raises(ValueError, match=re.escape(problem)) as raised:
        checked_description("p", json.dumps(wrong), {"sales"})
    assert "config.meta.panel of p" in str(raised.value)


def test_wrong_colour_is_named() -> None:
    relation = duckdb.sql(
        "select 'segment' as kind, 'k' as item_key, 'K' as item_name,"
        " '#12' as light_colour, '#123456' as dark_colour"
    )
    with pytest.raises(ValueError, match="colour of k is '#12'"):
        read_colours(relation)


def test_json_stays_within_its_element() -> None:
    text = json_in_html({"a": ["</script>", float("nan"), float("inf")]})
    assert "<" not in text
    assert json.loads(text) == {"a": ["</script>", None, None]}


def test_values_become_plain() -> None:
    ((day, amount, numbers),) = duckdb.sql(
        "select date '2023-07-01', cast(1.5 as decimal(4, 2)),"
        " [1.0, 'nan'::double]"
    ).fetchall()
    assert plain(day) == "2023-07-01"
    assert plain(amount) == 1.5
    assert plain(numbers) == [1.0, None]


def test_page_that_cannot_be_drawn_names_the_problem() -> None:
    """It is a page all the same, and its data is released."""
    listed = duckdb.sql("select 1 as place")
    page, problem = draw_page("Title", [], listed, duckdb, listed, "")
    assert problem.startswith("the page cannot be drawn: Binder Error")
    assert "\n" not in problem
    assert page.startswith("<!doctype html><title>Title</title>")
    assert "Binder Error" in page


def test_panel_that_is_not_listed_stops_the_build(tmp_path: Path) -> None:
    root = copied_project(tmp_path / "project")
    profile = root / "macros/traveltide/traveltide_profile.sql"
    text = profile.read_text(encoding="utf-8")
    line = "'panel_airlines',"
    assert line in text
    profile.write_text(text.replace(line, ""), encoding="utf-8")
    changed = Project(tmp_path / "scratch", root=root)
    outcome = changed.run("compile", "--select", "dashboard_panels")
    assert not outcome.succeeded
    assert (
        "panel_airlines.sql describes a panel that no page shows: add it to"
        " panels of traveltide_profile(), or to the list of"
        " models/engine/panels/dashboard_panels.sql"
    ) in outcome.errors


def test_panel_whose_query_fails_is_left_out_alone() -> None:
    """A view is read here first, so this is where it fails."""
    with duckdb.connect() as session:
        session.execute("create view good as select 2 as b union all select 1")
        session.execute("create view bad as select cast('x' as int) as b")
        listed = session.from_df(
            pd.DataFrame(
                {
                    "place": [1, 2],
                    "panel_name": ["bad", "good"],
                    "relation_name": ["bad", "good"],
                    "description": json.dumps(DESCRIPTION),
                }
            )
        )
        (panel,), (problem,) = read_panels(listed, session, {"sales"})
    assert (panel.name, panel.rows) == ("good", [(1,), (2,)])
    assert problem.startswith("bad is left out: Conversion Error")


def test_users_can_be_left_out(
    built: Outcome, project: Project, tmp_path: Path
) -> None:
    """The var leaves out their files, their lists, and says so."""
    shutil.copy(built.warehouse.path, tmp_path)
    outcome = project.run(
        "run",
        "--select",
        "panel_user_lookup+",
        "--exclude",
        "released_files",
        within=tmp_path,
        dashboard_users=False,
    )
    assert outcome.succeeded, outcome.output
    assert outcome.warehouse.rows(
        "select path from dashboard.dashboard_files"
    ) == [("index.html",)]
    ((page,),) = outcome.warehouse.rows(
        "select content from dashboard.dashboard_files"
    )
    assert "Single users are left out" in page


def test_note_stands_on_the_page_as_text() -> None:
    page = render_page("Title", [], [], [], "", "Generated <sample>")
    assert '<p class="band">Generated &lt;sample&gt;</p>' in page
    assert 'class="band"' not in render_page("Title", [], [], [], "")


def test_words_of_the_briefing_are_those_of_a_sentence() -> None:
    assert words(["tea"]) == "tea"
    assert words(["tea", "cake", "jam"]) == "tea, cake and jam"
    assert [many(number, "user") for number in (0, 1, 1200)] == [
        "0 users",
        "1 user",
        "1,200 users",
    ]
    # No name ends the string of CSS that holds it, or the style around it.
    assert quoted('a"b</style>') == r'"a\22 b\3c /style>"'
