"""Both ways of building, our own and Pelican's, make the same bytes of what authors may write."""

import pytest
from builder_site import LivingSite, Text, difference, files

LINKS = (
    "{filename}bee.md",
    "{filename}/pages/about.md#part",
    "{static}/loose.txt",
    "{static}/images/dot.txt",
    "{tag}C#x",
    "{index}#top",
    "{attach}/loose.txt",
)


def assert_alike(site: LivingSite) -> None:
    """Insist that both ways make the same."""
    site.built()
    assert not (said := difference(files(site.output), site.pelicans())), said


@pytest.mark.parametrize("link", LINKS)
def test_links_lead_to_the_same(living: LivingSite, link: str) -> None:
    """Whichever way a site is built, a link inside it leads to the same address, and what it leads to is there."""
    living.put("pages/about.md", Text(living.texts["pages/about.md"].head, "## Part\n\nWho we are."))
    living.put("posts/ant.md", Text(living.texts["posts/ant.md"].head, "About ants.", (link,)))
    assert_alike(living)


def test_a_file_with_an_ampersand_in_its_name_is_linked_to(living: LivingSite) -> None:
    """Markdown writes & as &amp; in a link, which names the file all the same."""
    living.put("posts/K&R.md", Text({"Title": "K&R", "Date": "2006-01-05", "Slug": "k-and-r"}))
    living.put("posts/ant.md", Text(living.texts["posts/ant.md"].head, "About ants.", ("{filename}K&R.md",)))
    assert_alike(living)
    assert 'href="/2006/01/k-and-r.html"' in living.page("2005/12/ant.html")


def test_a_category_written_in_two_ways_is_called_as_by_its_newest_post(living: LivingSite) -> None:
    """Also where an older post has the other way of writing among its further categories."""
    living.put("posts/ant.md", Text({"Title": "A", "Date": "2006-01-05", "Categories": "Lead Users; Co-Design"}))
    living.put("posts/bee.md", Text({"Title": "B", "Date": "2006-01-06", "Category": "co-design"}))
    assert_alike(living)
    assert "<title>Category: co-design" in living.page("category/co-design/index.html")


def test_a_feed_that_is_cut_is_as_new_as_what_is_left(living: LivingSite) -> None:
    """A change in a post that only the archive has does not make the feed of the newest posts newer."""
    living.option("FEEDS_ENTRIES", 1)
    living.put("posts/ant.md", Text(living.texts["posts/ant.md"].head | {"Modified": "2010-01-01"}, "About ants."))
    assert_alike(living)
    assert "<updated>2010" not in living.page("atom.xml")


def test_an_empty_line_of_a_head_says_nothing(living: LivingSite) -> None:
    """`Url:` or `Summary:` with nothing behind it is as good as not there."""
    text = "Title: Dog\nDate: 2006-01-05\nUrl:\nSave_as:\nSummary:\nCategory:\nTags:\nAuthor:\n\nWords.\n"
    living.age(living.write("posts/dog.md", text))
    assert_alike(living)
    assert "Words." in living.page("2006/01/dog.html")
