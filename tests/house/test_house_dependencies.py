"""What the project stands on: ranges with reasons, a lock that fits them, and what an audit of it means."""

import re
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from dependency_audit import audited, explained, judged
from dependency_lock import LOCK, canonical, locked
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
BOUND = re.compile(r"==|<|~=")


def test_upper_bounds_say_why() -> None:
    """A package that is kept from its newest version says "pinned" and why; all others say from which version on."""
    lines = PYPROJECT.split("\ndependencies = [\n")[1].split("\n]")[0].splitlines()
    entries = [line for line in lines if line.lstrip().startswith('"')]
    assert len(entries) == len(PROJECT["dependencies"])
    for line in entries:
        requirement, _, comment = line.partition("#")
        assert re.search(r"[>=]=", requirement), line
        assert bool(BOUND.search(requirement.partition(">=")[2] or requirement)) == ("pinned, since" in comment), line


def every_requirement() -> list[Requirement]:
    """Return what users and developers need, without the project's own name."""
    named = chain(PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    return [need for need in map(Requirement, named) if need.name != "outsideinnovation"]


def test_the_lock_fits_the_ranges() -> None:
    """Each package that is asked for stands in constraints.txt, in a version that its range allows; `make lock` mends it."""
    versions = locked()
    for need in every_requirement():
        assert need.specifier.contains(versions[canonical(need.name)], prereleases=True), str(need)


def test_the_lock_names_no_address() -> None:
    """Names and versions, sorted, a line each: where they are fetched from is the machine's affair."""
    lines = [line for line in LOCK.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines == sorted(lines, key=lambda line: line.partition("==")[0])
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9A-Za-z.+!]*", line) for line in lines)


KNOWN = {"name": "jinja2", "version": "3.1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["3.1.6"]}]}
SOUND = {"name": "click", "version": "8.1.8", "vulns": []}
SKIPPED = {"name": "lxml", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "failed", "words"),
    [
        ([SOUND], False, "1 packages audited, 0 known"),
        ([SOUND, KNOWN], True, "jinja2 3.1.0: CVE-1, mended in 3.1.6"),
        ([SOUND, SKIPPED], False, "does not know them: lxml"),
        ([SKIPPED], False, "nothing was audited"),
    ],
)
def test_an_audit_fails_on_what_it_finds_alone(packages: list[dict[str, object]], failed: bool, words: str) -> None:
    """A known weakness fails; what the index does not know is said, and never called audited."""
    verdict = judged({"dependencies": packages})
    assert verdict.failed == failed
    assert words in "\n".join(verdict.lines)


def test_an_audit_that_cannot_run_is_no_clean_bill() -> None:
    """An index out of reach is said and tolerated; a program that breaks otherwise fails."""
    assert "nothing was audited" in explained("requests.exceptions.ConnectionError: …").lines[0]
    assert not explained("requests.exceptions.ConnectionError: …").failed
    assert explained("usage: pip-audit …").failed


def test_an_audit_takes_the_program_s_own_report(tmp_path: Path) -> None:
    """What pip-audit writes is read, whatever it exits with."""
    program = tmp_path / "audit"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nassert {str(LOCK)!r} in sys.argv\n"
        f"with open(sys.argv[sys.argv.index('--output') + 1], 'w') as file:\n"
        f'    file.write(\'{{"dependencies": [{{"name": "a", "version": "1", "vulns": []}}]}}\')\nsys.exit(1)\n',
        "utf-8",
    )
    program.chmod(0o755)
    assert audited(str(program)).lines == ("1 packages audited, 0 known weaknesses",)
