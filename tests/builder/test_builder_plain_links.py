"""A link that names an address of the blog, and not a file, is looked at where all addresses are known."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from tests_support import Blog

from outsideinnovation.builder.site_check import check_site

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BROKEN = {  # a link, and what is said of it
    "a page that is not there": ("[x](/2005/12/gone.html)", "no page or file at '/2005/12/gone.html' to link to"),
    "one beside the page": ('<a href="gone.html">x</a>', "no page or file at '/2005/12/gone.html' to link to"),
    "one further up": ("[x](../gone/)", "no page or file at '/2005/gone/' to link to"),
    "a file": ("[x](/files/gone.pdf)", "no page or file at '/files/gone.pdf' to link to"),
    "a place in a page": ("[x](/2005/12/b.html#nowhere)", "no heading or id 'nowhere' in '/2005/12/b.html'"),
    "a place beside the page": ("[x](b.html#nowhere)", "no heading or id 'nowhere' in '/2005/12/b.html'"),
    "one by reference": ("[x][y]\n\n[y]: /gone/ 'Title'", "no page or file at '/gone/' to link to"),
    "letters beyond ASCII": ("[x](/%C3%A9t%C3%A9/)", "no page or file at '/été/' to link to"),
}
SOUND = [
    "[x](/2005/12/b.html)", "[x](b.html)", "[x](b.html#other-part)", "[x](/2005/12/b.html#comments)", "[x](/)", "[x](/2005/)",
    "[x](/2005)", "[x](/images/a.txt)", "[x](/old.html)", "[x](/old.html#y)", "[x](/category/notes/)", "[x](/feeds/atom.xml)",
    "[x](/comments?post=b)", "[x](?q=a)", "[x](/2005/12/b.html?print)", "[x](#comments)", "[x](https://e.org/gone.html)",
    "[x](//e.org/gone.html)", "[x](mailto:a@e.org)", "`[x](/gone/)`", "[x](//[x)", "[x](/search/?q=a)", "[x](/about/)", "[x]()",
    '<a name="y">x</a>',
]  # fmt: skip


@pytest.fixture
def said(blog: Blog) -> Callable[[str], list[str]]:
    """Return what the check warns of in a post with those words, as ``line:column what``."""
    blog.post("b", "## Other part", Old_Urls="/old.html")
    blog.write("pages/about.md", "Title: About\n\nWords.\n")
    blog.write("images/a.txt", "words")

    def warnings(body: str) -> list[str]:
        path = blog.post("a", body)
        first = path.read_text("utf-8").split("\n\n")[0].count("\n") + 2
        found = check_site(blog.site, NOW)
        assert found.errors == ()
        return [f"{each.line - first}:{each.column} {each.what}" for each in found.warnings if each.path == path]

    return warnings


@pytest.mark.parametrize(("link", "what"), BROKEN.values(), ids=BROKEN)
def test_an_address_where_nothing_is_is_warned_of_at_its_place(
    said: Callable[[str], list[str]], link: str, what: str
) -> None:
    """Rooted or beside the page, in Markdown or HTML."""
    (warning,) = said(f"Words.\n\n{link}")
    place, _, words = warning.partition(" ")
    assert words == what
    line = 5 if "[y]:" in link else 3
    assert place.startswith(f"{line}:")
    assert int(place.partition(":")[2]) > 1


def test_what_leads_somewhere_or_is_not_ours_is_not_warned_of(said: Callable[[str], list[str]]) -> None:
    """Pages, lists, files, feeds and old addresses; the service, and other sites."""
    assert said("\n\n".join(["Words.", *SOUND])) == []
    assert said('<div class="imported"><a href="/gone/">x</a></div>') == []  # an importer wrote it


def test_a_site_below_a_path_is_looked_at_there(blog: Blog) -> None:
    """What begins elsewhere on that host is another program's."""
    blog.settings('SITEURL = "https://e.org/blog"\n')
    path = blog.post("a", "[x](/blog/gone/) [x](/gone/) [x](/blog/2005/12/a.html) [x](a.html) [x](../../../gone/)")
    found = check_site(blog.site, NOW).warnings
    assert [each.what for each in found if each.path == path] == ["no page or file at '/blog/gone/' to link to"]


def test_a_draft_is_looked_at_before_it_is_published(blog: Blog) -> None:
    """But for links beside its page, whose place is not known yet."""
    path = blog.post("a", "[x](/gone/) [x](gone.html)", Status="draft")
    found = check_site(blog.site, NOW).warnings
    assert [each.what for each in found if each.path == path] == ["no page or file at '/gone/' to link to"]


def test_a_path_of_the_service_is_not_looked_at(blog: Blog) -> None:
    """It answers there what no file says."""
    blog.settings('SERVICE_URL = "/talk"\n')
    path = blog.post("a", "[x](/talk/comments?post=a) [x](/talked)")
    found = check_site(blog.site, NOW).warnings
    assert [each.what for each in found if each.path == path] == ["no page or file at '/talked' to link to"]
