"""Whether Python and the browser's script cut real text alike: every text file in a folder, cut by both in Chromium.

    python tests/benchmarks/search_words.py FOLDER

Prints how many words were compared, how many different ones, and every piece of text that is cut otherwise; exit 1 then.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from static_host import StaticHost, serving

from outsideinnovation.search.words import words

THEME = Path(__file__).resolve().parents[2] / "themes/outsideinnovation/static"
CUT = 'async (texts) => texts.map((await import("/theme/search.js")).words)'


def pieces(folder: Path) -> Iterator[str]:
    """Yield the lines of all files that are text (UTF-8), long ones by the thousand characters."""
    for path in sorted(folder.rglob("*")):
        with suppress(UnicodeDecodeError, IsADirectoryError):
            for line in path.read_text("utf-8").splitlines():
                yield from (line[start : start + 1000] for start in range(0, len(line), 1000))


def main() -> int:
    """Compare, and print it all."""
    total, different, wrong = 0, set[str](), 0
    host = StaticHost({"/theme/": THEME}, {"/blank.html": b"<!doctype html>"})
    with serving(host), sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = browser.new_page()
        page.goto(f"{host.address}/blank.html")
        text_pieces = pieces(Path(sys.argv[1]))
        while texts := list(islice(text_pieces, 2000)):
            for text, found in zip(texts, page.evaluate(CUT, texts), strict=True):
                right = words(text)
                total += len(right)
                different.update(right)
                if found != right:
                    wrong += 1
                    print(f"otherwise: {text!r}")
        browser.close()
    print(f"{total:,} words, {len(different):,} different ones; {wrong} pieces of text are cut otherwise")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
