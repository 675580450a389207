"""The list of forgotten users: salted hashes, and what is refused as one."""

from pathlib import Path

import pytest
from traveltide.forgetting import (
    SALT,
    add_to_list,
    salt_check,
    salted_hash,
    why_list_is_refused,
)

SECRET = "a-salt-of-the-tests"
HEADER = "user_hash,salt_check\n"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(SALT, SECRET)
    written = tmp_path / "forgotten_users.csv"
    written.write_text(HEADER)
    return written


def entry(user_id: int, salt: str = SECRET) -> str:
    return f"{salted_hash(salt, user_id)},{salt_check(salt)}\n"


def test_a_number_is_added_once_and_not_kept(path: Path) -> None:
    assert " 2 added, 2 in all" in add_to_list(path, ["7342\n", "", " 9 \n"])
    first = path.read_text()
    assert " 1 added, 3 in all" in add_to_list(path, ["7342", "11"])
    lines = path.read_text().splitlines(keepends=True)
    assert lines == [HEADER, *sorted(entry(n) for n in (7342, 9, 11))]
    assert set(first.splitlines()) < {line.strip() for line in lines}
    assert "7342" not in path.read_text()
    assert why_list_is_refused(str(path)) is None


def test_numbers_of_a_former_list_are_replaced(path: Path) -> None:
    path.write_text("user_id\n7342\n9\n")
    assert "make forget puts those" in str(why_list_is_refused(str(path)))
    add_to_list(path, [])
    entries = sorted([entry(7342), entry(9)])
    assert path.read_text() == HEADER + "".join(entries)


@pytest.mark.parametrize(
    ("text", "salt", "said"),
    [
        ("user_id\n7342\n", SECRET, "holds numbers of users"),
        ("number\n7342\n", SECRET, "line 1: expected user_hash and salt_check"),
        (f"{HEADER}7342,\n", SECRET, "line 2: expected user_hash and"),
        (HEADER + entry(1)[:-5] + "\n", SECRET, "line 2: made with another"),
        (HEADER + entry(1), "", f"{SALT} is not set"),
        (
            HEADER + entry(1) + entry(7342, "another salt"),
            SECRET,
            "line 3: made with another salt",
        ),
    ],
)
def test_a_list_that_would_forget_nobody_is_refused(
    text: str,
    salt: str,
    said: str,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(SALT, salt)
    path.write_text(text)
    refusal = str(why_list_is_refused(str(path)))
    assert said in refusal
    assert "\n" not in refusal
    assert "7342" not in refusal
    if salt:
        assert SECRET not in refusal


def test_an_empty_list_needs_no_salt(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SALT)
    assert why_list_is_refused(str(path)) is None


@pytest.mark.parametrize(
    ("salt", "lines", "said"),
    [
        ("", ["7342"], "is not set, expected 16 characters or more"),
        ("too short", ["7342"], "is of 9 characters, expected 16"),
        (SECRET, ["9", "7342 and 11"], "line 2 of the numbers is not one"),
    ],
)
def test_nothing_is_added_of_what_is_refused(
    salt: str,
    lines: list[str],
    said: str,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(SALT, salt)
    with pytest.raises(SystemExit, match=said) as refused:
        add_to_list(path, lines)
    assert "7342" not in str(refused.value)
    assert path.read_text() == HEADER
