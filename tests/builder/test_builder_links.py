"""A link that leads nowhere is named at the line that says it, and what is no link is none."""

from datetime import UTC, datetime

import pytest
from builder_site import LivingSite, Text
from tests_support import Blog

from outsideinnovation.builder.content.check import check
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way

BROKEN = {  # a body whose third line is wrong, and what is said of that
    "a source by its name": ("One.\n\n[x](b.md)", "'b.md' is a file, and no address that readers could ask for: write {file"),
    "a source by its path": ("One.\n\n[x](/posts/b.md#a-part)", "write {filename}/posts/b.md#a-part"),
    "a source that is not there": ("One.\n\n[x](gone.md)", "no file 'gone.md' to link to: correct it, and write {filename}"),
    "a link with a title": ('One.\n\n[x]({filename}gone.md "Title")', "no file 'gone.md' to link to"),
    "a link by reference": ("One, [x].\n\n[x]: {filename}gone.md", "no file 'gone.md' to link to"),
    "a link by a name": ("One, [x][y].\n\n[y]: <{filename}gone.md> 'T'", "no file 'gone.md' to link to"),
    "an attribute": ('One.\n\n<a class="c" href="{filename}gone.md">x</a>', "no file 'gone.md' to link to"),
    "spaces": ("One.\n\n[x](<{filename}/posts/my gone.md>)", "no file '/posts/my gone.md' to link to"),
    "escaped spaces": ("One.\n\n[x]({filename}my%20gone.md)", "no file 'my%20gone.md' to link to"),
    "what looks like a host, and is none": ("One.\n\n[x]({static}//[x)", "no file '//[x' to link to"),
    "the old braces": ("One.\n\n[x](|filename|gone.md)", "no file 'gone.md' to link to"),
    "a nested list": ("- a\n    - b\n        - [x]({filename}gone.md)", "no file 'gone.md' to link to"),
    "a quote": ("> a\n>\n> [x]({filename}gone.md)", "no file 'gone.md' to link to"),
    "a picture": ("One.\n\n![x]({static}/images/gone.png)", "no file '/images/gone.png' to link to"),
    "a picture by its name": ("One.\n\n![x](gone.png)", "no file 'gone.png' to show: correct it, and write {static} before it"),
    "a picture beside the post": ("One.\n\n![x](here.png)", "'here.png' is a file, and no address that readers could ask for"),
    "a picture by its address": ("One.\n\n![x](/images/gone.png)", "no file '/images/gone.png' to show or link to"),
    "a heading of its own": ("# A part\n\n[x](#apart)", "no heading or id 'apart' to link to"),
    "a heading of another": ("One.\n\n[x]({filename}b.md#apart)", "no heading or id 'apart' to link to"),
    "a draft": ("One.\n\n[x]({filename}/posts/d.md)", "'/posts/d.md' is a draft, which nobody can read"),
    "a draft by reference": ("One, [x].\n\n[x]: {filename}d.md", "'d.md' is a draft, which nobody can read"),
    "a draft in an attribute": ('One.\n\n<a href="{filename}d.md">x</a>', "'d.md' is a draft, which nobody can read"),
    "what is skipped": ("One.\n\n[x]({filename}s.md)", "'s.md' is what is skipped, which nobody can read"),
    "a formula": ("One.\n\n$\\nosuch{x}$ is", "the formula '\\\\nosuch{x}' cannot be read (Unknown command"),
    "a fenced formula": ("One.\n\n```math\n\\nosuch\n```", "cannot be read"),
}  # fmt: skip
SOUND = {
    "words in braces": "To link, write {filename}x.md or |static|y in Pelican; {static} alone, and {filename}.",
    "code": "`[x]({filename}gone.md)`, ``[x](gone.md)``\n\n```\n[x]({filename}gone.md)\n![x](gone.png)\n```\n\n    [x](no.md)",
    "fenced code in a list": "- a\n\n    ```\n    [x]({filename}gone.md)\n    ```\n",
    "an escaped bracket": "\\[x\\](gone.md)",
    "a comment": "<!-- [x]({filename}gone.md) -->",
    "spaces": "[x](<{filename}/posts/my trip/day.md>), [x]({filename}/posts/my%20trip/day.md), [x]({filename}my trip/day.md)",
    "a heading": "## A part\n\n[x](#a-part), [x]({filename}b.md#other-part), [x]({filename}/posts/b.md#anchor)",
    "an id of one's own": "Words.\n{: #mine}\n\n[x](#mine)",
    "what the page has besides": "[comments](#comments), [top](#top), [top](#), [one](#comment-0123abcd), [text](#:~:text=a)",
    "an id beside a sign": '<p title="a > b" id="mine">x</p>\n\n[x](#mine)',
    "other sites": "[x](https://e.org/gone.md#a), ![x](https://e.org/i.png), ![x](//e.org/i.png), ![x](data:image/gif,a)",
    "pictures": "![x]({static}/images/picture.txt), ![x](/images/picture.txt), ![x](../../images/picture.txt)",
    "a file that is copied": "[x](/images/readme.md)",
    "a hidden post": "[x]({filename}h.md)",
    "HTML of an importer": '<div class="imported">\n<img src="gone.png"><a href="#gone">x</a>\n</div>',
    "a note": "A claim.[^1]\n\n[^1]: A source.",
    "addresses of lists": "[x]({tag}a), [x]({category}Notes), [x]({author}Dana), [x]({index})",
}


@pytest.fixture
def linked(blog: Blog) -> Blog:
    """A blog with posts to link to."""
    blog.post("b", "## Other part\n\n<a name='anchor'></a>")
    blog.post("d", "Not yet.", Status="draft")
    blog.post("s", "Never.", Status="skip")
    blog.post("h", "Hidden.", Status="hidden")
    blog.write("posts/my trip/day.md", "Title: Day\nDate: 2006-01-02\n\nWords.\n")
    for name in ("posts/here.png", "images/picture.txt", "images/readme.md"):
        blog.write(name, "no picture")
    return blog


def said(blog: Blog) -> list[str]:
    """Return what the check says of the blog's post and of no other."""
    return [str(each) for each in check(blog.content, blog.site.configuration) if each.path.name == "a.md"]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_link_is_named_at_its_line(linked: Blog, name: str) -> None:
    """However it is written."""
    body, what = BROKEN[name]
    path = linked.post("a", body)
    line = path.read_text("utf-8").split("\n").index(body.split("\n")[0]) + 3
    (problem,) = said(linked)
    assert problem.startswith(f"{path}:{line}:")
    assert what in problem


@pytest.mark.parametrize("name", SOUND)
def test_what_leads_somewhere_or_is_no_link_is_not_complained_of(linked: Blog, name: str) -> None:
    """Words and code least of all."""
    linked.post("a", SOUND[name])
    assert said(linked) == []


@pytest.mark.parametrize("name", ["a draft by reference", "a heading of another", "a picture by its name", "a formula"])
def test_both_ways_of_building_refuse_it_with_the_same_words(linked: Blog, name: str) -> None:
    """And write nothing."""
    (linked.content / "posts" / "s.md").unlink()
    linked.post("a", BROKEN[name][0])
    checked = linked.run("check")
    assert checked.exit_code == 1
    built = linked.run("build")
    assert (built.exit_code, built.stderr.splitlines()[-1:]) == (1, checked.stderr.splitlines()[-1:])
    with pytest.raises(Exception, match=r"a\.md") as refused:
        pelicans_way(linked.site)
    assert str(refused.value) in checked.stderr
    assert not (linked.root / "output").exists()


def test_a_summary_and_a_page_are_looked_at_too(linked: Blog) -> None:
    """With the line of the field."""
    path = linked.post("a", "Words.", Summary="See [x]({filename}d.md).")
    line = next(
        number for number, text in enumerate(path.read_text("utf-8").split("\n"), 1) if text.startswith("Summary")
    )
    assert said(linked)[0].startswith(f"{path}:{line}:18: 'd.md' is a draft")
    path.unlink()
    linked.write("pages/a.md", "Title: A\n\nSee [x]({filename}/posts/d.md).\n")
    assert "a.md:3:9: '/posts/d.md' is a draft" in said(linked)[0]


def test_a_draft_may_link_to_a_draft(linked: Blog) -> None:
    """Both are still to come; and where drafts have pages, as in the preview, readers of those find each other."""
    linked.post("a", "[x]({filename}d.md)", Status="draft")
    assert said(linked) == []
    linked.post("a", "[x]({filename}d.md)")
    linked.settings('DRAFT_SAVE_AS = "drafts/{slug}/index.html"\n')
    assert said(linked) == []
    linked.post("a", "[x]({filename}s.md)")
    assert "'s.md' is what is skipped, which nobody can read" in said(linked)[0]


def test_what_a_place_says_of_a_post_counts_as_what_its_head_says(linked: Blog) -> None:
    """Whether a link leads to a draft, or to what waits for its date."""
    linked.post("a", "[x]({filename}2099-07-01-late.md), [x]({filename}/posts/later/e.md)")
    linked.write("posts/2099-07-01-late.md", "Title: Late\n\nWords.\n")
    linked.write("posts/later/e.md", "Title: E\nDate: 2006-01-02\n\nWords.\n")
    linked.settings('FILENAME_METADATA = r"(?P<date>\\d{4}-\\d{2}-\\d{2})"\n'
                    'EXTRA_PATH_METADATA = {"posts/later": {"status": "draft"}}\n')  # fmt: skip
    checked = check(linked.content, linked.site.configuration, horizon=datetime(2026, 5, 1, tzinfo=UTC))
    found = [each.what for each in checked if each.path.name == "a.md"]
    assert found == [
        "'2099-07-01-late.md' waits until 2099-07-01 00:00, and nobody can read it before",
        "'/posts/later/e.md' is a draft, which nobody can read",
    ]


def test_a_text_that_only_pelican_or_its_plugins_read_may_be_linked_to(linked: Blog) -> None:
    """Nobody here knows its ids."""
    for name in ("e.adoc", "f.rst"):
        linked.write(f"posts/{name}", "Words\n#####\n")
    linked.post("a", "[x]({filename}e.adoc), [x]({filename}/posts/f.rst#part)")
    assert said(linked) == []


def test_what_editors_leave_behind_is_not_looked_at(linked: Blog) -> None:
    """Nor what is hidden: neither is a post, whichever way the site is built."""
    for name in ("posts/.trash/old.md", "posts/.b.md"):
        linked.write(name, "No head.\n")
    assert check(linked.content, linked.site.configuration) == []
    (linked.content / "posts" / "s.md").unlink()
    linked.build()
    pelicans_way(linked.site)


def test_a_picture_may_be_named_as_a_page_at_the_root_sees_it(linked: Blog) -> None:
    """As blogs do whose posts have no folders in their addresses."""
    linked.post("a", "![x](images/picture.txt)")
    assert "no file 'images/picture.txt' to show" in said(linked)[0]
    linked.settings('ARTICLE_URL = ARTICLE_SAVE_AS = "{slug}.html"\n')
    assert said(linked) == []


def test_every_line_that_says_it_is_named(linked: Blog) -> None:
    """So that all can be mended at once."""
    linked.post("a", "[x](gone.md)\n\n`[x](gone.md)`\n\nand [y](gone.md)")
    first, second = said(linked)
    assert int(second.split(":")[1]) - int(first.split(":")[1]) == 4


def test_a_heading_that_goes_breaks_the_links_to_it_in_the_next_build(living: LivingSite) -> None:
    """Though only the other post has changed; and back again."""
    living.put("posts/bee.md", Text({"Title": "Bee", "Date": "2005-12-10"}, "## Part\n\nWords."))
    living.put("posts/ant.md", Text({"Title": "Ant", "Date": "2005-12-09"}, "[x]({filename}bee.md#part)"))
    living.built()
    living.put("posts/bee.md", Text({"Title": "Bee", "Date": "2005-12-10"}, "## Parts\n\nWords."))
    (problem,) = living.problems(living.built)
    assert "ant.md:4:5: no heading or id 'part' to link to" in str(problem)
    assert living.problems(living.clean) == (problem,)
    living.put("posts/bee.md", Text({"Title": "Bee", "Date": "2005-12-10"}, "## Part\n\nOther words."))
    assert living.problems(living.built) == ()


def test_a_post_that_becomes_a_draft_breaks_the_links_to_it(living: LivingSite) -> None:
    """In the next build, and in the one after an edit of the linking post."""
    head = {"Title": "Bee", "Date": "2005-12-10"}
    living.put("posts/bee.md", Text(head))
    living.put("posts/ant.md", Text({"Title": "Ant", "Date": "2005-12-09"}, "[x]({filename}bee.md)"))
    living.built()
    living.put("posts/bee.md", Text({**head, "Status": "draft"}))
    (problem,) = living.problems(living.built)
    assert "ant.md:4:5: 'bee.md' is a draft" in str(problem)
    living.put("posts/ant.md", Text({"Title": "Ant", "Date": "2005-12-09"}, "Words."))
    assert living.problems(living.built) == ()
    living.put("posts/ant.md", Text({"Title": "Ant", "Date": "2005-12-09"}, "[y]({filename}bee.md)"))
    assert living.problems(living.built) == living.problems(living.clean) != ()
