"""Nobody is told that an old page is still right: two publications within one second, and the real servers' 304."""

import os
from pathlib import Path

import pytest
from tests_support import Blog
from web_servers import WebServer, serving

from outsideinnovation import modification_time
from outsideinnovation.builder import staging

PAGE = "/2005/12/first.html"
NOW = 1_134_124_260 * modification_time.SECOND


@pytest.fixture
def one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk whose clock stands still: whatever is published is written in the same second."""
    write = staging._write

    def written(descriptor: int, data: bytes) -> None:
        write(descriptor, data)
        os.utime(descriptor, ns=(NOW, NOW))

    monkeypatch.setattr(staging, "_write", written)


def publish(blog: Blog, words: str, *target: str) -> None:
    """Let the post say *words*, and publish."""
    blog.post("first", words)
    result = blog.run("publish", *target)
    assert result.exit_code == 0, result.stderr


def ask_again(server: WebServer, target: str, *which: str) -> tuple[int, bytes, dict[str, str]]:
    """Ask twice, the second time as a browser that has kept the first answer, by the validators *which*."""
    kept = {name.lower(): value for name, value in server.ask(target).headers.items()}
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    again = server.ask(target, {names[name]: kept[name] for name in which})
    return again.status, again.body, {names[name]: kept[name] for name in which}


@pytest.mark.parametrize("program", ["nginx", "caddy"])
@pytest.mark.usefixtures("one_second")
def test_a_page_of_the_same_second_and_size_is_sent_anew(small_blog: Blog, tmp_path: Path, program: str) -> None:
    """With either validator and with both; what has not changed is still a 304, which costs no page."""
    publish(small_blog, "2 comments")
    for folder in (tmp_path, small_blog.root, small_blog.root / "instance"):
        folder.chmod(0o755)
    page = small_blog.root / "instance/current" / PAGE[1:]
    size = page.stat().st_size
    with serving(program, small_blog.root / "instance/current", tmp_path) as server:
        for validators in (("etag",), ("last-modified",), ("etag", "last-modified")):
            publish(small_blog, "2 comments")
            status, _, kept = ask_again(server, PAGE, *validators)
            assert status == 304
            publish(small_blog, "3 comments")
            assert page.stat().st_size == size
            answer = server.ask(PAGE, kept)
            assert (answer.status, b"3 comments" in answer.body) == (200, True)


@pytest.mark.usefixtures("one_second")
def test_a_version_after_a_rollback_is_told_from_the_one_before_it(small_blog: Blog) -> None:
    """All three were written in one second; each has a time of its own."""
    page, times = small_blog.root / "instance/current" / PAGE[1:], []
    for words in ("2 comments", "3 comments"):
        small_blog.post(words[0], words)  # a new post, so that it becomes a release of its own
        publish(small_blog, words)
        times.append(page.stat().st_mtime_ns)
    assert small_blog.run("releases", "rollback").exit_code == 0
    assert page.stat().st_mtime_ns == times[0]
    publish(small_blog, "4 comments")
    assert page.stat().st_mtime_ns not in times


def test_a_folder_that_is_published_to_tells_versions_apart(small_blog: Blog, tmp_path: Path) -> None:
    """The folder's own times count, also where its clock is ahead of ours."""
    small_blog.settings(f'PUBLISH_TARGETS = {{"disk": {{"kind": "folder", "path": "{tmp_path}/www"}}}}\n')
    publish(small_blog, "2 comments", "disk")
    page = tmp_path / "www" / PAGE[1:]
    ahead = page.stat().st_mtime_ns + 3600 * modification_time.SECOND
    os.utime(page, ns=(ahead, ahead))
    publish(small_blog, "3 comments", "disk")
    assert page.stat().st_mtime_ns == ahead + modification_time.SECOND


def test_the_list_of_search_files_is_told_apart(small_blog: Blog) -> None:
    """It is the one file of search that keeps its name when it changes."""
    small_blog.build()
    manifest = small_blog.output / "search/manifest.json"
    ahead = manifest.stat().st_mtime_ns + 3600 * modification_time.SECOND
    os.utime(manifest, ns=(ahead, ahead))
    small_blog.post("first", "Quite other words.")
    small_blog.build()
    assert manifest.stat().st_mtime_ns == ahead + modification_time.SECOND
