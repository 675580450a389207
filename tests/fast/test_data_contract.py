"""What readers of the public marts rely on changes only in the open."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from data_contract import (
    CHANGELOG,
    CONTRACTS,
    FIRST_VERSION,
    breaks,
    called,
    contract_of,
    kept,
    told_before,
    unexplained,
    with_version,
    written,
)
from dbt_project import Project
from open_data_contract_standard.model import (
    OpenDataContractStandard,
    SchemaProperty,
)

Change = Callable[[OpenDataContractStandard], object]
TRAVEL = CONTRACTS["traveltide"]


@pytest.mark.parametrize("domain", CONTRACTS)
def test_contract_is_what_the_marts_say(
    domain: str, project: Project, shop_project: Project, tmp_path: Path
) -> None:
    of_domain = {"traveltide": project, "shop": shop_project}[domain]
    file = CONTRACTS[domain]
    contract = contract_of(domain, of_domain.manifest, tmp_path)
    contract = with_version(contract, told_before(contract, file))
    assert contract == kept(file), "\n".join(
        [
            f"The public marts differ from {file.name}. Call make contract;"
            f" if something breaks, tell readers in {CHANGELOG.name}:",
            *breaks(kept(file), contract),
        ]
    )


@pytest.mark.parametrize("domain", CONTRACTS)
def test_changelog_names_every_version_that_breaks_a_reader(
    domain: str,
) -> None:
    contract = kept(CONTRACTS[domain])
    missing = unexplained(contract, CHANGELOG.read_text("utf-8"))
    assert not missing, (
        f"Say in {CHANGELOG.name} what readers must change: "
        + ", ".join(called(contract, version) for version in missing)
    )


def other_type(contract: OpenDataContractStandard) -> None:
    contract.schema_[0].properties[1].physicalType = "varchar"


def nulls(contract: OpenDataContractStandard) -> None:
    contract.schema_[0].properties[1].required = None


@pytest.mark.parametrize(
    "change",
    [
        lambda contract: contract.schema_.pop(),
        lambda contract: contract.schema_[0].properties.pop(),
        other_type,
        nulls,
    ],
    ids=["no mart", "no column", "other type", "nulls"],
)
def test_what_breaks_a_reader_must_be_explained(change: Change) -> None:
    before = kept(TRAVEL)
    changed = before.model_copy(deep=True)
    change(changed)
    assert len(breaks(before, changed)) == 1
    versioned = with_version(changed, before)
    next_version = f"{int(before.version.split('.')[0]) + 1}.0.0"
    assert versioned.version == next_version
    assert next_version in unexplained(versioned, "No word of it.")
    told = f"- Data contract of traveltide {next_version}: read another column."
    assert next_version not in unexplained(versioned, told)


def test_what_is_added_breaks_nobody() -> None:
    before = kept(TRAVEL)
    changed = before.model_copy(deep=True)
    changed.schema_[0].properties.append(
        SchemaProperty(name="new", physicalType="bigint", logicalType="integer")
    )
    assert not breaks(before, changed)
    major, minor, _ = map(int, before.version.split("."))
    assert with_version(changed, before).version == f"{major}.{minor + 1}.0"


def test_file_made_anew_does_not_begin_anew(tmp_path: Path) -> None:
    """Git tells what readers rely on: the newest tag, before any a commit."""
    file = tmp_path / TRAVEL.name
    contract = kept(TRAVEL).model_copy(deep=True)

    def git(*words: str) -> None:
        name = ("-c", "user.name=a", "-c", "user.email=a@b.invalid")
        words = ("git", "-C", str(tmp_path), *name, *words)
        subprocess.run(words, check=True, capture_output=True)

    def version() -> str:
        return with_version(contract, told_before(contract, file)).version

    def commit() -> None:
        versioned = contract.model_copy(update={"version": version()})
        file.write_text(written(versioned))
        git("add", "--all")
        git("commit", "--message=contract")

    git("init")
    assert version() == FIRST_VERSION == "1.0.0"
    commit()
    assert version() == "1.0.0"
    contract.schema_.pop()
    assert version() == "2.0.0"
    file.unlink()
    assert version() == "2.0.0"
    git("commit", "--all", "--message=deleted")
    assert version() == "2.0.0"
    commit()
    assert version() == "2.0.0"
    git("tag", "first-release")
    for _ in range(2):
        contract.schema_.pop()
        commit()
        assert version() == "3.0.0"
