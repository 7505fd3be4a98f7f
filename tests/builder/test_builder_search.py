"""Search follows the site: what a build publishes is found, in the index and in the shards, and nothing else ever is."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from builder_foreign import run_pelican
from builder_site import LivingSite, Text
from search_samples import Shards
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.search import documents, search_update
from outsideinnovation.builder.verify import verify
from outsideinnovation.builder.watch_builder import WatchBuilder
from outsideinnovation.errors import StorageError
from outsideinnovation.search.engine import Search
from outsideinnovation.search.index import Index
from outsideinnovation.search.shards import publish
from outsideinnovation.search.shards.content import documents as published
from outsideinnovation.search.uncompressed import uncompressed


def found(blog: Blog, text: str) -> list[str]:
    """Return where the hits for *text* land."""
    return [hit.url for hit in Search.open(blog.site.search_index, "en").query(text).hits]


def shards(folder: Path) -> dict[str, bytes]:
    """Return the files below search/ by their paths."""
    files = (path for path in sorted((folder / "search").rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def everything(folder: Path) -> bytes:
    """Return all bytes below *folder*, names and unpacked streams too."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + b"\n" + uncompressed(path) for path in paths)


def test_what_is_published_is_found(small_blog: Blog) -> None:
    """A post by its words, and a comment where it stands; an edited one by its new words only."""
    small_blog.build()
    assert found(small_blog, "look") == ["/2006/01/second.html"]
    small_blog.post("second", "Behold the phoenix.", date="2006-01-02 08:00")
    small_blog.comment("first", "00000002-second", "A griffin, rather.")
    small_blog.build()
    assert found(small_blog, "look") == []
    assert found(small_blog, "phoenix") == ["/2006/01/second.html"]
    assert found(small_blog, "griffin") == ["/2005/12/first.html#comment-00000002-second"]


def test_a_site_below_a_path_is_found_there(small_blog: Blog) -> None:
    """Addresses begin as all others of the site do."""
    small_blog.settings('SITEURL = "https://ours.example/deep"\n')
    small_blog.build()
    assert found(small_blog, "look") == ["/deep/2006/01/second.html"]


def test_only_what_changed_is_indexed(living: LivingSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment leaves all other posts' documents unmade."""
    made = []
    of_row = documents.of_row
    monkeypatch.setattr(
        "outsideinnovation.builder.search.published_posts.of_row",
        lambda row, *rest: made.append(row.id) or of_row(row, *rest),
    )
    for number in range(4, 9):
        living.put(f"posts/p{number}.md", Text({"Title": f"P{number}", "Date": f"2007-01-0{number} 10:00"}, "Words."))
    living.built()
    made.clear()
    living.comment("bee", "00000009-wasp", "About wasps.")
    living.built()
    assert made == ["bee"]
    assert found(living, "wasps") == ["/2006/01/bee.html#comment-00000009-wasp"]


def test_the_builder_that_stays_keeps_search_up_to_date(living: LivingSite) -> None:
    """An approved comment is found when its build has ended, and a withdrawn one no longer."""
    resident = WatchBuilder(living.root, {}, lambda *_: None, lambda _: None)
    resident.build()
    path = living.comment("bee", "00000009-wasp", "About wasps.")
    resident.follow([path])
    assert found(living, "wasps") == ["/2006/01/bee.html#comment-00000009-wasp"]
    path.unlink()
    resident.follow([path])
    assert found(living, "wasps") == []
    assert b"wasps" not in everything(living.site.search_index) + everything(living.output)


def test_a_build_with_nothing_to_do_does_nothing_for_search(
    living: LivingSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not even open the index."""
    living.built()
    living.built()  # files that were written in the tick in which the first began are looked at once more
    monkeypatch.setattr(Index, "open", None)
    assert living.built().written == 0


@pytest.mark.parametrize("step", ["update", "write_shards", "stands_for"])
def test_the_next_build_finishes_what_a_killed_one_began(
    living: LivingSite, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The site is in place already; wherever search was left, the next build brings it up to date."""

    class KilledError(Exception):
        pass

    def die(*_: object, **__: object) -> None:
        raise KilledError

    owner = {"update": Index, "write_shards": search_update, "stands_for": search_update.SearchState}[step]
    for number in range(4, 9):
        living.put(f"posts/p{number}.md", Text({"Title": f"P{number}", "Date": f"2007-01-0{number} 10:00"}, "Words."))
    living.built()
    living.put("posts/bee.md", Text({"Title": "Bee", "Date": "2006-01-02 08:00"}, "About hornets."))
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, die)
        with pytest.raises(KilledError):
            living.built()
    assert "hornets" in living.page("2006/01/bee.html")
    living.built()
    assert found(living, "hornets") == ["/2006/01/bee.html"]
    assert shards(living.output) == {
        name: data for name, data in living.clean().items() if name in shards(living.output)
    }


def test_a_build_that_is_killed_outright_is_finished_by_the_next(small_blog: Blog) -> None:
    """As soon as the site is switched, by the signal that no program hears of."""
    small_blog.build()
    small_blog.post("third", "Quagga.", date="2006-02-03 08:00")
    code = (
        "import os, signal, sys, pathlib\n"
        "from outsideinnovation.builder.search import search_update\n"
        "from outsideinnovation.builder.build import build\n"
        "from outsideinnovation.site import Site\n"
        "search_update.write_shards = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
        "build(Site.load(pathlib.Path(sys.argv[1])))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(small_blog.root)], check=False)
    assert done.returncode == -signal.SIGKILL
    small_blog.build()
    assert found(small_blog, "quagga") == ["/2006/02/third.html"]
    assert {"/2006/02/third.html"} <= {each.url for each in published(small_blog.output / "search").values()}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves open what it cannot read
def test_a_damaged_index_is_made_again_with_one_line(small_blog: Blog, caplog: pytest.LogCaptureFixture) -> None:
    """Whichever of its files it is, and whether or not a post has changed since."""
    for number in range(6):
        small_blog.post(f"more-{number}", "Words.", date=f"2007-01-0{number + 1} 10:00")
    small_blog.build()
    for pattern in ("whoosh/*.seg", "whoosh/*.toc", "state-*", "key"):
        (path,) = (path for path in small_blog.site.search_index.glob(pattern) if not path.name.startswith("."))
        path.write_bytes(b"damaged")
        caplog.clear()
        small_blog.build()
        assert len([said for said in caplog.messages if "search index" in said]) == 1
        assert found(small_blog, "look") == ["/2006/01/second.html"]


def test_two_builds_at_once_queue_up(living: LivingSite) -> None:
    """Both end, and what is found is what the last one published."""
    living.built()
    living.put("posts/bee.md", Text({"Title": "Bee", "Date": "2006-01-02 08:00"}, "About hornets."))
    folders = [living.root / f"out-{number}" for number in range(3)]
    failed: list[Exception] = []

    def one(folder: Path) -> None:
        try:
            build(living.site, settings={"OUTPUT_PATH": str(folder)})
        except Exception as error:  # noqa: BLE001 - shown below
            failed.append(error)

    threads = [threading.Thread(target=one, args=[folder]) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert found(living, "hornets") == ["/2006/01/bee.html"]
    assert published(folders[0] / "search") == published(folders[1] / "search") == published(folders[2] / "search")


def test_two_clean_builds_have_the_same_shards(small_blog: Blog, tmp_path: Path) -> None:
    """Byte for byte, whatever was there before, and with plain Pelican too."""
    small_blog.build()
    first = shards(small_blog.output)
    small_blog.run("build", "--clean")
    assert shards(small_blog.output) == first
    shutil.rmtree(small_blog.site.instance)
    shutil.rmtree(small_blog.output)
    small_blog.build()
    assert shards(small_blog.output) == first
    pelicans = run_pelican(small_blog, tmp_path / "pelicans")
    assert {name: data for name, data in pelicans.items() if name in first} == first


def test_many_small_changes_leave_what_a_clean_build_finds(living: LivingSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files differ then (a base and layers over it), and --verify compares what is in them."""
    monkeypatch.setattr(publish, "SMALL", 2)
    monkeypatch.setattr(publish.write_shards, "__kwdefaults__", {"small": 2, "name": "published"})
    for number in range(40):
        date = f"2007-{number % 12 + 1:02}-{number % 28 + 1:02} 10:00"
        living.put(
            f"posts/p{number}.md", Text({"Title": f"P{number}", "Date": date}, f"About number{number} and more.")
        )
    living.built()
    living.put("posts/bee.md", Text({"Title": "Bee", "Date": "2006-01-02 08:00"}, "About hornets."))
    living.built()
    assert len(Shards(living.output / "search").manifest["layers"]) > 1
    assert verify(living.site) > 0
    living.clean()
    assert published(living.output / "search") == published(living.root / "clean" / "search")


def test_clean_makes_missing_shards_again(small_blog: Blog) -> None:
    """It believes nothing."""
    small_blog.build()
    before = shards(small_blog.output)
    for path in (small_blog.output / "search" / "shards").rglob("t0.bin"):
        path.unlink()
    small_blog.run("build", "--clean")
    assert shards(small_blog.output) == before


def test_what_is_not_published_is_in_no_file(small_blog: Blog) -> None:
    """Words planted in drafts, hidden posts, pages, and comments in every other state are nowhere in index and shards."""
    for word, fields in {"canaryalpha": {"status": "draft"}, "canarybravo": {"status": "hidden"}}.items():
        small_blog.post(word, f"Secretly {word}.", **fields)
    for status, word in {"pending": "canarycharlie", "rejected": "canarydelta", "spam": "canaryecho"}.items():
        small_blog.comment("first", f"00000003-{status}", f"Secretly {word}.", status=status)
    small_blog.comment("second", "00000004-gone", "Secretly canaryfoxtrot.")
    small_blog.build()
    assert b"canaryfoxtrot" in everything(small_blog.site.search_index)
    assert b"canaryfoxtrot" in everything(small_blog.output / "search")
    result = small_blog.run("comments", "erase", "--id", "00000004-gone")
    assert result.exit_code == 0, result.output
    said = everything(small_blog.site.search_index) + everything(small_blog.output / "search")
    assert [word for word in (b"canary", b"ecretly") if word in said] == []
    assert b"first" in said


def test_a_removed_posts_words_are_in_no_byte(living: LivingSite) -> None:
    """Neither of the index nor of the output, compressed or not."""
    living.put("posts/gone.md", Text({"Title": "Gone", "Date": "2006-05-01 10:00"}, "About cassowaries."))
    living.built()
    assert found(living, "cassowaries")
    living.remove("posts/gone.md")
    living.built()
    assert b"cassowar" not in everything(living.site.search_index) + everything(living.output)


def test_what_another_output_held_is_forgotten_with_its_words(small_blog: Blog, tmp_path: Path) -> None:
    """One that was built once, and still lies there, keeps no word in the index of what was removed since."""
    small_blog.post("third", "About cassowaries.", date="2006-05-01 10:00")
    assert small_blog.run("build", "--output", str(tmp_path / "other")).exit_code == 0
    small_blog.build()
    known = sorted(path.name for path in (small_blog.site.search_index / "outputs").iterdir())
    small_blog.run("build", "--output", str(tmp_path / "other"))
    assert sorted(path.name for path in (small_blog.site.search_index / "outputs").iterdir()) == known
    assert len(known) == 4  # nothing had changed: both are known
    (small_blog.content / "posts" / "third.md").unlink()
    small_blog.build()
    assert b"cassowar" not in everything(small_blog.site.search_index)


def test_search_can_be_switched_off(small_blog: Blog) -> None:
    """Then there is no page, no shard and no index, whatever was there before."""
    small_blog.build()
    small_blog.settings("SEARCH = False\n")
    assert is_ours(small_blog.site.settings, small_blog.content)
    small_blog.build()
    assert not (small_blog.output / "search").exists()
    assert not (small_blog.site.search_index / "whoosh").exists()
    assert "search/" not in small_blog.page("index.html")
    report = json.loads(small_blog.run("build", "--json").stdout)
    assert report["unchanged"] == len(small_blog.files())


def test_a_full_disk_is_told_and_made_up_for(small_blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is there all the same; the next build brings search up to date."""
    small_blog.build()
    small_blog.post("third", "Quagga.", date="2006-02-03 08:00")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, os.strerror(28), "somewhere")

    with monkeypatch.context() as patch:
        patch.setattr(search_update, "write_shards", full)
        result = small_blog.run("build")
        assert (result.exit_code, "search is not up to date" in result.output) == (1, True)
    assert "Quagga" in small_blog.page("2006/02/third.html")
    small_blog.build()
    assert found(small_blog, "quagga") == ["/2006/02/third.html"]


def test_files_of_others_below_search_stay(small_blog: Blog) -> None:
    """What no build made, no build removes."""
    small_blog.build()
    mine = small_blog.output / "search" / "shards" / "notes.txt"
    mine.write_text("Mine.", "utf-8")
    small_blog.post("third", "Quagga.", date="2006-02-03 08:00")
    small_blog.build()
    small_blog.settings("SEARCH = False\n")
    small_blog.build()
    assert mine.read_text("utf-8") == "Mine."


def test_an_index_that_cannot_be_written_is_told(small_blog: Blog) -> None:
    """With the file and what to do, as the site is built already."""
    small_blog.settings('SEARCH_INDEX = "content/posts/first.md/index"\n')
    with pytest.raises(StorageError, match=r"first\.md"):
        build(small_blog.site)
