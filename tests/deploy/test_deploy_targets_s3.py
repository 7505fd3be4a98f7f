"""A bucket gets what changed, assets before pages and deletions last; shown on moto's server, spoken to over HTTP."""

import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from deploy_places import CONFIGURED, KEYS, held_by_bucket, s3_client, s3_server
from deploy_releases import CHANGES, FIRST, SECOND, release

from outsideinnovation.configuration import Configuration
from outsideinnovation.deploy.targets import Bucket, Transferred, target
from outsideinnovation.deploy.targets.published_list import NAME
from outsideinnovation.errors import ConflictError, SettingsError, StorageError


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that speaks S3, on this machine."""
    with s3_server(tmp_path_factory.mktemp("moto")) as address:
        yield address


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The keys are in the environment, and nothing else of this machine is read."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in (*KEYS.items(), *((name, str(tmp_path / "none")) for name in CONFIGURED)):
        monkeypatch.setenv(name, value)


@pytest.fixture
def client(endpoint: str, keys: None) -> Any:
    """Another client of the server, with an empty bucket."""
    return s3_client(endpoint)


@pytest.fixture
def bucket(client: Any, endpoint: str, tmp_path: Path) -> Bucket:
    """A target that holds the first release, below a prefix."""
    said = {"kind": "s3", "bucket": "blog", "prefix": "/site/", "endpoint": endpoint, "region": "us-east-1"}
    found = target("bucket", Configuration.of({"PUBLISH_TARGETS": {"bucket": said}}), tmp_path)
    assert isinstance(found, Bucket)
    found.send(release(tmp_path / "1", FIRST), dry_run=False, max_deletes=None)
    return found


def below(files: dict[str, str]) -> dict[str, str]:
    """Return *files* as they lie below the prefix."""
    return {f"site/{name}": text for name, text in files.items()}


def test_the_bucket_becomes_the_release(bucket: Bucket, client: Any, tmp_path: Path) -> None:
    """What is new, changed and gone is sent and said; what lies outside the prefix or is hidden there is not ours."""
    others = {
        "other.html": "theirs",
        "site2/other.html": "theirs",
        "site/.well-known/acme": "theirs",
        "site/folder/": "",
    }
    for key, text in others.items():
        client.put_object(Bucket="blog", Key=key, Body=text.encode())
    assert bucket.send(release(tmp_path / "2", SECOND), dry_run=False, max_deletes=1) == Transferred(*CHANGES)
    assert held_by_bucket(client) == below(SECOND) | others


def test_a_dry_run_says_it_and_touches_nothing(bucket: Bucket, client: Any, tmp_path: Path) -> None:
    """The list is that of the real run."""
    assert bucket.send(release(tmp_path / "2", SECOND), dry_run=True, max_deletes=None) == Transferred(*CHANGES)
    assert held_by_bucket(client) == below(FIRST)


def test_unchanged_objects_are_not_sent_again(bucket: Bucket, client: Any, tmp_path: Path) -> None:
    """The same bytes with other times leave every object as it was."""
    before = client.list_objects_v2(Bucket="blog")["Contents"]
    assert bucket.send(release(tmp_path / "again", FIRST), dry_run=False, max_deletes=0) == Transferred((), ())
    assert client.list_objects_v2(Bucket="blog")["Contents"] == before


def test_too_many_deletions_stop_everything(bucket: Bucket, client: Any, tmp_path: Path) -> None:
    """One object more than allowed, and nothing is sent at all."""
    with pytest.raises(ConflictError, match=r"would remove 6 of the [68] files"):
        bucket.send(release(tmp_path / "2", {"new.html": ""}), dry_run=False, max_deletes=5)
    assert held_by_bucket(client) == below(FIRST)


@pytest.mark.parametrize(
    ("path", "kind", "control"),
    [
        ("index.html", "text/html; charset=utf-8", "public, max-age=0, must-revalidate"),
        ("feeds/atom.xml", "application/atom+xml; charset=utf-8", "public, max-age=0, must-revalidate"),
        ("theme/css/style.css", "text/css; charset=utf-8", "public, max-age=600, stale-while-revalidate=86400"),
        ("images/ä b.svg", "image/svg+xml; charset=utf-8", "public, max-age=86400"),
    ],
)
def test_objects_are_served_as_what_they_are(bucket: Bucket, client: Any, path: str, kind: str, control: str) -> None:
    """Each has its type, its character set, and how long it may be kept."""
    head = client.head_object(Bucket="blog", Key=f"site/{path}")
    assert (head["ContentType"], head["CacheControl"]) == (kind, control)


def test_a_page_goes_up_after_what_it_shows_and_deletions_are_last(
    bucket: Bucket, endpoint: str, tmp_path: Path
) -> None:
    """The server's own order: stylesheet and picture, then pages and feeds, then what is gone."""
    import requests

    second = release(tmp_path / "2", {name: text + "!" for name, text in SECOND.items()})
    requests.post(f"{endpoint}/moto-api/recorder/reset-recording", timeout=10)
    requests.post(f"{endpoint}/moto-api/recorder/start-recording", timeout=10)
    bucket.send(second, dry_run=False, max_deletes=None)
    requests.post(f"{endpoint}/moto-api/recorder/stop-recording", timeout=10)
    log = requests.get(f"{endpoint}/moto-api/recorder/download-recording", timeout=10).text
    changes = [line for line in log.splitlines() if '"PUT"' in line or "?delete" in line]
    places = {
        name: next(at for at, line in enumerate(changes) if name in line)
        for name in ("style.css", ".svg", ".html", "atom.xml")
    }
    assert max(places["style.css"], places[".svg"]) < min(places[".html"], places["atom.xml"])
    assert "?delete" in changes[-2]
    assert NAME in changes[-1]


def test_many_deletions_go_in_lots(bucket: Bucket, client: Any, tmp_path: Path, monkeypatch) -> None:
    """S3 takes so many names at once; more are more requests."""
    monkeypatch.setattr("outsideinnovation.deploy.targets.s3.AT_ONCE", 3)
    many = {f"old/{number}.html": "" for number in range(7)}
    bucket.send(release(tmp_path / "2", FIRST | many), dry_run=False, max_deletes=None)
    assert len(bucket.send(tmp_path / "1", dry_run=False, max_deletes=None).deleted) == 7
    assert held_by_bucket(client) == below(FIRST)


def test_what_goes_wrong_is_said_with_its_remedy(bucket: Bucket, tmp_path: Path, monkeypatch) -> None:
    """A bucket that is not there, a server that is not there, and missing keys are three different complaints."""
    first = tmp_path / "1"
    with pytest.raises(StorageError, match=r"Publishing to 'bucket': .*NoSuchBucket.*Check the bucket's name"):
        replace(bucket, bucket="nowhere").send(first, dry_run=True, max_deletes=None)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        away = replace(bucket, endpoint=f"http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(StorageError, match="Could not connect"):
            away.send(first, dry_run=True, max_deletes=None)
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(SettingsError, match="Set AWS_ACCESS_KEY_ID"):
        bucket.send(first, dry_run=True, max_deletes=None)


def test_without_the_extra_the_command_to_install_it_is_said(tmp_path: Path, monkeypatch) -> None:
    """boto3 is no dependency of a blog that has no bucket."""
    import sys

    monkeypatch.setitem(sys.modules, "boto3", None)
    place = target(
        "bucket", Configuration.of({"PUBLISH_TARGETS": {"bucket": {"kind": "s3", "bucket": "blog"}}}), tmp_path
    )
    with pytest.raises(SettingsError, match=r"pip install 'outsideinnovation\[s3\]'"):
        place.send(release(tmp_path / "1", FIRST), dry_run=True, max_deletes=None)
