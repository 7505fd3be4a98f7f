"""New redirects work after `oi publish` without anyone's hand, or the command says the line."""

import shlex
import sys
from pathlib import Path

import pytest
from tests_support import Blog
from tests_waiting import until
from web_servers import serving

from outsideinnovation.deploy import web_server


@pytest.fixture
def told(small_blog: Blog) -> Blog:
    """A site whose web server is a script that counts how often it was told."""
    script = small_blog.root / "reload.py"
    script.write_text("import pathlib\nwith pathlib.Path('told').open('a') as told: told.write('x')\n", "utf-8")
    small_blog.settings(f"PUBLISH_RELOAD = {shlex.join([sys.executable, str(script)])!r}\n")
    return small_blog


def times(blog: Blog) -> int:
    """Return how often the server was told."""
    file = blog.root / "told"
    return len(file.read_text("utf-8")) if file.is_file() else 0


def test_the_server_is_told_when_redirects_change(told: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once at the first publication, not again for a post, and again for a redirect and for a rollback."""
    monkeypatch.chdir(told.root)
    counts = []
    for change in (
        lambda: None,
        lambda: told.post("third"),
        lambda: told.write("redirects.txt", "/a /2005/12/first.html\n"),
    ):
        change()
        assert told.run("publish").exit_code == 0
        counts.append(times(told))
    assert counts == [1, 1, 2]
    assert told.run("releases", "rollback").exit_code == 0
    assert times(told) == 3


def test_a_command_that_fails_is_said_and_run_again(small_blog: Blog) -> None:
    """Its last words, its exit code, and what it means for readers; the site is live all the same."""
    small_blog.settings("PUBLISH_RELOAD = ['ls', '/nowhere/to/be/found']\n")
    for _ in range(2):
        result = small_blog.run("publish")
        assert result.exit_code == 1
        assert "PUBLISH_RELOAD: `ls /nowhere/to/be/found` failed with 2" in result.stderr
        assert "The site is live; old addresses are answered as before" in result.stderr
    assert (small_blog.root / "instance/current/index.html").exists()
    small_blog.settings("PUBLISH_RELOAD = 'no-such-program now'\n")
    assert "`no-such-program now` cannot be run" in small_blog.run("publish").stderr


def test_a_command_may_say_its_last_words_in_any_encoding(small_blog: Blog) -> None:
    """What is no UTF-8 in them is shown as such, and is no fault of ours."""
    words = [sys.executable, "-c", r"import sys; sys.stderr.buffer.write(b'gr\xf6\xdfe'); sys.exit(3)"]
    small_blog.settings(f"PUBLISH_RELOAD = {words!r}\n")
    result = small_blog.run("publish")
    assert result.exit_code == 1
    assert "failed with 3: gr��e. The site is live" in result.stderr


def test_without_a_command_the_line_is_said_once(small_blog: Blog) -> None:
    """Only where redirects or headers have changed, and only for the server that is named."""
    small_blog.settings('PUBLISH_HOST = "nginx"\n')
    assert "read them: sudo systemctl reload nginx. PUBLISH_RELOAD" in small_blog.run("publish").stderr
    assert "systemctl" not in small_blog.run("publish").stderr
    small_blog.write("redirects.txt", "/a /2005/12/first.html\n")
    assert "systemctl reload nginx" in small_blog.run("publish").stderr
    small_blog.settings('PUBLISH_HOST = "netlify"\n')
    small_blog.write("redirects.txt", "/b /2005/12/first.html\n")
    assert "systemctl" not in small_blog.run("publish").stderr


@pytest.mark.parametrize("value", ["'unclosed \"quote'", "12", "[1]"])
def test_a_command_that_is_none_is_refused(small_blog: Blog, value: str) -> None:
    """The line of the settings is named."""
    small_blog.settings(f"PUBLISH_RELOAD = {value}\n")
    result = small_blog.run("publish")
    assert result.exit_code == 1
    assert "PUBLISH_RELOAD" in result.stderr


def test_a_real_nginx_answers_new_redirects_after_publish(small_blog: Blog, tmp_path: Path) -> None:
    """`nginx -s reload` in PUBLISH_RELOAD, nobody's hand, and the old address that was unknown leads on."""
    assert small_blog.run("publish").exit_code == 0
    for folder in (tmp_path, small_blog.root, small_blog.root / "instance"):
        folder.chmod(0o755)
    with serving("nginx", small_blog.root / "instance/current", tmp_path) as nginx:
        assert nginx.ask("/weblog/old.html").status == 404
        reload = ["nginx", "-s", "reload", "-c", str(tmp_path / "nginx.conf")]
        small_blog.settings(f'PUBLISH_HOST = "nginx"\nPUBLISH_RELOAD = {reload}\n')
        small_blog.write("redirects.txt", "/weblog/old.html /2005/12/first.html\n")
        result = small_blog.run("publish")
        assert result.exit_code == 0, result.stderr
        until(lambda: nginx.ask("/weblog/old.html").location == "/2005/12/first.html")


def test_a_site_without_such_files_has_nothing_to_tell(small_blog: Blog) -> None:
    """A folder that holds none of them leaves the server alone."""
    assert web_server.refresh(small_blog.site, small_blog.root / "content") is None
