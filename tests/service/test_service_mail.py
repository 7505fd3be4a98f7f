"""Links from our mails, and the outbox that a preview shows: opening one changes nothing, a button does."""

import pytest
from service_reader import HTML, JSON, NOW, SERVICE, WORDS, Reader, tree
from tests_support import Blog

from outsideinnovation.mail.message import MailMessage, compose
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.mail.queued_mail import MailState, QueuedMail
from outsideinnovation.service import create_app, outbox
from outsideinnovation.tokens import Purpose

DANA = "dana@example.org"


def link(reader: Reader, purpose: Purpose, **said: str | None) -> str:
    """Return the address that a mail carries."""
    return f"/comments/{purpose}/{reader.context.keyring.sign(purpose, said)}".replace("confirmation", "confirm", 1)


def test_an_address_is_confirmed_by_the_button_alone(reader: Reader) -> None:
    """Mail scanners open every link; only the form's POST confirms, and twice is as good as once."""
    reader.submit(email=DANA)
    address = link(reader, Purpose.CONFIRMATION, address=DANA)
    for method in ("GET", "HEAD"):
        assert reader.browser.open(address, method=method).status_code == 200
    assert not reader.context.consent.is_confirmed(DANA)
    (form,) = tree(reader.browser.get(address).text).iter(f"{HTML}form")
    for _ in range(2):
        assert reader.post({}, form.get("action", "")).status_code == 200
    assert reader.context.consent.is_confirmed(DANA)


@pytest.mark.parametrize("comment", ["00000001-first", None])
def test_mail_is_stopped_by_the_button_alone(reader: Reader, comment: str | None) -> None:
    """About one comment, or about all; a link that stops never expires."""
    reader.submit(email=DANA)
    address = link(reader, Purpose.STOP, address=DANA, comment=comment)
    reader.later(days=2000)
    assert reader.browser.get(address).status_code == 200
    assert not reader.context.consent.is_stopped(DANA, "00000001-first")
    assert reader.post({}, address).status_code == 200
    assert reader.context.consent.is_stopped(DANA, "00000001-first")
    assert reader.context.consent.is_stopped(DANA, "00000002-other") is (comment is None)


@pytest.mark.parametrize(("comment", "about"), [("00000001-first", "about this comment"), (None, "from this blog")])
def test_who_stopped_mail_may_start_it_again(reader: Reader, comment: str | None, about: str) -> None:
    """The page says what was stopped and has a button for it, also when the link is opened again later."""
    reader.submit(email=DANA)
    address = link(reader, Purpose.STOP, address=DANA, comment=comment)
    for page in (reader.post({}, address).text, reader.browser.get(address).text):
        assert f"No more mail {about} is sent to {DANA}" in page
        (form,) = tree(page).iter(f"{HTML}form")
    assert reader.browser.get(form.get("action", "")).status_code == 405
    answer = reader.post({}, form.get("action", ""))
    assert answer.status_code == 200
    assert f"Mail {about} goes to {DANA} again" in answer.text
    assert not reader.context.consent.is_stopped(DANA, comment)


def test_another_site_starts_no_mail(reader: Reader) -> None:
    """Stopping is for mail programs from anywhere; starting again is for our own page."""
    address = link(reader, Purpose.STOP, address=DANA, comment=None)
    reader.post({}, address)
    assert reader.post({}, f"{address}/again", Sec_Fetch_Site="cross-site").status_code == 403


def test_an_erased_address_does_not_come_back(reader: Reader) -> None:
    """A link from before the erasure is over, and says so."""
    reader.submit(email=DANA)
    address = link(reader, Purpose.CONFIRMATION, address=DANA)
    reader.context.private_store.forget_address(DANA)
    reader.context.consent.forget_address(DANA)
    assert reader.browser.get(address).status_code == 403
    answer = reader.post({}, address, **JSON)
    assert answer.status_code == 403
    assert "This link is over" in answer.json["error"]
    assert not reader.context.consent.is_confirmed(DANA)


def test_a_link_for_one_thing_does_no_other(reader: Reader) -> None:
    """Each purpose has its own salt: a link that stops mail confirms nothing and shows no receipt."""
    token = reader.context.keyring.sign(Purpose.STOP, {"address": DANA, "comment": None, "id": "00000001-first"})
    for path in ("confirm", "receipt"):
        assert reader.post({}, f"/comments/{path}/{token}").status_code == 403
    assert not reader.context.consent.is_confirmed(DANA)


def test_a_link_that_is_over_says_so(reader: Reader) -> None:
    """403, and until when it worked."""
    token = reader.context.keyring.sign(Purpose.CONFIRMATION, {"address": DANA}, expires=NOW)
    answer = reader.post({}, f"/comments/confirm/{token}", **JSON)
    assert answer.status_code == 403
    assert "worked until" in answer.json["error"]


def test_a_comment_is_acknowledged_though_no_mail_can_be_written(blog: Blog) -> None:
    """The comment is kept before anybody is told; that the outbox fails is the operator's to know."""
    reader = Reader(blog, 'MAIL_FROM = "editors@ours.example"\nCOMMENTS_NOTIFY = ["wren@ours.example"]\n')
    (blog.root / "instance" / "outbox").write_text("no folder", "utf-8")
    assert reader.post(WORDS, **JSON).status_code == 202
    assert len(reader.comments()) == 1
    reader.close()


@pytest.fixture
def letters(reader: Reader) -> Reader:
    """A reader of a preview, with two mails in its outbox."""
    reader.app = create_app(reader.blog.root, background=False, outbox=True)
    reader.browser = reader.app.test_client()
    for number, words in enumerate(("<b>Bold</b> & https://talk.example/x?a=1&b=2.", "Plain.")):
        letter = MailMessage(DANA, f"No. {number} <i>", words, f"<p>{number}</p>" if number else None, f"key {number}")
        reader.context.outbox.put(letter, compose(letter, "editors@ours.example", NOW), NOW)
    return reader


def test_the_outbox_lists_the_mails_and_shows_each(letters: Reader) -> None:
    """Text is escaped, its addresses are links, and HTML stands in a frame that may do nothing."""
    names = [mail.name for mail in letters.context.outbox.mails(MailState.READY)]
    listed = letters.browser.get("/outbox/").text
    assert "No. 1 &lt;i&gt;" in listed
    pages = [letters.browser.get(f"/outbox/{name}") for name in names]
    text = next(page.text for page in pages if "Bold" in page.text)
    assert "&lt;b&gt;Bold&lt;/b&gt;" in text
    assert 'href="https://talk.example/x?a=1&amp;b=2"' in text
    framed = next(page for page in pages if "Plain." in page.text)
    assert "frame-src 'self'" in framed.headers["Content-Security-Policy"]
    (frame,) = tree(framed.text).iter(f"{HTML}iframe")
    assert "allow-scripts" not in frame.get("sandbox", "")
    html = letters.browser.get(frame.get("src", ""))
    assert html.text.strip() == "<p>1</p>"
    policy = html.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert letters.browser.get("/outbox/nothing").status_code == 404


def test_the_outbox_shows_a_mail_that_is_sent_while_it_is_being_read(
    letters: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read where it has gone; one that was erased in that moment is left out, and has no page."""
    sent, erased = letters.context.outbox.mails(MailState.READY)
    read = Outbox.message

    def slow(self: Outbox, mail: QueuedMail) -> bytes:
        if mail.state is MailState.READY and mail.name == sent.name:
            assert self.begin(mail)
        elif mail.name == erased.name:
            self._path(mail).unlink(missing_ok=True)
        return read(self, mail)

    monkeypatch.setattr(Outbox, "message", slow)
    listed = letters.browser.get("/outbox/")
    assert listed.status_code == 200
    assert sent.name in listed.text
    assert erased.name not in listed.text
    assert letters.browser.get(f"/outbox/{erased.name}").status_code == 404


def test_production_has_no_outbox(blog: Blog) -> None:
    """The pages with everybody's mail are in no route table but a preview's."""
    blog.settings(SERVICE)
    app = create_app(blog.root, background=False)
    assert not [rule for rule in app.url_map.iter_rules() if "outbox" in rule.rule]


@pytest.mark.parametrize(
    "text", ["", "a <b> & c", "https://a.example/.", "(https://a.example/x)", "javascript:alert(1)"]
)
def test_only_web_addresses_become_links(text: str) -> None:
    """What a reader sees is what was written, whatever it is."""
    page = tree(f"<!DOCTYPE html><title>x</title><p>{outbox.linked(text)}</p>")
    assert "".join(next(page.iter(f"{HTML}p")).itertext()) == text
    assert all(each.get("href", "").startswith("https://a.example/") for each in page.iter(f"{HTML}a"))
