"""The commands that serve: what they need before they begin, and what they print when they do."""

import socket
import subprocess
import sys

from tests_support import Blog


def test_the_service_says_that_its_address_is_missing(blog: Blog) -> None:
    """Without SERVICE_URL no page has a form, so nobody would come: exit 1 and the remedy."""
    result = blog.run("service")
    assert result.exit_code == 1
    assert "SERVICE_URL is not set" in result.stderr


def test_the_service_says_that_its_port_is_taken(blog: Blog) -> None:
    """One line, and the option that helps."""
    blog.settings('SERVICE_URL = "https://talk.example"\n')
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = blog.run("service", "--port", port)
    assert result.exit_code == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in result.stderr
    assert "--port" in result.stderr


def test_a_preview_invites_the_first_editor(small_blog: Blog) -> None:
    """As long as nobody can sign in, `oi serve` prints a link at which somebody can begin."""
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(small_blog.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        invitation = process.stdout.readline().strip()
        process.terminate()
    assert invitation.startswith(f"Editors sign in at {address}moderation/invitation/")
    assert not small_blog.output.exists()
    assert not (small_blog.root / "instance" / "catalogue.json").exists()
