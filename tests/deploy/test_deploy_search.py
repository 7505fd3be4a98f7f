"""Where there are releases, search answers what the live one holds: after publications, refusals, trials and ways back."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests_support import Blog

from outsideinnovation.deploy.continuous import ContinuousDeployment
from outsideinnovation.deploy.releases import live_search
from outsideinnovation.search.engine import Search
from outsideinnovation.search.index import Index
from outsideinnovation.search.uncompressed import uncompressed

NEWER = "2005-12-11 08:00"


class Killed(BaseException):
    """Stands for a signal that nothing survives."""


@pytest.fixture
def published(small_blog: Blog) -> Blog:
    """A site with a live release whose headings count."""
    small_blog.post("heads", "## Griffins\n\nThey fly.", date="2006-01-03 08:00")
    small_blog.post("bodies", "They fly, griffins do, by night.", date="2006-01-04 08:00")
    assert small_blog.run("publish").exit_code == 0
    return small_blog


def found(blog: Blog, text: str) -> list[tuple[str, float]]:
    """Return where the hits for *text* land, with their scores."""
    return [(hit.url, hit.score) for hit in Search.open(blog.site.search_index).query(text).hits]


def searched(blog: Blog, text: str) -> list[str]:
    """Return where the hits for *text* land."""
    return [url for url, _ in found(blog, text)]


def publish(blog: Blog, slug: str, text: str) -> None:
    """Publish a post more."""
    blog.post(slug, text, date=NEWER)
    result = blog.run("publish")
    assert result.exit_code == 0, result.stderr


def test_what_is_published_is_found_at_once(published: Blog) -> None:
    """The index has the files of the trial's, by links."""
    publish(published, "third", "A basilisk.")
    assert searched(published, "basilisk") == ["/2005/12/third.html"]
    segments = sorted(path.stat().st_nlink for path in (published.site.search_index / "whoosh").glob("*.seg"))
    assert set(segments) == {2}


def test_after_a_rollback_newer_posts_are_found_no_more(published: Blog) -> None:
    """The older release answers as it did, to the last bit of the scores, comments with their places too."""
    asked = ["griffins", "fly by night", "said", "well", '"they fly"']
    before = [found(published, text) for text in asked]
    publish(published, "third", "A basilisk flies well.")
    assert [found(published, text) for text in asked] != before
    assert published.run("releases", "rollback").exit_code == 0
    assert searched(published, "basilisk") == []
    assert [found(published, text) for text in asked] == before
    index = b"".join(uncompressed(path) for path in published.site.search_index.rglob("*") if path.is_file())
    assert b"basilisk" not in index


def test_the_publication_after_a_rollback_goes_forward(published: Blog) -> None:
    """What content/ says is found again."""
    publish(published, "third", "A basilisk.")
    published.run("releases", "rollback")
    assert published.run("publish").exit_code == 0
    assert searched(published, "basilisk") == ["/2005/12/third.html"]


def test_what_a_trial_made_is_not_found(published: Blog) -> None:
    """Neither after a dry run, nor where the inspection refuses."""
    published.post("third", "A basilisk.", date=NEWER)
    assert published.run("publish", "--dry-run").exit_code == 0
    assert searched(published, "basilisk") == []
    published.post("fourth", "A basilisk [there](/2004/nowhere.html).", date=NEWER)
    assert published.run("publish").exit_code == 1
    assert searched(published, "basilisk") == []


@pytest.mark.parametrize("first", ["rollback", "publish"])
def test_what_was_interrupted_is_finished(published: Blog, monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    """Whoever asks for the same again, and the service when it starts, bring search to what is live."""
    publish(published, "third", "A basilisk.")
    oldest = published.run("releases", "list").stdout.splitlines()[-1].split("\t")[0]
    with monkeypatch.context() as killed:
        killed.setattr(live_search, "follow", _killed)
        with pytest.raises(Killed):
            published.run("releases", "rollback")
    assert searched(published, "basilisk") != []
    again = published.run(*(["releases", "rollback", oldest] if first == "rollback" else ["publish"]))
    assert again.exit_code == (1 if first == "rollback" else 0)
    assert bool(searched(published, "basilisk")) is (first == "publish")


def test_a_service_that_starts_leaves_a_rollback_alone(published: Blog) -> None:
    """What is live stays, and so does what is found."""
    publish(published, "third", "A basilisk.")
    published.run("releases", "rollback")
    shutil.rmtree(published.site.search_index)
    ContinuousDeployment(published.root, {}, lambda: datetime.now(UTC)).follow(None)
    assert searched(published, "basilisk") == []
    assert searched(published, "griffins") != []


def test_an_index_on_another_disk_has_copies(published: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot have two names, its bytes are copied."""
    monkeypatch.setattr("outsideinnovation.search.index.os.link", _refused)
    copy = Index(tmp_path / "copy")
    copy.follow(Index(published.site.search_index))
    assert [hit.url for hit in Search(copy).query("night").hits] == ["/2006/01/bodies.html"]


def test_a_release_without_search_has_no_index(published: Blog) -> None:
    """Nothing is left in it that somebody may have taken back meanwhile."""
    published.settings("SEARCH = False\n")
    assert published.run("publish").exit_code == 0
    assert not (published.site.search_index / "whoosh").exists()


def test_a_release_whose_search_data_are_damaged_is_told(published: Blog) -> None:
    """It is live all the same, and nothing that is not there is found."""
    publish(published, "third", "A basilisk.")
    _, older = published.run("releases", "list").stdout.splitlines()
    folder = published.root / "instance" / "releases" / older.split("\t")[0]
    for part in (folder / "search" / "shards").rglob("d0*.bin"):
        part.write_bytes(b"x")
    result = published.run("releases", "rollback")
    assert result.exit_code == 1
    assert "oi publish" in result.stderr
    assert not (published.site.search_index / "whoosh").exists()


def _killed(*_: object, **__: object) -> None:
    raise Killed


def _refused(*_: object) -> None:
    raise OSError(18, "Invalid cross-device link")
