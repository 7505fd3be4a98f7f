"""``oi subscribers``: who gets the newsletter, for people and for scripts."""

import json
from pathlib import Path

import pytest
from tests_support import Blog

from outsideinnovation.subscriptions.store.database import ENVIRONMENT

LIST = "email,status,frequency,categories\ndana@example.org,confirmed,weekly,Notes\neli@example.org,unsubscribed,,\nnobody,,,\n"


@pytest.fixture
def quiet(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Blog:
    """A blog with a post, that nobody subscribes to."""
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    blog.post("first", category="Notes")
    blog.build()
    return blog


def write(blog: Blog, content: str = LIST) -> str:
    """Write a list beside the site, and return its path."""
    path = blog.root / "list.csv"
    path.write_text(content, "utf-8")
    return str(path)


def rows(blog: Blog, *more: str) -> dict[str, str]:
    """Return the status of everybody by address, as scripts see it."""
    result = blog.run("subscribers", "list", "--json", *more)
    assert result.exit_code == 0, result.output
    return {row["email"]: row["status"] for row in map(json.loads, result.stdout.splitlines())}


def test_a_dry_run_says_what_each_line_would_become(quiet: Blog) -> None:
    """And writes nothing down; the broken line is named with its number, and the exit code says that there was one."""
    result = quiet.run("subscribers", "import", write(quiet), "--confirmed", "--dry-run")
    assert result.stdout.splitlines() == [
        "2\tdana@example.org\tconfirmed, new",
        "3\teli@example.org\tunsubscribed, new",
    ]
    assert "list.csv:4: 'nobody' is no mail address" in result.stderr
    assert "Nothing was written down." in result.stderr
    assert result.exit_code == 1
    assert rows(quiet) == {}


def test_an_import_brings_in_what_agreed_and_remembers_who_left(quiet: Blog) -> None:
    """Without --confirmed they get nothing; with it they do, and who has left stays away."""
    result = quiet.run("subscribers", "import", write(quiet))
    assert "import with --confirmed" in result.stderr
    assert rows(quiet) == {"dana@example.org": "unconfirmed", "eli@example.org": "unsubscribed"}
    assert (
        quiet.run("subscribers", "import", write(quiet, LIST.replace("nobody,,,\n", "")), "--confirmed").exit_code == 0
    )
    assert rows(quiet) == {"dana@example.org": "confirmed", "eli@example.org": "unsubscribed"}
    assert rows(quiet, "--status", "confirmed") == {"dana@example.org": "confirmed"}


def test_an_export_is_imported_elsewhere(quiet: Blog, tmp_path: Path) -> None:
    """To the same list."""
    quiet.run("subscribers", "import", write(quiet), "--confirmed")
    exported = quiet.run("subscribers", "export").stdout
    assert exported.splitlines()[:2] == [
        '"email","status","frequency","categories"',
        '"dana@example.org","confirmed","weekly","Notes"',
    ]
    other = Blog(tmp_path / "other")
    assert other.run("subscribers", "import", write(other, exported), "--confirmed").exit_code == 0
    assert rows(other) == rows(quiet)
    assert other.run("subscribers", "export").stdout == exported


def test_by_hand_one_is_added_and_removed(quiet: Blog) -> None:
    """What is not to be is refused in one line that says what to do."""
    added = quiet.run("subscribers", "add", "dana@example.org", "--frequency", "daily", "--category", "Notes")
    assert added.stdout.startswith("confirmed\tdaily\tdana@example.org\tNotes\t")
    for wrong, said in {
        ("add", "nobody"): "is no mail address",
        ("add", "eli@example.org", "--category", "Nots"): "there is Notes",
        ("remove", "eli@example.org"): "oi subscribers list",
    }.items():
        refused = quiet.run("subscribers", *wrong)
        assert (refused.exit_code, said in refused.stderr, refused.stderr.count("\n")) == (1, True, 1), refused.output
    assert quiet.run("subscribers", "remove", "DANA@example.org").stdout.startswith("unsubscribed\t")
    refused = quiet.run("subscribers", "add", "dana@example.org")
    assert (refused.exit_code, "only its reader" in refused.stderr) == (1, True)


def test_an_erased_subscriber_is_in_no_file(quiet: Blog) -> None:
    """With proof, and no list brings them back; erasing nobody is told."""
    quiet.run("subscribers", "import", write(quiet), "--confirmed")
    assert "1 found" in quiet.run("subscribers", "erase", "dana@example.org", "--dry-run").stdout
    assert rows(quiet)["dana@example.org"] == "confirmed"
    report = json.loads(quiet.run("subscribers", "erase", "Dana@example.org", "--json").stdout)
    assert (report["places"][0]["removed"], report["remains"]) == (1, [])
    instance = quiet.root / "instance"
    assert not any(b"dana@" in path.read_bytes().lower() for path in instance.rglob("*") if path.is_file())
    assert quiet.run("subscribers", "erase", "dana@example.org").exit_code == 1
    quiet.run("subscribers", "import", write(quiet), "--confirmed")
    assert "dana@example.org" not in rows(quiet)


def test_a_list_that_cannot_be_read_is_told_in_a_line(quiet: Blog) -> None:
    """Where there is no file, and where it is none."""
    missing = quiet.run("subscribers", "import", str(quiet.root / "none.csv"))
    assert (missing.exit_code, missing.stderr.strip().endswith("no such file.")) == (1, True)
    wrong = quiet.run("subscribers", "import", write(quiet, "name\nDana\n"))
    assert (wrong.exit_code, "list.csv:1: no column holds mail addresses" in wrong.stderr) == (1, True)
