"""Programs that judge pages, and the standards they are asked about: axe, the Nu HTML checker, Lighthouse."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".venv" / "lighthouse" / "node_modules"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LOADS = 10  # of one page, until something must be wrong with it
# axe leaves out what WCAG 2.2 added unless it is asked by name.
STANDARD = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


each_screen = pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "dark"),
        (1280, "light"),
        pytest.param(390, "light", marks=pytest.mark.long),
        pytest.param(1280, "dark", marks=pytest.mark.long),
    ],
)


def assert_usable(page: Page) -> None:
    """Insist that axe finds nothing on *page*, from its top, and that it is no wider than its window.

    Further down, what is passing below a bar that stays in sight would be a target too small.
    """
    page.evaluate("window.scrollTo(0, 0)")
    found = violations(page)
    assert not found, found
    width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= window, (width, window)


def violations(page: Page) -> list[str]:
    """Return what axe finds on *page* against WCAG 2.2, levels A and AA, and against its own best practices.

    A page of the preview may load itself anew in between, and takes axe away: then it is asked again.
    """
    for _ in range(LOADS):
        page.wait_for_load_state()
        try:
            found = Axe().run(page, options=STANDARD).response["violations"]
            break
        except Error as error:
            if not any(words in str(error) for words in ("axe is not defined", "context was destroyed")):
                raise
    else:
        raise AssertionError(f"{page.url} loaded itself anew {LOADS} times")
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def needed(*commands: str) -> None:
    """Skip a test where the programs from npm are not installed, or one of *commands* is not on this machine."""
    if not PROGRAMS.is_dir() or not all(map(shutil.which, commands)):
        pytest.skip(
            f"make test-lighthouse installs what this needs (with npm), and the machine has {', '.join(commands)}"
        )


def nu_findings(files: Iterable[Path]) -> list[str]:
    """Return the errors and warnings of the Nu HTML checker about *files*."""
    jar = PROGRAMS / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-Xss8m", "-jar", str(jar), "--format", "json", "--stdout", *map(str, files)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    messages = json.loads(ran.stdout)["messages"]
    return [
        f"{each.get('url', '').rpartition('/')[2]}:{each.get('lastLine', 0)}: {each['message']} {each.get('extract', '')!r}"
        for each in messages
        if each["type"] == "error" or each.get("subType") == "warning"
    ]


def chromium() -> str | None:
    """Return where Chromium is, if it is here."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def lighthouse(address: str, folder: Path) -> dict[str, Any]:
    """Return Lighthouse's report on the page at *address*, on its simulated telephone; it is written into *folder*."""
    report = folder / "report.json"
    subprocess.run(
        [
            "node", str(PROGRAMS / "lighthouse" / "cli" / "index.js"), address, "--quiet", "--output=json",
            f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-background-networking",
        ],
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "CHROME_PATH": str(chromium())},
    )  # fmt: skip
    read: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return read


def scores(report: dict[str, Any]) -> dict[str, int]:
    """Return the four scores of a *report*, each of a hundred."""
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def shortcomings(report: dict[str, Any]) -> list[str]:
    """Return the audits of a *report* that cost something."""
    counted = {
        ref["id"] for category in report["categories"].values() for ref in category["auditRefs"] if ref["weight"]
    }
    audits = report["audits"]
    return [f"{name}: {audits[name]['title']}" for name in sorted(counted) if audits[name]["score"] not in {1, None}]
