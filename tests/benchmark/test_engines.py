"""That the engines that are installed are measured, and agree."""

from pathlib import Path

import pytest

from benchmark import engines


def test_engines_are_measured_and_agree(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(engines, "DATA", tmp_path / "data")
    monkeypatch.setattr(engines, "OUTPUT", tmp_path / "output")
    there = list(engines.installed(["duckdb", "sail"]))
    engines.main([0.001, 0.002], ["duckdb", "sail"])
    printed = capsys.readouterr().out
    for engine in there:
        assert f"| {engine}, 2,042 users" in printed
        assert f"{engine}: CPU s grow with users ^ " in printed
