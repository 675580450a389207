"""A dbt-duckdb plugin that makes room for the working file."""

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin


class Plugin(BasePlugin):
    """Let dbt create the working file in a folder that is not there yet."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Create the folder of the working file before DuckDB opens it."""
        if self.creds and self.creds.path != ":memory:":
            Path(self.creds.path).parent.mkdir(parents=True, exist_ok=True)
