"""What commands print for programs is JSON in UTF-8, on whatever terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests_support import Blog

from outsideinnovation.cli.json_lines import json_line


@given(st.text(st.characters(exclude_categories=())) | st.just(os.fsdecode(b"caf\xe9.md")))
def test_every_text_comes_back_from_a_line(text: str) -> None:
    """Also one with lone surrogates, as names of files have that are no UTF-8."""
    line = json_line({"file": text})
    assert json.loads(line.decode("utf-8")) == {"file": text}
    assert b"\n" not in line


def test_a_terminal_of_another_encoding_gets_utf8(blog: Blog) -> None:
    """`oi check --json` prints every finding there, and no traceback."""
    name = "käfer.md"
    (blog.content / "posts" / name).write_text("Title: Käfer\nDate: never\n\nWords.\n", "utf-8")
    command = [sys.executable, "-m", "outsideinnovation", "check", "--json"]
    environment = os.environ | {"PYTHONIOENCODING": "iso-8859-1"}
    done = subprocess.run(command, cwd=blog.root, env=environment, capture_output=True, check=False)
    found = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert name in {Path(each["file"]).name for each in found}
    assert b"Traceback" not in done.stderr
