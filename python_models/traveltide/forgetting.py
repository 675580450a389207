"""Who asked to be forgotten: a list of salted hashes, of no number.

    python -m traveltide.forgetting seeds/traveltide/forgotten_users.csv

adds the numbers that it reads, one a line, so that they stand in no arguments
that a shell or dbt writes down. The salt is no part of the project: whoever
has both it and the list can try all numbers, whoever has one of them cannot.
"""

import csv
import os
import re
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from duckdb import DuckDBPyConnection
from duckdb.sqltypes import VARCHAR

SALT = "TRAVELTIDE_FORGETTING_SALT"
HEADER = ["user_hash", "salt_check"]
# The list as it was when it held the numbers themselves.
FORMER_HEADER = ["user_id"]
SHORTEST_SALT = 16
HASH = r"[0-9a-f]{64}"
# No error repeats what may be a number.
FORMER = (
    "{path} holds numbers of users, expected salted hashes: make forget puts"
    " those in their place"
)
MISSHAPEN = (
    "{path}, line {line}: expected {columns}, as make forget writes them: take"
    " the line out and call make forget"
)
NO_SALT = (
    "{path} holds hashes, {salt} is not set: set it to the salt that they were"
    " made with"
)
OTHER_SALT = (
    "{path}, line {line}: made with another salt than that in {salt}, expected"
    " one for the whole list: set it to the former one, for a hash cannot be"
    " made anew without the number"
)
NEEDS_SALT = (
    "{salt} is {found}, expected {shortest} characters or more that are kept"
    " secret, the same for ever: openssl rand -hex 16 makes some"
)
NO_NUMBER = (
    "line {line} of the numbers is not one, expected the whole number of a user"
    " on each line: nothing was changed, call make forget again"
)


def forgetting_salt() -> str:
    """Return the salt of this machine, empty where there is none."""
    return os.environ.get(SALT, "")


def lend_salt(connection: DuckDBPyConnection) -> None:
    """Let SQL ask for the salt, so that none holds it."""
    connection.create_function("forgetting_salt", forgetting_salt, [], VARCHAR)


def salted_hash(salt: str, user_id: int) -> str:
    """Return what stands for a user; macro salted_hash says the same in SQL."""
    return sha256(f"{salt}:{user_id}".encode()).hexdigest()


def is_forgotten(user_id: str) -> str:
    """Return the condition that the list holds a user, in DuckDB's SQL."""
    return (
        f"sha256(forgetting_salt() || ':' || cast({user_id} as varchar))"
        " in (select user_hash from seeds.forgotten_users)"
    )


def salt_check(salt: str) -> str:
    """Return what tells one salt from another, and nothing of a user."""
    return sha256(f"{salt}:".encode()).hexdigest()[:8]


def read_list(path: Path) -> list[list[str]]:
    """Return the rows of a list, the header first."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [[cell.strip() for cell in row] for row in csv.reader(file)]


def why_list_is_refused(path: str) -> str | None:
    """Say in one line why a list must not be built with, None if it may."""
    try:
        header, *rows = read_list(Path(path)) or [[]]
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    if header == FORMER_HEADER:
        return FORMER.format(path=path)
    salt = forgetting_salt()
    for line, row in enumerate([header, *rows], 1):
        if not row:
            continue
        is_good = header == HEADER if line == 1 else is_entry(row)
        if not is_good:
            columns = " and ".join(HEADER)
            return MISSHAPEN.format(path=path, line=line, columns=columns)
        if line == 1:
            continue
        if not salt:
            return NO_SALT.format(path=path, salt=SALT)
        if row[1] != salt_check(salt):
            return OTHER_SALT.format(path=path, line=line, salt=SALT)
    return None


def is_entry(row: list[str]) -> bool:
    """Tell whether a row is one that this program may have written."""
    return len(row) == len(HEADER) and bool(re.fullmatch(HASH, row[0]))


def add_to_list(path: Path, lines: Iterable[str]) -> str:
    """Add numbers, one a line, and say how many were new.

    A list that still holds numbers gets hashes in their place.
    """
    salt = forgetting_salt()
    if len(salt) < SHORTEST_SALT:
        found = f"of {len(salt)} characters" if salt else "not set"
        msg = NEEDS_SALT.format(salt=SALT, found=found, shortest=SHORTEST_SALT)
        raise SystemExit(msg)
    header, *rows = read_list(path) or [HEADER]
    asked = read_numbers(lines)
    if header == FORMER_HEADER:
        asked |= read_numbers(cell for row in rows for cell in row)
        rows = []
    elif refusal := why_list_is_refused(str(path)):
        raise SystemExit(refusal)
    known = {row[0] for row in rows if row}
    hashes = known | {salted_hash(salt, user_id) for user_id in asked}
    # In the order of hashes, which tells nothing of who asked when.
    entries = [[user_hash, salt_check(salt)] for user_hash in sorted(hashes)]
    written = path.with_suffix(".new")
    with written.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *entries])
    written.replace(path)
    return (
        f"{path}: {len(hashes) - len(known)} added, {len(hashes)} in all; the"
        " next dbt build leaves them out of all that it writes"
    )


def read_numbers(lines: Iterable[str]) -> set[int]:
    """Return the numbers of users, of lines that hold one each or none."""
    numbers = set()
    for place, text in enumerate(map(str.strip, lines), 1):
        if not text or [text] == FORMER_HEADER:
            continue
        if not re.fullmatch(r"\d{1,18}", text, re.ASCII):
            raise SystemExit(NO_NUMBER.format(line=place))
        numbers.add(int(text))
    return numbers


if __name__ == "__main__":
    if sys.stdin.isatty():
        print("Users to forget, one number a line, Ctrl+D after the last:")
    print(add_to_list(Path(sys.argv[1]), sys.stdin))
