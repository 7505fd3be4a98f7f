"""The sdist and the wheel, built from a copy of the checkout, so that nothing an older build left there gets into them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("outsideinnovation", "plugins", "themes", "pyproject.toml", "README.md", "LICENSE")
EPOCH = "1735689600"  # 2025, any time will do: https://reproducible-builds.org/specs/source-date-epoch/


def checkout(folder: Path) -> Path:
    """Copy what a build reads to *folder*, and return it."""
    folder.mkdir(parents=True)
    for name in (*SOURCES, "CHANGELOG.md", "SECURITY.md", "Makefile", "constraints.txt"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def built(kind: str, source: Path, target: Path) -> Path:
    """Build the *kind* ("sdist", "wheel") of *source* into the folder *target*, and return the file; no index is asked."""
    command = [sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "--outdir", str(target), str(source)]
    run = subprocess.run(
        command, check=False, capture_output=True, encoding="utf-8", env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH}
    )
    assert run.returncode == 0, run.stdout + run.stderr
    (file,) = target.iterdir()
    return file
