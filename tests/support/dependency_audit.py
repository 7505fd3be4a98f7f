"""Known weaknesses of the packages in ``constraints.txt``: ``make audit`` asks pip-audit, and fails on what it finds.

pip-audit calls a package that its index does not know "skipped" and still says that nothing was found. Here that counts as not
asked, and is said; so is an index that cannot be reached. Neither fails: CI may run where only packages can be fetched.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from dependency_lock import LOCK

UNREACHABLE = ("ConnectionError", "ServiceError", "ConnectTimeout", "ReadTimeout", "NameResolutionError")


class Verdict(NamedTuple):
    """What is said, a line each, and whether that is a failure."""

    lines: tuple[str, ...]
    failed: bool


def judged(report: dict[str, Any]) -> Verdict:
    """Return what pip-audit's *report* (its JSON) means."""
    packages = report["dependencies"]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    found = [told(package, weakness) for package in packages for weakness in package.get("vulns", ())]
    if len(skipped) == len(packages):
        return Verdict(("left out: the index here tells nothing of weaknesses; nothing was audited",), failed=False)
    lines = [*found, f"{len(packages) - len(skipped)} packages audited, {len(found)} known weaknesses"]
    if skipped:
        lines.append(f"not audited, since the index does not know them: {', '.join(skipped)}")
    return Verdict(tuple(lines), failed=bool(found))


def told(package: dict[str, Any], weakness: dict[str, Any]) -> str:
    """Return the line about a *weakness* of a *package*."""
    mended = ", ".join(weakness["fix_versions"]) or "no version yet"
    return f"{package['name']} {package['version']}: {weakness['id']}, mended in {mended}"


def explained(complaint: str) -> Verdict:
    """Return what it means that pip-audit wrote no report but *complaint*."""
    if any(sign in complaint for sign in UNREACHABLE):
        return Verdict(("left out: the index of weaknesses cannot be reached; nothing was audited",), failed=False)
    return Verdict((complaint,), failed=True)


def audited(program: str, *options: str) -> Verdict:
    """Run *program* (pip-audit) with *options* over the locked versions."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        fixed = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json", "--output", str(report)]
        command = [program, "--requirement", str(LOCK), *fixed, *options]
        run = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
        return judged(json.loads(report.read_text("utf-8"))) if report.exists() else explained(run.stderr)


if __name__ == "__main__":
    verdict = audited(*sys.argv[1:])
    sys.stdout.write("".join(f"{line}\n" for line in verdict.lines))
    sys.exit(verdict.failed)
