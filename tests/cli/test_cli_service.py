"""The commands that serve: what they need before they begin, and what they print when they do."""

import base64
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack
from itertools import takewhile
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests_support import Blog
from tests_waiting import until


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
        invitation = next(line for line in process.stdout if line.startswith("Editors"))
        process.terminate()
    assert invitation.startswith(f"Editors sign in at {address}moderation/invitation/")
    assert not small_blog.output.exists()
    assert not (small_blog.root / "instance" / "catalogue.json").exists()


def test_a_preview_signs_its_author_in_by_one_click(small_blog: Blog) -> None:
    """The link that is printed leads to the queue; it does so once."""
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(small_blog.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        assert process.stdout is not None
        link = next(line for line in process.stdout if "one click" in line).rpartition(" ")[2].strip()
        browser = build_opener(HTTPCookieProcessor())
        with browser.open(link) as queue:
            shown = queue.read().decode()
        again, _ = _open(Request(link))
        process.terminate()
    assert "Nothing is waiting" in shown
    assert again == 403


def test_a_preview_that_others_can_see_says_so_with_a_password(small_blog: Blog) -> None:
    """The links name what others can reach, the password is in the terminal only, and it opens what is the author's."""
    small_blog.settings('SERVE_HOSTS = ["laptop.local"]\n')
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(small_blog.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        printed = list(takewhile(lambda line: not line.startswith("Mails are"), process.stdout))
        shared = next(line for line in printed if line.startswith("Others")).strip()
        password = shared.rpartition(" ")[2]
        there, named = f"{address}outbox/", {"Host": "laptop.local"}
        closed, opened = (_open(Request(there, headers={**named, **more}))[0] for more in ({}, _basic(password)))
        process.terminate()
    assert "Others than this machine can see this preview" in shared
    assert not any("one click" in line for line in printed)
    assert (closed, opened) == (401, 200)


def test_a_preview_on_all_addresses_is_the_authors_and_its_links_lead_there(small_blog: Blog) -> None:
    """A visitor at another address sees the blog; mails and sign-in open with the password, and name what can be reached."""
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(small_blog.root)]
    command += ["serve", "--host", "0.0.0.0", "--port", "0", "--no-reload"]
    popen = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
    with popen as process, ExitStack() as ended:
        assert process.stdout is not None
        ended.callback(process.terminate)
        address, invitation, shared = (process.stdout.readline().strip() for _ in range(3))
        invitation, password = invitation.rpartition(" ")[2], shared.rpartition(" ")[2]
        elsewhere = (
            f"http://127.0.0.2:{urlsplit(address).port}"  # reached from 127.0.0.1, which is another machine to it
        )
        words = urlencode({"post": "first", "author": "Dana", "body": "The canary sings."}).encode()
        sent = _open(Request(f"{elsewhere}/comments", words, {"Accept": "application/json"}))
        asked = [f"{elsewhere}{path}" for path in ("/", "/outbox/", urlsplit(invitation).path)]
        closed = [_open(Request(each)) for each in asked]
        in_outbox = re.compile(r'href="(/outbox/[^"/]+)"')
        until(lambda: in_outbox.search(_open(Request(asked[1], headers=_basic(password)))[1]), "no mail to the editors")
        opened = [_open(Request(each, headers=_basic(password))) for each in asked]
        mail = in_outbox.search(opened[1][1])
        assert mail
        link = re.search(r'http[^\s"<]+/moderation/decide/[^\s"<]+', _open(Request(address.rstrip("/") + mail[1]))[1])
        assert link
        here = [_open(Request(each))[0] for each in (address, link[0], invitation)]
    assert sent[0] == 202
    assert [status for status, _ in closed] == [200, 401, 401]
    assert [status for status, _ in opened] == [200, 200, 200]
    assert here == [200, 200, 200]
    assert urlsplit(address).hostname != "0.0.0.0"
    assert link[0].startswith(address)


def test_a_name_for_the_preview_that_is_none_is_said(small_blog: Blog) -> None:
    """Exit 1, with the setting and how it is written, before anything is built."""
    small_blog.settings('SERVE_HOSTS = "laptop.local"\n')
    result = small_blog.run("serve", "--port", "0")
    assert result.exit_code == 1
    assert "SERVE_HOSTS 'laptop.local' is no list: write a list" in result.stderr


def _open(asked: Request) -> tuple[int, str]:
    """Return the status and the page."""
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def _basic(password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'me:{password}'.encode()).decode()}"}
