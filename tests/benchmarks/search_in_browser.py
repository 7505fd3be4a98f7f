"""What search costs a reader: bytes over the wire for the first query, and the time a query takes in the page.

    python tests/benchmarks/search_in_browser.py [POSTS]

Posts are those of ``search_speed``. Chromium asks a static host that sends ranges and compresses text; bytes are those of the
bodies of all answers after the page itself, the script among them. *Typed* is one letter every 300 ms, slow enough for each
to be searched for; *fast* is one every 100 ms. *Warm* are queries whose words were asked for before.
"""

import random
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from search_speed import documents, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from static_host import StaticHost, serving
from tests_support import Blog

from outsideinnovation.search.index import Index
from outsideinnovation.search.shards.publish import write_shards

QUERIES = 40
TIME = """async ([address, texts]) => {
  const { Search } = await import("/theme/search.js");
  const search = new Search(address), passes = [];
  for (let pass = 0; pass < 2; pass++) {
    const times = [];
    for (const text of texts) {
      const begun = performance.now();
      await search.query(text);
      times.push(performance.now() - begun);
    }
    passes.push(times);
  }
  return passes;
}"""


def fetched(browser: Browser, host: StaticHost, text: str, delay: int | None) -> float:
    """Return the bytes that *text* costs somebody who has opened the page, typed with that *delay*, or opened as a link."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    host.sent.clear()
    page.goto(f"{host.address}/search/" + (f"?q={text.replace(' ', '+')}" if delay is None else ""))
    if delay is not None:
        page.locator("#search-page").press_sequentially(text, delay=delay)
    page.get_by_role("status").filter(has_text=f"“{text}”").wait_for()
    page.wait_for_load_state("networkidle")
    context.close()
    ours = [size for path, size in host.sent if path.endswith((".js", ".bin", "manifest.json"))]
    return float(sum(ours))


def report(browser: Browser, host: StaticHost, words: list[str]) -> None:
    """Print bytes and times."""
    rng = random.Random(6)
    texts = [" ".join(rng.choices(words, k=2)) for _ in range(QUERIES)]
    for name, delay in (("as a link", None), ("typed", 300), ("typed fast", 100)):
        sizes = [fetched(browser, host, text, delay) for text in texts]
        print(f"first query, {name}: {quantiles(sizes, 1e-3)} KB (median / p95)", flush=True)
    page: Page = browser.new_page()
    page.goto(f"{host.address}/search/")
    texts = [" ".join(rng.choices(words, k=2)) for _ in range(200)]
    for kind, asked in (
        ("two words", texts),
        ("a sentence", [f"how do the {a} of {b} become" for a, b in map(str.split, texts)]),
    ):
        new, warm = page.evaluate(TIME, [f"{host.address}/search/manifest.json", asked])
        print(f"{kind}: new words {quantiles(new, 1)} ms, warm {quantiles(warm, 1)} ms (median / p95)", flush=True)


def main() -> None:
    """Print it all."""
    with tempfile.TemporaryDirectory() as place:
        blog = Blog(Path(place) / "site")
        blog.build()
        index = Index(Path(place) / "index")
        index.rebuild(documents(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
        write_shards(index, blog.output / "search")
        reader, counted = index.open()
        reader.close()
        words = [word for word in sorted(counted.words) if len(word) > 3]
        with serving(StaticHost({"/": blog.output})) as host, sync_playwright() as playwright:
            arguments = ["--no-sandbox", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
            report(browser, host, words)
            browser.close()


if __name__ == "__main__":
    main()
