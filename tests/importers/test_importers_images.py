"""Pictures of an imported blog: brought in from a folder or the web, shown from here, and found at their old addresses."""

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from picture_samples import SCRIPTED, drawing, photograph
from PIL import Image
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.importers.images import public_web
from outsideinnovation.importers.images.bringing import DEAD, WORKERS, PictureImport
from outsideinnovation.importers.images.public_web import PublicWeb
from outsideinnovation.web_client.download import DownloadError, UnreachableError

SEA, MAP, GONE = "6a00d8341c0001970b01", "6a00d8341c0001970b02", "6a00d8341c0001970b03"
EXPORT = f"""\
AUTHOR: Dana
TITLE: At the sea
STATUS: Publish
ALLOW COMMENTS: 1
CONVERT BREAKS: 0
BASENAME: at-the-sea

UNIQUE URL: http://dana.blogs.example/notes/2005/12/at-the-sea.html
DATE: 12/09/2005 10:31:00 AM
-----
BODY:
<p><a class="asset-img-link" href="http://dana.blogs.example/.a/{SEA}-popup">
<img alt="Waves" src="http://dana.blogs.example/.a/{SEA}-320wi" /></a></p>
<p><img src="/.a/{MAP}-pi" alt="A map" width="90"> and <img src="/.a/{GONE}-500wi" alt="Lost"></p>
<p><img src="http://dana.blogs.example/photos/2005/hut%20red.jpg" alt="A hut">
<img src="https://else.example/other.jpg" alt=""></p>
<p>It was at http://dana.blogs.example/.a/{SEA}-320wi once.</p>
-----
--------
"""


@pytest.fixture
def saved(blog: Blog) -> Path:
    """The folder in which the author saved pictures, in sizes and under names as they came."""
    folder = blog.root / "saved"
    (folder / "photos").mkdir(parents=True)
    (folder / f"{SEA}-320wi").write_bytes(photograph(320, 240))
    (folder / f"{SEA}-800wi.jpg").write_bytes(photograph(800, 600))
    (folder / MAP).write_bytes(drawing(200, 100))
    (folder / f"{GONE}-500wi").write_bytes(b"<html>TypePad has closed</html>")
    (folder / "photos" / "hut red.jpg").write_bytes(photograph(400, 300))
    (blog.root / "export.txt").write_text(EXPORT, "utf-8")
    return folder


def text(blog: Blog) -> str:
    """Return the imported post."""
    (path,) = (blog.content / "posts").rglob("*.md")
    return path.read_text("utf-8")


def test_pictures_come_from_a_folder_where_they_were_saved(blog: Blog, saved: Path) -> None:
    """The largest of each is taken, the post shows it no larger than it did, and what is missing is named."""
    result = blog.run("import", "movabletype", str(blog.root / "export.txt"), "--images-from", str(saved))
    assert result.exit_code == 1
    assert f"the picture {GONE} is missing" in result.output
    assert "no picture that can be read" in result.output
    assert "pictures: 3 written to content/images/imported, 0 already there, 1 missing" in result.output
    with Image.open(blog.content / f"images/imported/{SEA}.jpg") as image:
        assert image.size == (800, 600)
    assert f'<a class="asset-img-link" href="{{static}}/images/imported/{SEA}.jpg">' in text(blog)
    assert f'<img width="320" alt="Waves" src="{{static}}/images/imported/{SEA}.jpg" />' in text(blog)
    assert f'<img src="{{static}}/images/imported/{MAP}.png" alt="A map" width="90">' in text(blog)
    assert f'src="/.a/{GONE}-500wi"' in text(blog)
    assert "It was at http://dana.blogs.example/.a/" in text(blog)
    assert 'src="https://else.example/other.jpg"' in text(blog)


def test_old_addresses_of_pictures_answer_again(blog: Blog, saved: Path) -> None:
    """Every size that was linked to, and the bare address, lead to the picture; the site builds with versions of it."""
    blog.run("import", "movabletype", str(blog.root / "export.txt"), "--images-from", str(saved))
    (blog.content / "posts/2005/at-the-sea.md").write_text(
        text(blog).replace(f"/.a/{GONE}-500wi", "/images/none.jpg"), "utf-8"
    )
    listed = (blog.content / "redirects.txt").read_text("utf-8")
    for form in ("", "-320wi", "-popup"):
        assert f"/.a/{SEA}{form} /images/imported/{SEA}.jpg\n" in listed
    assert "/photos/2005/hut%20red.jpg /images/imported/photos-2005-hut-red.jpg\n" in listed
    build(blog.site)
    assert f"/.a/{SEA}-320wi /images/imported/{SEA}.jpg 301" in (blog.output / "_redirects").read_text("utf-8")
    page = (blog.output / "notes/2005/12/at-the-sea.html").read_text("utf-8")
    assert f'<img width="320" alt="Waves" src="/images/imported/{SEA}.jpg" height="240"></picture></a>' in page


def test_importing_again_brings_only_what_was_missing(blog: Blog, saved: Path) -> None:
    """A run that was broken off goes on: what is here is left alone, and the rest found its way into the folder meanwhile."""
    command = ("import", "movabletype", str(blog.root / "export.txt"), "--images-from", str(saved))
    blog.run(*command)
    here = blog.content / f"images/imported/{SEA}.jpg"
    before = here.stat().st_mtime_ns
    (saved / f"{GONE}-500wi").write_bytes(photograph(500, 400))
    result = blog.run(*command)
    assert result.exit_code == 0
    assert "pictures: 1 written" in result.output
    assert here.stat().st_mtime_ns == before
    assert f"{{static}}/images/imported/{GONE}.jpg" in text(blog)


def test_no_machine_of_this_network_is_asked(blog: Blog) -> None:
    """An export may name any address; the one of this machine is refused with a word, and the texts are imported."""
    (blog.root / "export.txt").write_text(EXPORT.replace("dana.blogs.example", "127.0.0.1"), "utf-8")
    result = blog.run("import", "movabletype", str(blog.root / "export.txt"), "--images")
    assert result.exit_code == 1
    assert "127.0.0.1 is no public address, and is not asked" in result.output
    assert "At the sea" in text(blog)


@pytest.fixture
def web() -> Iterator[tuple[PublicWeb, str]]:
    """A web that holds a server with a picture, a redirect that turns round, a huge file, and one that is cut off."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pictures)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield PublicWeb(lambda _: True, frozenset({server.server_port})), f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class _Pictures(BaseHTTPRequestHandler):
    """Answers as the paths say."""

    def do_GET(self) -> None:
        """Answer."""
        if self.path in {"/round", "/there", "/inside"}:
            self.send_response(302)
            self.send_header(
                "Location", {"/round": "/round", "/there": "/sea", "/inside": "http://10.0.0.1:22/"}[self.path]
            )
            self.end_headers()
            return
        self.send_response(200 if self.path != "/lost" else 404)
        data = photograph(40, 30)
        self.send_header("Content-Length", str({"/cut": len(data) + 5, "/huge": 10**9}.get(self.path, len(data))))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_picture_is_fetched_over_redirects(web: tuple[PublicWeb, str]) -> None:
    """It is there byte for byte."""
    fetching, root = web
    assert fetching.fetch(f"{root}/there") == photograph(40, 30)


REFUSED = {
    "/lost": "404", "/round": "redirects", "/inside": "no address of the public web", "/cut": "cut off|IncompleteRead|bytes",
}  # fmt: skip


@pytest.mark.parametrize(("path", "why"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_be_fetched_says_why(web: tuple[PublicWeb, str], path: str, why: str) -> None:
    """Each way in which a server may fail has a word."""
    fetching, root = web
    with pytest.raises(DownloadError, match=why):
        fetching.fetch(root + path)


def test_a_file_has_a_largest_size(web: tuple[PublicWeb, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """More is not read."""
    fetching, root = web
    monkeypatch.setattr(public_web, "LARGEST", 100)
    with pytest.raises(DownloadError, match="larger than"):
        fetching.fetch(f"{root}/sea")


@pytest.mark.parametrize(("failure", "is_given_up"), [(UnreachableError, True), (DownloadError, False)])
def test_a_silent_host_is_soon_asked_no_more(
    tmp_path: Path, failure: type[DownloadError], *, is_given_up: bool
) -> None:
    """One that answers is asked for every picture, whatever it says of each."""
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        raise failure("nothing came")

    post = tmp_path / "post.md"
    post.write_text("".join(f'<img src="http://old.example/{number}.jpg">' for number in range(30)), "utf-8")
    brought = PictureImport(tmp_path, Counter(["old.example"]), None, fetch).bring([post])
    assert len(brought.missing) == 30
    assert len(asked) < DEAD + WORKERS if is_given_up else len(asked) == 30
    assert ("old.example does not answer" in brought.missing.values()) == is_given_up


def test_a_drawing_with_a_script_is_not_taken(blog: Blog, saved: Path) -> None:
    """Only pictures of pixels come over; an SVG of a stranger may run a script at the blog's own address."""
    (saved / MAP).write_text(SCRIPTED, "utf-8")
    result = blog.run("import", "movabletype", str(blog.root / "export.txt"), "--images-from", str(saved))
    assert f"the picture {MAP} is missing" in result.output
    assert not list((blog.content / "images/imported").glob(f"{MAP}*"))
