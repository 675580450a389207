"""What was measured, where, and how it stands against the promises."""

import os
import platform
import subprocess
from importlib.metadata import distributions
from pathlib import Path

import pandas as pd

from benchmark.contestants import CONTESTANTS
from benchmark.data import ROOT, user_count
from benchmark.goals import goals
from benchmark.launcher import CORE_COUNT
from benchmark.measure import summarised
from benchmark.tables import markdown_table

PACKAGES = (
    *("dbt-core", "dbt-duckdb", "duckdb"),
    *("pandas", "polars", "scikit-learn"),
)
TITLES = {each.name: each.title for each in CONTESTANTS}


def processor() -> str:
    """Return the name of the processor, as Linux knows it."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    names = [line.split(":")[1] for line in lines if "model name" in line]
    return names[0].strip() if names else platform.machine()


def machine() -> str:
    """Say what the figures were measured on, and with which versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    installed = {each.name: each.version for each in distributions()}
    versions = ", ".join(
        f"{name} {installed[name]}" for name in PACKAGES if name in installed
    )
    return (
        f"{CORE_COUNT} of {os.cpu_count()} cores of {processor()},"
        f" {memory / 2**30:.0f} GiB, {platform.system()}; Python"
        f" {platform.python_version()}, {versions}; commit {commit or 'none'};"
    )


def load() -> str:
    """Say how busy the machine was just now, by others too."""
    return f"{os.getloadavg()[0]:.1f} processes at work when it began"


def scale_table(summary: pd.DataFrame) -> str:
    """Return the table of one scale, in the order of the contestants."""
    floor = summary.at["floor", "wall_seconds"]
    return markdown_table(
        ["contestant", "median s", "spread s", "CPU s", "peak MB", "x floor"],
        [
            [
                TITLES[each.Index],
                f"{each.wall_seconds:.1f}",
                f"{each.spread_seconds:.1f}",
                f"{each.cpu_seconds:.1f}",
                f"{each.peak_bytes / 10**6:.0f}",
                f"{each.wall_seconds / floor:.2f}",
            ]
            for each in summary.itertuples()
        ],
    )


def goal_table(summaries: pd.DataFrame) -> str:
    """Return the promises and whether they are kept."""
    return markdown_table(
        ["at scale 1", "limit", "measured", "verdict"],
        [
            [
                goal.figure,
                f"{goal.limit:g}",
                "" if goal.measured is None else f"{goal.measured:.2f}",
                goal.verdict,
            ]
            for goal in goals(summaries)
        ],
    )


def report(runs: pd.DataFrame, busy: str, profile: str) -> str:
    """Return the whole report as Markdown."""
    summaries = summarised(runs)
    parts = ["# Benchmark", f"{machine()} {busy}."]
    parts.append(
        f"Whole processes, {runs['round'].max()} of each in turn; spread is"
        " from the fastest to the slowest, peak memory the largest of all. All"
        " agree about every feature of every user to 1e-9."
    )
    scales = runs["scale"].unique()
    for scale in scales:
        parts.append(f"## Scale {scale:g}: {user_count(scale):,} users")
        parts.append(scale_table(summaries.loc[scale]))
    parts += ["## Goals", goal_table(summaries)]
    parts += [f"## First build at scale {scales.max():g}", profile]
    return "\n\n".join(parts) + "\n"
