"""Editors see the blog in numbers; nobody else does, and no reader is in them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from service_editor import HTTPS, PASSWORD, ModeratedBlog, text
from service_reader import HTML, JSON, tree

from outsideinnovation.comments.record import Status
from outsideinnovation.service import routes
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers
from outsideinnovation.subscriptions.subscriber import Preferences, Source

PATH = "/moderation/statistics"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The subscribers' file of the blog, whatever the machine names."""
    monkeypatch.delenv("OI_DATABASE_URL", raising=False)


def subscribe(moderated: ModeratedBlog, name: str) -> None:
    """Add a subscriber who confirmed a hundred days ago."""
    with moderated.reader.context.database.write() as connection:
        wanted, status, date = Preferences(), SubscriptionStatus.CONFIRMED, moderated.now - timedelta(days=100)
        subscribers.add(connection, f"{name}@readers.example", status, Source.FORM, wanted, date)


def filled(moderated: ModeratedBlog) -> None:
    """Let there be comments of some months, a decision, and subscribers."""
    moderated.comment("Well said.", "Robin", status=Status.APPROVED, minutes=100 * 1440)
    moderated.comment("Buy prams.", "Sam", status=Status.SPAM, email="sam@readers.example")
    editor = moderated.editor()
    editor.act("approve", moderated.comment("Again.", "Robin", minutes=180))
    subscribe(moderated, "dana")
    subscribe(moderated, "eli")
    moderated.reader.later(minutes=2)


def test_an_editor_sees_sums_plots_and_tables(moderated: ModeratedBlog) -> None:
    """Each plot with a name, a sentence and the table that it is drawn from."""
    filled(moderated)
    page = moderated.editor("Wren").get(PATH).text
    root = tree(page)
    names = ["".join(each.itertext()) for each in root.iter() if each.tag in {f"{HTML}dt", f"{HTML}dd"}]
    assert dict(zip(names[::2], names[1::2], strict=True)) == {
        "Posts": "3",
        "Comments": "3 published, 0 waiting, 0 rejected, 1 spam",
        "Answers": "1 comment, after 3 hours",
        "Subscribers": "2 now",
        "Mailings": "0 issues: 0 mails sent, 0 failed",
    }
    drawn = [each for each in root.iter(f"{SVG}svg") if each.get("role") == "img"]
    assert [each.findtext(f"{SVG}title") for each in drawn] == [
        "Published comments a month",
        "Subscribers at the end of each month",
    ]
    ids = {each.get("id") for each in root.iter()}
    assert all({each.get("aria-labelledby"), each.get("aria-describedby")} <= ids for each in drawn)
    bars = list(drawn[0].iter(f"{SVG}rect"))
    assert [each.findtext(f"{SVG}title") for each in bars] == ["December 2005: 1", "January 2026: 1", "May 2026: 1"]
    rows = [["".join(cell.itertext()).strip() for cell in row] for row in root.iter(f"{HTML}tr")]
    assert ["May 2026", "3", "1", "0", "0", "1"] in rows
    assert ["First", "3"] in rows
    assert ["Within a day", "1"] in rows
    assert ["Jan 2026", "2", "0", "2", "0", "0"] in rows


def test_no_reader_and_no_script_is_on_the_page(moderated: ModeratedBlog) -> None:
    """No name, no address, no words; no style in an element, which the policy would not let stand."""
    filled(moderated)
    answer = moderated.editor("Wren").get(PATH)
    shown = answer.text + moderated.editor("Xen").get(PATH, Accept="application/json").text
    for private in ("Robin", "Sam", "Buy prams", "Well said", "readers.example"):
        assert private not in shown
    assert "<script" not in answer.text
    assert not re.search(r"\sstyle=|<style", answer.text)
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_programs_get_the_commands_object(moderated: ModeratedBlog) -> None:
    """The same keys as ``oi stats --json``."""
    filled(moderated)
    found = moderated.editor("Wren").get(PATH, Accept="application/json").json
    assert found["comments"]["approved"] == 3
    assert (found["subscribers"]["confirmed"], "erased" in found["subscribers"]) == (2, False)
    assert found["most_discussed"][0]["url"] == "https://ours.example/2005/12/first.html"
    assert found["answers"]["median_seconds"] == 180 * 60


def test_nobody_else_sees_them(moderated: ModeratedBlog) -> None:
    """Whoever is not signed in is led to the sign-in, and comes back; a program is refused; nothing can be sent here."""
    stranger = moderated.reader.app.test_client()
    answer = stranger.get(PATH, **HTTPS)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/moderation/sign-in?to=/moderation/statistics"
    assert stranger.get(PATH, headers=JSON, **HTTPS).status_code == 401
    assert moderated.editor().post(PATH, {}).status_code == 405
    assert [route.methods for route in routes.ROUTES if route.rule == PATH] == [("GET",)]


def test_the_sign_in_leads_back_to_them(moderated: ModeratedBlog) -> None:
    """After both steps."""
    editor, browser = moderated.editor(), moderated.reader.app.test_client()
    moderated.reader.later(minutes=1)
    fields = {"name": "Dana", "password": PASSWORD, "to": PATH}
    second = browser.post("/moderation/sign-in", data=fields, **HTTPS).text
    hidden = {each.get("name"): each.get("value") for each in tree(second).iter(f"{HTML}input") if each.get("value")}
    assert hidden["to"] == PATH
    code = editor.app.at(moderated.now)
    answer = browser.post("/moderation/sign-in/code", data={**hidden, "code": code}, **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, PATH)
    assert f'href="{PATH}"' in browser.get("/moderation", **HTTPS).text


def test_an_empty_blog_has_a_page(moderated: ModeratedBlog) -> None:
    """Which says that there is nothing yet, and makes no database."""
    for path in moderated.reader.comments("approved"):
        path.unlink()
    words = text(moderated.editor().get(PATH).text)
    assert "No comment is published yet." in words
    assert "Nobody has subscribed yet." in words
    assert not Path(moderated.reader.blog.root, "instance", "subscriptions.sqlite").exists()


def test_what_is_damaged_is_named_and_the_rest_is_shown(moderated: ModeratedBlog) -> None:
    """Markup in a title or a file's name stays what it is."""
    moderated.reader.blog.write("comments/approved/first/00000002-broken.md", "+++\nauthor = <b>\n+++\nWords.\n")
    moderated.reader.blog.write("comments/<i>/first/00000003-lost.md", "Words.")
    (moderated.reader.blog.root / "instance" / "subscriptions.sqlite").write_bytes(b"no database" * 1000)
    answer = moderated.editor().get(PATH)
    assert answer.status_code == 200
    assert "content/comments/approved/first/00000002-broken.md:2: cannot be read" in text(answer.text)
    assert "Subscriptions are not counted" in text(answer.text)
    assert "1 published" in text(answer.text)
    assert "Not counted." in text(answer.text)
    assert "Nobody has subscribed yet." not in text(answer.text)
    assert "<i>" not in answer.text


def test_they_are_at_most_a_minute_old(moderated: ModeratedBlog) -> None:
    """Looking often costs nothing, and what was decided is there soon."""
    editor = moderated.editor()
    comment = moderated.comment()
    assert "1 published, 1 waiting" in text(editor.get(PATH).text)
    editor.act("approve", comment)
    assert "1 published, 1 waiting" in text(editor.get(PATH).text)
    moderated.reader.later(minutes=1)
    assert "2 published, 0 waiting" in text(editor.get(PATH).text)
