"""The form to subscribe: in the sidebar, below posts and on a page of its own, alike however the site is built."""

import xml.etree.ElementTree as ET
from pathlib import Path

import html5lib
import pytest
from builder_foreign import run_pelican
from builder_site import difference
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.builder.urls import history
from outsideinnovation.errors import ContentError

ADDRESS = 'SERVICE_URL = "https://talk.example"\n'
SERVICE = ADDRESS + 'MAIL_FROM = "news@ours.example"\n'
MODULE = "Title: Come back\nKind: subscribe\n\nBe told.\n"
HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def inviting(small_blog: Blog) -> Blog:
    """A small blog with a service, and a module that invites."""
    small_blog.settings(SERVICE)
    small_blog.write("sidebar/10-come-back.md", MODULE)
    return small_blog


def forms(page: str) -> list[set[str]]:
    """Return the fields of every form that subscribes, as a browser without scripts sees them."""
    found: ET.Element = html5lib.HTMLParser(strict=True).parse(page)
    subscribing = [
        form
        for form in found.iter(f"{HTML}form")
        if (form.get("method"), form.get("action")) == ("post", "https://talk.example/subscriptions")
    ]
    return [{each.get("name", "") for each in form.iter() if each.get("name")} for form in subscribing]


def test_readers_subscribe_in_three_places(inviting: Blog) -> None:
    """Each form is plain HTML that posts to the service; the page lets them choose categories, too."""
    inviting.build()
    short = {"email", "frequency", "subject"}
    assert forms(inviting.page("index.html")) == [short]
    assert forms(inviting.page("2005/12/first.html")) == [short, short]
    assert forms(inviting.page("subscribe/index.html")) == [short | {"category"}, short]
    assert 'value="Co-Design"' in inviting.page("subscribe/index.html")
    assert "<script" not in inviting.page("subscribe/index.html")


@pytest.mark.parametrize("settings", ["", ADDRESS, SERVICE + "SUBSCRIPTIONS_OPEN = False\n"])
def test_without_a_service_or_where_nobody_is_taken_there_is_no_form(small_blog: Blog, settings: str) -> None:
    """Nor the page; the module leads to the feeds."""
    small_blog.settings(settings)
    small_blog.write("sidebar/10-come-back.md", MODULE)
    small_blog.build()
    assert not any(forms(page.decode()) for name, page in small_blog.files().items() if name.endswith(".html"))
    assert "subscribe/index.html" not in small_blog.files()
    assert "Follow with a feed reader" in small_blog.page("index.html")


@pytest.mark.parametrize("settings", [SERVICE, 'SERVICE_URL = ""\n', SERVICE + "SUBSCRIPTIONS_OPEN = False\n", ""])
def test_our_command_and_pelican_write_the_same(inviting: Blog, tmp_path: Path, settings: str) -> None:
    """Byte for byte, whatever is set."""
    inviting.settings(settings)
    inviting.build()
    assert difference(inviting.files(), run_pelican(inviting, tmp_path / "pelicans")) == ""


def test_a_new_category_is_offered_at_once(inviting: Blog) -> None:
    """And changes no other page for that."""
    inviting.build()
    inviting.post("third", date="2006-02-02 08:00", category="Lead Users")
    inviting.build()
    assert 'value="Lead Users"' in inviting.page("subscribe/index.html")
    assert inviting.run("build", "--verify").exit_code == 0


def test_a_page_of_ones_own_at_that_address_is_a_clash(inviting: Blog) -> None:
    """Both are named, and nothing is built over."""
    inviting.write("pages/join.md", "Title: Join\nSlug: subscribe\n\nBy hand.\n")
    with pytest.raises(ContentError, match=r"pages/join\.md"):
        build(inviting.site)


def test_the_address_is_one_that_is_kept(inviting: Blog) -> None:
    """Whoever publishes it and closes the form later is told by the list of addresses."""
    assert inviting.run("publish").exit_code == 0
    listed = (inviting.content / history.FILE).read_text("utf-8")
    assert "/subscribe/ " in listed


def test_a_theme_that_has_no_such_template_has_no_such_page(inviting: Blog, tmp_path: Path) -> None:
    """And is built all the same."""
    direct = 'DIRECT_TEMPLATES = ["index", "archives", "categories", "tags", "authors"]\n'
    inviting.settings(SERVICE + 'THEME = "simple"\n' + direct)
    assert "subscribe/index.html" not in run_pelican(inviting, tmp_path / "simple")
