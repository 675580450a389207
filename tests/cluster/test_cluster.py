"""A standalone cluster on loopback loses a worker, and nothing else."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread

import pytest
from dbt_project import QUICK_VARS, ROOT, Project
from traveltide.engines_compared import compare_tables
from two_engines import engines, lent_build

SPARK = ROOT / ".venv-spark"
CONFIGURATION = """
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.executor.cores 1
spark.executor.memory 1g
spark.sql.shuffle.partitions 4
"""
START_SECONDS = 60
# Of the first tables; the worker that is lost has begun others by then.
LANDED = "measured/base_traveltide__users/_SUCCESS"
LAND_SECONDS = 600


def free_port() -> int:
    """Return a port of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answers(port: int) -> bool:
    """Return whether somebody listens at a port of this machine."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def daemon(folder: Path, role: str, *words: str) -> Iterator[subprocess.Popen]:
    """Run a part of a cluster, with all that it starts, and stop it by id."""
    (home,) = SPARK.glob("lib/python3*/site-packages/pyspark")
    with (folder / f"{role}-{len(words)}-{time.time_ns()}.log").open(
        "w"
    ) as log:
        part = subprocess.Popen(
            [
                home / "bin/spark-class",
                f"org.apache.spark.deploy.{role.lower()}.{role}",
                *("--host", "127.0.0.1", "--webui-port", "0", *words),
            ],
            env=os.environ | {"SPARK_HOME": str(home)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield part
        finally:
            kill(part)


def kill(part: subprocess.Popen) -> None:
    """Kill a process and its executors, as a machine that is lost."""
    if part.poll() is None:
        os.killpg(part.pid, signal.SIGKILL)
        part.wait()


def wait_for(path: Path) -> bool:
    """Wait for a file; tell if it has come."""
    end = time.monotonic() + LAND_SECONDS
    while time.monotonic() < end and not path.exists():
        time.sleep(0.05)
    return path.exists()


def test_lost_worker_changes_no_row(
    project: Project, generated: Path, tmp_path: Path
) -> None:
    if not (SPARK / "bin/dbt").exists():
        pytest.fail("no Spark: call make install-spark")
    outcome = lent_build(project, generated, tmp_path, **QUICK_VARS)
    (tmp_path / "spark-defaults.conf").write_text(CONFIGURATION)
    port = free_port()
    master = f"spark://127.0.0.1:{port}"
    with ExitStack() as stack:
        stack.enter_context(daemon(tmp_path, "Master", "--port", str(port)))
        end = time.monotonic() + START_SECONDS
        while not answers(port):
            assert time.monotonic() < end, "Spark's master does not start"
            time.sleep(0.1)
        words = ("--cores", "1", "--memory", "1g", "--work-dir", str(tmp_path))
        lost, _ = (
            stack.enter_context(daemon(tmp_path, "Worker", *words, master))
            for _ in range(2)
        )
        seen = []

        def lose() -> None:
            seen.append(wait_for(tmp_path / "tables" / LANDED))
            seen.append(lost.poll() is None)
            kill(lost)

        thread = Thread(target=lose)
        thread.start()
        engines(
            "spark",
            generated,
            tmp_path,
            {
                "TRAVELTIDE_SPARK_MASTER": master,
                "SPARK_CONF_DIR": str(tmp_path),
            },
            **QUICK_VARS,
        ).build()
        thread.join()
    assert seen == [True, True]
    assert not compare_tables(outcome.warehouse.path, tmp_path / "tables")
