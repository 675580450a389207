"""The notebook runs on a release, and its plots hold what the marts say."""

import importlib.util
from pathlib import Path

import pytest
from dbt_project import ROOT, Warehouse
from published import FirstRelease

NOTEBOOK = ROOT / "notebooks" / "first_questions.py"
MOST_LINES = 60


def test_notebook_answers_from_the_published_file(
    first_release: FirstRelease,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    published = first_release.folder / "published"
    monkeypatch.setenv("TRAVELTIDE_PUBLISHED", str(published))
    spec = importlib.util.spec_from_file_location("first_questions", NOTEBOOK)
    notebook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(notebook)
    _, found = notebook.app.run()
    found["release"].close()

    marts = Warehouse(Path(published) / "traveltide.duckdb")
    ((user_count,),) = marts.rows(
        "select count(*) from marts.user_perks where cohort_status = 'cohort'"
    )
    assert found["by_segment"].data.users.sum() == user_count > 0
    assert found["by_perk"].data.users.sum() == user_count
    ((revenue,),) = marts.rows(
        "select sum(revenue) from marts.monthly_performance"
    )
    assert found["by_month"].data.revenue.sum() == pytest.approx(revenue)
    for plot in ("by_segment", "by_perk", "by_month"):
        picture = tmp_path / f"{plot}.svg"
        found[plot].save(picture)
        assert "<svg" in picture.read_text(encoding="utf-8")


def test_notebook_is_short() -> None:
    assert len(NOTEBOOK.read_text().splitlines()) <= MOST_LINES
