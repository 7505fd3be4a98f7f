"""Damaged and hostile feeds: what is whole comes, what is not is named with its line, and nothing is exhausted."""

import tracemalloc
from contextlib import suppress
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importers_feeds import ATOM, JSON_FEED, RSS

from outsideinnovation.importers.blog.exported import ExportedPost
from outsideinnovation.importers.feed.reader import FeedBlog
from outsideinnovation.importers.movabletype.lines import UnreadableExportError

ITEM = "<item><title>{0}</title><link>https://blog.example/{0}</link><description>x</description></item>"
FEED = '<?xml version="1.0"?>\n<rss version="2.0">\n<channel>{}</channel></rss>'


def read(tmp_path: Path, text: str | bytes) -> tuple[list[str], FeedBlog]:
    """Return the titles of a saved feed, and its reader."""
    saved = tmp_path / "feed.xml"
    saved.write_bytes(text if isinstance(text, bytes) else text.encode())
    blog = FeedBlog(str(saved), UTC)
    return [each.title for each in blog.read() if isinstance(each, ExportedPost)], blog


@pytest.mark.parametrize("whole", [RSS, ATOM, JSON_FEED], ids=["RSS", "Atom", "JSON"])
def test_what_is_whole_comes_wherever_a_feed_is_cut_off(tmp_path: Path, whole: str) -> None:
    """At any byte: the posts before the cut are those of the whole feed, and the cut is told."""
    data, (titles, _) = whole.encode(), read(tmp_path, whole)
    refused, numbers = 0, set[int]()
    for length in range(0, len(data) - 1, 13):
        try:
            found, blog = read(tmp_path, data[:length])
        except UnreadableExportError:
            refused += 1
            assert not numbers, "what could be read with less is refused"
            continue
        assert found == titles[: len(found)]
        assert blog.report.problems
        numbers.add(len(found))
    assert refused
    assert {1, 2} <= numbers


@given(st.binary(max_size=300), st.integers(0, 4000), st.sampled_from([RSS, ATOM, JSON_FEED]))
def test_no_bytes_end_in_anything_but_posts_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int, feed: str
) -> None:
    """Whatever stands in the middle of a feed."""
    data = feed.encode()
    folder = tmp_path_factory.mktemp("feed")
    with suppress(UnreadableExportError):
        titles, blog = read(folder, data[:at] + junk + data[at:])
        assert titles or blog.report.problems or blog.report.notes


def test_a_post_that_is_no_xml_costs_only_itself(tmp_path: Path) -> None:
    """Those before and after it come, with the right lines."""
    damaged = "<item><title>bad</title><description><p>one<br>two</description></item>"
    titles, blog = read(
        tmp_path, FEED.format("\n".join([ITEM.format("a"), damaged, ITEM.format("b"), ITEM.format("c")]))
    )
    assert titles == ["a", "b", "c"]
    assert [(problem.line, problem.what) for problem in blog.report.problems] == [
        (4, "a post that is damaged (mismatched tag)")
    ]


def test_what_xml_forbids_is_mended(tmp_path: Path) -> None:
    """Control characters, entities of HTML and raw ampersands, but not those that stand in CDATA as they should."""
    item = "<item><title>R&D\x0b &eacute; &unknown; &#233;</title>\n"
    item += "<link>/?a=1&b=2</link><description><![CDATA[a&b&nbsp;]]></description></item>"
    saved = tmp_path / "feed.xml"
    saved.write_text(FEED.format(item), "utf-8")
    blog = FeedBlog(str(saved), UTC)
    [post] = blog.read()
    assert isinstance(post, ExportedPost)
    assert (post.title, post.address, post.body) == ("R&D é &unknown; é", "/?a=1&b=2", "<p>a&b&nbsp;</p>")
    assert blog.report.notes[-1].what == "4 characters that XML does not allow"


def test_entity_bombs_are_refused(tmp_path: Path) -> None:
    """A feed needs no entities of its own; one that defines them means harm, or is none."""
    bomb = '<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(UnreadableExportError, match="entities of its own"):
        read(tmp_path, bomb + FEED.format(ITEM.format("&b;")).partition("\n")[2])
    external = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(UnreadableExportError, match="entities of its own"):
        read(tmp_path, external + FEED.format(ITEM.format("&a;")).partition("\n")[2])


def test_netscapes_document_type_is_none_of_these(tmp_path: Path) -> None:
    """RSS 0.91 begins with one, which is not fetched."""
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    assert read(tmp_path, doctype + FEED.format(ITEM.format("a")).partition("\n")[2])[0] == ["a"]


def test_elements_of_others_are_not_taken_for_ours(tmp_path: Path) -> None:
    """A title in another namespace is another's, and so is an item."""
    foreign = '<x:title xmlns:x="https://other.example/">no</x:title>'
    titles, _ = read(tmp_path, FEED.format(f"{foreign}<item>{foreign}<title>a</title><link>/a</link></item>"))
    assert titles == ["a"]


def test_posts_nested_without_end_are_refused(tmp_path: Path) -> None:
    """Depth costs more than size."""
    with pytest.raises(UnreadableExportError, match="more elements in each other"):
        read(tmp_path, FEED.format("<item>" + "<b>" * 1000))
    with pytest.raises(UnreadableExportError, match="nested deeper"):
        read(tmp_path, '{"items":' + "[" * 200_000)


def test_two_posts_of_one_address_are_told_apart_or_told(tmp_path: Path) -> None:
    """The same post twice comes once; with other words it is named; another post with its id comes too."""
    one = (
        "<item><guid>g</guid><title>{}</title><link>https://blog.example/{}</link><description>{}</description></item>"
    )
    saved = tmp_path / "feed.xml"
    saved.write_text(
        FEED.format(one.format("a", 1, "x") * 2 + one.format("a", 1, "y") + one.format("b", 2, "x")), "utf-8"
    )
    blog = FeedBlog(str(saved), UTC)
    posts = [each for each in blog.read() if isinstance(each, ExportedPost)]
    assert [(post.title, post.key) for post in posts] == [("a", "g"), ("b", "g https://blog.example/2")]
    assert [note.what for note in blog.report.notes if "date" not in note.what] == [
        "'a' stands there twice, with other words"
    ]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "iso-8859-2", "shift_jis", "utf-16-le"])
def test_encodings_are_found(tmp_path: Path, codec: str) -> None:
    """By mark, by declaration, by the bytes themselves."""
    word = "日本語" if codec == "shift_jis" else "Žluťoučký"
    named = f'<?xml version="1.0" encoding="{codec.partition("-sig")[0].removesuffix("-le")}"?>'
    text = named + FEED.format(ITEM.format(word)).partition("\n")[2]
    assert read(tmp_path, text.encode(codec))[0] == [word]


@pytest.mark.parametrize("declared", ["utf-16", "rot13", "unicode_escape", "hex", "nonsense", "utf-7"])
def test_a_wrong_or_harmful_declaration_is_not_believed(tmp_path: Path, declared: str) -> None:
    """What the bytes are counts."""
    text = f'<?xml version="1.0" encoding="{declared}"?>' + FEED.format(ITEM.format("Café")).partition("\n")[2]
    assert read(tmp_path, text)[0] == ["Café"]
    assert read(tmp_path, text.encode("cp1252"))[0] == ["Café"]


def test_memory_does_not_grow_with_the_feed(tmp_path: Path) -> None:
    """Posts are handed on one by one: of ten thousand no more than a few are held."""
    with (tmp_path / "feed.xml").open("w", encoding="utf-8") as saved:
        saved.write("<rss><channel>")
        for number in range(4_000):
            saved.write(ITEM.format(number) + "<!-- " + "word " * 400 + "-->")
            saved.write(f"<item><title>{number}</title><description>{'word ' * 400}</description></item>")
        saved.write("</channel></rss>")
    blog = FeedBlog(str(tmp_path / "feed.xml"), UTC)
    tracemalloc.start()
    count = sum(1 for _ in blog.read())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 8_000
    assert peak < 8_000_000  # of 16 MB
