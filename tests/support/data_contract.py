"""The data contracts of the public marts, one for each domain, from dbt's YAML.

Run as a module it writes them. What is only added raises the second part of a
version; what breaks a reader raises the first, which CHANGELOG.md explains. Git
knows what readers were told before, so that no file can be made anew instead.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

import yaml
from datacontract.data_contract import DataContract
from datacontract.model.breaking import BreakingChangeLevel
from dbt.contracts.graph.manifest import Manifest
from dbt_project import ROOT, Project
from open_data_contract_standard.model import OpenDataContractStandard

CONTRACTS = {
    "traveltide": ROOT / "datacontract.yaml",
    "shop": ROOT / "datacontract.shop.yaml",
}
CHANGELOG = ROOT / "CHANGELOG.md"
FIRST_VERSION = "1.0.0"
HEADER = """\
# yamllint disable-file
# Written by make contract: change the YAML of the marts, not this file.
"""


def contract_of(
    domain: str, manifest: Manifest, folder: Path
) -> OpenDataContractStandard:
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
        id=domain,
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


def kept(file: Path) -> OpenDataContractStandard:
    """Return the contract that is in force."""
    return OpenDataContractStandard.from_string(file.read_text("utf-8"))


def told_before(
    contract: OpenDataContractStandard, file: Path
) -> OpenDataContractStandard | None:
    """Return what readers were told before a contract.

    That is the contract of the newest tag; as long as there is none, the last
    other one that was committed; where git knows none, the one that is there.
    """
    tags = git(file, "tag", "--merged", "HEAD", "--sort=-creatordate")
    if tags:
        return committed(file, tags[0])
    for revision in git(file, "log", "--format=%H", "--", file.name):
        before = committed(file, revision)
        if before and not same(before, contract):
            return before
    return kept(file) if file.exists() else None


def committed(file: Path, revision: str) -> OpenDataContractStandard | None:
    """Return the contract of a revision, if it has one."""
    text = "\n".join(git(file, "show", f"{revision}:./{file.name}"))
    return OpenDataContractStandard.from_string(text) if text else None


def git(file: Path, *words: object) -> list[str]:
    """Return what git answers in the folder of a file: nothing if it cannot."""
    words = ("git", "-C", file.parent, *words)
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return [] if done.returncode else done.stdout.splitlines()


def same(
    contract: OpenDataContractStandard, other: OpenDataContractStandard
) -> bool:
    """Return whether contracts are the same but for their versions."""
    return contract == other.model_copy(update={"version": contract.version})


def with_version(
    contract: OpenDataContractStandard, before: OpenDataContractStandard | None
) -> OpenDataContractStandard:
    """Return a contract with the version that follows from what changed."""
    if before is None:
        version = FIRST_VERSION
    elif same(contract, before):
        version = before.version
    else:
        major, minor, _ = map(int, before.version.split("."))
        broken = breaks(before, contract)
        version = f"{major + 1}.0.0" if broken else f"{major}.{minor + 1}.0"
    return contract.model_copy(update={"version": version})


def called(contract: OpenDataContractStandard, version: str) -> str:
    """Return how the changelog speaks of a version of a contract."""
    return f"data contract of {contract.id} {version}"


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
            rf"{re.escape(called(contract, version))}\b", changelog, re.I
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
    """Write the contracts of the project as it is."""
    for domain, file in CONTRACTS.items():
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            project = Project(folder, parsed_with={"domain": domain})
            contract = contract_of(domain, project.manifest, folder)
        before = told_before(contract, file)
        versioned = with_version(contract, before)
        file.write_text(written(versioned), encoding="utf-8")
        print(f"{file.name}: data contract {versioned.version}")
        for each in breaks(before, contract) if before else []:
            print(f"breaks {each}")
        for version in unexplained(versioned, CHANGELOG.read_text("utf-8")):
            print(f"missing in {CHANGELOG.name}: {called(versioned, version)}")


if __name__ == "__main__":
    main()
