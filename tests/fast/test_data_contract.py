"""What readers of the public marts rely on changes only in the open."""

from collections.abc import Callable
from pathlib import Path

import pytest
from data_contract import (
    CHANGELOG,
    CONTRACT,
    breaks,
    contract_of,
    kept,
    unexplained,
    with_version,
)
from dbt_project import Project
from open_data_contract_standard.model import (
    OpenDataContractStandard,
    SchemaProperty,
)

Change = Callable[[OpenDataContractStandard], object]


def test_contract_is_what_the_marts_say(
    project: Project, tmp_path: Path
) -> None:
    contract = with_version(contract_of(project.manifest, tmp_path), kept())
    assert contract == kept(), "\n".join(
        [
            f"The public marts differ from {CONTRACT.name}. Call make contract;"
            f" if something breaks, tell readers in {CHANGELOG.name}:",
            *breaks(kept(), contract),
        ]
    )


def test_changelog_names_every_version_that_breaks_a_reader() -> None:
    missing = unexplained(kept(), CHANGELOG.read_text("utf-8"))
    assert not missing, (
        f"Say in {CHANGELOG.name} what readers must change:"
        f" data contract {', '.join(missing)}"
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
    changed = kept().model_copy(deep=True)
    change(changed)
    assert len(breaks(kept(), changed)) == 1
    versioned = with_version(changed, kept())
    next_version = f"{int(kept().version.split('.')[0]) + 1}.0.0"
    assert versioned.version == next_version
    assert next_version in unexplained(versioned, "No word of it.")
    told = f"- Data contract {next_version}: read the other column."
    assert next_version not in unexplained(versioned, told)


def test_what_is_added_breaks_nobody() -> None:
    changed = kept().model_copy(deep=True)
    changed.schema_[0].properties.append(
        SchemaProperty(name="new", physicalType="bigint", logicalType="integer")
    )
    assert not breaks(kept(), changed)
    major, minor, _ = map(int, kept().version.split("."))
    assert with_version(changed, kept()).version == f"{major}.{minor + 1}.0"
