"""Runs the SQL of the next campaign on users that a test has made up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd
from dbt_project import Project
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array, vstack

CAMPAIGN = "spring"
# Stands for the budget in the compiled text.
BUDGET = 1234567.25
BORDER = "\n-- next query\n"
CAMPAIGNS = {
    "starts_on": pd.Timestamp("2023-08-01"),
    "horizon_days": 84,
    "strata": "perk",
    "chosen_perk_share": 0.4,
    "random_perk_share": 0.3,
    "one_perk_share": 0.2,
    "nothing_share": 0.1,
    "one_perk_code": "deal",
    "design": "fixed",
    "reference_arm": "nothing",
}


@dataclass(frozen=True)
class Compiled:
    """SQL of models in their order, and the names of their database."""

    texts: Mapping[str, str]
    database: str
    signals: list[str] = field(default_factory=list)

    def run(
        self, tables: Mapping[str, pd.DataFrame], *names: str, **words: object
    ) -> list[pd.DataFrame]:
        """Return what models make of tables, named with their schema."""
        with duckdb.connect() as connection:
            connection.execute(f"attach ':memory:' as {self.database}")
            connection.execute(f"use {self.database}")
            for name, frame in tables.items():
                schema = name.split(".")[0]
                connection.execute(f"create schema if not exists {schema}")
                connection.register("frame", frame)
                connection.execute(f"create table {name} as from frame")
                connection.unregister("frame")
            for name in names:
                text = self.texts[name]
                for word, value in words.items():
                    text = text.replace(word, str(value))
                connection.execute("create schema if not exists proof")
                connection.execute(f"create table proof.{name} as {text}")
            return [
                connection.execute(f"from proof.{name}").df() for name in names
            ]


def compiled(project: Project, *names: str, **variables: object) -> Compiled:
    """Compile some models once."""
    outcome = project.run("compile", "--select", *names, **variables)
    assert outcome.succeeded, outcome.output
    nodes = {each.node.name: each.node for each in outcome.results}
    (database,) = {node.database for node in nodes.values()}
    measures = project.manifest.nodes["model.traveltide.user_measures"]
    signals = [each["name"] for each in measures.config.meta["signals"]]
    texts = {name: nodes[name].compiled_code for name in names}
    return Compiled(texts, database, signals)


def draw_of(project: Project) -> Compiled:
    """Compile the draw of a campaign, without a standing holdout."""
    call = f"{{{{ drawn_assignments('{CAMPAIGN}') }}}}"
    outcome = project.run("compile", "--inline", call, holdout_percent=0)
    assert outcome.succeeded, outcome.output
    node = outcome.results[0].node
    return Compiled({"drawn": node.compiled_code}, node.database)


def offers(
    users: int, signals: list[str], seed: int
) -> dict[str, pd.DataFrame]:
    """Make up what offers cost and bring, some of them not to be had."""
    draws = np.random.default_rng(seed)
    frame = pd.DataFrame({"user_id": np.arange(users)})
    for place, signal in enumerate(signals, 1):
        redemption = draws.beta(2, 3, users)
        is_eligible = draws.random(users) < 0.9
        cost = np.where(is_eligible, redemption * 40 * place, np.nan)
        frame[f"{signal}_cost"] = cost
        frame[f"{signal}_net"] = cost * draws.uniform(-0.2, 1, users)
    terms = {f"{signal}_perk_code": [signal] for signal in signals}
    # What is not there is null in SQL, which NaN is not.
    return {
        "proof.int_offer_values": frame.convert_dtypes(),
        "learn.int_perk_terms": pd.DataFrame(terms),
    }


def optimum(frame: pd.DataFrame, signals: list[str], budget: float) -> tuple:
    """Return the value and the shadow price of the linear programme."""
    costs, nets = (
        frame[[f"{signal}_{kind}" for signal in signals]]
        .fillna(0)
        .to_numpy(dtype=float)
        for kind in ("cost", "net")
    )
    ones = block_diag([np.ones((1, len(signals)))] * len(frame))
    found = linprog(
        -nets.ravel(),
        A_ub=vstack([csr_array(costs.reshape(1, -1)), csr_array(ones)]),
        b_ub=[budget, *np.ones(len(frame))],
        method="highs",
    )
    assert found.success
    return -found.fun, -found.ineqlin.marginals[0]


def invited(types: pd.DataFrame, each: int) -> pd.DataFrame:
    """Make up invited users, so many of each type."""
    frame = types.loc[types.index.repeat(each)].reset_index(names="type")
    return frame.assign(
        user_id=np.arange(len(frame)),
        model_version="a1",
        cohort_status="cohort",
    )


def world(
    users: pd.DataFrame, chosen_by: str, salt: str
) -> dict[str, pd.DataFrame]:
    """Return all that a draw reads; perks are what a user may have."""
    perks = users[["user_id", "perks"]].explode("perks").dropna()
    perks = perks.rename(columns={"perks": "perk_code"}).assign(
        is_eligible=True
    )
    learned = pd.DataFrame(
        [
            (segment, perk, probability)
            for segment, chances in {
                "saver": {"bag": 0.6, "deal": 0.3, "nothing": 0.1},
                "any": {"bag": 0.2, "deal": 0.4, "fee": 0.4},
            }.items()
            for perk, probability in chances.items()
        ],
        columns=["segment_key", "perk_code", "probability"],
    )
    one = {"campaign_id": ["winter"]}
    # It was over long before.
    sent = {
        "user_id": [0],
        "assigned_at": [pd.Timestamp("2023-01-01")],
        "horizon_days": [84],
    }
    frozen = {"data_set": ["own"], "is_generated": [False]}
    campaign = CAMPAIGNS | {
        "campaign_id": CAMPAIGN,
        "salt": salt,
        "chosen_by": chosen_by,
    }
    return {
        "seeds.campaigns": pd.DataFrame([campaign]),
        "seeds.suppressed_users": pd.DataFrame({"user_id": [-1]}),
        "marts.user_perks": users.drop(columns=["perks", "allotted"]),
        "marts.user_perk_affinities": perks,
        "marts.budget_allocations": users[["user_id", "allotted"]].rename(
            columns={"allotted": "perk_code"}
        ),
        "marts.perk_probabilities": learned.assign(campaign_id="winter"),
        "marts.campaign_assignments": pd.DataFrame(one | sent),
        "history.int_frozen_assignments": pd.DataFrame(one | sent | frozen),
        "marts.policy_values": pd.DataFrame(one | {"status": ["read"]}),
        "quality.release_facts": pd.DataFrame(frozen),
    }
