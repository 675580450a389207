"""What the machine fails is said in one line, what a model fails in full."""

import duckdb
import pytest
from dbt_common.exceptions import DbtRuntimeError
from traveltide.warehouse import explained

FULL = duckdb.IOException("Could not write file x:\nNo space left on device")


def as_dbt_does(error: Exception) -> None:
    """Fail as dbt-duckdb does once a Python model has."""
    try:
        raise error
    except Exception:
        raise DbtRuntimeError("Python model failed:\nTraceback") from None


def fail(error: Exception) -> None:
    raise error


def as_a_cursor_does(error: Exception) -> None:
    """Fail as a Python model does whose second cursor cannot be opened."""
    try:
        explained(fail)(error)
    except Exception:
        raise DbtRuntimeError("Python model failed:\nTraceback") from None


@pytest.mark.parametrize("error", [FULL, OSError("gone"), MemoryError()])
@pytest.mark.parametrize("run", [as_dbt_does, as_a_cursor_does, fail])
def test_failure_of_the_machine_is_one_line(
    run: object, error: Exception
) -> None:
    with pytest.raises(DbtRuntimeError) as caught:
        explained(run)(error)
    (line,) = str(caught.value.msg).splitlines()
    assert line.endswith(": see to that and build again")
    assert " ".join(str(error).split()) in line


@pytest.mark.parametrize(
    "error", [KeyError("user_id"), duckdb.CatalogException("no such table")]
)
def test_failure_of_a_model_stays_as_it_is(error: Exception) -> None:
    with pytest.raises(DbtRuntimeError, match="Traceback"):
        explained(as_dbt_does)(error)


def test_success_stays_as_it_is() -> None:
    assert explained(lambda value: value)(3) == 3
