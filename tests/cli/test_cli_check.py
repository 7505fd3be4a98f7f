"""`oi check` like a compiler: everything at once, in its place, for people and programs; and what it mends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests_support import Blog, messages

from outsideinnovation.cli import main


def findings(blog: Blog, *arguments: str) -> list[dict[str, object]]:
    """Return what `oi check --json` prints."""
    return [json.loads(line) for line in blog.run("check", "--json", *arguments).stdout.splitlines()]


def test_a_finding_has_its_line_and_a_caret_under_the_place(blog: Blog) -> None:
    """As compilers show it, and without colour where nobody watches."""
    path = blog.post("odd", "Words.", Status="publishd")
    result = blog.run("check")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{path}:4:9: unknown status 'publishd': did you mean published?",
        "    4 | Status: publishd",
        "      |         ^~~~~~~~",
    ]
    assert result.stdout == "1 error.\n"
    assert "\x1b" not in result.output
    assert result.stderr == blog.run("build").stderr


def test_all_findings_are_told_at_once(blog: Blog) -> None:
    """Heads, links, addresses, the sidebar and comments, and what readers would stumble over, in one run."""
    blog.post("bad", "Words.", Date="never")
    blog.post("linked", "See [the plan]({filename}gone.md), or [here](https://else.example/).")
    blog.post("one", save_as="same.html")
    blog.post("two", save_as="same.html", Id="other")
    blog.post("three", "Words.", tags="!!!")
    blog.write("sidebar/10-odd.md", "Kind: nothing\n\nWords.\n")
    blog.comment("one", "00000001-broken").write_text("no head", "utf-8")
    result = blog.run("check")
    said = "\n".join(messages(result.stderr))
    for what in (
        "bad.md:2:7: Date 'never' is no date",
        "linked.md:5:16: no file 'gone.md' to link to",
        "two.md:4:10: the address /same.html is that of",
        "three.md:4:7: tag '!!!' gives no address",
        "10-odd.md",
        "00000001-broken.md",
    ):
        assert what in said
    assert "warning: " in said
    assert "linked.md:5:40: the link text 'here' does not say where it leads" in said
    assert result.stdout.endswith(" errors, 1 warning.\n")


def test_published_addresses_that_would_vanish_are_errors(blog: Blog) -> None:
    """With the line of the file that knows them; once all posts can be read."""
    blog.post("first")
    blog.write("addresses.txt", "/2005/12/first.html post first\n/2004/gone.html post gone\n")
    (found,) = findings(blog)
    assert (found["severity"], found["line"]) == ("error", 2)
    assert "/2004/gone.html" in str(found["what"])


def test_warnings_alone_pass_unless_strict(blog: Blog) -> None:
    """What a build takes does not fail the check, and is told."""
    path = blog.post("first", "Words, and [click here](https://else.example/).")
    result = blog.run("check")
    assert (result.exit_code, result.stdout) == (0, "No errors, 1 warning.\n")
    assert messages(result.stderr)[0].startswith(f"warning: {path}:5:13: the link text 'click here'")
    assert blog.run("check", "--strict").exit_code == 1
    blog.build()


def test_json_has_one_object_a_finding(blog: Blog) -> None:
    """With the place in numbers, the line as it is, and whether it can be mended; nothing else is printed."""
    path = blog.post("first", "A ![](b.png) picture.", Staus="draft")
    error, *others = sorted(findings(blog), key=lambda each: str(each["severity"]))
    assert error == {
        "severity": "error", "file": str(path), "line": 4, "column": 1, "end": 6, "length": 5, "what": "unknown field 'Staus'",
        "remedy": "did you mean Status?", "source": "Staus: draft", "fixable": True,
    }  # fmt: skip
    assert {each["severity"] for each in others} == {"error", "warning"}
    assert blog.run("check", "--json").stderr == ""


def test_settings_that_cannot_be_used_are_findings(blog: Blog) -> None:
    """Also for programs; all of them, with the place of each. People read them as every command says them."""
    blog.settings('DEFAULT_PAGINATION = "ten"\nTIMEZONE = "Nowhere"\n')
    assert [(each["severity"], each["line"]) for each in findings(blog)] == [("error", 5), ("error", 6)]
    result = blog.run("check")
    assert result.exit_code == 1
    told = messages(result.stderr)
    assert [line.split(": ")[1].split()[0] for line in told] == ["DEFAULT_PAGINATION", "TIMEZONE"]


def test_a_line_that_would_drive_the_terminal_is_shown_harmless(blog: Blog) -> None:
    """Content may come from strangers."""
    blog.write("posts/odd.md", "Title: A\nDate: \x1b[2Jnever\n\nWords.\n")
    result = blog.run("check")
    assert "\x1b" not in result.output
    assert "    2 | Date: \N{REPLACEMENT CHARACTER}[2Jnever" in result.stderr


def test_only_the_named_files_are_looked_at(blog: Blog) -> None:
    """An id that another post has is told, though that one is not asked about."""
    blog.post("bad", Date="never")
    first = blog.post("first", "See [here](https://else.example/).")
    blog.write("posts/second.md", "Title: B\nDate: 2005-12-09\nId: first\n\nWords.\n")
    assert len(messages(blog.run("check", str(first)).stderr)) == 1
    (told,) = messages(blog.run("check", str(blog.content / "posts" / "second.md")).stderr)
    assert told.endswith(f"the id 'first' is that of {first}: give this post an `Id:` of its own")


HEAD = "Title: A\nDate: 2005-12-09\n"
SLIPS = {
    "a field": (f"{HEAD}Staus: draft\n\nWords.\n", f"{HEAD}Status: draft\n\nWords.\n"),
    "a status": (f"{HEAD}Status: darft\n\nWords.\n", f"{HEAD}Status: draft\n\nWords.\n"),
    "a blank line above": (f"\n\n{HEAD}\nWords.\n", f"{HEAD}\nWords.\n"),
    "a blank line above a slip": (f"\n{HEAD}Tag: x\n\nWords.\n", f"{HEAD}Tags: x\n\nWords.\n"),
    "CRLF and a mark": (
        "\ufeff\r\nTitle: A\r\nDatee: 2005-12-09\r\n\r\nW.\r\n",
        "\ufeffTitle: A\r\nDate: 2005-12-09\r\n\r\nW.\r\n",
    ),
    "capitals": (
        "Title: A\nDate: 2005-12-09\n\n[x]({filename}First.md), [x]({filename}/Posts/first.MD#Part) `{filename}First.md`\n",
        "Title: A\nDate: 2005-12-09\n\n[x]({filename}first.md), [x]({filename}/posts/first.md#part) `{filename}First.md`\n",
    ),
    "no braces": (
        "Title: A\nDate: 2005-12-09\n\n[x](first.md)\n\n![x](Dot.svg)\n",
        "Title: A\nDate: 2005-12-09\n\n[x]({filename}first.md)\n\n![x]({static}dot.svg)\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), SLIPS.values(), ids=SLIPS)
def test_a_slip_that_can_mean_one_thing_is_mended(blog: Blog, before: str, after: str) -> None:
    """Byte for byte nothing else is changed; --dry-run shows it and changes nothing; a second time there is nothing to do."""
    blog.post("first", "## Part\n\nWords.")
    blog.write("posts/dot.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    path = blog.write("posts/a.md", before)
    path.chmod(0o640)
    shown = blog.run("check", "--fix", "--dry-run")
    assert "would be mended" in shown.stdout
    assert path.read_bytes() == before.encode()
    mended = blog.run("check", "--fix")
    assert (mended.exit_code, path.read_bytes().decode()) == (0, after), mended.output
    assert ": mended: " in mended.stdout
    assert path.stat().st_mode & 0o777 == 0o640
    again = blog.run("check", "--fix")
    assert (again.exit_code, again.stdout) == (0, "No problems found.\n")


UNSURE = {
    "a field that is there": "Title: A\nDate: 2005-12-09\nStaus: draft\nStatus: hidden\n\nWords.\n",
    "a word of another system": "Title: A\nDate: 2005-12-09\nStatus: private\n\nWords.\n",
    "words that begin like a field": "\nDear all: this is no head.\n\nWords.\n",
    "two files that differ in capitals": "Title: A\nDate: 2005-12-09\n\n[x]({filename}TWICE.md)\n",
    "a date": "Title: A\nDate: 03/04/2005\n\nWords.\n",
}


@pytest.mark.parametrize("text", UNSURE.values(), ids=UNSURE)
def test_what_may_mean_several_things_is_left_alone(blog: Blog, text: str) -> None:
    """It is for the author to say."""
    for name in ("Twice", "twice"):
        blog.write(f"posts/{name}.md", f"Id: {name}-id\nTitle: T\nDate: 2005-12-09\nSlug: {name}-slug\n\nWords.\n")
    path = blog.write("posts/a.md", text)
    result = blog.run("check", "--fix")
    assert "mended" not in result.stdout
    assert path.read_text("utf-8") == text


def test_a_file_outside_the_content_is_not_mended(blog: Blog, tmp_path: Path) -> None:
    """A link leads there, and it is somebody else's; the link stays one."""
    other = tmp_path / "other.md"
    other.write_text("Title: A\nDate: 2005-12-09\nStaus: draft\n\nWords.\n", "utf-8")
    link = blog.content / "posts" / "a.md"
    link.symlink_to(other)
    assert blog.run("check", "--fix").exit_code == 1
    assert link.is_symlink()
    assert "Staus" in other.read_text("utf-8")


def test_dry_run_without_fix_is_wrong_usage(blog: Blog) -> None:
    """Nobody thinks that a check has been tried."""
    result = blog.run("check", "--dry-run")
    assert result.exit_code == 2
    assert "say --fix, too" in result.stderr


@pytest.mark.parametrize(
    ("words", "meant"),
    [(["biuld"], "build"), (["comments", "aprove"], "approve"), (["import", "pelcan"], "pelican"), (["relases"], "releases")],
    ids=lambda each: each if isinstance(each, str) else " ".join(each),
)  # fmt: skip
def test_a_command_that_is_not_there_is_told_which_was_meant(words: list[str], meant: str) -> None:
    """Also one of a group; the exit code is that of wrong usage."""
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert f"No such command {words[-1]!r}. Did you mean {meant}?" in result.stderr


def test_a_command_like_none_is_only_refused() -> None:
    """No guess is made."""
    assert "Did you mean" not in CliRunner().invoke(main, ["xyzzy"]).stderr


@pytest.mark.parametrize(
    ("posts", "told"), [(1, "1 post, 0 pages, 0 comments: "), (2, "2 posts, 0 pages, 0 comments: ")]
)
def test_one_is_no_plural(blog: Blog, posts: int, told: str) -> None:
    """One post is 1 post."""
    for number in range(posts):
        blog.post(f"post-{number}")
    assert blog.build().stdout.startswith(told)


def test_a_build_after_settings_changed_does_not_speak_of_damage(blog: Blog) -> None:
    """The cache is of other settings, and nothing is broken."""
    blog.post("first")
    blog.build()
    blog.settings('SITESUBTITLE = "Another"\n')
    assert "Settings changed: everything is made anew" in blog.build().stderr
