"""The README's way to a blog of one's own works as it is written."""

import os
import re
import shlex
import subprocess
import sys
import urllib.request
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"


def commands(heading: str) -> list[list[str]]:
    """Return the words after ``oi`` of each command in the first block of code below *heading*."""
    _, _, below = README.read_text("utf-8").partition(f"\n## {heading}")
    (block,) = re.findall(r"\n\n((?:    .+\n)+)", below.partition("\n## ")[0])
    lines = [shlex.split(line) for line in block.splitlines()]
    assert {line[0] for line in lines} == {"oi"}
    return [line[1:] for line in lines]


def test_three_lines_start_a_blog(tmp_path: Path) -> None:
    """In an empty folder, they make a blog and a post in it, and show the blog with the draft."""
    *making, serving = commands("Start your own blog")
    oi = [sys.executable, "-m", "outsideinnovation"]
    environment = {name: value for name, value in os.environ.items() if name not in {"VISUAL", "EDITOR"}}
    assert len(making) == 2
    for words in making:
        subprocess.run([*oi, *words], cwd=tmp_path, check=True, capture_output=True, env=environment)
    (draft,) = (tmp_path / "my-blog" / "content" / "posts").rglob("my-first-post.md")
    assert "Title: My first post\n" in draft.read_text("utf-8")
    free = [*oi, *serving, "--port", "0"]  # the usual port may be somebody else's
    with subprocess.Popen(
        free, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            with urllib.request.urlopen(f"{address}drafts/my-first-post/") as answer:
                assert "My first post" in answer.read().decode()
        finally:
            process.terminate()
