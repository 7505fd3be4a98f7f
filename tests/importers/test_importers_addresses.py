"""Where posts and pages stay, what they are called, and where the old archives lead."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from importers_export import bring, entry
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify

from outsideinnovation.builder.urls import redirects as builders_redirects
from outsideinnovation.comments.walk import POST
from outsideinnovation.importers import redirects_file
from outsideinnovation.importers.blog import addresses
from outsideinnovation.importers.blog.addresses import UnusableAddressError
from outsideinnovation.importers.list_addresses import ListAddresses
from outsideinnovation.importers.movabletype import redirects
from outsideinnovation.importers.movabletype.redirects import OldBlog
from outsideinnovation.importers.report import Thing
from outsideinnovation.percent_encoding import of_path
from outsideinnovation.site import Site

SITE = "https://ours.example.com"


@pytest.mark.parametrize(
    ("path", "url", "save_as"),
    [
        ("/zal/2005/12/a_short_slug_o.html", "zal/2005/12/a_short_slug_o.html", "zal/2005/12/a_short_slug_o.html"),
        ("/2013/12/no%C3%ABl-%E5%9C%A3.html", "2013/12/no%C3%ABl-%E5%9C%A3.html", "2013/12/noël-圣.html"),
        ("/zal/about.html?x=1#y", "zal/about.html", "zal/about.html"),
        ("/zal/2005/12/", "zal/2005/12/", "zal/2005/12/index.html"),
        ("//zal//about.html", "about.html", "about.html"),
    ],
)
def test_the_old_path_is_kept_exactly(path: str, url: str, save_as: str) -> None:
    """Percent-encoded as the address, decoded as the file."""
    address = addresses.read(path if path.startswith("//") else f"{SITE}{path} ")
    assert (address.url, address.save_as) == (url, save_as)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/../x.html",
        "/a/%2e%2e/x.html",
        "/a%00b.html",
        "/a%5Cb.html",
        "/" + "a" * 300 + ".html",
        "/index.html",
        "/atom.xml",
        "/a@b.org.html",
    ],
)
def test_an_address_that_no_file_may_have_is_refused(path: str) -> None:
    """Traversal, names too long, the site's own pages, people's mail addresses."""
    with pytest.raises(UnusableAddressError):
        addresses.read(SITE + path)


@given(st.text(max_size=120))
def test_whatever_the_address_nothing_leaves_the_site(path: str) -> None:
    """An address is refused or lies below the root, and its id may name a folder anywhere."""
    try:
        address = addresses.read(f"{SITE}/{path}")
    except UnusableAddressError:
        return
    assert not address.save_as.startswith("/")
    assert ".." not in address.save_as.split("/")
    assert POST.fullmatch(address.post_id)
    assert "/" not in address.stem
    assert not address.stem.startswith(".")


@given(st.lists(st.text("ab-/20510_.%", max_size=20).map(lambda tail: f"{SITE}/{tail}"), max_size=8))
def test_two_addresses_never_share_an_id(urls: list[str]) -> None:
    """Comments and mailings hang on the id."""
    found = {}
    for url in urls:
        try:
            address = addresses.read(url)
        except UnusableAddressError:
            continue
        assert found.setdefault(address.post_id, address.url) == address.url


def test_an_undated_address_is_a_page(tmp_path: Path) -> None:
    """TypePad's pages have no month in their address."""
    brought = bring(tmp_path, entry(url=f"{SITE}/zal/about.html"))
    assert list(brought.files) == ["pages/about.md"]
    assert brought.fates(Thing.PAGE) == (1, 0, 0)


def test_a_basename_may_come_again(tmp_path: Path) -> None:
    """In another month it is another post: its own file, id and slug."""
    export = "".join(entry(url=f"{SITE}/zal/2025/{month}/same.html") for month in ("01", "02", "03"))
    brought = bring(tmp_path, export)
    assert list(brought.files) == ["posts/2025/same-2.md", "posts/2025/same-3.md", "posts/2025/same.md"]
    assert len({document.value("id") for document in brought.documents}) == 3
    assert len({document.value("slug") for document in brought.documents}) == 3
    assert bring(tmp_path, export).fates(Thing.POST) == (0, 3, 0)


def test_an_address_that_is_taken_is_told(tmp_path: Path) -> None:
    """The second entry at one address is skipped, with both lines."""
    brought = bring(tmp_path, entry() + entry(title="Again"))
    assert brought.fates(Thing.ENTRY) == (1, 0, 1)
    assert brought.report.problems[0].line > 20
    assert "line 1 has the same address" in brought.report.problems[0].what


def test_an_entry_without_address_gets_one_from_its_date(tmp_path: Path) -> None:
    """As the old blog would have given: base, month, basename; unique."""
    export = entry(url=None) + entry(url=None)
    documents = bring(tmp_path, export, base="zal/").documents
    assert sorted(document.value("save_as") for document in documents) == [
        "zal/2025/03/a-post-2.html",
        "zal/2025/03/a-post.html",
    ]


def test_an_entry_with_an_unusable_address_is_kept_elsewhere(tmp_path: Path) -> None:
    """Nothing is lost for a bad address; where it went is told."""
    brought = bring(tmp_path, entry(url=f"{SITE}/../../etc/passwd"))
    assert brought.document.value("save_as") == "2025/03/a-post.html"
    assert "published as /2025/03/a-post.html" in brought.report.problems[0].remedy


def test_archives_categories_and_feeds_lead_on(tmp_path: Path) -> None:
    """The base is read off the posts' addresses; a month that is now empty leads to all archives."""
    export = entry(categories=["Lead Users", "C++"]) + entry(url=f"{SITE}/zal/2024/12/b.html", title="B")
    found = bring(tmp_path, export).redirects()
    assert found == {
        "/zal/2025/03/": "/2025/03/",
        "/zal/2025/03/index.html": "/2025/03/",
        "/zal/2024/12/": "/archives/",
        "/zal/2024/12/index.html": "/archives/",
        "/zal/lead_users/": "/category/lead-users/",
        "/zal/lead_users/index.html": "/category/lead-users/",
        "/zal/c/": "/category/c/",
        "/zal/c/index.html": "/category/c/",
        "/zal/atom.xml": "/atom.xml",
        "/zal/rss.xml": "/rss.xml",
        "/zal/index.rdf": "/index.rdf",
    }


def test_drafts_leave_no_redirects(tmp_path: Path) -> None:
    """Their category or month may not exist on the site."""
    assert bring(tmp_path, entry(status="Draft", categories=["Secret"])).redirects() == {}


def test_at_the_root_only_categories_lead_on(tmp_path: Path) -> None:
    """Months and feeds are where they were."""
    export = entry(url=f"{SITE}/2025/03/a.html", categories=["Lead Users", "Archives"])
    assert set(bring(tmp_path, export).redirects()) == {"/lead_users/", "/lead_users/index.html"}


def test_merging_redirects_keeps_the_lines_that_are_there(tmp_path: Path) -> None:
    """An editor's line wins, order is fixed, and merging again adds nothing."""
    (tmp_path / "redirects.txt").write_text("/zal/c/ /category/cpp/\n/old /new\n", "utf-8")
    found = {"/zal/c/": "/category/c/", "/zal/é/": "/category/e/"}
    assert redirects_file.merge(tmp_path, found) == 1
    assert (tmp_path / "redirects.txt").read_text(
        "utf-8"
    ) == "/old /new\n/zal/%C3%A9/ /category/e/\n/zal/c/ /category/cpp/\n"
    assert redirects_file.merge(tmp_path, found) == 0


def test_merging_redirects_leaves_bytes_as_they_are(tmp_path: Path) -> None:
    """Of a file that is no UTF-8 nothing is lost: whoever builds is told of it."""
    (tmp_path / "redirects.txt").write_bytes(b"/gr\xf6\xdfe /new\n")
    assert redirects_file.merge(tmp_path, {"/a": "/b"}) == 1
    assert (tmp_path / "redirects.txt").read_bytes() == b"/a /b\n/gr\xf6\xdfe /new\n"


def test_merged_redirects_are_lines_of_two_words(tmp_path: Path) -> None:
    """Whatever the settings say of where a list is, and whatever an old file was called."""
    found = {"/my tags.html": "/my tags/", "/caf\udce9/": "/caf\u00e9/?a=b#c", "/old.html": "gone"}
    assert redirects_file.merge(tmp_path, found) == 3
    assert builders_redirects.read(tmp_path / "redirects.txt") == {
        "/my%20tags.html": "/my%20tags/",
        "/caf%E9/": "/caf%C3%A9/?a=b#c",
        "/old.html": "gone",
    }


@pytest.mark.parametrize(
    ("settings", "leads"),
    [
        ({}, ("/archives.html", "/archives.html", "/categories.html")),
        ({"ARCHIVES_URL": "all/", "DIRECT_TEMPLATES": ["archives"]}, ("/all/", "/all/", "/")),
        ({"ARCHIVES_SAVE_AS": "", "CATEGORIES_SAVE_AS": ""}, ("/", "/", "/")),
        (
            {"MONTH_ARCHIVE_URL": "m/{date:%Y-%m}/", "MONTH_ARCHIVE_SAVE_AS": "m/{date:%Y-%m}/index.html"},
            ("/m/2025-03/", "/archives.html", "/categories.html"),
        ),
    ],
)
def test_lists_are_where_the_settings_or_else_pelican_say(
    settings: dict[str, Any], leads: tuple[str, str, str]
) -> None:
    """Months with posts, months without, and categories without a slug; the front page stands in for a page that is not made."""
    old = OldBlog()
    old.remember(("zal/", "2025/03"), "2025/03", ["..."])
    old.remember(("zal/", "2024/02"), "2024/01", ["..."])
    found = old.redirects(ListAddresses(Site(Path("/nowhere"), settings)))
    assert (found["/zal/2025/03/"], found["/zal/2024/02/"]) == leads[:2]
    assert ListAddresses(Site(Path("/nowhere"), settings)).page("categories") == leads[2]


@given(st.text(min_size=1, max_size=30), st.booleans())
@example("Größe", True)
@example("a\x85b", False)
def test_categories_lead_where_the_site_has_them(name: str, in_unicode: bool) -> None:
    """The slug is Pelican's own, by the site's settings; of what that leaves nothing, our own, or the list of all."""
    old = OldBlog()
    old.remember(("zal/", "2025/03"), "2025/03", [name])
    settings = {
        "CATEGORY_URL": "category/{slug}/",
        "CATEGORIES_URL": "category/",
        "SLUGIFY_USE_UNICODE": in_unicode,
    }
    found = old.redirects(ListAddresses(Site(Path("/nowhere"), settings)))
    slug = slugify(name, DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"], use_unicode=in_unicode)
    led = {new for new in found.values() if new.startswith("/category/")}
    assert not slug or led <= {f"/category/{of_path(slug)}/"}
    assert bool(led) == bool(redirects.old_category(name))


def test_a_blog_brought_over_has_its_unicode_paths() -> None:
    """A broken percent sign in an address is kept, and decoded as a server decodes it."""
    path = "/zal/2013/12/no%C3%Lah.html"
    with TemporaryDirectory() as folder:
        document = bring(Path(folder), entry(url=SITE + path)).document
    assert document.value("url") == path[1:]
    assert document.value("save_as") == unquote(path[1:])
