"""Times the author's preview: from the save of a post to its words in an open page, in milliseconds.

    python tests/benchmarks/live_preview.py [--posts 1000] [--edits 20]

A browser shows a post in the middle of the blog while `oi serve` runs; each edit puts other words at its end. Prints JSON: the
median, the 90th percentile and the slowest, and whether the page was ever loaded anew.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sample_blogs import posts, write_ours

PAUSE = 0.8  # seconds between two saves: nobody is faster
BEGINNING = 600_000  # milliseconds in which the preview is there
WATCH = """word => new Promise((resolve) => {
  const look = () => document.querySelector("main").textContent.includes(word) && (resolve(Date.now()), true);
  if (look()) return;
  new MutationObserver((_, observer) => look() && observer.disconnect())
    .observe(document, { childList: true, subtree: true, characterData: true });
})"""


def edited(page: Page, path: Path, text: str, number: int) -> float:
    """Return the milliseconds from a save of *path* to its new words in the *page*."""
    word = f"saved-{number:04d}"
    page.evaluate(f"word => {{ window.seenAt = ({WATCH})(word) }}", word)
    time.sleep(PAUSE)
    path.write_text(f"{text}\nThe newest words are {word}.\n", "utf-8")
    saved = path.stat().st_mtime * 1000
    return float(page.evaluate("window.seenAt")) - saved


def main() -> None:
    """Write the blog, start the preview, edit, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root, blog = Path(folder, "blog"), list(posts(asked.posts))
        write_ours(root, blog)
        post = blog[len(blog) // 2]
        path = root / "content" / "posts" / f"{post.slug}.md"
        text = path.read_text("utf-8")
        command = [sys.executable, "-m", "outsideinnovation", "--site", str(root), "serve", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
            assert process.stdout
            address = process.stdout.readline().strip()
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
            )
            page = browser.new_page()
            page.set_default_timeout(BEGINNING)
            page.goto(f"{address}{post.date:%Y}/{post.date:%m}/{post.slug}.html")
            edited(page, path, text, 0)  # whatever it still had to learn
            page.evaluate("window.loadedOnce = true")
            took = [edited(page, path, text, number + 1) for number in range(asked.edits)]
            stayed = bool(page.evaluate("window.loadedOnce"))
            browser.close()
            process.terminate()
    print(
        json.dumps(
            {
                "posts": asked.posts,
                "median": round(statistics.median(took)),
                "90th percentile": round(sorted(took)[int(len(took) * 0.9)]),
                "slowest": round(max(took)),
                "in place": stayed,
            }
        )
    )


if __name__ == "__main__":
    main()
