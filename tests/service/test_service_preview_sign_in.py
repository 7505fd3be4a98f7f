"""The author's way in to a preview: one click on a link that is printed, on this machine alone."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from tests_support import Blog
from werkzeug.test import Client

from outsideinnovation.service import create_app
from outsideinnovation.service.access import Access
from outsideinnovation.service.preview import PreviewFiles

HERE = {"SITEURL": "http://127.0.0.1:8000", "SERVICE_URL": "http://127.0.0.1:8000", "MAIL_FROM": "editors@127.0.0.1"}
MACHINE = {"base_url": "http://127.0.0.1:8000", "environ_base": {"REMOTE_ADDR": "127.0.0.1"}}


@pytest.fixture
def preview(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Iterator[PreviewFiles]:
    """The service of a preview."""
    monkeypatch.setenv("OI_SMTP_URL", "mailbox:")
    opened = PreviewFiles.open(blog.site, HERE, frozenset)
    yield opened
    opened.background.stop()


def test_one_click_opens_the_queue(preview: PreviewFiles) -> None:
    """Link, redirect, queue: there is no form between; the link is spent then, and the browser stays signed in."""
    browser, path = Client(preview.app), urlsplit(preview.sign_in_link()).path
    assert browser.head(path, **MACHINE).status_code == 405
    assert "Nothing is waiting" in browser.get(path, follow_redirects=True, **MACHINE).text
    other = Client(preview.app).get(path, **MACHINE)
    assert (other.status_code, "used already" in other.text) == (403, True)
    assert browser.get("/moderation", **MACHINE).status_code == 200
    assert browser.get("/moderation/account", **MACHINE).status_code < 500
    assert browser.post("/moderation/account/passkeys/new", data={"password": "x"}, **MACHINE).status_code < 500


def test_another_site_cannot_lead_here(preview: PreviewFiles) -> None:
    """A page elsewhere that knew the link would sign nobody in, and the link stays good."""
    browser, path = Client(preview.app), urlsplit(preview.sign_in_link()).path
    led = browser.get(path, headers={"Sec-Fetch-Site": "cross-site"}, **MACHINE)
    assert (led.status_code, led.headers.get("Set-Cookie")) == (403, None)
    assert browser.get(path, **MACHINE).status_code == 303


def test_other_machines_get_nothing(preview: PreviewFiles) -> None:
    """The preview answers to this machine only, whatever the link; so the link stays good for its author."""
    guarded, path = Access("127.0.0.1").guard(preview.app), urlsplit(preview.sign_in_link()).path
    there = {**MACHINE, "environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
    assert Client(guarded).get(path, **there).status_code == 403
    assert Client(guarded).get(path, **MACHINE).status_code == 303


def test_the_service_has_no_such_address(blog: Blog) -> None:
    """What readers reach knows no link, whatever its token."""
    app = create_app(blog.root, settings=HERE, background=False)
    assert Client(app).get("/moderation/enter/anything", **MACHINE).status_code == 404
