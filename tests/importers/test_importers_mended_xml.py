"""XML with control characters and stray ampersands becomes XML, whatever pieces it is read in; all else stays as it is."""

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.importers.mended_xml import MendedXml
from outsideinnovation.importers.mending import Mend, Mending
from outsideinnovation.importers.report import ImportReport


def mended(data: bytes, size: int = 65_536) -> tuple[bytes, Mending]:
    """Return *data* as it is read in pieces of *size* bytes, and what was mended."""
    mending = Mending()
    stream, parts = MendedXml(io.BytesIO(data), mending), list[bytes]()
    while part := stream.read(size):
        parts.append(part)
    return b"".join(parts), mending


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\x00b\x0bc\td\ne", b"abc\td\ne"),
        (b"Q&A &amp; &#38; &#x26; &copy; &", b"Q&amp;A &amp; &#38; &#x26; &amp;copy; &amp;"),
        (b"&#011;&#00031;&#32;&#123;", b"&#32;&#123;"),
        (b"&#11;&#0;&#x1F;&#x0b;&#9;&#10;&#x0D;", b"&#9;&#10;&#x0D;"),
        (b"<![CDATA[Q&A &#11; \x0b]]> Q&A", b"<![CDATA[Q&A &#11; ]]> Q&amp;A"),
        ("für © 字".encode(), "für © 字".encode()),
        ("<a>\x0b&</a>".encode("utf-16"), "<a>\x0b&</a>".encode("utf-16")),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 65_536])
def test_what_makes_it_no_xml_is_mended(before: bytes, after: bytes, size: int) -> None:
    """By number or as they are, and in CDATA only what may not stand there either."""
    assert mended(before, size)[0] == after


@given(
    st.lists(
        st.sampled_from([b"&", b"amp;", b"#11;", b"\x01", b"<![CDATA[", b"]]>", b"x", b"\n", b"#x1"]), max_size=40
    ),
    st.integers(1, 30),
)
def test_the_pieces_do_not_matter(parts: list[bytes], size: int) -> None:
    """No mark is cut in two."""
    data = b"".join(parts)
    assert mended(data, size) == mended(data)


@given(st.text(alphabet="&#;x01ab\x01\x0b\n\t é", max_size=40))
def test_any_words_can_be_read_by_another_parser(words: str) -> None:
    """What was well-formed says the same as before."""
    before = f"<a>{words}</a>"
    root = ET.fromstring(mended(before.encode())[0])
    try:
        expected = ET.fromstring(before).text
    except ET.ParseError:
        return
    assert root.text == expected


def test_what_was_mended_is_told_with_its_first_line(tmp_path: Path) -> None:
    """And how often."""
    _, mending = mended(b"one\ntwo \x0b\x0c three\nQ&A\n\x01 R&D")
    assert mending.counts == {Mend.CONTROL: 3, Mend.AMPERSAND: 2}
    report = ImportReport(tmp_path)
    mending.tell(report, Path("blog.xml"))
    assert [str(note) for note in report.notes] == [
        "blog.xml:2: 3 control characters that no XML may hold, the first here: dropped",
        "blog.xml:3: 2 raw & outside CDATA, the first here: read as &amp;",
    ]
