"""The data contract of the public marts: datacontract.yaml, from dbt's YAML.

Run as a module it writes the file. What is only added raises the second part of
its version; what breaks a reader raises the first, which CHANGELOG.md explains.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import yaml
from datacontract.data_contract import DataContract
from datacontract.model.breaking import BreakingChangeLevel
from dbt.contracts.graph.manifest import Manifest
from dbt_project import ROOT, Project
from open_data_contract_standard.model import OpenDataContractStandard

CONTRACT = ROOT / "datacontract.yaml"
CHANGELOG = ROOT / "CHANGELOG.md"
FIRST_VERSION = "1.0.0"
HEADER = """\
# yamllint disable-file
# Written by make contract: change the YAML of the marts, not this file.
"""


def contract_of(manifest: Manifest, folder: Path) -> OpenDataContractStandard:
    """Return the contract of the public marts of a parsed project."""
    path = folder / "manifest.json"
    manifest.write(str(path))
    public = [
        node.name
        for node in manifest.nodes.values()
        if node.resource_type == "model" and node.access == "public"
    ]
    contract = DataContract.import_from_source(
        "dbt",
        str(path),
        dbt_model=public,
        owner=manifest.groups["group.traveltide.marketing"].owner.name,
        id="traveltide",
    )
    contract.status = "active"
    contract.schema_.sort(key=lambda mart: mart.name)
    return contract


def breaks(
    before: OpenDataContractStandard, after: OpenDataContractStandard
) -> list[str]:
    """Return what a reader of the first would miss in the second."""
    compared = DataContract(data_contract=before).breaking(
        DataContract(data_contract=after)
    )
    return [
        f"{each.path.removeprefix('schema.')}: {each.message}"
        for each in compared.entries
        if each.level == BreakingChangeLevel.ERROR
    ]


def kept() -> OpenDataContractStandard | None:
    """Return the contract that is in force, if there is one yet."""
    if not CONTRACT.exists():
        return None
    return OpenDataContractStandard.from_file(str(CONTRACT))


def with_version(
    contract: OpenDataContractStandard, before: OpenDataContractStandard | None
) -> OpenDataContractStandard:
    """Return a contract with the version that follows from what changed."""
    if before is None:
        return contract.model_copy(update={"version": FIRST_VERSION})
    same = contract.model_copy(update={"version": before.version})
    if same == before:
        return same
    major, minor, _ = map(int, before.version.split("."))
    broken = breaks(before, contract)
    version = f"{major + 1}.0.0" if broken else f"{major}.{minor + 1}.0"
    return contract.model_copy(update={"version": version})


def unexplained(
    contract: OpenDataContractStandard, changelog: str
) -> list[str]:
    """Return the versions that break a reader and are not in the changelog."""
    last = int(contract.version.split(".")[0])
    versions = [f"{major}.0.0" for major in range(2, last + 1)]
    return [
        version
        for version in versions
        if not re.search(
            rf"data contract {re.escape(version)}\b", changelog, re.I
        )
    ]


def written(contract: OpenDataContractStandard) -> str:
    """Return a contract as YAML."""
    return HEADER + yaml.safe_dump(
        contract.model_dump(by_alias=True, exclude_none=True),
        sort_keys=False,
        allow_unicode=True,
    )


def main() -> None:
    """Write the contract of the project as it is."""
    before = kept()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        contract = contract_of(Project(folder).manifest, folder)
    versioned = with_version(contract, before)
    CONTRACT.write_text(written(versioned), encoding="utf-8")
    print(f"{CONTRACT.name}: data contract {versioned.version}")
    for each in breaks(before, contract) if before else []:
        print(f"breaks {each}")
    for version in unexplained(versioned, CHANGELOG.read_text("utf-8")):
        print(f"missing in {CHANGELOG.name}: data contract {version}")


if __name__ == "__main__":
    main()
