"""The documentation, one file beside the release that it belongs to.

    python -m traveltide.docs target/static_index.html

It says whether the data of that release is generated, as all of a release does.
"""

import json
import sys
from pathlib import Path

from traveltide.release.files import (
    DATABASE,
    DOCS,
    current_release,
    locked,
    take_over,
)
from traveltide.release.guard import is_generated, last_published
from traveltide.release.publishing import published_folder

# The overview says it until it is known.
UNKNOWN = "The data they were built from is not known here."
GENERATED = "**They were built from generated data, not from real users.**"
REAL = "They were built from {location}, up to {day}."
NO_RELEASE = "{folder} holds no release: dbt build makes one"


def release_docs(page: Path, folder: Path) -> Path:
    """Put a page of documentation into the release in force."""
    with locked(folder):
        release = current_release(folder)
        last = release and last_published(release / DATABASE)
        if not release or not last:
            raise SystemExit(NO_RELEASE.format(folder=folder))
        said = (
            GENERATED
            if is_generated(last)
            else REAL.format(
                location=last["raw_location"], day=last["as_of_date"]
            )
        )
        text = page.read_text(encoding="utf-8")
        if UNKNOWN not in text:
            raise SystemExit(f"{page} has no place to say what data it is of")
        take_over(folder)
        (release / DOCS).mkdir(exist_ok=True)
        written = release / DOCS / "index.html"
        # Where it stands is JSON.
        said = json.dumps(said)[1:-1].replace("</", "<\\/")
        written.write_text(text.replace(UNKNOWN, said), encoding="utf-8")
    return folder / DOCS / "index.html"


if __name__ == "__main__":
    print(release_docs(Path(sys.argv[1]), published_folder()))
