"""Old addresses are read from sitemaps, lists, tables and logs, whatever is wrong with them, and counted in bounded memory."""

import csv
import gzip
import io
import json
import re
import tracemalloc
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers import unpacking
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.old_addresses import sitemap, tally
from outsideinnovation.importers.old_addresses.requests import Requested, RequestsLeftOut
from outsideinnovation.importers.old_addresses.source import Fetch, OldAddressSource
from outsideinnovation.importers.old_addresses.tally import AddressTally, Asked
from outsideinnovation.web_client.download import DownloadError

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
SITEMAP = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="{NAMESPACE}" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
  xmlns:x="urn:others">
<url><loc> https://old.example/2007/03/one.html </loc><lastmod>2007-03-01</lastmod>
  <image:image><image:loc>https://old.example/one.png</image:loc></image:image></url>
<url><loc>https://old.example/?p=7&amp;lang=en#top</loc></url>
<url><loc>https://old.example/gr%C3%BC%C3%9Fe/ü</loc><x:url><x:loc>https://old.example/not-this</x:loc></x:url></url>
<url><loc>https://old.example</loc></url>
</urlset>
"""
IN_SITEMAP = ["/2007/03/one.html", "/?p=7&lang=en", "/gr%C3%BC%C3%9Fe/%C3%BC", "/"]
COMBINED = r"""
192.0.2.1 - - [09/Dec/2005:10:31:00 +0100] "GET /2007/03/one.html?utm_source=x HTTP/1.1" 200 512 "-" "Mozilla/5.0 (a \"b\")"
192.0.2.2 - - [09/Dec/2005:10:31:01 +0100] "HEAD /2007/03/one.html HTTP/1.0" 404 0
old.example:443 192.0.2.3 - somebody [09/Dec/2005:10:31:02 +0100] "GET /a b.html HTTP/1.1" 301 0 "-" "-"
192.0.2.4 - - [09/Dec/2005:10:31:03 +0100] "GET /gr\xC3\xBC\xC3\x9Fe/\"q\".html HTTP/2.0" 304 0 "-" "-"
192.0.2.5 - - [09/Dec/2005:10:31:04 +0100] "POST /comments HTTP/1.1" 200 1 "-" "-"
192.0.2.6 - - [09/Dec/2005:10:31:05 +0100] "\x16\x03\x01\x00" 400 157 "-" "-"
192.0.2.7 - - [09/Dec/2005:10:31:06 +0100] "GET /wp-login.php HTTP/1.1" 404 0 "-" "-"
192.0.2.7 - - [09/Dec/2005:10:31:06 +0100] "GET http://elsewhere.example/ HTTP/1.1" 404 0 "-" "-"
192.0.2.8 - - [09/Dec/2005:10:31:07 +0100] "GET /styles.css?v=1 HTTP/1.1" 200 0 "-" "-"
192.0.2.8 - - [09/Dec/2005:10:31:07 +0100] "GET /.a/6a00e553-pi HTTP/1.1" 200 0 "-" "-"
192.0.2.9 - - [09/Dec/2005:10:31:08 +0100] "GET /old" 200 9
192.0.2.9 - - [09/Dec/2005:10:31:08
""".lstrip()
CADDY = "".join(
    json.dumps(row) + "\n"
    for row in (
        {"level": "info", "msg": "serving initial configuration"},
        {
            "logger": "http.log.access",
            "request": {"method": "GET", "host": "old.example", "uri": "/one"},
            "status": 200,
        },
        {"logger": "http.log.access", "request": {"method": "GET", "host": "old.example", "uri": "/ü"}, "status": 404},
        {"request": "GET /two HTTP/1.1", "status": "200"},
        {"request_method": "HEAD", "request_uri": "/three", "status": 200},
    )
)


def nothing(url: str) -> bytes:
    """Refuse to ask anybody."""
    raise DownloadError(f"nobody is asked for {url}")


def source(path: Path, fetch: Fetch = nothing) -> OldAddressSource:
    """Return the source that a file is."""
    return OldAddressSource(str(path), fetch, io.BytesIO())


def read(path: Path, fetch: Fetch = nothing) -> tuple[list[str], list[str], Counter[RequestsLeftOut]]:
    """Return the addresses in a file, what is wrong with it, and what was left out."""
    found = source(path, fetch)
    addresses = [each.address for each in found.requests()]
    return addresses, [problem.what for problem in found.report.problems.problems], found.report.left_out


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_sitemap_names_pages_and_nothing_else(tmp_path: Path, pack: Callable[[bytes], bytes], encoding: str) -> None:
    """Pictures and what other namespaces add are no pages; hosts and fragments are dropped. Another parser reads the same."""
    path = tmp_path / "sitemap.xml"
    path.write_bytes(pack(SITEMAP.replace("UTF-8", encoding.removesuffix("-sig").upper()).encode(encoding)))
    assert read(path) == (IN_SITEMAP, [], Counter())
    others = ET.fromstring(SITEMAP).findall(f"{{{NAMESPACE}}}url/{{{NAMESPACE}}}loc")
    assert len(others) == len(IN_SITEMAP)


def test_an_index_leads_to_the_sitemaps_beside_it(tmp_path: Path) -> None:
    """By name, packed or not, each once; what is not there is told, and no name leads out of the folder."""
    (tmp_path / "site").mkdir()
    (tmp_path / "secret.xml").write_text(SITEMAP, "utf-8")
    names = ["https://old.example/sitemap-1.xml", "https://old.example/deep/sitemap-2.xml.gz", "../secret.xml", "x\0y"]
    locs = "".join(f"<sitemap><loc>{name}</loc></sitemap>" for name in [*names[:3], names[0], "sitemap.xml"])
    (tmp_path / "site/sitemap.xml").write_text(f'<sitemapindex xmlns="{NAMESPACE}">{locs}</sitemapindex>', "utf-8")
    (tmp_path / "site/sitemap-1.xml.gz").write_bytes(gzip.compress(SITEMAP.encode()))
    (tmp_path / "site/sitemap-2.xml").write_text(SITEMAP, "utf-8")
    addresses, problems, _ = read(tmp_path / "site/sitemap.xml")
    assert addresses == IN_SITEMAP * 2
    assert problems == ["the sitemap '../secret.xml' is not here"]


def test_a_sitemaps_address_is_fetched_and_so_are_its_parts() -> None:
    """Relative to it; a part that cannot be had is told, and the others come."""
    index = f'<sitemapindex xmlns="{NAMESPACE}">' + "".join(
        f"<sitemap><loc>{name}</loc></sitemap>" for name in ("/a.xml.gz", "https://old.example/gone.xml")
    )
    web = {
        "https://old.example/sitemap.xml": (index + "</sitemapindex>").encode(),
        "https://old.example/a.xml.gz": gzip.compress(SITEMAP.encode()),
    }

    def fetch(url: str) -> bytes:
        return web[url] if url in web else nothing(url)

    found = OldAddressSource("https://old.example/sitemap.xml", fetch, io.BytesIO())
    assert [each.address for each in found.requests()] == IN_SITEMAP
    assert len(found.report.problems.problems) == 1
    assert "gone.xml" in found.report.problems.problems[0].what


def test_a_list_has_an_address_a_line(tmp_path: Path) -> None:
    """Whole ones, with and without scheme, and paths; with blank lines, comments, and whatever letters."""
    path = tmp_path / "list.txt"
    lines = [
        "# mine",
        "",
        "/a,b;c.html",
        " https://Old.example/x?y=1#z ",
        "old.example/2007/",
        "//doubled/stroke",
        "/a b",
    ]
    path.write_bytes(
        "\r\n".join([*lines, "no address", "ftp://old.example/", "/" + "x" * 3_000]).encode() + b"\n/latin\xfc\n"
    )
    addresses, problems, _ = read(path)
    assert addresses == ["/a,b;c.html", "/x?y=1", "/2007/", "//doubled/stroke", "/a%20b", "/latin%FC"]
    assert problems == [
        "no address: 'no address'",
        "no address: 'ftp://old.example/'",
        "an address of more than 2,000 characters",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_table_has_them_in_its_first_column(tmp_path: Path, delimiter: str, quoting: int) -> None:
    """As spreadsheets and search consoles write it, with a head and cells of several lines."""
    text = io.StringIO()
    rows = [
        ["Top pages", "Clicks", "Note"],
        ["https://old.example/one,two", 3, "a\nb"],
        ["/three", 1, ""],
        ["", "", ""],
    ]
    csv.writer(text, delimiter=delimiter, quoting=quoting).writerows([*rows, ["none", 1, ""]])  # type: ignore[arg-type]
    path = tmp_path / "pages.txt"
    path.write_text(text.getvalue(), "utf-8", newline="")
    assert read(path)[:2] == (["/one,two", "/three"], ["no address: 'none'"])


def test_a_log_counts_what_was_asked_for(tmp_path: Path) -> None:
    """GET and HEAD; pictures, styles and what only bots look for are left out, and a line that was cut off is told."""
    path = tmp_path / "access.log"
    path.write_text(COMBINED, "utf-8")
    found = source(path)
    assert [(each.address, each.answered) for each in found.requests()] == [
        ("/2007/03/one.html?utm_source=x", True),
        ("/2007/03/one.html", False),
        ("/a%20b.html", True),
        ("/gr%C3%BC%C3%9Fe/%22q%22.html", True),
        ("/old", True),
    ]
    assert found.report.left_out == {RequestsLeftOut.METHOD: 2, RequestsLeftOut.PROBE: 2, RequestsLeftOut.ASSET: 2}
    assert [(problem.line, problem.what) for problem in found.report.problems.problems] == [(12, "no line of a log")]


def test_a_log_in_json_is_read_likewise(tmp_path: Path) -> None:
    """As Caddy writes it, and nginx as it is often set up; what Caddy says besides is no request."""
    path = tmp_path / "access.json"
    path.write_text(CADDY, "utf-8")
    found = source(path)
    asked = [(each.address, each.answered) for each in found.requests()]
    assert asked == [("/one", True), ("/%C3%BC", False), ("/two", True), ("/three", True)]
    assert [problem.line for problem in found.report.problems.problems] == [1]


def test_a_real_servers_log_is_read(tmp_path: Path) -> None:
    """The combined format by another reading of the same lines: counts of what was asked for."""
    lines = [
        f'192.0.2.1 - - [01/Jan/2020:00:00:00 +0000] "GET /{number % 7}.html HTTP/1.1" {200 if number % 3 else 404} 1 "-" "x"'
        for number in range(100)
    ]
    path = tmp_path / "log"
    path.write_text("\n".join(lines), "utf-8")
    assert Counter(read(path)[0]) == Counter(line.split('"')[1].split()[1] for line in lines)


WHOLE = {
    "sitemap.xml": SITEMAP.encode(),
    "sitemap.xml.gz": gzip.compress(SITEMAP.encode()),
    "access.log": COMBINED.encode(),
    "access.json": CADDY.encode(),
    "list.txt": b"/one\n/two\nhttps://old.example/three\n",
    "pages.csv": b'url,clicks\n"/one",1\n/two,2\n',
}


@pytest.mark.parametrize("name", list(WHOLE))
def test_a_source_cut_off_anywhere_gives_what_is_whole(tmp_path: Path, name: str) -> None:
    """Never more than the whole one, never a traceback; all of the pages before the cut."""
    path = tmp_path / name
    path.write_bytes(WHOLE[name])
    whole = read(path)[0]
    for length in range(0, len(WHOLE[name]), 3):
        path.write_bytes(WHOLE[name][:length])
        found: list[str] = []
        with suppress(UnreadableExportError):
            found = read(path)[0]
        assert found[:-1] == whole[: len(found) - 1] or not found  # the last may be cut itself


@given(st.binary(max_size=2_000), st.sampled_from(list(WHOLE)), st.integers(0, 1_000))
def test_no_bytes_break_a_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str, place: int) -> None:
    """Whatever somebody has put between others' lines; what comes is an address that a browser could send."""
    path = tmp_path_factory.mktemp("bytes") / name
    path.write_bytes(WHOLE[name][:place] + data + WHOLE[name][place:])
    try:
        found = read(path)[0]
    except UnreadableExportError:
        return
    assert all(re.fullmatch(r"/[\x21-\x7e]*", each) for each in found)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "nothing is in it"),
        (b"\n \n", "nothing is in it"),
        (b'{"id": 1}\nwords and more words\n' * 30, "none of its first lines is an address"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "none of its first lines is an address"),
        (b"<html><body>none</body></html>", "it begins with <'html'>"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><urlset><url><loc>&b;</loc></url></urlset>', "a document type or an entity"),
        (b"<urlset>" + b"<url>" * 50, "16 inside each other"),
        (b"<urlset><url><loc>" + b"x" * 3_000_000, "an element of more than"),
        (b'<?xml version="1.0" encoding="klingon"?><urlset/>', "encoding"),
        (gzip.compress(b"/one\n" + b"\0" * 4_000_000), "more than 200 times as large"),
        (b"<urlset>" + b"<url/>" * 2_000, "more than 1,000 elements"),
    ],
    ids=["empty", "blank", "words", "picture", "html", "entities", "deep", "endless", "encoding", "bomb", "many"],
)
def test_what_is_no_source_is_refused_in_clear_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, what: str
) -> None:
    """Before anybody's memory is full of it."""
    monkeypatch.setattr(sitemap, "MANY", 1_000)
    monkeypatch.setattr(unpacking, "FREE", 1_000_000)
    path = tmp_path / "odd"
    path.write_bytes(data)
    tracemalloc.start()
    try:
        with (
            pytest.raises(UnreadableExportError, match=re.escape(what))
            if "encoding" not in what
            else pytest.raises(UnreadableExportError)
        ):
            read(path)
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With what could be given instead."""
    with pytest.raises(NotFoundError, match="name a sitemap"):
        read(tmp_path / "none")


def test_a_line_without_end_is_passed_over(tmp_path: Path) -> None:
    """It is told, and its neighbours come."""
    path = tmp_path / "list.txt"
    path.write_bytes(b"/one\n" + b"x" * 1_000_000 + b"\n/two\n")
    assert read(path)[:2] == (["/one", "/two"], ["a line that is too long"])


def test_counting_takes_the_same_memory_however_many_addresses_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are on disk; the most asked come first, and of those asked for equally often the first by name."""
    monkeypatch.setattr(tally, "BATCH", 2_000)
    number = 40_000
    asked = (Requested(f"/{each // 2:06}-{'x' * 60}", each % 2 == 0) for each in range(number))
    tracemalloc.start()
    try:
        with AddressTally.opened() as counts:
            counts.count(asked, lambda _: None)
            counts.count([Requested("/often")] * 3, lambda _: None)
            rows = iter(counts.most_asked_first())
            assert next(rows) == Asked("/often", 3, 3)
            assert next(rows) == Asked(f"/000000-{'x' * 60}", 2, 1)
            assert len(counts) == 1 + number // 2
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()
