"""A small real site in a temporary folder, with the gestures of the people who use it."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from outsideinnovation.cli import main
from outsideinnovation.site import Site

SETTINGS = """
from outsideinnovation.settings import *
SITENAME = "A small blog"
SITEURL = "https://ours.example"
"""


def missing(what: str) -> None:
    """Skip a test whose tool this machine lacks; in CI, where it belongs, fail instead."""
    if os.environ.get("OI_REQUIRE_ALL_TESTS"):
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is missing on this machine")


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """Let *folder* be a disk of *size* bytes of its own, in memory, for a while; where that is not possible, see ``missing``."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        missing("the right to mount a tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def messages(stderr: str) -> list[str]:
    """Return the lines of *stderr* without the excerpts of files and the carets below them."""
    return [line for line in stderr.splitlines() if not re.match(r" *\d* \| ", line)]


class Blog:
    """A site in a temporary folder, with the gestures of the people who use it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = root / "content"
        self.output = root / "output"
        (self.content / "posts").mkdir(parents=True)
        (self.content / "pages").mkdir()
        self.settings()

    @property
    def site(self) -> Site:
        """The site as it is set up now."""
        return Site.load(self.root)

    def settings(self, more: str = "") -> None:
        """Write the settings file, with *more* lines at its end."""
        (self.root / "pelicanconf.py").write_text(SETTINGS + more, "utf-8")

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file below content/."""
        target = self.content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def post(self, slug: str, body: str = "Words.", **fields: str) -> Path:
        """Write a post; *fields* are front matter, with underscores for hyphens."""
        head = {"Title": slug.replace("-", " ").title(), "Date": "2005-12-09 10:31", "Slug": slug} | {
            name.replace("_", "-").title() if name != "save_as" else "Save_as": value for name, value in fields.items()
        }
        lines = "".join(f"{name}: {value}\n" for name, value in head.items() if value)
        return self.write(f"posts/{slug}.md", f"{lines}\n{body}\n")

    def comment(
        self, post: str, name: str, body: str = "Well said.", *, status: str = "approved", head: str = ""
    ) -> Path:
        """Write a comment file; *head* is more TOML."""
        text = f'+++\nauthor = "Dana"\ndate = 2005-12-09T11:00:00Z\n{head}\n+++\n{body}\n'
        return self.write(f"comments/{status}/{post}/{name}.md", text)

    def run(self, *arguments: str, stdin: str | None = None) -> Result:
        """Run a command as on the terminal, in this site."""
        return CliRunner().invoke(main, ["--site", str(self.root), *arguments], input=stdin, catch_exceptions=False)

    def build(self) -> Result:
        """Run ``oi build`` and insist that it worked."""
        result = self.run("build")
        assert result.exit_code == 0, result.output
        return result

    def page(self, path: str) -> str:
        """Read a file of the output."""
        return (self.output / path).read_text("utf-8")

    def files(self) -> dict[str, bytes]:
        """Return every file of the output by its path."""
        return {
            str(path.relative_to(self.output)): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file()
        }
