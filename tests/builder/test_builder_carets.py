"""Every finding that means a place in a text has the line, the column and a caret under it: in heads, settings and lists."""

import json
from pathlib import Path

import pytest
from tests_support import Blog

from outsideinnovation.builder.preview_overlay import errors_told
from outsideinnovation.errors import InvalidSettingsError

HEADS = {
    "plain": ("Title: A\nDate: 20 Novembre\n\nWords.\n", "20 Novembre"),
    "a misspelt status": ("Title: A\nDate: 2005-12-09\nStatus:  drafft\n\nWords.\n", "drafft"),
    "YAML": ('---\ntitle: A\ndate: "someday"\n---\nWords.\n', "someday"),
    "TOML": ('+++\ntitle = "A"\ndate = "someday"\n+++\nWords.\n', "someday"),
    "TOML, bare": ("+++\ntitle = \"A\"\ndate = 2005-12-09\nstatus = 'gone'\n+++\nWords.\n", "gone"),
    "one of several old addresses": (
        "Title: A\nDate: 2005-12-09\nOld-Urls: /a.html,\n    /about/\n\nWords.\n",
        "/about/",
    ),
    "a torn head": ("Title: A\nDate: 2005-12-09\nMy field: x\nStatus: draft\n\nWords.\n", "My field: x"),
    "no YAML": ("---\ntitle: [A\n---\nWords.\n", None),
    "no title": ("Date: 2005-12-09\n\nWords.\n", "Date: 2005-12-09"),
}


def marked(blog: Blog) -> list[str]:
    """Return what the carets of a check stand under, by its JSON; a terminal has to show the same."""
    shown = blog.run("check").stderr.splitlines()
    carets = [line.partition("| ")[2] for line in shown if line.strip().startswith("| ")]
    found = [json.loads(line) for line in blog.run("check", "--json").stdout.splitlines()]
    words = [each["source"][each["column"] - 1 : each["end"] - 1] for each in found]
    assert [caret.count("^") + caret.count("~") for caret in carets] == [len(each) for each in words]
    assert [each["length"] for each in found] == [len(each) for each in words]
    return words


@pytest.mark.parametrize(("text", "words"), HEADS.values(), ids=HEADS)
def test_the_caret_stands_under_the_value(small_blog: Blog, text: str, words: str | None) -> None:
    """Whichever way the head is written; where only the line is known, under all of it."""
    small_blog.write("posts/a.md", text)
    found = marked(small_blog)
    assert len(found) == 1
    assert words is None or found == [words]


SETTINGS = {
    "a wrong value": ('TIMEZONE = "Europe/Berlim"', '"Europe/Berlim"'),
    "an unknown name": ("COMMENTS_ODER = 'newest'", "COMMENTS_ODER"),
    "behind letters beyond ASCII": ('SITESUBTITLE = "äöü"; DEFAULT_PAGINATION = "ten"', '"ten"'),
    "on another line": ("COMMENTS_ORDER = (\n    'up'\n)", "COMMENTS_ORDER"),
    "set again": ('COMMENTS_ORDER = "newest"\nCOMMENTS_ORDER = "up"', '"up"'),
    "a part of a dictionary": ('LOOK_COLOURS = {}\nLOOK_COLOURS["ink"] = "red"', '"red"'),
    "a picture that is not there": ('LOOK_LOGO = "images/none.svg"', '"images/none.svg"'),
    "a folder that is not there": ('THEME_TEMPLATES_OVERRIDES = ["over"]', '["over"]'),
    "what cannot be run": ("COMMENTS_RATE_PER_HOUR = 1 / 0", "1 / 0"),
    "what is not Python": ('MENUITEMS = [("A", "a/"', "("),
    "a name that is not there": ('SITESUBTITLE = "ä" + NOTHING', "NOTHING"),
}


@pytest.mark.parametrize(("line", "words"), SETTINGS.values(), ids=SETTINGS)
def test_the_caret_stands_under_the_setting(small_blog: Blog, line: str, words: str) -> None:
    """Under the value that is wrong, or under the name that nobody knows."""
    small_blog.settings(f"{line}\n")
    assert marked(small_blog) == [words]


def test_any_command_shows_the_line_of_a_wrong_setting(small_blog: Blog) -> None:
    """Since none can do anything before it is mended."""
    small_blog.settings('TIMEZONE = "Europe/Berlim"\n')
    for command in (["build"], ["drafts", "list"], ["search", "x"]):
        said = small_blog.run(*command)
        assert said.exit_code == 1
        assert said.stderr.splitlines()[2] == f"      | {' ' * 11}^~~~~~~~~~~~~~~"


def test_the_preview_shows_the_caret_of_a_wrong_setting(small_blog: Blog) -> None:
    """Over the page, as in the terminal."""
    small_blog.settings('TIMEZONE = "Europe/Berlim"\n')
    with pytest.raises(InvalidSettingsError) as refused:
        _ = small_blog.site
    assert errors_told(refused.value).splitlines()[2].endswith(" ^~~~~~~~~~~~~~~")


@pytest.mark.parametrize(
    ("file", "line"),
    {
        "redirects.txt": "/old without end /new",
        "addresses.txt": "/2005/12/x.html poem x",
        "shared-drafts.txt": "post x",
    }.items(),
)
def test_a_line_of_a_list_is_marked(small_blog: Blog, file: str, line: str) -> None:
    """All of it, where no word is to blame."""
    small_blog.write(file, f"# A list\n  {line}  \n")
    assert [words.strip() for words in marked(small_blog)] == [line]


def test_a_comment_that_cannot_be_read_is_marked(small_blog: Blog) -> None:
    """Its head is TOML, and the line is known."""
    small_blog.comment("first", "00000003-odd", head="reply_to = 5")
    found = marked(small_blog)
    assert found == ["reply_to = 5"]


def test_no_finding_about_a_file_as_a_whole_has_a_place(small_blog: Blog) -> None:
    """There is nothing to point at."""
    Path(small_blog.content / "posts" / "none.md").symlink_to("nowhere.md")
    (found,) = [json.loads(line) for line in small_blog.run("check", "--json").stdout.splitlines()]
    assert (found["line"], found["column"], found["end"], found["source"]) == (None, None, None, None)
