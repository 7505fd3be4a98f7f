"""The commands that serve: what they need before they begin, and what they print when they do."""

import base64
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
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


def test_a_preview_that_others_can_see_says_so_with_a_password(small_blog: Blog) -> None:
    """The links name what others can reach, the password is in the terminal only, and it opens what is the author's."""
    small_blog.settings('SERVE_HOSTS = ["laptop.local"]\n')
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(small_blog.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        assert process.stdout is not None
        address, _, shared = (process.stdout.readline().strip() for _ in range(3))
        password = shared.rpartition(" ")[2]
        asked = urllib.request.Request(f"{address}outbox/", headers={"Host": "laptop.local"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked)
        refused.value.close()
        asked.add_header("Authorization", f"Basic {base64.b64encode(f'me:{password}'.encode()).decode()}")
        with urllib.request.urlopen(asked) as answer:
            opened = answer.status
        process.terminate()
    assert "Others than this machine can see this preview" in shared
    assert (refused.value.code, opened) == (401, 200)


def test_a_name_for_the_preview_that_is_none_is_said(small_blog: Blog) -> None:
    """Exit 1, with the setting and how it is written, before anything is built."""
    small_blog.settings('SERVE_HOSTS = "laptop.local"\n')
    result = small_blog.run("serve", "--port", "0")
    assert result.exit_code == 1
    assert "SERVE_HOSTS 'laptop.local' is no list: write a list" in result.stderr
