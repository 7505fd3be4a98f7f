"""The browser's shards."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from search_samples import Shards, comment, document, invented, queries

from outsideinnovation.search import update
from outsideinnovation.search.engine import Search
from outsideinnovation.search.index import Index
from outsideinnovation.search.shards import publish
from outsideinnovation.search.shards.publish import write_shards


def files(folder: Path) -> dict[str, bytes]:
    """Return what lies in *folder*."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def never() -> list[object]:
    """Stand for all documents where nobody may ask for them."""
    raise AssertionError("the whole index was asked for")


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """An index of some invented posts."""
    made = Index(tmp_path / "instance")
    rng = random.Random(3)
    made.rebuild(invented(rng, number) for number in range(120))
    return made


def same_answers(index: Index, folder: Path, asked: list[str]) -> None:
    """Assert that shards and index have the same first ten with the same scores."""
    search, shards = Search(index), Shards(folder)
    reader, counted = index.open()
    reader.close()
    assert shards.words() == dict(counted.words)
    for text in asked:
        known = [word for word in text.split() if word in counted.words]
        hits = search.query(" ".join(known)).hits
        assert [(hit.id, hit.score) for hit in hits] == shards.best(known), text


def test_shards_answer_as_the_index_does(index: Index, tmp_path: Path) -> None:
    """The same first ten, to the last bit of their scores."""
    write_shards(index, tmp_path / "site")
    same_answers(index, tmp_path / "site", queries(random.Random(4), 40))


def test_two_clean_builds_are_the_same_bytes(tmp_path: Path) -> None:
    """Whatever order the documents come in."""
    posts = [invented(random.Random(number), number) for number in range(80)]
    for name, documents in (("a", posts), ("b", posts[::-1])):
        index = Index(tmp_path / name)
        index.rebuild(documents)
        write_shards(index, tmp_path / name / "site")
    assert files(tmp_path / "a" / "site") == files(tmp_path / "b" / "site")


def test_an_index_that_is_read_again_makes_the_same_shards(index: Index, tmp_path: Path) -> None:
    """Not only from what was just taken apart."""
    write_shards(index, tmp_path / "a")
    (tmp_path / "instance" / "published").unlink()
    write_shards(Index(tmp_path / "instance"), tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_nothing_changed_writes_nothing(index: Index, tmp_path: Path) -> None:
    """Not even the manifest."""
    write_shards(index, tmp_path / "site", small=10)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*")}
    assert write_shards(index, tmp_path / "site", small=10) == publish.Written((), ())
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*")} == before


def test_a_changed_post_changes_few_files(index: Index, tmp_path: Path) -> None:
    """The manifest and a small layer; the base stays."""
    write_shards(index, tmp_path / "site", small=10)
    before = files(tmp_path / "site")
    index.update([document(500, "a new post with a new word: zebra")], [], never)
    write_shards(index, tmp_path / "site", small=10)
    after = files(tmp_path / "site")
    assert len({name for name in after if after[name] != before.get(name)}) == 2
    assert before.keys() <= after.keys()
    same_answers(index, tmp_path / "site", ["zebra", *queries(random.Random(5), 10)])


def test_a_word_that_an_edit_took_out_is_in_no_shard(tmp_path: Path) -> None:
    """Only the parts that held it are written anew, and the rest of the post is found as ever."""
    index = Index(tmp_path / "instance")
    posts = [invented(random.Random(number), number) for number in range(60)]
    canary = replace(posts[7], text="kalon canaryword mine", title="A canarytitle")
    index.rebuild([*posts[:7], canary, *posts[8:]])
    write_shards(index, tmp_path / "site", small=10)
    assert b"canaryword" in Shards(tmp_path / "site").plain()
    index.update([replace(canary, text="kalon mine", title="A title")], [], never)
    written = write_shards(index, tmp_path / "site", small=10)
    assert b"canary" not in Shards(tmp_path / "site").plain()
    assert any("/p" in name for name in written.files)
    assert not any("/i0" in name for name in written.files)
    same_answers(index, tmp_path / "site", ["kalon mine", *queries(random.Random(5), 20)])


@pytest.mark.parametrize("kind", ["post", "comment", "name"])
def test_what_was_withdrawn_is_in_no_shard(index: Index, tmp_path: Path, kind: str) -> None:
    """Its words, and that it had the words of others."""
    comments = (
        (comment(1, "canarysaid"), comment(2, "kalon")) if kind != "name" else (comment(1, "kalon", "Kalon Canary"),)
    )
    canary = document(300, "canaryword" if kind != "name" else "mine", comments=comments)
    index.update([canary], [], never)
    write_shards(index, tmp_path / "site", small=10)
    if kind == "post":
        index.update([], [canary.id], never)
    elif kind == "comment":
        index.update([replace(canary, text="mine", comments=canary.comments[1:])], [], never)
    else:
        index.update([replace(canary, comments=(comment(1, "kalon", "Kalon"),))], [], never)
    write_shards(index, tmp_path / "site", small=10)
    assert b"canary" not in Shards(tmp_path / "site").plain().lower()
    assert len(Shards(tmp_path / "site").manifest["layers"]) == 1


def test_many_changes_are_merged_into_layers_and_a_new_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After every one of them the shards answer as the index does."""
    monkeypatch.setattr(publish, "RECENT", 2)
    monkeypatch.setattr(publish, "SHARE", 5)
    monkeypatch.setattr(update, "SMALLEST", 20)
    rng = random.Random(9)
    live = {number: invented(rng, number) for number in range(60)}
    index = Index(tmp_path / "instance")
    index.rebuild(live.values())
    layers = set()
    for number in range(16):
        old = rng.choice((number + 60, rng.randrange(60)))
        live[old] = replace(live.get(old, document(old, "")), text=" ".join(queries(rng, 5)))
        index.update([live[old]], [], never)
        write_shards(index, tmp_path / "site", small=10)
        shards = Shards(tmp_path / "site")
        layers.add(tuple(layer["packed"] > 0 for layer in shards.manifest["layers"]))
        same_answers(index, tmp_path / "site", queries(rng, 4))
        named = {Path(layer["name"]).name + ".bin" * (layer["packed"] > 0) for layer in shards.manifest["layers"]}
        assert {path.name for path in (tmp_path / "site" / "shards").iterdir()} == named
    assert {(False,), (False, True), (False, False), (False, False, True)} <= layers


def test_a_site_that_somebody_changed_is_written_anew(index: Index, tmp_path: Path) -> None:
    """What the manifest is not trusted for is not left there; what is not ours is."""
    write_shards(index, tmp_path / "site", small=10)
    before = files(tmp_path / "site")
    (tmp_path / "site" / "manifest.json").write_text("{}", "utf-8")
    (tmp_path / "site" / "index.html").write_text("the page", "utf-8")
    write_shards(index, tmp_path / "site", small=10)
    assert files(tmp_path / "site") == before | {"index.html": b"the page"}


def test_an_empty_index_is_an_empty_manifest(tmp_path: Path) -> None:
    """No layers."""
    index = Index(tmp_path / "instance")
    index.rebuild([])
    write_shards(index, tmp_path / "site")
    assert Shards(tmp_path / "site").manifest["layers"] == []
