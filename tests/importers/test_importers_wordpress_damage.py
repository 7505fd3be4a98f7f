"""WordPress' files that are no XML, or not whole: mended and counted, or told with their line, and the rest comes."""

import re
import tracemalloc
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wordpress_exports import FOOT, HEAD, author, cdata, comment, export, item
from wordpress_reading import ZONE, of_files, read

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.wordpress import decoding, pieces, records
from outsideinnovation.importers.wordpress.reader import WordPressBlog

WHOLE = export(
    author(1, "dana", "Dana"), item(1, "One", comment(11), comment(12)), item(2, "Two", comment(21)), item(3)
)
BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n'


def test_control_characters_are_dropped_and_counted(tmp_path: Path) -> None:
    """WordPress writes them as they came, from slides into posts; lines stay as they are."""
    text = export(item(1, "Sli\x0bde\x00s &#1; \x1f", title="A\x0cB"), item(2, "Good", comment(3, "a\x08b")))
    found = read(tmp_path, text)
    assert [(post.title, post.body) for post in found.posts] == [
        ("AB", "<p>Slides &#1;</p>"),
        ("Post 2", "<p>Good</p>"),
    ]
    assert found.comments[0].text == "ab"
    (note,) = found.notes
    line = 1 + text[: text.index("\x0c")].count("\n")
    assert note == f"{tmp_path}/blog.1.xml:{line}: 5 control characters that no XML may hold, the first here: dropped"
    assert found.problems == []


def test_lines_stay_right_after_mending(tmp_path: Path) -> None:
    """Of posts and of comments alike."""
    text = export(
        item(1, "a\x0b\nb\r\nc", comment(3, author_url="http://a.example/?x=1&y=2")),
        item(2, "x", comment(4, "one\ntwo"), comment(5)),
    )
    found = read(tmp_path, text)
    lines = text.replace("\r\n", "\n").split("\n")
    assert [lines[post.line - 1].strip() for post in found.posts] == ["<item>", "<item>"]
    assert [lines[each.line].strip() for each in found.comments] == [
        f"<wp:comment_id>{number}</wp:comment_id>" for number in (3, 4, 5)
    ]


def test_raw_ampersands_are_read_and_counted(tmp_path: Path) -> None:
    """In a commenter's address, where the form stores ``&amp;`` and plug-ins do not."""
    addresses = ("http://a.example/?x=1&y=2", "http://a.example/?x=1&amp;y=2", "http://a.example/?a=&lt;&copy=1")
    found = read(tmp_path, export(item(1, "x", *(comment(n, author_url=url) for n, url in enumerate(addresses, 1)))))
    assert [each.website for each in found.comments][:2] == ["http://a.example/?x=1&y=2"] * 2
    (note,) = found.notes
    assert "2 raw & outside CDATA, the first here: read as &amp;" in note


def test_raw_less_than_signs_and_bad_numbers_are_read(tmp_path: Path) -> None:
    """Old versions wrote titles without CDATA; ``&nbsp;`` is no entity of XML."""
    text = export(item(1)).replace(cdata("Post 1"), "A < B &nbsp;&#11;&#xFFFF; &#233;")
    found = read(tmp_path, text)
    assert found.posts[0].title == "A < B é"
    assert found.problems == []


def test_bytes_of_another_encoding_are_read(tmp_path: Path) -> None:
    """Somebody's Windows wrote among UTF-8; it is told."""
    data = export(item(1, "é–CAF\udce9")).encode("utf-8", "surrogateescape")
    found = read(tmp_path, data)
    assert found.posts[0].body == "<p>é–CAFé</p>"
    assert "1 bytes that are no characters in its encoding, the first here: read as Windows-1252" in found.notes[0]


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "UTF-16", "koi8-r"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    """As the file declares."""
    letter = "б" if encoding == "koi8-r" else "é"
    text = export(item(1, letter)).replace("UTF-8", encoding, 1)
    assert read(tmp_path, text.encode(encoding)).posts[0].body == f"<p>{letter}</p>"


def test_foreign_namespaces_do_no_harm(tmp_path: Path) -> None:
    """Neither declared ones of the same names, nor such as the file forgot to declare, nor another prefix for WordPress' own."""
    odd = '<media:title>Wrong</media:title><x:link xmlns:x="urn:x">http://wrong.example/</x:link><wp2:post_id>9</wp2:post_id>'
    first = export(item(1).replace("<title>", f"{odd}<title>", 1))
    second = export(item(2)).replace("wp:", "w:").replace("xmlns:wp=", "xmlns:w=")
    found = read(tmp_path, first, second)
    assert [(post.title, post.key) for post in found.posts] == [("Post 1", "1"), ("Post 2", "2")]
    assert "2 names with a prefix that the file does not declare" in found.notes[0]


def test_an_item_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    """It is named with its line."""
    broken = item(2, "Two").replace("</wp:status>", "")
    text = export(item(1), broken, item(3))
    found = read(tmp_path, text)
    assert [post.key for post in found.posts] == ["1", "3"]
    line = 1 + text[: text.index(broken)].count("\n")
    (problem,) = found.problems
    assert problem.startswith(
        f"{tmp_path}/blog.1.xml:{line}: the item 'Post 2' cannot be read (mismatched tag): left out; mend it"
    )


@pytest.mark.parametrize("lost", ["</item>", "]]></content:encoded>", "<item>"])
def test_an_item_that_lost_a_mark_costs_no_other(tmp_path: Path, lost: str) -> None:
    """Not even the one after it."""
    found = read(tmp_path, export(item(1), item(2, "Two").replace(lost, ""), item(3), item(4)))
    assert [post.key for post in found.posts] == ["1", "3", "4"]
    assert len(found.problems) == 1


def test_an_item_that_speaks_of_items_is_one(tmp_path: Path) -> None:
    """Posts about XML hold its marks, in CDATA."""
    content = "<pre><item>\n<title>x</title> </item> <![CDATA[ ]]> </rss> <wp:comment> </channel></pre>"
    found = read(tmp_path, export(item(1, content, comment(3, content)), item(2)))
    assert [post.key for post in found.posts] == ["1", "2"]
    assert found.posts[0].body == content
    assert found.problems == []


def test_a_damaged_head_loses_names_alone(tmp_path: Path) -> None:
    """Posts come, and call their authors and categories themselves."""
    text = export(author(1, "dana", "Dana").replace("</wp:author_id>", ""), item(1, under=(("category", "a", "A"),)))
    found = read(tmp_path, text)
    assert [(post.authors, post.categories) for post in found.posts] == [(("dana",), ("A",))]
    assert "what stands before the posts cannot be read" in found.problems[0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE.encode()) - 1))
def test_a_file_cut_at_any_byte_gives_what_is_whole(tmp_path_factory: pytest.TempPathFactory, size: int) -> None:
    """Every item that ends before the cut, and whole comments of the one that was cut, and the cut is told."""
    data = WHOLE.encode()[:size]
    path = tmp_path_factory.mktemp("cut") / "blog.xml"
    path.write_bytes(data)
    try:
        found = of_files([path])
    except UnreadableExportError as refusal:
        assert b"<channel>" not in data or b"wordpress.org" not in data
        assert str(refusal).endswith("Nothing was imported.")  # noqa: PT017
        return
    text = data.decode("utf-8", "replace")
    whole = [
        int(number) for number in re.findall(r"<wp:post_id>(\d+)</wp:post_id>(?:(?!<item>).)*</item>", text, re.DOTALL)
    ]
    ended = [f"1{number}" for number in (1, 2)] + ["21"]
    there = [
        each
        for each in ended
        if f"<wp:comment_id>{each}<" in text and "</wp:comment>" in text.split(f"<wp:comment_id>{each}<")[1]
    ]
    assert [each.key for each in found.comments] == there
    assert [int(post.key) for post in found.posts][: len(whole)] == whole
    assert bool(found.problems) == ("</rss>" not in text)


MARKS = [
    b"<item>",
    b"</item>",
    b"<![CDATA[",
    b"]]>",
    b"&",
    b"<",
    b"\x00",
    b"\xff",
    b"<!--",
    b"</rss>",
    b"<wp:comment>",
    b"http://[x",
    b"",
]


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(WHOLE)), st.integers(0, 40), st.sampled_from(MARKS))
def test_no_damage_is_too_much(tmp_path_factory: pytest.TempPathFactory, at: int, lost: int, mark: bytes) -> None:
    """Bytes that were lost or came in cost the item they are in, or refuse the file; the last post comes for damage before it."""
    data = WHOLE.encode()
    first = data.index(b"<item>", data.index(b"<channel>"))
    path = tmp_path_factory.mktemp("damaged") / "blog.xml"
    path.write_bytes(data[:at] + mark + data[at + lost :])
    try:
        found = of_files([path])
    except UnreadableExportError:
        assert at < first
        return
    last = data.rindex(b"<item>")
    if first < at < data.rindex(b"</item>", 0, last) - 40 and mark not in {b"<![CDATA[", b"<!--"}:
        assert "3" in {post.key for post in found.posts}


def test_a_blog_without_a_readable_address_is_read(tmp_path: Path) -> None:
    """Its lists are rooted then."""
    found = read(tmp_path, export(item(1), base="http://[x"))
    assert [post.key for post in found.posts] == ["1"]
    assert "/feed/" in found.blog.lists.feeds


def test_a_cut_among_comments_keeps_what_is_whole(tmp_path: Path) -> None:
    """A post with ten thousand comments is not lost for the last one."""
    text = export(item(1, "One", comment(11), comment(12), comment(13)))
    found = read(tmp_path, text[: text.index("<wp:comment_id>13") + 30])
    assert ([post.key for post in found.posts], [each.key for each in found.comments]) == (["1"], ["11", "12"])
    assert "the file ends among the comments of the item 'Post 1'" in found.problems[0]


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    """With its line, and before anything is yielded; so is any document type."""
    for prolog in (BOMB, '<!DOCTYPE rss SYSTEM "http://evil.example/x.dtd">\n'):
        with pytest.raises(
            UnreadableExportError, match=r"blog\.1\.xml:5: a document type or an entity, as no export has one"
        ):
            read(tmp_path, WHOLE.replace("<rss", f"{prolog}<rss", 1))


def test_an_entity_in_an_item_is_words(tmp_path: Path) -> None:
    """Nothing can declare one there."""
    found = read(
        tmp_path, export(item(1).replace(cdata("Post 1"), "&a;&lol;"), item(2).replace("<title>", f"{BOMB}<title>"))
    )
    assert [post.title for post in found.posts] == ["&a;&lol;"]
    assert "the item" in found.problems[0] or "an item" in found.problems[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing in it"),
        (b"\x00" * 50, "nothing in it"),
        (b"<feed/>", "it begins with <feed>, not with <rss>"),
        (b"PK\x03\x04\x00\x00", "it begins with 'PK', not with <rss>"),
        (
            b'<rss version="2.0"><channel><item><title>x</title></item></channel></rss>',
            "a feed, and no export of WordPress",
        ),
        (b'<?xml version="1.0" encoding="zlib"?><rss>', "in an encoding that cannot be read ('zlib')"),
        (b'<?xml version="1.0" encoding="x-nobody"?><rss>', "in an encoding that cannot be read ('x-nobody')"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    """In one line that says what it is."""
    with pytest.raises(UnreadableExportError, match=re.escape(f"blog.1.xml:1: {said}")):
        read(tmp_path, data)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(NotFoundError, match=r"none\.xml: No such file or directory: name the file that was exported"):
        of_files([tmp_path / "none.xml"])


@pytest.mark.parametrize(
    "part", ["<a/>", "<a><b><c/></b></a>", "<wp:comment/>", "<x " + " ".join(f'a{n}=""' for n in range(200)) + "/>"]
)
def test_many_small_elements_take_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """An item of nothing but them is left out, with its line; the next one comes."""
    monkeypatch.setattr(records, "MANY", 5_000)
    path = tmp_path / "blog.xml"
    path.write_text(export(f"<item>{part * (400_000 // len(part))}</item>", item(2)), "utf-8")
    tracemalloc.start()
    try:
        found = of_files([path])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6_000_000
    assert [post.key for post in found.posts] == ["2"]
    assert "more than 5000 elements and attributes in it" in found.problems[0]


def test_an_item_without_end_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory does not grow with what a file claims to be one item."""
    monkeypatch.setattr(pieces, "WHOLE_LENGTH", 2_000_000)
    path = tmp_path / "blog.xml"
    path.write_text(export(item(1), item(2, "x" * 6_000_000), item(3)), "utf-8")
    found = of_files([path])
    assert [post.key for post in found.posts] == ["1", "3"]
    assert "an item of more than 2000000 characters: left out" in found.problems[0]


def test_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six times the posts, and not half as much again."""
    monkeypatch.setattr(decoding, "CHUNK", 16_384)
    peaks = []
    for number in (10, 60):
        path = tmp_path / f"{number}.xml"
        path.write_text(export(*(item(n, "Words. " * 2_000, comment(n)) for n in range(1, number))), "utf-8")
        tracemalloc.start()
        try:
            assert sum(1 for _ in WordPressBlog([path], ZONE).read()) == 2 * (number - 1)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_another_parser_counts_as_many(tmp_path: Path) -> None:
    """What is well-formed is read by any: as many posts, comments, addresses and dates."""
    parts = [item(n, f"Text {n}", *(comment(100 * n + c) for c in range(n % 4))) for n in range(1, 40)]
    path = tmp_path / "blog.xml"
    path.write_text(export(*parts), "utf-8")
    found = of_files([path])
    wp = "{http://wordpress.org/export/1.2/}"
    items = ElementTree.parse(path).findall("channel/item")
    assert [post.address for post in found.posts] == [each.findtext("link") for each in items]
    assert [f"{post.date:%Y-%m-%d %H:%M:%S}" for post in found.posts if post.date] == [
        each.findtext(f"{wp}post_date_gmt") for each in items
    ]
    assert [each.key for each in found.comments] == [
        each.findtext(f"{wp}comment_id") for one in items for each in one.findall(f"{wp}comment")
    ]


def test_the_head_may_hold_no_item_at_all(tmp_path: Path) -> None:
    """A blog without posts is one."""
    found = read(tmp_path, HEAD.format(base="https://old.example") + FOOT)
    assert (found.posts, found.problems) == ([], [])
