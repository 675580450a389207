"""The features and segments by pandas, as public projects go about it.

All columns of all four files are read and merged into one wide table of
sessions before anybody is left out; from there on the steps are those of the
narrow contestant, without a loop over rows.

python -m benchmark.with_pandas_wide RAW TARGET
"""

import sys
from pathlib import Path

import pandas as pd

from benchmark.with_pandas import (
    booked_trips,
    cohort_sessions,
    merged,
    user_features,
    write,
)

TIMES = {
    "users": ["birthdate", "sign_up_date"],
    "sessions": ["session_start", "session_end"],
    "flights": ["departure_time", "return_time"],
    "hotels": ["check_in_time", "check_out_time"],
}


def read_features(raw: Path) -> pd.DataFrame:
    """Merge everything, then narrow down to the cohort."""
    tables = {
        name: pd.read_csv(
            raw / f"{name}.csv", parse_dates=times, date_format="ISO8601"
        )
        for name, times in TIMES.items()
    }
    wide = merged(**tables)
    homes = tables["users"].filter(regex="^(?!home_airport)")
    wide = wide.merge(homes, on="user_id", how="left")
    sessions = cohort_sessions(wide)
    as_of_day = wide["session_start"].max().normalize()
    return user_features(sessions, booked_trips(sessions), as_of_day)


if __name__ == "__main__":
    write(read_features(Path(sys.argv[1])), Path(sys.argv[2]))
