"""The inspection finds what is wrong with a release, and looks only at what a change can have spoilt."""

import os
import time
from pathlib import Path

import html5lib
import pytest
from deploy_press import HOME, feed, page
from hypothesis import given, settings
from hypothesis import strategies as st

from outsideinnovation.deploy.releases import page as pages
from outsideinnovation.deploy.releases.inspection import Rules, inspect
from outsideinnovation.deploy.releases.links import ReleaseAddresses, redirected
from outsideinnovation.deploy.releases.tree import Tree, compare

XHTML = "{http://www.w3.org/1999/xhtml}"


def tree(folder: Path, files: dict[str, str | bytes]) -> Tree:
    """Write *files* below *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data if isinstance(data, bytes) else data.encode())
    return Tree.walk(folder)


def problems(folder: Path, files: dict[str, str | bytes], *approved: str, site: str = HOME) -> list[str]:
    """Return what a whole inspection of *files* says."""
    return [str(each) for each in inspect(tree(folder, files), Rules(site, ("/comments",), set(approved)))]


STYLE = {"theme/style.css": ""}
GOOD = {
    "a path": "/about/",
    "a path without its last stroke": "/about",
    "a relative path": "about/",
    "a file": "/2005/12/first.html",
    "a file with a query": "/2005/12/first.html?page=2",
    "the whole address": f"{HOME}/about/",
    "the whole address, as http": "http://ours.example/about/",
    "the address without its last stroke": HOME,
    "another site": "https://other.example/nowhere/",
    "a mail address": "mailto:dana@example.org",
    "a path with an umlaut, encoded": "/b%C3%BCcher/",
    "a path with an umlaut": "/bücher/",
    "a place": "/2005/12/first.html#words",
    "a place in an old anchor": "/2005/12/first.html#old",
    "a place with an umlaut, encoded": "/2005/12/first.html#%C3%BCber",
    "the top": "#",
    "the top, by name": "/about/#top",
    "words that the browser seeks": "/about/#:~:text=words",
    "a place in a picture": "/images/bird.svg#wing",
    "a redirect": "/weblog/first.html",
    "the service": "/comments/receipt/x",
    "steps upwards": "/2005/../about/",
    "no address at all": "http://[",
}
BAD = {
    "a path": "/nowhere/",
    "a relative path": "nowhere.html",
    "the whole address": f"{HOME}/nowhere",
    "a file as a folder": "/2005/12/first.html/",
    "a place": "/about/#nowhere",
    "a place in this page": "#nowhere",
    "another case": "/About/",
    "what only begins like the service": "/commentary/",
}
AROUND = {
    "about/index.html": "<p>Who we are.",
    "bücher/index.html": "<p>Books.",
    "2005/12/first.html": '<p id="words">Words.<a name="old"></a><p id="über">',
    "images/bird.svg": "<svg/>",
    "_redirects": "/weblog/first.html /2005/12/first.html 301\n",
}


@pytest.mark.parametrize("link", GOOD.values(), ids=GOOD)
def test_a_link_that_leads_somewhere_passes(tmp_path: Path, link: str) -> None:
    """Whatever a browser and a web server would find, or what is not ours to know."""
    assert problems(tmp_path, AROUND | {"index.html": f'<a href="{link}">there</a>'}) == []


@pytest.mark.parametrize("link", BAD.values(), ids=BAD)
def test_a_link_that_leads_nowhere_is_found(tmp_path: Path, link: str) -> None:
    """It is named with the file and line it stands in."""
    (found,) = problems(tmp_path, AROUND | {"index.html": f'<p>\n<a href="{link}">there</a>'})
    assert found.startswith("index.html:2: links to ")


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="/cat.svg">',
        '<script src="/cat.js"></script>',
        '<link href="/cat.css" rel="stylesheet">',
        '<video poster="/cat.png"></video>',
        '<img srcset="/images/bird.svg 1x, /cat.svg 2x">',
        "<a href=/cat.html>unquoted</a>",
        "<A HREF='/cat.html'>shouted</A>",
        '<a href="/cat&period;html">escaped</a>',
        '<base href="/images/"><img src="cat.svg">',
    ],
)
def test_every_kind_of_link_is_followed(tmp_path: Path, markup: str) -> None:
    """Pictures, scripts, stylesheets and candidates of pictures too, however they are written."""
    assert len(problems(tmp_path, AROUND | {"index.html": markup})) == 1


@pytest.mark.parametrize(
    "markup",
    ["<!-- <a href='/cat.html'> -->", "<script>'<a href=\"/cat.html\">'</script>", "<p title='<a href=/cat>'>"],
)
def test_what_is_no_tag_is_no_link(tmp_path: Path, markup: str) -> None:
    """Comments, scripts and values are text."""
    assert problems(tmp_path, AROUND | {"index.html": markup}) == []


def test_a_site_below_a_path_knows_its_own(tmp_path: Path) -> None:
    """For a site at /notes, /notes/about/ is a page of it and /about/ is somebody else's."""
    links = '<a href="/notes/about/"><a href="/elsewhere/"><a href="https://ours.example/notes">'
    assert problems(tmp_path, AROUND | {"index.html": links}, site=f"{HOME}/notes") == []
    (found,) = problems(tmp_path, {"index.html": '<a href="/notes/nowhere/">'}, site=f"{HOME}/notes")
    assert "/notes/nowhere/" in found


def test_a_site_below_a_path_has_redirects_of_its_own(tmp_path: Path) -> None:
    """They are written from the root of the host, as servers ask for them."""
    files: dict[str, str | bytes] = {
        "index.html": '<a href="/notes/old"><a href="/notes/other">',
        "_redirects": "/notes/old /notes/ 301\n/other /notes/ 301\n",
    }
    (found,) = problems(tmp_path, files, site=f"{HOME}/notes")
    assert "/notes/other" in found


def test_a_file_whose_name_is_no_utf_8_is_found(tmp_path: Path) -> None:
    """A link says its bytes; a page of such a name is read like any other."""
    name = os.fsdecode("größe.html".encode("latin-1"))
    files: dict[str, str | bytes] = {
        name: '<a href="./gr%F6%DFe.html"><a href="">',
        "index.html": '<a href="/gr%F6%DFe.html">',
    }
    assert problems(tmp_path, files) == []


def test_a_broken_link_of_many_pages_is_one_problem(tmp_path: Path) -> None:
    """A mistake in the menu does not bury the others."""
    (found,) = problems(tmp_path, {f"{number}.html": '<a href="/nowhere/">' for number in range(9)})
    assert "and so do 8 more files" in found


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("feeds/atom.xml", "<feed><entry></feed>"),
        ("index.rdf", "no feed"),
        ("opml.xml", ""),
        ("feeds/feed.json", '{"version": '),
        ("feeds/feed.json", b'{"title": "\xff"}'),
        ("feeds/feed.json", "[" * 100_000),
        ("index.html", b"\xff"),
    ],
)
def test_what_does_not_parse_is_found(tmp_path: Path, path: str, data: str | bytes) -> None:
    """Feeds are well-formed XML or JSON, and pages are UTF-8."""
    (found,) = problems(tmp_path, {path: data})
    assert found.startswith(path)


def test_a_feed_leads_to_pages_and_comments_that_are_there(tmp_path: Path) -> None:
    """Every address of the site in a feed is followed, with its place in the page; texts that mention one are not."""
    files: dict[str, str | bytes] = AROUND | {
        "feeds/atom.xml": feed("2005/12/first.html#words"),
        "feeds/feed.json": f'{{"items": [{{"url": "{HOME}/about/", "summary": "{HOME}/nowhere is no page"}}]}}',
        "rss.xml": f"<rss><link>{HOME}/about/</link><description>{HOME}/nowhere is no page</description></rss>",
    }
    assert problems(tmp_path, files) == []
    files["feeds/atom.xml"] = feed("2005/12/first.html#comment-00000001-gone")
    files["feeds/feed.json"] = f'{{"items": [{{"url": "{HOME}/nowhere.html"}}]}}'
    files["rss.xml"] = f"<rss><link> {HOME}/neverwhere/ </link></rss>"
    assert len(problems(tmp_path, files)) == 3


def test_a_comment_that_is_not_approved_is_found(tmp_path: Path) -> None:
    """Only elements that are comments count: a heading may be called what it likes."""
    files: dict[str, str | bytes] = STYLE | {"index.html": page(comments=("00000001-talk", "00000002-spam"))}
    (found,) = problems(tmp_path, files, "00000001-talk")
    assert "00000002-spam" in found
    assert problems(tmp_path, {"index.html": '<h2 id="comment-guidelines">Guidelines</h2>'}) == []


def test_well_known_is_meant_to_be_public(tmp_path: Path) -> None:
    """Of hidden names, .well-known alone may be published (RFC 8615)."""
    assert problems(tmp_path, {".well-known/security.txt": "Contact: mailto:a@b.example"}) == []
    assert "a hidden file" in problems(tmp_path, {"files/.htpasswd": "a:b"})[0]


def test_redirects_are_those_of_the_file() -> None:
    """Comments and half lines are none."""
    assert redirected(b"# a comment\n/old /new 301\n/half\n\n/other https://else.example/\n") == ["/old", "/other"]


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<div id=a>",
                "</div>",
                '<a href="/x?a=1&amp;b">',
                "<a name=n href='y'>",
                "</a>",
                "<img src=z/ alt='>'>",
                "<p class = h-cite id='comment-00000001'>",
                "<!-- <i id=no> -->",
                "<!-->",
                "<!--->",
                "<!-- -- > --!>",
                "<script>'<i id=no>'</script>",
                "<style><i id=no></style>",
                "<span ID=b id=c>",
                "<span a\"b='c' id=d/>",
                "<span =id=e id=f>",
                "<span id>",
                "<span id=  g\thref>",
                "</span id=no>",
                "<?php <i id=h> ?>",
                "<!doctype html><i id=i>",
                "</ id=no>",
                "< i id=no>",
                "&lt;i id=no>",
                "words",
                "\n",
                '"',
                "'",
                "<b/id=j>",
                "<textarea><i id=no></textarea>",
            ]
        )
    )
)
def test_a_page_is_read_as_a_browser_reads_it(parts: list[str]) -> None:
    """Ids and links are those that a parser after the HTML standard finds."""
    text = "<!doctype html><title>t</title>" + "".join(parts)
    parsed = html5lib.parse(text)
    elements = [each for each in parsed.iter() if isinstance(each.tag, str)]
    ids = {each.get("id") for each in elements} | {each.get("name") for each in elements if each.tag == f"{XHTML}a"}
    links = {each.get(key) for each in elements for key in ("href", "src")} - {None}
    found = pages.read(text)
    assert found.ids == ids - {None, ""}
    assert set(found.links) - {""} == links - {""}


@pytest.mark.parametrize(
    "part",
    ['<a "', '<a b="', "<a b='c", "<!--", "<script>", "<title", "</", "<", "<a b= ", "<script></script", "<a =", "<?"],
)
def test_a_hostile_page_is_read_in_linear_time(part: str) -> None:
    """Four times the length costs about four times the time, not sixteen."""

    def seconds(text: str) -> float:
        started = time.process_time()
        pages.read(text)
        return time.process_time() - started

    short, long = part * 40_000, part * 160_000
    assert min(seconds(long) for _ in range(3)) < 9 * min(seconds(short) for _ in range(3)) + 0.02


NAMES = ("index.html", "a.html", "b/index.html", "feeds/atom.xml", "_redirects", "images/bird.svg")
STAYING = tuple(f"staying/{number}.html" for number in range(9))
LINKS = (
    "/",
    "/a.html",
    "/b/",
    "/a.html#one",
    "/b/#two",
    "#one",
    "/images/bird.svg",
    "/old",
    "/a.html#comment-00000001",
)


@st.composite
def sites(draw: st.DrawFn, names: tuple[str, ...] = NAMES) -> dict[str, str | bytes]:
    """Draw a small site, whole or not."""
    made: dict[str, str | bytes] = {}
    for name in draw(st.sets(st.sampled_from(names))):
        links = draw(st.lists(st.sampled_from(LINKS), max_size=3))
        ids = draw(st.sets(st.sampled_from(["one", "two", "th ree"])))
        comments = draw(st.sets(st.sampled_from(["00000001", "00000002"])))
        if name.endswith(".html"):
            made[name] = page(*links, ids=tuple(sorted(ids)), comments=tuple(sorted(comments)))
        else:
            atom = feed(*(each.lstrip("/") for each in links))
            made[name] = {"feeds/atom.xml": atom, "_redirects": "/old /a.html\n"}.get(name, "<svg/>")
    return made | STYLE


@settings(max_examples=120, deadline=None)
@given(sites(), sites(), sites(STAYING), st.sets(st.sampled_from(["00000001", "00000002"])))
def test_looking_at_the_change_is_enough(
    tmp_path_factory: pytest.TempPathFactory,
    before: dict[str, str | bytes],
    after: dict[str, str | bytes],
    staying: dict[str, str | bytes],
    approved: set[str],
) -> None:
    """Where the old release is sound, an inspection of the change alone passes exactly what a whole one passes."""
    folder = tmp_path_factory.mktemp("sites")
    everything = {"00000001", "00000002"}
    sound: dict[str, str | bytes] = {}
    for number, (name, data) in enumerate(sorted((before | staying).items())):  # as much as is sound by itself
        if not problems(folder / f"try-{number}", sound | STYLE | {name: data}, *everything):
            sound[name] = data
    staying = {name: data for name, data in sound.items() if name in staying}
    old, new = tree(folder / "old", sound), tree(folder / "new", after | staying)
    rules = Rules(HOME, ("/comments",), approved)
    part = inspect(new, rules, old=old, change=compare(old, new), withdrawn=everything - approved)
    assert bool(part) == bool(inspect(new, rules))


def test_an_unchanged_page_is_not_read(tmp_path: Path) -> None:
    """An approved comment costs reading the page it stands on and those it links into, not the others."""
    before: dict[str, str | bytes] = STYLE | {f"{number}.html": page("/0.html", ids=("one",)) for number in range(50)}
    old = tree(tmp_path / "old", before)
    new = tree(tmp_path / "new", before | {"7.html": page("/0.html#one", ids=("one",), comments=("00000001",))})
    change = compare(old, new)
    for number in set(range(50)) - {0, 7}:
        (tmp_path / "new" / f"{number}.html").unlink()  # whoever tries to read it fails
    assert inspect(new, Rules(HOME, (), {"00000001"}), old=old, change=change) == []


def test_addresses_of_a_site_without_one_are_known() -> None:
    """A site that does not say its address has rooted links all the same."""
    addresses = ReleaseAddresses({"a b/index.html"}, "")
    assert addresses.destination("../a%20b/#c", "c d/index.html") == ("a b/index.html", "c")
