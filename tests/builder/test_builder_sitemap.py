"""The sitemap names every page that is meant to be found, and nothing else."""

from datetime import UTC, datetime

from lxml import etree
from tests_support import Blog

from outsideinnovation.builder.urls.sitemap import LIMIT, sitemaps

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(data: bytes) -> list[str]:
    """Read the addresses back as a crawler would."""
    return [str(element.text) for element in etree.fromstring(data).iterfind(".//s:loc", NAMESPACE)]


def test_posts_pages_and_lists_are_in_it(small_blog: Blog) -> None:
    """Everything live is named by its full address; drafts and hidden posts are not."""
    small_blog.post("secret", status="draft")
    small_blog.post("aside", status="hidden")
    small_blog.build()
    found = locations(small_blog.files()["sitemap.xml"])
    assert "https://ours.example/2005/12/first.html" in found
    assert "https://ours.example/about/" in found
    assert "https://ours.example/category/co-design/" in found
    assert not [address for address in found if "secret" in address or "aside" in address]
    assert found == sorted(found)


def test_every_address_in_it_is_a_file(small_blog: Blog) -> None:
    """A crawler that follows the sitemap meets no 404."""
    small_blog.build()
    for address in locations(small_blog.files()["sitemap.xml"]):
        path = address.removeprefix("https://ours.example/")
        assert (small_blog.output / (path + "index.html" if path.endswith("/") or not path else path)).is_file()


def test_addresses_are_escaped() -> None:
    """An ampersand or an umlaut in a path gives well-formed XML and a legal address."""
    files = sitemaps("https://ours.example", [("a&b/ü.html", datetime(2005, 12, 9, tzinfo=UTC))])
    assert locations(files["sitemap.xml"]) == ["https://ours.example/a&b/%C3%BC.html"]


def test_a_large_site_has_several_files_and_an_index() -> None:
    """The protocol allows 50,000 addresses a file."""
    files = sitemaps("https://ours.example", ((f"{n}.html", None) for n in range(LIMIT + 1)))
    assert sorted(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert locations(files["sitemap.xml"]) == [
        "https://ours.example/sitemap-1.xml",
        "https://ours.example/sitemap-2.xml",
    ]


def test_robots_may_read_everything_and_find_the_sitemap(small_blog: Blog) -> None:
    """robots.txt names the sitemap by its full address."""
    small_blog.build()
    assert "Sitemap: https://ours.example/sitemap.xml" in small_blog.page("robots.txt")
