"""``oi drafts``: what is not published yet, and who is shown it before."""

import json
import re

import pytest
from tests_support import Blog


@pytest.fixture
def drafted(blog: Blog) -> Blog:
    """A site with a draft, a post that waits for a date far away, and one that is out."""
    blog.settings('TIMEZONE = "Europe/Berlin"\n')
    blog.post("soon", Status="draft")
    blog.post("dated", Date="2999-07-01 08:00")
    blog.post("out")
    return blog


def test_the_list_says_until_when_a_post_waits_and_where_a_draft_is_shared(drafted: Blog) -> None:
    """A line each, on the blog's clock; nothing of what is published."""
    address = drafted.run("drafts", "share", "soon", "--until", "2998-01-02").stdout.strip()
    dated, soon = drafted.run("drafts", "list").stdout.splitlines()
    assert dated == f"{drafted.content}/posts/dated.md\tDated\twaits until 2999-07-01 08:00 CEST"
    assert soon == f"{drafted.content}/posts/soon.md\tSoon\tdraft\t{address}\tuntil 2998-01-02 23:59 CET"


def test_programs_get_the_list_as_json(drafted: Blog) -> None:
    """One object a draft, dates with their zone."""
    drafted.run("drafts", "share", "dated", "--until", "2998-01-02 10:00")
    dated, soon = map(json.loads, drafted.run("drafts", "list", "--json").stdout.splitlines())
    assert dated["waits_until"] == "2999-07-01T08:00:00+02:00"
    assert dated["shared_until"] == "2998-01-02T10:00:00+01:00"
    assert dated["address"].startswith("https://ours.example/drafts/")
    assert (soon["id"], soon["status"], soon["address"], soon["waits_until"]) == ("soon", "draft", None, None)


def test_the_address_is_alone_on_stdout_and_works_after_a_build(drafted: Blog) -> None:
    """So that a script can send it; whoever shares it hears until when, and what to do."""
    shared = drafted.run("drafts", "share", "soon")
    address = re.fullmatch(r"https://ours\.example/(drafts/[0-9a-f]{32}/)\n", shared.stdout)
    assert address
    assert "oi build" in shared.stderr
    drafted.build()
    assert "Words." in drafted.page(f"{address[1]}index.html")
    assert drafted.run("drafts", "revoke", "soon").exit_code == 0
    drafted.build()
    assert not (drafted.output / "drafts").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    {
        "over": (["share", "soon", "--until", "2020-01-01"], "2020-01-01 23:59 CET is over"),
        "no date": (["share", "soon", "--until", "someday"], "--until: 'someday' is no date"),
        "out already": (["share", "out"], "is no draft (Status: published)"),
        "a slip": (["share", "sonn"], "did you mean soon?"),
        "not shared": (["revoke", "soon"], "'soon' is not shared"),
    }.values(),
)
def test_what_cannot_be_done_is_said(drafted: Blog, arguments: list[str], said: str) -> None:
    """In a line, with the remedy."""
    result = drafted.run("drafts", *arguments)
    assert result.exit_code == 1
    assert said in result.stderr


def test_a_branch_that_others_can_read_is_warned_of(drafted: Blog) -> None:
    """The draft would be in its repository."""
    drafted.settings('PUBLISH_TARGETS = {"live": {"kind": "pages", "repository": "git@git.example:ours.git"}}\n')
    assert "warning: the target live is a branch" in drafted.run("drafts", "share", "soon").stderr
