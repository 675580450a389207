"""Run the contestants in turn and write what was measured.

python -m benchmark [--scales 0.1 1 3] [--rounds 3] [--without pandas]
"""

import argparse
import sys

from benchmark.contestants import CONTESTANTS, OPTIONAL
from benchmark.data import ROOT, generated, user_count
from benchmark.report import load, report
from benchmark.rounds import Bench, BenchmarkError

DATA = ROOT / "data/benchmark"
OUTPUT = ROOT / "target/benchmark"


def arguments() -> argparse.Namespace:
    """Read at which scales, how often, and whom to leave out."""
    parser = argparse.ArgumentParser(prog="benchmark", description=__doc__)
    parser.add_argument("--scales", type=float, nargs="+", default=[0.1, 1, 3])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without", nargs="*", choices=OPTIONAL, default=[])
    return parser.parse_args()


def main(scales: list[float], rounds: int, without: list[str]) -> None:
    """Measure, and write the report anew after every scale."""
    contestants = [each for each in CONTESTANTS if each.name not in without]
    bench = Bench(contestants, OUTPUT)
    busy = load()
    for scale in sorted(scales):
        users = user_count(scale)
        raw = generated(DATA / f"users_{users}", users)
        bench.run_scale(scale, raw, rounds)
        text = report(bench.runs, busy, bench.profile)
        (OUTPUT / "report.md").write_text(text, encoding="utf-8")
        bench.runs.to_csv(OUTPUT / "runs.csv", index=False)
    sys.stdout.write(text)
    sys.stdout.write(f"\nWritten to {OUTPUT}/report.md and runs.csv\n")


if __name__ == "__main__":
    try:
        main(**vars(arguments()))
    except BenchmarkError as error:
        sys.exit(f"benchmark: {error}")
