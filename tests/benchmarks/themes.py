"""Measures our theme beside others on the same posts: bytes, requests, Lighthouse and axe, of the home page and of a post.

usage: python tests/benchmarks/themes.py [--runs 3]

The others are those that package indexes give: Reflex, which is Flex kept up by others, the two that Pelican brings, and
Jekyll's Minima (Debian: `apt-get install jekyll jekyll-theme-minima`; left out where it is not there). Of Ghost's Source, which
npm gives with Ghost but which needs its server, the files are weighed that every page loads. `make test-lighthouse` installs
Lighthouse. Prints a table in Markdown, one row a theme and page.
"""

import argparse
import gzip
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from sample_blogs import STOCK, Post, posts, write_ours, write_stock

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "support")]

import page_checkers  # noqa: E402 - tests/support is on the path from here on
from static_host import StaticHost, serving  # noqa: E402 - likewise

REFLEX = "pelican-theme-reflex==4.0.1"
GHOST = "ghost@6.65.0"
SOURCE = "package/content/themes/source/assets/built"
MINIMA = "title: Bench\ntheme: minima\npermalink: /:year/:month/:title.html\n"
COUNT = 12  # posts
MORE = 'RELATIVE_URLS = True\nAUTHOR = "The editors"\nCC_LICENSE = {}\n'  # without the last two, Reflex breaks off
PICTURES = (".svg", ".png", ".jpg", ".ico")
COLUMNS = ("theme", "page", "requests", "KB sent", "of it CSS, JS, fonts", "to other hosts", "Lighthouse", "axe")


@dataclass(frozen=True, slots=True)
class Contestant:
    """A blog that was built: its name, the folder of its pages, and the path of a post."""

    name: str
    output: Path
    post: str


def contestants(folder: Path) -> Iterator[Contestant]:
    """Build the same blog with each theme."""
    blog = list(posts(COUNT))
    write_ours(folder / "ours", blog)
    with (folder / "ours" / "pelicanconf.py").open("a", encoding="utf-8") as settings:
        settings.write('SERVICE_URL = ""\n')
    _run("outsideinnovation", "build", at=folder / "ours")
    yield _found("Outside Innovation", folder / "ours" / "output", blog[-1].slug)
    for name, theme in (
        ("Reflex 4.0.1 (Flex)", _reflex(folder)),
        ("Pelican’s notmyidea", "notmyidea"),
        ("Pelican’s simple", "simple"),
    ):
        at = folder / name.split(" ")[0] / theme.rpartition("/")[2]
        write_stock(at, blog)
        (at / "pelicanconf.py").write_text(STOCK.replace('"simple"', repr(theme)) + MORE, "utf-8")
        _run("pelican", "-s", "pelicanconf.py", at=at)
        yield _found(name, at / "output", blog[-1].slug)
    if shutil.which("jekyll"):
        yield _found("Jekyll’s Minima", _minima(folder / "minima", blog), blog[-1].slug)


def measured(browser: Browser, contestant: Contestant, runs: int, folder: Path) -> Iterator[str]:
    """Yield the rows of one theme."""
    with serving(StaticHost({"/": contestant.output}, policy="default-src * 'unsafe-inline' data:")) as host:
        for kind, path in (("home", "/"), ("post", contestant.post)):
            host.sent.clear()
            page = browser.new_page(viewport={"width": 390, "height": 844})
            elsewhere: list[str] = []
            page.on(
                "request",
                lambda sent, to=elsewhere: to.append(sent.url) if not sent.url.startswith(host.address) else None,
            )
            page.goto(host.address + path, wait_until="networkidle")
            requests = len(host.sent)
            sent = {name: size for name, size in host.sent if not name.endswith(PICTURES)}
            extra = sum(size for name, size in sent.items() if name != path)
            found = _violations(page)
            page.close()
            reports = [page_checkers.lighthouse(host.address + path, folder) for _ in range(runs)]
            row = [
                contestant.name,
                kind,
                requests,
                _kilobytes(sum(sent.values())),
                _kilobytes(extra),
                len(elsewhere),
            ]
            yield f"| {' | '.join(map(str, [*row, _scores(reports), found]))} |"


def main() -> None:
    """Measure all of them, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="of Lighthouse, on each page")
    runs = parser.parse_args().runs
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}", flush=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=page_checkers.chromium(), args=["--no-sandbox", "--disable-background-networking"]
        )
        for contestant in contestants(Path(name)):
            for row in measured(browser, contestant, runs, Path(name)):
                print(row, flush=True)
        browser.close()
        print(_source(Path(name)), flush=True)


def _minima(folder: Path, blog: list[Post]) -> Path:
    """Build the same posts with Jekyll and its own theme; return the folder of its pages."""
    (folder / "_posts").mkdir(parents=True)
    (folder / "_config.yml").write_text(MINIMA, "utf-8")
    (folder / "index.md").write_text("---\nlayout: home\n---\n", "utf-8")
    for post in blog:
        head = f'---\nlayout: post\ntitle: "{post.title}"\ndate: {post.date:%Y-%m-%d %H:%M:%S} +0000\n---\n'
        (folder / "_posts" / f"{post.date:%Y-%m-%d}-{post.slug}.md").write_text(f"{head}\n{post.body}\n", "utf-8")
    subprocess.run(["jekyll", "build", "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder / "_site"


def _source(folder: Path) -> str:
    """Return the row of Ghost's Source: its style sheet and script, compressed as servers do."""
    subprocess.run(["npm", "pack", "--silent", GHOST], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("ghost-*.tgz"))) as archive:
        files = [archive.extractfile(f"{SOURCE}/{name}") for name in ("screen.css", "source.js")]
        sizes = [len(gzip.compress(each.read())) for each in files if each]
    row = [f"Ghost’s Source ({GHOST})", "files alone", "–", "–", _kilobytes(sum(sizes)), "–", "–", "–"]
    return f"| {' | '.join(row)} |"


def _reflex(folder: Path) -> str:
    where = folder / "reflex"
    _run("pip", "install", "--quiet", "--no-deps", "--target", str(where), REFLEX, at=folder)
    return str(where / "pelican" / "themes" / "reflex")


def _run(module: str, *arguments: str, at: Path) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], cwd=at, check=True, stdout=subprocess.DEVNULL)


def _found(name: str, output: Path, slug: str) -> Contestant:
    (post,) = output.rglob(f"{slug}*.html")
    return Contestant(name, output, f"/{post.relative_to(output).as_posix()}")


def _violations(page: Page) -> int:
    return len(page_checkers.violations(page))


def _kilobytes(size: int) -> str:
    return f"{size / 1024:.1f}"


def _scores(reports: list[dict[str, Any]]) -> str:
    every = [page_checkers.scores(each) for each in reports]
    return " ".join(str(round(median(scores[name] for scores in every))) for name in page_checkers.CATEGORIES)


if __name__ == "__main__":
    main()
