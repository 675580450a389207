"""What of DuckDB's SQL other engines do not read, found in text and trees."""

import re
from collections.abc import Iterator

from sqlglot import exp, parse_one
from sqlglot.errors import ParseError
from sqlglot.optimizer.scope import Scope, traverse_scope

SQL_COMMENTS = re.compile(r"\{#.*?#\}|--[^\n]*", re.S)
WORDS = {
    r"\bqualify\b": "filter by row_number() in a CTE of its own",
    r"\bgroup by all\b": "name the columns",
    r"\basof\b": "spell it out as a union and last_value()",
    r"\b(un)?pivot\b": "write one column, or one select, a value",
    r"->|\blambda\b": "unroll the columns at compile time",
    r"\bcolumns\s*\(": "name the columns",
    r"\bby name\b": "name the columns in one order",
    r"\*\s*(exclude|replace|rename)\b": "name the columns",
    r"\blist(_\w+)?\s*\(": "write plain columns, or sort in a subquery",
    r"\b(arg_min|arg_max)\b": "filter by row_number() in a CTE of its own",
    r"\b((named_)?struct(_\w+)?|row)\s*\(": "write plain columns",
}
NODES = {
    exp.Qualify: "qualify",
    exp.Array: "a list",
    exp.Bracket: "access by position",
    exp.Dot: "access to a field",
    exp.Pivot: "pivot or unpivot",
}
# Functions of Spark that sqlglot has no class for.
SPARK_FUNCTIONS = {"conv", "raise_error", "range", "xxhash64"}
# Of relations by name, of queries by the identity of their scope.
Columns = dict[int | str, set[str]]


def given_columns(scope: Scope, of: Columns) -> set[str]:
    """Return the columns of a query, and keep in mind those that it reads."""
    if scope.set_operation_scopes:
        return of[id(scope.set_operation_scopes[0])]
    read = {
        name: of.get(getattr(source, "name", id(source)), set())
        for name, (_, source) in scope.selected_sources.items()
    }
    of[-id(scope)] = everything = set().union(*read.values())
    given = set()
    for each in scope.expression.selects:
        table = getattr(each, "table", "")
        starred = read[table] if table else everything
        given |= starred if each.is_star else {each.alias_or_name}
    return given


def reused_aliases(scope: Scope, read: set[str]) -> Iterator[str]:
    """Return names that a select gives and uses at once."""
    aliases: set[str] = set()
    where = scope.expression.args.get("where")
    for each in [*scope.expression.selects, *([where] if where else [])]:
        used = {c.name for c in each.find_all(exp.Column) if not c.table}
        yield from sorted(used & aliases - read)
        aliases |= {each.alias} - {""}


def is_date(node: exp.Expression) -> bool:
    """Return whether a term is plainly a date."""
    is_cast = isinstance(node, exp.Cast) and node.is_type("date")
    return is_cast or node.name.endswith("_date")


def oddities(node: exp.Expression) -> Iterator[str]:
    """Return what a node holds that not every engine reads."""
    if name := NODES.get(type(node)):
        yield name
    if isinstance(node, exp.Star) and any(node.args.values()):
        yield "a star but for some columns"
    if isinstance(node, exp.Group) and node.args.get("all"):
        yield "group by all"
    if isinstance(node, exp.SetOperation) and node.args.get("by_name"):
        yield "union by name"
    if isinstance(node, exp.Sub) and is_date(node.left) and is_date(node.right):
        yield "date - date (macro days_between)"
    if isinstance(node, exp.Anonymous) and node.name not in SPARK_FUNCTIONS:
        yield f"{node.name}(), no function of Spark (macros/portable)"


def of_one_engine(text: str) -> Iterator[str]:
    """Return the words of a file of SQL that only DuckDB understands."""
    for word, advice in WORDS.items():
        for match in re.finditer(word, SQL_COMMENTS.sub("", text)):
            yield f"{match.group()!r}: {advice}"


def not_for_spark(name: str, text: str, of: Columns) -> Iterator[str]:
    """Return what Spark would not read in a compiled model.

    The columns of what it reads from are given; its own are added.
    """
    try:
        tree = parse_one(text, read="spark")
    except ParseError as error:
        yield str(error)
        return
    for node in tree.walk():
        yield from oddities(node)
    for scope in traverse_scope(tree):
        of[id(scope)] = of[name] = given_columns(scope, of)
        for alias in reused_aliases(scope, of.get(-id(scope), set())):
            yield f"{alias}, an alias of the same select: use a CTE"
