"""The versions that tests and CI take, in ``constraints.txt``: ``make lock`` writes the newest that ``pyproject.toml`` allows.

Names and versions only: where files are fetched from is the machine's own affair, so no address stands in it (which is why it
is no ``pylock.toml``, PEP 751, whose every file has one).
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "constraints.txt"
HEAD = """# The versions that tests and CI take: the newest on the day it was made. Made by `make lock`, so change nothing here.
# It holds for every Python that pyproject.toml names; what only another one needs is taken as it comes.
"""


def canonical(name: str) -> str:
    """Return the *name* of a package as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def newest_allowed() -> dict[str, str]:
    """Ask pip what it would install for developers into an empty environment: versions by canonical name.

    Raises subprocess.CalledProcessError where no index answers, or the ranges contradict each other.
    """
    dry_run = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-", f"{ROOT}[dev]"]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *dry_run]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout)
    found = {canonical(item["metadata"]["name"]): item["metadata"]["version"] for item in report["install"]}
    del found["outsideinnovation"]
    return found


def locked() -> dict[str, str]:
    """Return the versions that ``constraints.txt`` names, by canonical name."""
    lines = LOCK.read_text("utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


if __name__ == "__main__":
    LOCK.write_text(
        HEAD + "".join(f"{name}=={version}\n" for name, version in sorted(newest_allowed().items())), "utf-8"
    )
