"""A campaign from its freezing to what is sent, and the generated one."""

import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml
from dbt_project import Outcome, Project, Warehouse
from published import RELEASABLE, FirstRelease, copied

CAMPAIGN = "rewards_2023"
FROZEN = (
    "select user_id, arm, perk_code, propensity, assigned_at"
    " from history.int_frozen_assignments order by user_id"
)
EVENT = (
    *("event_id", "campaign_id", "user_id", "event_type", "occurred_at"),
    *("perk_code", "trip_id", "revenue_usd", "cost_usd"),
)


def start(
    project: Project, folder: Path, name: str, **variables: object
) -> Outcome:
    """Start a campaign on the working file within a folder."""
    words = ("run-operation", "start_campaign", "--args")
    named = yaml.safe_dump({"campaign": name})
    return project.run(*words, named, within=folder, **variables)


@dataclass(frozen=True)
class Started:
    """A folder in which a campaign was started and released."""

    folder: Path
    said: str
    frozen: list[tuple]
    # Who asked for no mail after the campaign had been frozen.
    suppressed: int
    # Of the holdout of the generated campaign, and sent something all the same.
    mistaken: int

    @property
    def warehouse(self) -> Warehouse:
        """Return the working file."""
        return Warehouse(self.folder / "traveltide.duckdb")

    @property
    def exports(self) -> Path:
        """Return the folder that the mailing tool reads."""
        return self.folder / "published" / "exports"


@pytest.fixture(scope="module")
def started(
    project: Project,
    generated: Path,
    first_release: FirstRelease,
    tmp_path_factory: pytest.TempPathFactory,
) -> Started:
    """Start a campaign, then build with what can go wrong with it."""
    scratch = tmp_path_factory.mktemp("campaign")
    folder = copied(first_release.folder, scratch / "copy")
    few = {"arm_user_minimum": 20, "judged_user_minimum": 20}
    said = start(project, folder, CAMPAIGN, campaign_budget_usd=1000, **few)
    assert said.succeeded, said.output
    frozen = said.warehouse.rows(FROZEN)
    suppressed = next(user for user, arm, *_ in frozen if arm == "chosen_perk")
    ((mistaken,),) = said.warehouse.rows(
        "select min(user_id) from marts.campaign_assignments"
        " where arm = 'nothing'"
    )
    raw = Path(shutil.copytree(generated, scratch / "raw"))
    spoil(raw / "campaign_events.csv", mistaken)
    outcome = (
        project.changed_seed(
            scratch,
            "suppressed_users",
            lambda text: f"{text}{suppressed},asked for no mail\n",
        )
        .changed_seed(scratch, "campaigns", replanned)
        .build(raw, within=folder, **RELEASABLE)
    )
    assert outcome.succeeded, outcome.errors
    return Started(folder, said.output, frozen, suppressed, mistaken)


def replanned(text: str) -> str:
    """Change the plan of what runs, and plan two more of the same kind.

    One begins on the last day of what runs, one on the next.
    """
    (plan,) = (line for line in text.splitlines() if CAMPAIGN in line)
    changed = plan.replace("fixed", "obrien_fleming").replace(
        ",nothing,", ",one_perk,"
    )
    assert changed.count("o") > plan.count("o")
    others = "\n".join(
        plan.replace(CAMPAIGN, name).replace("2023-08-01", day)
        for name, day in (("sooner", "2023-10-23"), ("later", "2023-10-24"))
    )
    return f"{text.replace(plan, changed)}{others}\n"


def spoil(file: Path, user_id: int) -> None:
    """Add events that cannot be right, and one that cannot be read."""
    event = {
        "event_id": "sent",
        "campaign_id": "generated_2023",
        "user_id": user_id,
        "event_type": "delivered",
        "occurred_at": "2023-05-02 10:00:00",
    }
    events = [
        event,
        event | {"event_id": "early", "occurred_at": "2023-04-30 10:00:00"},
        event | {"event_id": "odd", "event_type": "opened"},
        event | {"event_id": "stranger", "user_id": 999999},
        event | {"event_id": "unknown", "campaign_id": "winter"},
        event | {"event_id": "unreadable", "occurred_at": "soon"},
    ]
    with file.open("a", newline="") as target:
        csv.DictWriter(target, EVENT).writerows(events)


def test_it_says_what_can_be_detected(started: Started) -> None:
    assert f"Frozen: campaign {CAMPAIGN}, chosen_perk " in started.said
    assert "chosen_perk against nothing: " in started.said
    assert " after 4 weeks, " in started.said


def test_it_says_what_all_arms_cost(started: Started) -> None:
    catalogue = started.warehouse.frame("from seeds.perk_catalogue")
    cost = catalogue.unit_cost_usd * catalogue.assumed_redemption_rate
    costs = dict(zip(catalogue.perk_code, cost.astype(float), strict=True))
    expected = sum(costs.get(perk, 0) for _, _, perk, *_ in started.frozen)
    assert f"Expected cost: {round(expected):,} US dollars" in started.said
    assert "more than the budget of 1,000" in started.said


def test_arms_have_their_shares_in_each_stratum(started: Started) -> None:
    shares = started.warehouse.rows(
        "with sizes as (select stratum_perk, arm, arm_propensity,"
        " count(*) as users from marts.campaign_assignments"
        f" where campaign_id = '{CAMPAIGN}' group by all)"
        " select max(abs(users - arm_propensity * sum_of_users)) from ("
        "select *, sum(users) over (partition by stratum_perk) as sum_of_users"
        " from sizes)"
    )
    assert shares[0][0] < 1
    totals = pd.Series([row[1] for row in started.frozen]).value_counts()
    assert set(totals.index) == {
        *("chosen_perk", "random_perk", "one_perk", "nothing")
    }


def test_the_holdout_alone_has_no_perk(started: Started) -> None:
    for _, arm, perk_code, _, assigned_at in started.frozen:
        assert (perk_code is None) == (arm == "nothing")
        assert str(assigned_at) == "2023-08-01 00:00:00"


def test_a_frozen_campaign_is_never_changed(
    project: Project, started: Started
) -> None:
    outcome = start(project, started.folder, CAMPAIGN)
    assert not outcome.succeeded
    assert "was frozen before" in outcome.output
    assert "a frozen campaign is never changed" in outcome.output
    assert started.warehouse.rows(FROZEN) == started.frozen


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nosuch", "campaign 'nosuch' is unknown, expected one of"),
        ("generated_2023", "campaign generated_2023 was frozen before"),
    ],
)
def test_a_campaign_that_cannot_be_started(
    project: Project, started: Started, name: str, said: str
) -> None:
    outcome = start(project, started.folder, name)
    assert not outcome.succeeded
    assert said in " ".join(outcome.output.split())


def test_a_campaign_begins_after_the_data(
    project: Project, folder: Path
) -> None:
    Warehouse(folder / "traveltide.duckdb").execute(
        "update seeds.campaigns set starts_on = '2023-05-01'"
    )
    outcome = start(project, folder, CAMPAIGN)
    assert not outcome.succeeded
    assert "starts on 2023-05-01, which the data already hold" in " ".join(
        outcome.output.split()
    )


def test_nothing_built_starts_nothing(project: Project, tmp_path: Path) -> None:
    outcome = start(project, tmp_path, CAMPAIGN)
    assert not outcome.succeeded
    assert "run dbt build first" in " ".join(outcome.output.split())


def test_what_was_planned_is_frozen(started: Started) -> None:
    assert started.warehouse.rows(
        "select design, reference_arm from seeds.campaigns"
        f" where campaign_id = '{CAMPAIGN}'"
    ) == [("obrien_fleming", "one_perk")]
    assert started.warehouse.rows(
        "select design, reference_arm from proof.int_campaign_windows"
        f" where campaign_id = '{CAMPAIGN}'"
    ) == [("fixed", "nothing")]
    assert started.warehouse.rows(
        "select distinct reference_arm from proof.int_campaign_reach"
        f" where campaign_id = '{CAMPAIGN}'"
    ) == [("nothing",)]


def test_the_standing_holdout_is_in_no_campaign(started: Started) -> None:
    drawn = {user for user, *_ in started.frozen}
    held_out = {
        user
        for (user,) in started.warehouse.rows(
            "select user_id from marts.user_perks"
            " where cohort_status = 'cohort' and campaign_arm = 'holdout'"
        )
    }
    assert held_out
    assert not drawn & held_out
    ((cohort,),) = started.warehouse.rows(
        "select count(*) from marts.user_perks where cohort_status = 'cohort'"
    )
    assert len(drawn | held_out) == cohort
    left_out = f"Left out: {len(held_out):,} in the standing holdout"
    assert left_out in started.said


def test_a_user_is_in_one_campaign_at_a_time(
    project: Project, started: Started, tmp_path: Path
) -> None:
    """Also where nothing was built since the other was frozen."""
    folder = copied(started.folder, tmp_path / "copy")
    sooner = start(project, folder, "sooner")
    assert not sooner.succeeded
    assert "campaign sooner has no user to draw" in " ".join(
        sooner.output.split()
    )
    later = start(project, folder, "later")
    assert later.succeeded, later.output
    assert "in another campaign" not in later.output
    # Of so few users none is held out against.
    assert "chosen_perk against nothing: too few users" in later.output
    sooner = start(project, folder, "sooner")
    assert not sooner.succeeded
    warehouse = project.warehouse(folder)
    assert warehouse.rows(
        "select campaign_id, count(*) from history.int_frozen_assignments"
        " group by all order by 1"
    ) == [("later", len(started.frozen) - 1), (CAMPAIGN, len(started.frozen))]


def test_users_are_sent_what_was_drawn(started: Started) -> None:
    sent = started.warehouse.rows(
        "select user_id, campaign_arm, activation_perk, propensity"
        f" from marts.user_perks where campaign_id = '{CAMPAIGN}'"
        f" and user_id != {started.suppressed} order by user_id"
    )
    drawn = [row[:4] for row in started.frozen if row[0] != started.suppressed]
    assert sent == drawn


def test_who_asked_for_no_mail_gets_none(started: Started) -> None:
    user = f"where user_id = {started.suppressed}"
    assert started.warehouse.rows(
        "select campaign_arm, activation_perk, scenario_expected_cost_usd,"
        f" is_holdout from marts.user_perks {user}"
    ) == [("suppressed", None, 0, False)]
    assert started.warehouse.rows(
        "select distinct why_not, is_eligible from marts.user_perk_affinities"
        f" {user}"
    ) == [("not to be contacted: asked for no mail", False)]


def test_lists_hold_each_user_who_is_sent_something_once(
    started: Started,
) -> None:
    listed = {
        (
            user,
            path.parts[-3],
            path.parent.name,
            path.stem.removeprefix("generated_"),
        )
        for path in started.exports.glob("mailing/*/*/*.csv")
        for user in pd.read_csv(path)["user_id"]
    }
    expected = started.warehouse.rows(
        "select user_id, campaign_id, campaign_arm, activation_perk"
        " from marts.user_perks"
        " where activation_perk is not null and cohort_status = 'cohort'"
    )
    assert listed == set(expected)
    assert len(listed) == len({user for user, *_ in listed})


def page_rows(dashboard: Path, name: str) -> pd.DataFrame:
    """Return the rows of a panel as the page holds them."""
    page = (dashboard / "index.html").read_text(encoding="utf-8")
    content = json.loads(page.split('id="content">')[1].split("</script>")[0])
    (panel,) = (each for each in content["panels"] if each["name"] == name)
    return pd.DataFrame(panel["rows"], columns=panel["columns"])


def test_pages_invite_those_who_are_sent_something(started: Started) -> None:
    """With what is sent, which in a campaign need not be what suits."""
    dashboard = started.exports.parent / "dashboard"
    listed = {
        (int(user), path.stem)
        for path in dashboard.glob("lists/*/*.js")
        for user, *_, invited, _ in json.loads(
            path.read_text("utf-8").split(",", 1)[1].removesuffix(");")
        )
        if invited == "yes"
    }
    sent = started.warehouse.frame(
        "select user_id, cohort_status, activation_perk,"
        " scenario_expected_cost_usd as cost, activation_perk != primary_perk"
        " as is_drawn from marts.user_perks where activation_perk is not null"
    )
    assert sent["is_drawn"].any()
    assert listed == set(zip(sent.user_id, sent.activation_perk, strict=True))
    plan = page_rows(dashboard, "panel_perk_lists")
    plan = plan[plan.user_group == "Cohort"].set_index("perk_code")
    of_perks = sent[sent.cohort_status == "cohort"].groupby("activation_perk")
    assert plan.invited_user_count.to_dict() == of_perks.size().to_dict()
    costs = plan.expected_cost_usd.to_dict()
    assert costs == pytest.approx(of_perks.cost.sum().to_dict())
    # Who asked for no mail is neither invited nor held out.
    assert plan.left_out_user_count.sum() == 1
    about = page_rows(dashboard, "panel_about").value
    assert about.str.contains("Another 1 must not be contacted").any()


def test_changes_are_those_since_the_release_before(
    started: Started, first_release: FirstRelease
) -> None:
    changes = pd.read_csv(started.exports / "generated_changes.csv")
    assert set(changes["change"]) == {"changed"}
    # Who is in a campaign now has changed, even if sent the same as before.
    assert (changes["campaign_id"] == CAMPAIGN).sum() == len(started.frozen)
    before = first_release.folder / "published/traveltide.duckdb"
    with duckdb.connect(str(started.warehouse.path), read_only=True) as now:
        now.execute(f"attach '{before}' as former (read_only)")
        expected = now.execute(
            "select user_id from marts.user_perks as perks"
            " inner join former.marts.user_perks as former using (user_id)"
            " where perks.row_hash != former.row_hash order by user_id"
        ).fetchall()
    assert changes["user_id"].tolist() == [user for (user,) in expected]
    everybody = pd.read_csv(
        first_release.folder / "published/exports/generated_changes.csv"
    )
    assert set(everybody["change"]) == {"new"}


def test_each_mistake_is_counted_and_judged(started: Started) -> None:
    checks = dict(
        started.warehouse.rows(
            "select campaign_id || ' ' || check_name, status"
            " from marts.campaign_checks where status not in ('pass')"
        )
    )
    assert checks == {
        "generated_2023 holdout_users_sent": "warn",
        "generated_2023 events_before_sending": "warn",
        "generated_2023 events_unknown_event_type": "warn",
        "generated_2023 events_user_not_assigned": "warn",
        "winter events_unknown_campaign": "fail",
        **{
            f"{CAMPAIGN} {check}": "too_early"
            for check in (
                "events_unknown_campaign",
                "events_user_not_assigned",
                "events_unknown_event_type",
                "events_before_sending",
                "arms_without_events",
                "horizon_reached",
                "outcomes_complete",
            )
        },
    }
    assert started.warehouse.rows(
        "select reason from staging.stg_engine__rejected_rows"
        " where file_name = 'campaign_events'"
    ) == [("occurred_at is not a timestamp: soon",)]


def test_nothing_is_read_before_the_horizon(started: Started) -> None:
    effects = started.warehouse.frame(
        f"select * from marts.campaign_effects where campaign_id = '{CAMPAIGN}'"
    )
    # What stands for few users is withheld, early or not.
    assert set(effects["status"]) <= {"too_early", "withheld"}
    assert (
        effects[["uplift", "lower", "upper", "event_count"]]
        .isna()
        .all(axis=None)
    )


# By how much more each perk makes users book of the persona that it rewards,
# and others: what the generator plants.
UPLIFTS = {
    "free_checked_bag": ("bag_heavy", 0.3, 0.04),
    "no_cancellation_fees": ("flexible", 0.3, 0),
    "exclusive_discounts": ("deal_driven", 0.25, 0.02),
    "free_hotel_night": ("bundler", 0.35, 0),
}


def planted_uplifts(users: pd.DataFrame) -> list[float]:
    """Return the uplift of each user of the generated campaign."""
    uplifts = []
    for perk, segment in zip(users.perk_code, users.segment_key, strict=True):
        persona, own, others = UPLIFTS.get(perk, ("", 0, 0))
        uplifts.append(own if segment == persona else others)
    return uplifts


def test_planted_effects_are_found(built: Outcome, generated: Path) -> None:
    effects = built.warehouse.frame(
        "select * from marts.campaign_effects where stratum = 'all'"
        " and outcome = 'booked'"
    ).set_index("arm")
    users = pd.read_csv(generated / "truth/campaign_assignments.csv")
    users["uplift"] = planted_uplifts(users)
    planted = users.groupby("arm").uplift.mean()
    assert set(effects["status"]) == {"read"}
    assert effects["is_generated"].all()
    for arm in effects.index:
        assert effects.lower[arm] < planted[arm] < effects.upper[arm]
    assert effects.lower["chosen_perk"] > 0


def test_what_works_for_whom_is_learned(built: Outcome) -> None:
    """A persona is sent more of its own perk than others are."""
    learned = built.warehouse.frame("from marts.perk_probabilities")
    assert learned["is_generated"].all()
    chances = learned.pivot_table(
        index="segment_key", columns="perk_code", values="probability"
    )
    own = {perk: chances[perk][UPLIFTS[perk][0]] for perk in UPLIFTS}
    others = chances.drop(index=[persona for persona, *_ in UPLIFTS.values()])
    for perk, chance in own.items():
        assert chance > others[perk].max()


def test_effects_are_those_of_the_files(
    built: Outcome, generated: Path
) -> None:
    arms = pd.read_csv(generated / "truth/campaign_assignments.csv")
    events = pd.read_csv(generated / "campaign_events.csv")
    booked = events.loc[events.event_type == "booked"]
    arms["booked"] = arms.user_id.isin(booked.user_id)
    arms["revenue"] = arms.user_id.map(
        booked.groupby("user_id").revenue_usd.sum()
    ).fillna(0)
    found = built.warehouse.frame(
        "select * from marts.campaign_effects where stratum = 'all'"
    ).set_index(["outcome", "arm"])
    for arm, users in arms.groupby("arm"):
        if arm != "nothing":
            row = found.loc["booked", arm]
            assert row.user_count == len(users)
            assert row.event_count == users.booked.sum()
            spent = found.loc["revenue_usd", arm].value_per_user
            assert spent == pytest.approx(users.revenue.mean())


def test_a_build_without_the_file_has_no_campaign(
    small_release: FirstRelease,
) -> None:
    warehouse = small_release.outcome.warehouse
    for name in ("assignments", "effects", "checks"):
        assert warehouse.rows(f"from marts.campaign_{name}") == []
    assert warehouse.rows(
        "select row_count from staging.stg_engine__file_counts"
        " where file_name = 'campaign_events'"
    ) == [(0,)]
