"""The index: updates, withdrawals, damage, and several who use it at once."""

import logging
import multiprocessing
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_samples import comment, document, invented, queries

from outsideinnovation.search import update
from outsideinnovation.search.document import Document
from outsideinnovation.search.engine import Search
from outsideinnovation.search.index import Index
from outsideinnovation.search.state import DamagedIndexError
from outsideinnovation.search.stored_document import Record

LONG = bool(os.environ.get("OI_LONG"))


def never() -> list[Document]:
    """Stand for all documents where nobody may ask for them."""
    raise AssertionError("the whole index was asked for")


def answers(index: Index, asked: list[str]) -> list[list[tuple[str, float]]]:
    """Return the first ten for each query, with their scores."""
    search = Search(index)
    made = [[(hit.url, hit.score) for hit in search.query(text).hits] for text in asked]
    search.close()
    return made


def after_updates(tmp_path: Path, seed: int, posts: int, updates: int, asked: int) -> None:
    """Assert that an index updated many times answers as one made anew."""
    rng = random.Random(seed)
    live = {each.id: each for each in (invented(rng, number) for number in range(posts))}
    index = Index(tmp_path / "updated")
    index.rebuild(live.values())
    for number in range(posts, posts + updates):
        gone = rng.sample(sorted(live), rng.choice((0, 0, 1)))
        changed = [invented(rng, rng.choice((number, rng.randrange(number)))) for _ in range(rng.randint(0, 3))]
        live = {id_: each for id_, each in live.items() if id_ not in gone} | {each.id: each for each in changed}
        index.update(changed, gone, never)
    fresh = Index(tmp_path / "fresh")
    fresh.rebuild(live.values())
    wanted = queries(rng, asked)
    assert answers(index, wanted) == answers(fresh, wanted)


@pytest.mark.parametrize("seed", [1, 2])
def test_an_updated_index_answers_as_a_fresh_one(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same first ten with the same scores, however it came to be."""
    monkeypatch.setattr(update, "SMALLEST", 8)
    after_updates(tmp_path, seed, 60, 25, 60)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_an_index_of_two_hundred_updates_answers_as_a_fresh_one(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same, at length."""
    monkeypatch.setattr(update, "SMALLEST", 50)
    after_updates(tmp_path, seed, 600, 200, 200)


@pytest.mark.parametrize("kind", ["post", "comment", "comment of a changed post"])
def test_what_is_withdrawn_is_in_no_file(tmp_path: Path, kind: str) -> None:
    """Neither in clear, nor in a record that could be uncompressed, nor as a word to suggest."""
    index = Index(tmp_path)
    canary = document(3, "plain words", comments=(comment(1, "canaryword said"), comment(2, "stays")))
    index.rebuild([document(1, "one"), document(2, "two"), canary])
    if kind == "comment of a changed post":
        index.update([replace(canary, text="other words")], [], never)
    if kind == "post":
        index.update([], [canary.id], never)
    else:
        index.update([replace(canary, comments=canary.comments[1:])], [], never)
    assert not any(b"canaryword" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    reader, counted = index.open()
    numbers = [*reader.deleted(), *(number for part in reader.by_segment() for number in part)]
    assert not any("canary" in repr(Record.load(reader.record(number)).document()) for number in numbers)
    assert "canaryword" not in counted.words
    reader.close()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _garble(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves open what it cannot read
@pytest.mark.parametrize("harm", [_cut, _empty, _garble, Path.unlink])
@pytest.mark.parametrize("files", ["whoosh/*.toc", "whoosh/*.seg", "state-*", "key"])
def test_a_damaged_index_is_made_again_with_a_notice(
    tmp_path: Path, harm: object, files: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One line says so, and everything is found again."""
    posts = [document(number, f"word{number} and more") for number in range(30)]
    Index(tmp_path).rebuild(posts)
    for path in tmp_path.glob(files):
        harm(path)  # type: ignore[operator]
    index = Index(tmp_path)
    with caplog.at_level(logging.WARNING):
        index.update([posts[0]], [], lambda: posts)
    assert len(caplog.messages) <= 1
    assert [url for url, _ in answers(index, ["word7"])[0]] == ["/7/"]
    assert [url for url, _ in answers(index, ["word0"])[0]] == ["/0/"]


def test_an_index_of_another_language_is_made_again(tmp_path: Path) -> None:
    """Its stems are others."""
    Index(tmp_path, "en").rebuild([document(1, "one")])
    with pytest.raises(DamagedIndexError):
        Index(tmp_path, "de").open()


def _update(folder: Path, number: int) -> None:
    Index(folder).update([document(number, f"writer{number}")], [], never)


def test_two_who_write_queue_up(tmp_path: Path) -> None:
    """Nothing of either is lost."""
    Index(tmp_path).rebuild([document(0, "first")])
    writers = [
        multiprocessing.get_context("fork").Process(target=_update, args=(tmp_path, number)) for number in range(1, 7)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = answers(Index(tmp_path), [f"writer{number}" for number in range(1, 7)])
    assert [hits[0][0] for hits in found] == [f"/{number}/" for number in range(1, 7)]


def test_threads_search_while_the_index_changes(tmp_path: Path) -> None:
    """Each gets whole answers, of before or after."""
    index = Index(tmp_path)
    index.rebuild([document(number, f"steady word{number}") for number in range(40)])
    search, wrong, stop = Search(index), [], threading.Event()

    def ask() -> None:
        while not stop.is_set():
            results = search.query("steady word7")
            if results.total != 1 or results.hits[0].id != "post-7":
                wrong.append(results)
        search.close()

    with ThreadPoolExecutor(3) as threads:
        asking = [threads.submit(ask) for _ in range(3)]
        try:
            for number in range(8):
                index.update([document(number, f"steady word{number} again")], [], never)
        finally:
            stop.set()
    assert [each.result() for each in asking] == [None] * 3
    assert wrong == []


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_a_record_is_what_was_written(text: str, title: str, said: str) -> None:
    """A document comes back whole, whatever it says; what is no Unicode is replaced."""
    clean = [each.encode("utf-8", "replace").decode() for each in (text, title, said)]
    wanted = document(1, clean[0], title=clean[1], comments=(comment(1, clean[2]),))
    assert Record.load(Record.of(wanted).dump()).document() == wanted
