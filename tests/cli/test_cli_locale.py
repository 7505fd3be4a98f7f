"""The command line works where the locale knows ASCII alone, as in many cron jobs and containers."""

import os
import pty
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from tests_support import Blog

from outsideinnovation.editors.accounts import Accounts

OI = [sys.executable, "-m", "outsideinnovation"]
LOCALES = [
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "latin-1"},
]


def run(blog: Blog, locale: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    """Run a command in that locale; return how it ended, and what a terminal and stderr got."""
    ours, theirs = pty.openpty()
    command = [*OI, "--site", str(blog.root), *arguments]
    with subprocess.Popen(command, env=os.environ | locale, stdout=theirs, stderr=subprocess.PIPE) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65_536)
            except OSError:  # nobody writes any more
                break
            if not part:
                break
            shown += part
        _, said = process.communicate()
    os.close(ours)
    return process.returncode, shown.decode("utf-8", "replace"), said.decode("utf-8", "replace")


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: " ".join(f"{name}={locale[name]}" for name in locale))
def test_words_of_every_script_are_shown_in_any_locale(blog: Blog, locale: dict[str, str]) -> None:
    """As they are or as escapes, on stdout and stderr alike, and never as a traceback."""
    blog.post("first", "Wörter “in” 日本.", Title="Überschrift")
    head = '+++\nauthor = "Zoë “Ü”"\ndate = 2026-01-01T00:00:00Z\n+++\n'
    blog.write("comments/pending/first/00000001-one.md", f"{head}Wörter “in” 日本.\n")
    Accounts(blog.root / "instance" / "editors.sqlite").add("Zoë", datetime.now(UTC))
    said = []
    for arguments in (("comments", "list"), ("comments", "show", "00000001-one"), ("editors", "list"), ("build",)):
        code, shown, error = run(blog, locale, *arguments)
        assert code == 0, error
        said.append(shown)
    assert all(any(name in shown for name in ("Zoë", "Zo\\xeb", "Zo\ufffd")) for shown in said[:3])
    code, _, error = run(blog, locale, "comments", "approve", "nö")
    assert code == 1
    assert "No comment" in error
    assert "Traceback" not in error
