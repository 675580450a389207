"""The project's own SQL as a plain list of statements, taken from a build.

What a first `dbt build` compiled, put into the order of the graph: the seeds
and models that lead from the raw files to every user's perk and reason, and to
the features that peers are held against. Tests, hooks, the release and all that
rests on them are left out.
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
WANTED = ("user_perks", "user_features")
DEFINITIONS = """
    select schema_name || '.' || table_name, sql
    from duckdb_tables() where not internal
    union all
    select schema_name || '.' || view_name, sql
    from duckdb_views() where not internal
"""


def plan_of(
    nodes: Mapping[str, Node], warehouse: Path, environment: Mapping[str, str]
) -> dict[str, Any]:
    """Return settings and statements that find perks and features."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        definitions = dict(connection.execute(DEFINITIONS).fetchall())
    of_nodes = {node["schema"] for node in nodes.values()}
    # Hooks make what no node does: views of the files, memory of releases.
    of_hooks = {
        name: sql
        for name, sql in definitions.items()
        if name.split(".")[0] not in of_nodes
    }
    schemas = of_nodes | {name.split(".")[0] for name in of_hooks}
    steps = [
        {"sql": f"create schema if not exists {schema}"}
        for schema in sorted(schemas)
    ]
    steps += [{"sql": sql} for sql in of_hooks.values()]
    for node in ordered(nodes):
        steps += steps_of(node, definitions)
    return {"settings": profile_settings(environment), "steps": steps}


def profile_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return how the project's profile opens its file."""
    text = (ROOT / "profiles/profiles.yml").read_text(encoding="utf-8")
    rendered = Template(text).render(
        env_var=environment.get, var=lambda _, default: default
    )
    (profile,) = yaml.safe_load(rendered).values()
    output = profile["outputs"][profile["target"]]
    return {
        "threads": output["threads"],
        **output["config_options"],
        **output["settings"],
    }


def ordered(nodes: Mapping[str, Node]) -> list[Node]:
    """Return all that what is wanted is made of, parents first."""
    graph: dict[str, list[str]] = {}
    found = [f"model.traveltide.{name}" for name in WANTED]
    while found:
        name = found.pop()
        if name not in graph:
            graph[name] = [
                parent
                for parent in nodes[name]["depends_on"].get("nodes", [])
                if parent in nodes
            ]
            found += graph[name]
    return [nodes[name] for name in TopologicalSorter(graph).static_order()]


def steps_of(
    node: Node, definitions: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    """Return the statements that make a node."""
    code, relation = node.get("compiled_code"), node["relation_name"]
    if node["resource_type"] == "seed":
        file = ROOT / node["original_file_path"]
        yield {"sql": definitions[f"{node['schema']}.{node['name']}"]}
        yield {"sql": f"copy {relation} from '{file}' (header)"}
    elif node["language"] == "python":
        yield {"python": code, "relation": relation}
    else:
        is_view = node["config"]["materialized"] == "view"
        kind = "view" if is_view else "table"
        yield {"sql": f"create {kind} {relation} as {code}"}
