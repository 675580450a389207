"""What the README and the other pages say is there, and what CI runs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from dbt_project import ROOT

PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")],
    key=lambda path: path.as_posix(),
)
README = ROOT / "README.md"
MOST_LINES, MOST_BYTES = 84, 150_000
LINK = re.compile(r"\]\(([^)\s]+)\)")
GIVEN_VARS = re.compile(r"--vars '\{([a-z_]+):")
SAID_VARS = re.compile(r"\bvars? `([a-z_]+)`")


def said(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def code(text: str) -> str:
    """Return what stands in code, in a line or in a block."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", text)])


def anchors(path: Path) -> set[str]:
    """Return what a link may name in a page: its headings, as GitHub does."""
    headings = re.findall(r"^#+ (.+)$", said(path), re.M)
    words = (re.sub(r"[^\w\- ]", "", each.lower()) for each in headings)
    return {each.replace(" ", "-") for each in words}


def test_there_are_pages() -> None:
    assert len(PAGES) > 15
    assert README in PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(said(page)):
        if link.startswith("https://"):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (page.parent / name) if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_command_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", said(ROOT / "Makefile"), re.M))
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code(said(page))))
    assert named <= targets, named - targets


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_var_exists(page: Path) -> None:
    settings = yaml.safe_load(said(ROOT / "dbt_project.yml"))["vars"]
    text = said(page)
    named = {*GIVEN_VARS.findall(text), *SAID_VARS.findall(text)}
    if page.stem == "configure":
        rows = re.findall(r"^\| (`.+?) \|", text, re.M)
        named |= set(re.findall(r"`([a-z_]+)`", " ".join(rows)))
        assert len(named) > 10
    assert named <= set(settings), named - set(settings)


LINEAGE = re.compile(r"#!/overview\?g_v=1&g_i=([\w%+]+)")


def test_every_lineage_is_of_models_that_are_there() -> None:
    """The documentation, operate.md and the page of data health lead to it."""
    models = {path.stem for path in ROOT.glob("models/**/*.sql")}
    found = {
        str(path): LINEAGE.findall(said(path))
        for path in [
            *ROOT.glob("models/*/_models__overview.md"),
            ROOT / "docs/operate.md",
            ROOT / "models/engine/panels/health/panel_build_facts.sql",
        ]
    }
    assert len(found) == 4
    for name, selections in found.items():
        assert selections, name
        for selection in selections:
            named = re.findall(r"[a-z]\w+", unquote(selection))
            assert named
            assert set(named) <= models, (name, named)


@pytest.mark.parametrize("domain", ["traveltide", "shop"])
def test_overview_names_models_that_are_there(domain: str) -> None:
    models = {
        path.stem
        for room in ("engine", domain)
        for path in ROOT.glob(f"models/{room}/**/*.sql")
    }
    text = said(ROOT / f"models/{domain}/_models__overview.md")
    named = set(re.findall(r"`((?:stg|int)_\w+)`", text))
    assert len(named) > 5
    assert named <= models, named - models


def test_readme_is_short_and_shows_the_page() -> None:
    text = said(README)
    assert len(text.splitlines()) <= MOST_LINES
    (picture,) = re.findall(r"!\[.+\]\((.+)\)", text)
    content = (ROOT / picture).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) < MOST_BYTES
    # Where it is needed: before any command that builds other data.
    assert text.index("One working file") < text.index("raw_location")


def test_readme_shows_what_a_build_says() -> None:
    """In the words of macros/project/report_build and build_summary."""
    (block,) = re.findall(r"```text\n(.*?)```", said(README), re.S)
    words = [line.split()[0] for line in block.splitlines()]
    macros = "".join(map(said, ROOT.glob("macros/project/*.sql")))
    assert len(words) >= 7
    for word in words:
        assert f"'{word}" in macros or f'"{word}' in macros, word


def test_ci_runs_what_a_laptop_runs() -> None:
    flow = yaml.safe_load(said(ROOT / ".github/workflows/ci.yml"))
    assert flow["permissions"] == {"contents": "read"}
    (job,) = flow["jobs"].values()
    assert job["steps"][-1] == {"run": ".ci/run"}
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    for action in used:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action), action
    project = said(ROOT / "pyproject.toml")
    (least, above) = re.findall(
        r'requires-python = ">=3\.(\d+),<3\.(\d+)"', project
    )[0]
    versions = job["strategy"]["matrix"]["python"]
    assert versions == [f"3.{least}", f"3.{int(above) - 1}"]


def test_hooks_run_what_the_lock_pins() -> None:
    hooks = yaml.safe_load(said(ROOT / ".pre-commit-config.yaml"))
    (repo,) = hooks["repos"]
    assert repo["repo"] == "local"
    pinned = said(ROOT / "requirements.txt")
    for hook in repo["hooks"]:
        assert hook["language"] == "system"
        tool = hook["entry"].split()[0].removeprefix(".venv/bin/")
        assert f"\n{tool}==" in pinned, tool


@pytest.mark.parametrize(
    ("path", "configuration"),
    [
        ("models/engine/marts/perks.sql", []),
        ("tests/traveltide/x.sql", []),
        ("models/shop/marts/x.sql", ["--config", ".sqlfluff-shop"]),
        ("tests/shop/x.sql", ["--config", ".sqlfluff-shop"]),
    ],
)
def test_hooks_lint_each_domain_as_make_does(
    path: str, configuration: list[str]
) -> None:
    """A model of the shop is unknown to dbt with the other domain's vars."""
    hooks = yaml.safe_load(said(ROOT / ".pre-commit-config.yaml"))
    (hook,) = (
        hook
        for hook in hooks["repos"][0]["hooks"]
        if "sqlfluff" in hook["id"]
        and re.search(hook["files"], path)
        and not re.search(hook.get("exclude", "$^"), path)
    )
    assert hook["entry"].split()[2:] == configuration


def test_what_make_test_leaves_out_is_said() -> None:
    """It proves what the machine needs nothing more for."""
    makefile = said(ROOT / "Makefile")
    rest = re.findall(r"^test(-\w+):", makefile, re.M)
    assert "-notebook" in rest
    (helped,) = re.findall(r"^test: .*## (.*)", makefile, re.M)
    (shown,) = re.findall(r"^make test .*", said(README), re.M)
    for name in rest:
        assert name in helped
        assert name in shown
    run = re.findall(r"^make (.*)", said(ROOT / ".ci/run"), re.M)
    assert run == ["test", "test-notebook"]
    for name in set(rest) - {"-notebook"}:
        assert f"make test{name}" in said(ROOT / "CONTRIBUTING.md")


def test_make_empties_no_venv_behind_a_link(tmp_path: Path) -> None:
    """A venv made anew is emptied first, wherever its link leads to."""
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    kept = tmp_path / "of_others/kept"
    kept.parent.mkdir()
    kept.touch()
    (tmp_path / ".venv").symlink_to(kept.parent)
    done = subprocess.run(
        ["make", ".venv/installed", f"PYTHON={sys.executable}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode
    assert ".venv is a link" in done.stdout
    assert kept.exists()
