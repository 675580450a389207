"""A build a day: none where nothing is new, each week one with all its tests.

    python -m traveltide.daily [--vars '{raw_location: ...}']

takes the options that every dbt command takes, such as --target. The project
is parsed once. Tests with the tag weekly go through all rows of large tables
for what the code promises; the build of every day leaves them to that of the
week.
"""

import sys
from collections.abc import Sequence

from dbt.cli.exceptions import DbtUsageException
from dbt.cli.main import dbtRunner, dbtRunnerResult

LOOK = ("--quiet", "--no-write-json", "run-operation", "say_what_is_new")
# With these words begins what dbt says of what is new.
SPARED, WHOLE = "Unchanged", "Tests"


def daily(options: Sequence[str]) -> int:
    """Build what is new, and return the exit code."""
    parsed = dbtRunner().invoke(["--quiet", "parse", *options])
    if not parsed.success:
        return failed(parsed)
    said = []

    def listen(event: object) -> None:
        if event.info.name == "PrintEvent":
            said.append(event.info.msg.split()[0])

    looked = dbtRunner(parsed.result, callbacks=[listen]).invoke(
        [*LOOK, *options]
    )
    if not looked.success:
        return failed(looked)
    if SPARED in said:
        return 0
    chosen = ["--selector", "daily"] if WHOLE not in said else []
    built = dbtRunner(parsed.result).invoke(["build", *chosen, *options])
    return 0 if built.success else failed(built)


def failed(result: dbtRunnerResult) -> int:
    """Return dbt's own exit code: 2 for an error that dbt did not expect.

    Within Python, dbt does not say what is wrong with an option.
    """
    if isinstance(result.exception, DbtUsageException):
        sys.stderr.write(f"Error: {result.exception}\n")
    return 2 if result.exception else 1


if __name__ == "__main__":
    raise SystemExit(daily(sys.argv[1:]))
