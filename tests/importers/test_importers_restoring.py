"""Our own files in an export that we wrote come back to the byte, and no hostile export writes more than an author could."""

from pathlib import Path

import pytest
from importers_blog import bring, comment, files, new_site, post

from outsideinnovation.importers.blog import original
from outsideinnovation.importers.blog.exported import Visibility
from outsideinnovation.importers.blog.original import OriginalFile
from outsideinnovation.importers.comment_export import ExportedStatus
from outsideinnovation.importers.report import Thing
from outsideinnovation.site import Site

POST = b"\xef\xbb\xbfTitle: A title\r\nDate: 2006-01-02 08:00\nSlug: mine\n\n# *Words*\t\n\n\n"
SAID = b'+++\nauthor = "Dana"\ndate = 2005-12-09T10:31:00Z\nby_author = true\nown = "kept"\n+++\nAs *typed*.\n'


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a small site."""
    return new_site(tmp_path / "site")


def content(site: Site) -> dict[str, bytes]:
    """Return the files in its content folder."""
    return files(site.content)


def test_a_post_comes_back_to_its_place_and_to_the_byte(site: Site) -> None:
    """Line ends, byte-order mark, blank lines and all; its comments lie under its own id."""
    one = post(original=OriginalFile("posts/2006/deep/mine.markdown", POST))
    brought = bring(site, one, comment(one, original=OriginalFile("00000001-own", SAID)))
    assert content(site) == {
        "posts/2006/deep/mine.markdown": POST,
        "comments/approved/mine/00000001-own.md": SAID,
    }
    assert brought.fates(Thing.POST) == (1, 0, 0)


def test_twice_changes_nothing(site: Site) -> None:
    """What was edited since stays, and what was moved to another file is known by its id."""
    one = post(original=OriginalFile("posts/mine.md", POST))
    two = post(2, original=OriginalFile("posts/two.md", b"Id: second\nTitle: Two\nDate: 2006-01-03 08:00\n\nWords.\n"))
    bring(site, one, two)
    (site.content / "posts/mine.md").write_bytes(POST + b"More.\n")
    (site.content / "posts/two.md").rename(site.content / "posts/other.md")
    before = content(site)
    assert bring(site, one, two).fates(Thing.POST) == (0, 2, 0)
    assert content(site) == before


def test_a_dry_run_writes_nothing(site: Site) -> None:
    """And counts the same."""
    redirects = OriginalFile(original.REDIRECTS, b"/a /b\n")
    brought = bring(site, post(original=OriginalFile("posts/mine.md", POST)), redirects, dry_run=True)
    assert (content(site), brought.fates(Thing.POST)) == ({}, (1, 0, 0))


@pytest.mark.parametrize(
    "name",
    [
        "../posts/mine.md",
        "/etc/mine.md",
        "posts/../../mine.md",
        "posts/./mine.md",
        "posts//mine.md",
        "posts/.hidden.md",
        "posts/.git/mine.md",
        "posts/mine.py",
        "posts/mine.md\0.txt",
        "posts/mi\nne.md",
        "posts\\..\\mine.md",
        "C:/mine.md",
        "pages/mine.md",
        "comments/approved/first/00000001-own.md",
        "sidebar/10-own.md",
        "mine.md",
        "themes/mine.md",
        f"posts/{'x' * 250}.md",
        "",
    ],
)
def test_a_file_goes_nowhere_but_among_the_posts(site: Site, name: str) -> None:
    """Any other name is none of ours, and the post comes as the export shows it."""
    before = files(site.root.parent)
    brought = bring(site, post(original=OriginalFile(name, POST)))
    assert [*brought.heads] == ["2007-03-post-1"]
    assert {path for path in files(site.root.parent) if path not in before} == {"site/content/posts/2007/post-1.md"}


def test_no_link_leads_it_out_of_the_content(site: Site, tmp_path: Path) -> None:
    """A folder of posts may be a link to elsewhere."""
    (tmp_path / "elsewhere").mkdir()
    (site.content / "posts").mkdir()
    (site.content / "posts" / "linked").symlink_to(tmp_path / "elsewhere")
    bring(site, post(original=OriginalFile("posts/linked/mine.md", POST)))
    assert not files(tmp_path / "elsewhere")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no head",
        b"\xff\xfe",
        b"Title: A\0\nDate: 2006-01-02 08:00\n\nWords.\n",
        b"Title: No date\n\nWords.\n",
        b"Date: 2006-01-02 08:00\n\nNo title.\n",
        b"Title: A\nDate: 2006-01-02 08:00\nUrl: a\nSave_as: ../../a.html\n\nWords.\n",
    ],
)
def test_what_a_build_would_refuse_is_no_original(site: Site, data: bytes) -> None:
    """The post comes as the export shows it."""
    assert [*bring(site, post(original=OriginalFile("posts/mine.md", data))).heads] == ["2007-03-post-1"]


@pytest.mark.parametrize("visibility", [Visibility.DRAFT, Visibility.PRIVATE, Visibility.TRASH, Visibility.PROTECTED])
def test_what_is_public_for_nobody_there_is_not_published_here(site: Site, visibility: Visibility) -> None:
    """Whatever its original says: it was withdrawn since."""
    brought = bring(site, post(original=OriginalFile("posts/mine.md", POST), visibility=visibility))
    assert brought.head.value("status") == "draft"


def test_a_page_comes_back_among_the_pages(site: Site) -> None:
    """It needs no date."""
    page = b"Title: About\nSlug: about\n\nWho we are.\n"
    brought = bring(site, post(is_page=True, original=OriginalFile("pages/deep/about.md", page)))
    assert (content(site), brought.fates(Thing.PAGE)) == ({"pages/deep/about.md": page}, (1, 0, 0))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("../../x", SAID),
        ("short", SAID),
        ("00000001-OWN", SAID),
        ("00000001-own", b"no head"),
        ("00000001-own", SAID.replace(b'"Dana"', b'"D\\u202eana"')),
        ("00000001-own", SAID.replace(b'"Dana"', b'"' + b"x" * 500 + b'"')),
        ("00000001-own", SAID.replace(b'own = "kept"', b'website = "javascript:alert(1)"')),
        ("00000001-own", SAID.replace(b'own = "kept"', b'reply_to = "../../../x"')),
    ],
)
def test_a_comment_that_could_not_have_come_in_is_no_original(site: Site, name: str, data: bytes) -> None:
    """Its words come as the export shows them."""
    one = post()
    (found,) = bring(site, one, comment(one, original=OriginalFile(name, data))).comments
    assert found.body == "Words of c1."


def test_a_comment_is_in_the_state_that_the_export_says(site: Site) -> None:
    """The file of a comment does not know it; and answers find the comment by its own id."""
    one = post()
    first = comment(one, "a", original=OriginalFile("00000001-own", SAID), status=ExportedStatus.PENDING)
    answer = comment(one, "b", parent="a")
    found = bring(site, one, first, answer).comments
    assert {each.body: (each.status, each.reply_to) for each in found} == {
        "As *typed*.": ("pending", None),
        "Words of b.": ("approved", "00000001-own"),
    }


def test_lists_of_addresses_come_back_or_are_merged(site: Site) -> None:
    """To the byte where there is none; else lines are added, and nothing that is here is changed."""
    redirects, addresses = b"# by hand\n/b /c\n/a gone\n", b"/2005/a.html post a\n"
    bring(site, OriginalFile("redirects.txt", redirects), OriginalFile("addresses.txt", addresses))
    assert content(site) == {"redirects.txt": redirects, "addresses.txt": addresses}
    bring(
        site, OriginalFile("redirects.txt", b"/a /z\n/d /e\n"), OriginalFile("addresses.txt", b"/2006/b.html post b\n")
    )
    assert content(site)["redirects.txt"].splitlines() == [b"# by hand", b"/a gone", b"/b /c", b"/d /e"]
    assert content(site)["addresses.txt"].splitlines()[1:] == [b"/2005/a.html post a", b"/2006/b.html post b"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("pelicanconf.py", b"import os\n"),
        ("../x", b"/a /b\n"),
        ("redirects.txt", b"nonsense\n"),
        ("addresses.txt", b"\xff"),
    ],
)
def test_no_other_file_comes_and_nothing_that_cannot_be_read(site: Site, name: str, data: bytes) -> None:
    """It is a problem, and nothing is written."""
    brought = bring(site, OriginalFile(name, data))
    assert (len(brought.problems()), content(site)) == (1, {})
