"""What an author does on the command line: start a site, begin a post, look at it."""

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests_support import Blog

from outsideinnovation.cli import main


def run(*arguments: str):
    """Run a command outside any site."""
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_a_new_site_builds(tmp_path: Path) -> None:
    """`oi init` makes a site that has nothing wrong with it."""
    folder = tmp_path / "blog"
    assert run("init", str(folder)).exit_code == 0
    assert run("--site", str(folder), "check").exit_code == 0
    assert run("--site", str(folder), "build").exit_code == 0
    assert (folder / "output" / "2026" / "01" / "welcome.html").is_file()
    assert (folder / ".gitignore").read_text("utf-8").splitlines()[:2] == ["/output/", "/instance/"]


def test_init_never_writes_into_a_folder_that_holds_something(tmp_path: Path) -> None:
    """Nothing of anybody's is overwritten."""
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    result = run("init", str(tmp_path))
    assert result.exit_code == 1
    assert "not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_new_prints_the_path_of_a_draft(blog: Blog) -> None:
    """The path on stdout can be handed to an editor; the draft is not published by accident."""
    result = blog.run("new", "post", "What customers  taught us, again")
    path = Path(result.stdout.strip())
    text = path.read_text("utf-8")
    assert "Id: what-customers-taught-us-again\nTitle: What customers taught us, again\n" in text
    assert "Status: draft\n" in text
    assert blog.run("check").exit_code == 0
    assert Path(blog.run("new", "page", "Über uns").stdout.strip()) == blog.content / "pages" / "uber-uns.md"


def test_new_never_overwrites(blog: Blog) -> None:
    """A second post of the same title in the same year is refused, and the first one is untouched."""
    path = Path(blog.run("new", "post", "Twice").stdout.strip())
    path.write_text("my words", "utf-8")
    result = blog.run("new", "post", "Twice")
    assert result.exit_code == 1
    assert "exists already" in result.stderr
    assert path.read_text("utf-8") == "my words"


def test_new_gives_an_id_that_is_free(blog: Blog) -> None:
    """Two posts of the same title in different years have different ids."""
    blog.write("posts/2004/twice.md", "Id: twice\nTitle: Twice\nDate: 2004-01-01\n\nWords.\n")
    path = Path(blog.run("new", "post", "Twice").stdout.strip())
    assert "Id: twice-2\n" in path.read_text("utf-8")


def on_a_terminal(blog: Blog, editor: str, *arguments: str, variable: str = "EDITOR") -> tuple[int, str]:
    """Run ``oi new post Plan`` on a terminal; return its exit code and what stands there."""
    import os
    import pty
    import subprocess
    import sys

    above, below = pty.openpty()
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(blog.root), "new", "post", "Plan", *arguments]
    others = {name: value for name, value in os.environ.items() if name not in {"VISUAL", "EDITOR"}}
    environment = {**others, "EDITOR": "false", variable: editor}
    with subprocess.Popen(command, stdin=below, stdout=below, stderr=below, env=environment) as process:
        os.close(below)
        shown = b""
        try:
            while read := os.read(above, 4096):
                shown += read
        except OSError:  # Linux says so at the end of what is written there
            pass
    os.close(above)
    return process.returncode, " ".join(shown.decode().split())


@pytest.mark.parametrize("variable", ["VISUAL", "EDITOR"])
def test_new_opens_the_editor(blog: Blog, tmp_path: Path, variable: str) -> None:
    """VISUAL goes first, words after the program's name are handed to it, and what it saves is in the file."""
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\necho "By $1." >> "$2"\n', "utf-8")
    editor.chmod(0o755)
    code, shown = on_a_terminal(blog, f"'{editor}' hand", variable=variable)
    (path,) = blog.content.rglob("plan.md")
    assert (code, path.read_text("utf-8").endswith("Write here.\nBy hand.\n")) == (0, True)
    assert "Preview: http://127.0.0.1:8000/drafts/plan/ (begin it with: oi serve)" in shown


def test_new_leaves_the_editor_closed_where_that_is_said(blog: Blog) -> None:
    """--no-edit makes the file and ends; so does a terminal without an editor, or a pipe."""
    assert on_a_terminal(blog, "false", "--no-edit")[0] == 0
    (path,) = blog.content.rglob("plan.md")
    path.unlink()
    assert on_a_terminal(blog, "")[0] == 0


@pytest.mark.parametrize("editor", ["false", "no-such-editor", "'never closed"])
def test_new_keeps_the_file_where_the_editor_fails(blog: Blog, editor: str) -> None:
    """Exit 1 says where the file is and what to do."""
    code, shown = on_a_terminal(blog, editor)
    assert [path.name for path in blog.content.rglob("plan.md")] == ["plan.md"]
    assert code == 1
    assert "plan.md is there, but the editor failed" in shown
    assert "--no-edit" in shown


def test_new_asks_for_an_editor_that_is_wanted(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """--edit without any is refused with the remedy, once the file is there."""
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    result = blog.run("new", "post", "Plan", "--edit")
    assert (result.exit_code, "name no editor" in result.stderr) == (1, True)
    assert list(blog.content.rglob("plan.md"))


def test_new_names_the_preview_that_runs(blog: Blog) -> None:
    """Where one listens, its address is said; where it has ended, the usual one."""
    import socket

    from outsideinnovation.cli import preview_address

    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        preview_address.note(blog.site.instance, address)
        assert f"Preview: {address}/drafts/pages/plan/\n" in blog.run("new", "page", "Plan").stderr
    assert "Preview: http://127.0.0.1:8000/drafts/plan/ (begin" in blog.run("new", "post", "Plan").stderr


def test_a_title_without_letters_is_refused(blog: Blog) -> None:
    """No address can be made of it, and the message says so."""
    result = blog.run("new", "post", "!!!")
    assert result.exit_code == 1
    assert "No address can be made of the title '!!!'" in result.stderr


def test_a_taken_port_is_said(blog: Blog) -> None:
    """`oi serve` names the port and the option that chooses another."""
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = blog.run("serve", "--port", port)
    assert result.exit_code == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in result.stderr
    assert "--port" in result.stderr


def test_the_preview_answers_with_the_sites_own_404(small_blog: Blog) -> None:
    """What is not there is answered by the theme's page and the right status, and folders are not listed."""
    import threading

    from outsideinnovation.builder.preview import Preview
    from outsideinnovation.service import server

    small_blog.build()
    with server.preview("127.0.0.1", 0) as listening:
        listening.app = Preview(small_blog.output, None)
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        for path in ("nothing.html", "theme/", "../pelicanconf.py"):
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(f"http://127.0.0.1:{listening.port}/{path}")
            assert caught.value.code == 404
            caught.value.close()
        listening.shutdown()
