"""Narrow projections of dbt relations into frames to learn from."""

import pandas as pd
from duckdb import DuckDBPyRelation

LEARNED_FROM = "is_in_cohort and has_evidence"


def quoted(name: str) -> str:
    """Return a name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def read_signals(
    points: DuckDBPyRelation, scales: DuckDBPyRelation
) -> pd.DataFrame:
    """Return user_id and one column per signal, of users with evidence."""
    names = scales.project("signal").order("signal").fetchall()
    columns = [
        f"point[{place}] as {quoted(name)}"
        for place, (name,) in enumerate(names, start=1)
    ]
    chosen = points.filter(LEARNED_FROM)
    return chosen.project(", ".join(["user_id", *columns])).df()


def read_affinities(
    affinities: DuckDBPyRelation, perk_codes: list[str]
) -> pd.DataFrame:
    """Return user_id and one column per active perk, of every user."""
    columns = [
        f"max(own_affinity) filter (perk_code = '{code}') as {quoted(code)}"
        for code in (code.replace("'", "''") for code in perk_codes)
    ]
    return affinities.aggregate(", ".join(["user_id", *columns])).df()


def active_perks(perks: DuckDBPyRelation) -> pd.DataFrame:
    """Return code and segment key of the perks that are switched on."""
    active = perks.filter("is_active").order("perk_code")
    return active.project("perk_code, segment_key").df()


def is_training(plan: DuckDBPyRelation) -> bool:
    """Tell whether this build trains a model."""
    return plan.filter("is_training").count("*").fetchall()[0][0] > 0
