"""XML of strangers: memory is bounded by what is read, not by what it claims to be."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from importers_conversations import DISQUS_HEAD, disqus, item, post, thread, wordpress

from outsideinnovation.importers import elements
from outsideinnovation.importers.comment_export import Foreign
from outsideinnovation.importers.disqus import Disqus
from outsideinnovation.importers.elements import DamagedXmlError, Element
from outsideinnovation.importers.movabletype.lines import UnreadableExportError

SIZE = 400_000  # bytes: a twentieth of what is meant, since to measure memory takes long
MANY = elements.MANY // 20
MEMORY = 6_000_000  # bytes
PAGE = thread(7, "https://old.example/2012/05/first.html")
BOMBS = {
    "elements": (DISQUS_HEAD + "<post>", "<a/>", "</post></disqus>"),
    "elements in elements": (DISQUS_HEAD + "<post>", "<a><b><c/></b></a>", "</post></disqus>"),
    "attributes": (
        DISQUS_HEAD + "<post>",
        "<x " + " ".join(f'a{n}=""' for n in range(200)) + "/>",
        "</post></disqus>",
    ),
    "posts before their thread": (DISQUS_HEAD, '<post dsq:id="1"><thread dsq:id="1"/></post>', "</disqus>"),
    "posts without anything": (DISQUS_HEAD, "<post/>", "</disqus>"),
}


@pytest.mark.parametrize(("head", "part", "tail"), BOMBS.values(), ids=BOMBS)
def test_many_small_elements_take_little_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str, part: str, tail: str
) -> None:
    """They are read through or refused with a line: eight megabytes never take hundreds."""
    monkeypatch.setattr(elements, "MANY", MANY)
    path = tmp_path / "disqus.xml"
    path.write_text(head + part * (SIZE // len(part)) + tail, "utf-8")
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        said = outcome(path)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert peak < MEMORY
    if not said.startswith("read"):
        assert said.startswith(f"{path}:")
        assert f"more than {MANY} elements and attributes in it: split it. Nothing was imported." in said


def outcome(path: Path) -> str:
    """Read an export to its end, and return what is said of it."""
    try:
        number = sum(1 for _ in Disqus(path).comments())
    except UnreadableExportError as refusal:
        return str(refusal)
    return f"read {number}"


def test_more_threads_than_memory_may_hold_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are counted as they come."""
    monkeypatch.setattr("outsideinnovation.importers.disqus.THREADS", 2)
    path = tmp_path / "disqus.xml"
    threads = [thread(number, f"https://old.example/{number}.html") for number in range(3)]
    path.write_text(disqus(*threads[:2]), "utf-8")
    assert outcome(path) == "read 0"
    path.write_text(disqus(*threads), "utf-8")
    assert "more than 2 threads: export or split it into smaller files. Nothing was imported." in outcome(path)


def test_a_post_before_its_thread_is_read_once(tmp_path: Path) -> None:
    """Each comment once and in the order of the file, wherever the threads stand."""
    path = tmp_path / "disqus.xml"
    path.write_text(disqus(post(1, 7), post(2, 8), PAGE, post(3, 7)), "utf-8")
    found: Iterator[Foreign] = Disqus(path).comments()
    assert [(each.key, each.place.name) for each in found] == [
        ("1", "/2012/05/first.html"),
        ("2", "thread 8"),
        ("3", "/2012/05/first.html"),
    ]


def test_an_empty_element_has_no_children() -> None:
    """None is none, whatever is asked of it."""
    empty = Element("a", {}, 1)
    assert (empty.child("b"), list(empty.all("b")), empty.value("b")) == (None, [], "")


def read_until_damage(path: Path) -> tuple[list[Element], DamagedXmlError | None]:
    """Return the items that come whole, and what then stopped the reading."""
    found: list[Element] = []
    try:
        found.extend(elements.read(path, "rss", ("item",)))
    except DamagedXmlError as damage:
        return found, damage
    return found, None


def test_what_is_whole_comes_before_the_damage_is_told(tmp_path: Path) -> None:
    """A file that was cut off gives all that is before the cut, though it is read in one piece."""
    path = tmp_path / "wordpress.xml"
    whole = wordpress(*(item(f"https://old.example/{number}") for number in range(3)))
    path.write_text(whole[: whole.rindex("<item>") + 20], "utf-8")
    found, damage = read_until_damage(path)
    assert len(found) == 2
    assert damage is not None
    assert damage.line == whole[: whole.rindex("<item>")].count("\n") + 2


def test_an_element_knows_the_namespace_that_its_prefix_stands_for(tmp_path: Path) -> None:
    """By the nearest declaration, until the element that declares it ends."""
    path = tmp_path / "wordpress.xml"
    path.write_text(
        '<rss xmlns="a:" xmlns:x="b:"><item><one/><x:two xmlns:x="c:"><x:three/></x:two><x:four/><y:five/></item></rss>',
        "utf-8",
    )
    (one,), _ = read_until_damage(path)
    assert one.namespace == "a:"
    assert [each.namespace for each in one.children or ()] == ["a:", "c:", "b:", ""]
    assert [each.namespace for two in one.all("two") for each in two.children or ()] == ["c:"]


def test_a_text_may_be_longer_where_its_reader_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A post is longer than a comment."""
    monkeypatch.setattr(elements, "TEXT_LENGTH", 10)
    path = tmp_path / "wordpress.xml"
    path.write_text("<rss><item>twelve chars</item></rss>", "utf-8")
    assert [each.cut for each in elements.read(path, "rss", ("item",))] == [True]
    assert [each.text for each in elements.read(path, "rss", ("item",), text_length=12)] == ["twelve chars"]
