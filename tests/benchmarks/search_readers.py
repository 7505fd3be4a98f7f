"""What a first query costs a reader whose browser is Chromium, of our search and of Pagefind's: bytes, and milliseconds.

Both are asked by a page of their kind on a static host that sends ranges and compresses text. Pagefind's page is the least
one: its own script, as many hits as its interface shows, and the pause between letters that this has; style sheets and that
interface are not counted, of ours the script of the page is.
"""

import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from sample_blogs import Post

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from static_host import StaticHost, serving

LETTER = 300  # milliseconds between two letters: slow enough for each to be searched for
ARGUMENTS = ["--no-sandbox", "--disable-background-networking"]
POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
PAGE = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Search</title>
<input id="search-page"><output></output><ol></ol><script type="module" src="/search/page.js"></script></html>"""
SCRIPT = """import * as pagefind from "/pagefind/pagefind.js";
const field = document.querySelector("input"), told = document.querySelector("output"), list = document.querySelector("ol");
async function show(found, text) {
  if (!found) return;
  const hits = await Promise.all(found.results.slice(0, 5).map((each) => each.data()));
  list.replaceChildren(...hits.map(({ meta }) => Object.assign(document.createElement("li"), { textContent: meta.title })));
  told.textContent = `\u201c${text}\u201d`;
}
field.oninput = async () => show(await pagefind.debouncedSearch(field.value, {}, 300), field.value);
await pagefind.init();
const asked = new URLSearchParams(location.search).get("q");
if (asked) show(await pagefind.search(field.value = asked), asked);
"""
TIME = """async ([own, text]) => {
  const begun = performance.now();
  let ask;
  if (own) {
    const { Search } = await import("/theme/search.js"), search = new Search("/search/manifest.json");
    ask = async () => {
      const found = await search.query(text);
      await Promise.all(found.hits.slice(0, 5).map(found.excerpt));
    };
  } else {
    const pagefind = await import("/pagefind/pagefind.js");
    await pagefind.init();
    ask = async () => Promise.all((await pagefind.search(text)).results.slice(0, 5).map((each) => each.data()));
  }
  await ask();
  const again = performance.now();
  await ask();
  return [again - begun, performance.now() - again];
}"""


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of the site on *host*: ``own`` is true for ours, false for one that Pagefind has indexed."""

    browser: Browser
    host: StaticHost
    own: bool

    def kilobytes(self, text: str, delay: int | None) -> float:
        """Return what *text* costs, typed with that *delay* on a page that has been opened, or opened as a link."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        self.host.sent.clear()
        page.goto(f"{self.host.address}/search/" + (f"?q={text.replace(' ', '+')}" if delay is None else ""))
        if delay is not None:
            page.locator("#search-page").press_sequentially(text, delay=delay)
        page.get_by_role("status").filter(has_text=f"\u201c{text}\u201d").wait_for()
        page.wait_for_load_state("networkidle")
        context.close()
        return sum(size for path, size in self.host.sent if self._is_counted(path)) / 1e3

    def milliseconds(self, text: str) -> tuple[float, float]:
        """Return what *text* takes, up to five hits with excerpts: the first time, the script included, and once more."""
        context = self.browser.new_context()
        page = context.new_page()
        page.goto(f"{self.host.address}/blank/")
        first, again = page.evaluate(TIME, [self.own, text])
        context.close()
        return first, again

    def _is_counted(self, path: str) -> bool:
        ours = path == "/theme/search.js" or (path.startswith("/search/") and path != "/search/")
        return ours if self.own else path.startswith("/pagefind/")


@contextmanager
def readers(ours: Path, others: Path | None) -> Iterator[list[Reader]]:
    """Open a browser for the sites in two folders; that of others has been indexed by Pagefind."""
    blank: dict[str, bytes | None] = {"/blank/index.html": b"<!doctype html><title>Blank</title>"}
    page: dict[str, bytes | None] = {"/search/index.html": PAGE, "/search/page.js": SCRIPT.encode()}
    hosts = [StaticHost({"/": ours}, blank), StaticHost({"/": others or ours}, blank | page, policy=POLICY)]
    with serving(hosts[0]), serving(hosts[1]), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield [Reader(browser, host, number == 0) for number, host in enumerate(hosts[: 2 if others else 1])]
        browser.close()


def queries(blog: Sequence[Post], count: int) -> list[str]:
    """Return that many queries of two words, each of one post, so that both ways of searching find something."""
    rng = random.Random(6)
    posts = rng.choices(blog, k=count)
    return [" ".join(rng.sample(_words(post), 2)) for post in posts]


def _words(post: Post) -> list[str]:
    return [word for word in post.body.lower().split() if word.isalpha() and len(word) > 3]
