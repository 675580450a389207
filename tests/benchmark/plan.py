"""The project's own SQL as a plain list of statements, taken from a build.

What a first `dbt build` compiled, put into the order of the graph: seeds,
models and data tests that lead to public marts. What is more than that counts
as dbt's and is left out: unit tests, hooks, the release, snapshots and all that
rests on them.
"""

from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import yaml
from jinja2 import Template

from benchmark.data import ROOT

Node = Mapping[str, Any]
DDL = """
    select schema_name || '.' || {kind}_name, sql
    from duckdb_{kind}s()
    where sql is not null and not internal
"""


def plan_of(
    nodes: Mapping[str, Node], warehouse: Path, environment: Mapping[str, str]
) -> dict[str, Any]:
    """Return settings and statements that build the public marts."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        definitions = {
            name: sql
            for kind in ("table", "view")
            for name, sql in connection.execute(
                DDL.format(kind=kind)
            ).fetchall()
        }
    chosen = ordered(nodes)
    schemas = {node["schema"] for node in nodes.values()}
    # Hooks make what no node does: views of the files, memory of releases.
    of_hooks = {
        name: sql
        for name, sql in definitions.items()
        if name.split(".")[0] not in schemas
    }
    schemas |= {name.split(".")[0] for name in of_hooks}
    steps = [
        {"sql": f"create schema if not exists {schema}"}
        for schema in sorted(schemas)
    ]
    steps += [{"sql": sql} for sql in of_hooks.values()]
    for node in chosen:
        steps += steps_of(node, definitions)
    return {"settings": profile_settings(environment), "steps": steps}


def profile_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return how the project's profile opens its file."""
    text = (ROOT / "profiles/profiles.yml").read_text(encoding="utf-8")
    rendered = Template(text).render(env_var=environment.get)
    (profile,) = yaml.safe_load(rendered).values()
    output = profile["outputs"][profile["target"]]
    return {"threads": output["threads"]} | output["settings"]


def parents(node: Node) -> list[str]:
    """Return the nodes a node reads, without sources and macros."""
    kinds = ("model.", "seed.", "snapshot.")
    read = node.get("depends_on", {}).get("nodes", [])
    return [parent for parent in read if parent.startswith(kinds)]


def ordered(nodes: Mapping[str, Node]) -> list[Node]:
    """Return what leads to public marts, and its tests, parents first."""
    order = TopologicalSorter(
        {name: parents(node) for name, node in nodes.items()}
    ).static_order()
    plain: dict[str, Node] = {}
    for name in order:
        is_plain = nodes[name]["resource_type"] in ("seed", "model", "test")
        if is_plain and all(each in plain for each in parents(nodes[name])):
            plain[name] = nodes[name]
    wanted = {
        name for name, node in plain.items() if node.get("access") == "public"
    }
    for name in reversed(plain):
        if name in wanted:
            wanted.update(parents(plain[name]))
    return [
        node
        for name, node in plain.items()
        if name in wanted
        or (
            node["resource_type"] == "test"
            and parents(node)
            and wanted.issuperset(parents(node))
        )
    ]


def steps_of(
    node: Node, definitions: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    """Return the statements that make a node; a contract comes first."""
    code, relation = node.get("compiled_code"), node["relation_name"]
    definition = definitions.get(f"{node['schema']}.{node['name']}")
    if node["resource_type"] == "test":
        yield {"test": node["name"], "sql": f"select count(*) from ({code})"}
    elif node["resource_type"] == "seed":
        file = ROOT / node["original_file_path"]
        yield {"sql": definition}
        yield {"sql": f"copy {relation} from '{file}' (header)"}
    elif node["language"] == "python":
        yield {"python": code, "relation": relation}
    elif node["config"]["materialized"] == "view":
        yield {"sql": f"create view {relation} as {code}"}
    elif node["contract"]["enforced"]:
        yield {"sql": definition}
        yield {"sql": f"insert into {relation} by name ({code})"}
    else:
        yield {"sql": f"create table {relation} as {code}"}
