"""Subscribing over the service: the same answer to everybody, nothing by opening a link, and one click that ends it."""

import re
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesParser

import pytest
from service_reader import JSON, NOW, Reader, form, tree
from tests_support import Blog
from werkzeug.test import TestResponse

from outsideinnovation import catalogue
from outsideinnovation.errors import StorageError
from outsideinnovation.mail.address import MailError
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.notifications.subscription_mails import SubscriptionMails
from outsideinnovation.service.subscription_mails import SubscriptionsJob
from outsideinnovation.subscriptions.notice import SubscriptionNotice
from outsideinnovation.subscriptions.status import Event, SubscriptionStatus
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.store.subscription_requests import SubscriptionRequestStore
from outsideinnovation.subscriptions.subscriber import Subscriber

SETTINGS = 'MAIL_FROM = "A small blog <news@ours.example>"\n'
DANA = "dana@example.org"


class Subscribing(Reader):
    """A reader who subscribes, and reads the mails that come of it."""

    def __init__(self, blog: Blog, settings: str = SETTINGS) -> None:
        super().__init__(blog, settings)
        rows = [("first", "Notes"), ("second", "Co-Design")]
        entries = [
            catalogue.CatalogueEntry(
                post, f"2005/12/{post}.html", post, NOW, None, name, comments_open=True, categories=(name,)
            )
            for post, name in rows
        ]
        catalogue.write(blog.site.catalogue, entries)

    def subscribe(self, address: str = DANA, network: str = "192.0.2.1", **fields: str | list[str]) -> TestResponse:
        """Send the form from somewhere."""
        return self.browser.post(
            "/subscriptions", data={"email": address, **fields}, environ_overrides={"REMOTE_ADDR": network}
        )

    def mails(self) -> list[tuple[str, str, str]]:
        """Let the service do what waits; return recipient, subject and text of every mail so far."""
        SubscriptionsJob(self.context).decide()
        found = []
        for mail in self.context.outbox.mails(MailState.READY):
            message = BytesParser(policy=policy.default).parsebytes(self.context.outbox.message(mail))
            body = message.get_body(("plain",))
            assert body
            found.append((mail.to, str(message["Subject"]), body.get_content()))
        return found

    def link(self, what: str) -> str:
        """Return the path of the only link of that kind in all mails."""
        (found,) = {path for *_, text in self.mails() for path in re.findall(rf"/subscriptions/{what}/\S+", text)}
        return str(found)

    def confirmed(self, address: str = DANA, **fields: str | list[str]) -> Subscriber:
        """Subscribe, confirm, and return who that is."""
        assert self.subscribe(address, **fields).status_code == 200
        assert self.browser.post(self.link("confirm")).status_code == 303
        found = self.who(address)
        assert found
        return found

    def token(self, address: str = DANA) -> str:
        """Return what lets the reader of that address leave."""
        found = self.who(address)
        assert found
        return found.token

    def who(self, address: str = DANA) -> Subscriber | None:
        """Return the subscriber with that address."""
        return SubscriberStore(self.context.database).by_address(address)


@pytest.fixture
def reader(blog: Blog) -> Subscribing:
    """A reader of a blog that sends a newsletter."""
    return Subscribing(blog)


def test_the_way_from_the_form_to_the_welcome(reader: Subscribing) -> None:
    """Form, mail, button, preferences, and a mail that welcomes; twice is as good as once."""
    answer = reader.subscribe(frequency="weekly", category="Notes")
    assert answer.status_code == 200
    assert "Look into your mail" in answer.text
    tree(answer.text)
    assert reader.who() is None
    ((to, subject, text),) = reader.mails()
    assert (to, subject) == (DANA, "Please confirm: A small blog by mail")
    assert "Notes" not in text
    assert f"/subscriptions/unsubscribe/{reader.token()}" in text
    path = reader.link("confirm")
    asked = reader.browser.get(path)
    assert DANA in asked.text
    assert [each.get("action") for each in tree(asked.text).iter("{http://www.w3.org/1999/xhtml}form")] == [path]
    for _ in range(2):
        done = reader.browser.post(path)
        assert done.status_code == 303
    dana = reader.who()
    assert dana
    assert (dana.status, dana.preferences.frequency, dana.preferences.categories) == ("confirmed", "weekly", {"Notes"})
    shown = reader.browser.get(done.location)
    assert "Welcome" in shown.text
    tree(shown.text)
    assert [subject for _, subject, _ in reader.mails()].count("Welcome to A small blog") == 1


def test_everybody_hears_the_same(reader: Subscribing) -> None:
    """Whether the address is new, waits, subscribes, has left, complained, or was erased: the answer tells nothing."""
    answers = [reader.subscribe()]
    reader.confirmed()
    for event in (Event.CONFIRM, Event.BOUNCE, Event.UNSUBSCRIBE, Event.SUPPRESS):
        dana = reader.who()
        assert dana
        SubscriberStore(reader.context.database).change(dana.id, event, reader.now)
        answers.append(reader.subscribe())
        answers.append(reader.subscribe())
    assert len({(answer.status_code, answer.data, str(answer.headers)) for answer in answers}) == 1
    programs = reader.browser.post("/subscriptions", data={"email": DANA}, headers=JSON)
    assert programs.status_code == 200
    assert set(programs.json or {}) == {"message"}


def test_one_click_unsubscribes(reader: Subscribing) -> None:
    """By a POST as RFC 8058 has it, urlencoded or multipart, from anywhere, without cookie, redirect or key; also twice."""
    dana = reader.confirmed()
    path = f"/subscriptions/unsubscribe/{dana.token}"
    assert reader.link("unsubscribe") == path
    fields, elsewhere = (
        {"List-Unsubscribe": "One-Click"},
        {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
    )
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        answer = reader.browser.post(path, data=fields, content_type=kind, headers=elsewhere)
        assert (answer.status_code, answer.headers.get("Set-Cookie"), answer.location) == (200, None, None)
    assert reader.browser.post(path).status_code == 200
    left = reader.who()
    assert left
    assert left.status is SubscriptionStatus.UNSUBSCRIBED


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_opening_links_changes_nothing(reader: Subscribing, method: str) -> None:
    """Whatever scans the mail, and however often."""
    reader.subscribe()
    waiting = [reader.link("confirm"), reader.link("unsubscribe")]
    before = reader.who()
    for path in waiting:
        assert reader.browser.open(path, method=method).status_code == 200
    assert reader.who() == before
    dana = reader.confirmed()
    for path in (*waiting, f"/subscriptions/preferences/{dana.token}?saved=yes&frequency=daily"):
        assert reader.browser.open(path, method=method).status_code == 200
    assert reader.who() == dana


def test_preferences_are_shown_changed_and_paused(reader: Subscribing) -> None:
    """The form holds what holds, what is sent holds from then on; a pause lasts a month, or until it is ended."""
    dana = reader.confirmed(frequency="daily")
    path = f"/subscriptions/preferences/{dana.token}"
    assert 'value="daily" selected' in reader.browser.get(path).text
    sent = {"frequency": "weekly", "category": ["Notes"], "pause": "begin"}
    answer = reader.browser.post(path, data=sent)
    assert answer.status_code == 303
    shown = reader.browser.get(answer.location).text
    assert "Paused until 2 June 2026" in shown
    assert re.search(r'value="Notes" checked', shown)
    said = reader.browser.get(path, headers=JSON).json
    assert said == {
        "email": DANA,
        "frequency": "weekly",
        "categories": ["Notes"],
        "paused_until": (NOW + timedelta(days=30)).isoformat(),
    }
    assert "Begin again now" in shown
    reader.browser.post(path, data={"frequency": "weekly", "pause": "end"})
    again = reader.who()
    assert again
    assert (again.paused_until, again.preferences.categories) == (None, frozenset())


@pytest.mark.parametrize("fields", [{"frequency": "hourly"}, {"category": "No such"}, {"pause": "ever"}])
def test_preferences_that_are_none_are_refused(reader: Subscribing, fields: dict[str, str]) -> None:
    """With the form again, and nothing changed."""
    dana = reader.confirmed()
    path = f"/subscriptions/preferences/{dana.token}"
    answer = reader.browser.post(path, data=fields)
    assert answer.status_code == 400
    tree(answer.text)
    assert (reader.browser.post(path, data=fields, headers=JSON).json or {})["problems"][0]["field"] in fields
    assert reader.who() == dana


def test_links_that_are_none_or_overtaken_say_so(reader: Subscribing) -> None:
    """403 for what is none of ours, 409 for what was overtaken; each page leads to the form, and never a 500."""
    dana = reader.confirmed()
    old = reader.link("confirm")
    reader.browser.post(f"/subscriptions/unsubscribe/{dana.token}")
    answers = [
        reader.browser.get(old),
        reader.browser.post(old),
        reader.browser.get(f"/subscriptions/preferences/{dana.token}"),
    ]
    assert {answer.status_code for answer in answers} == {409}
    for what in ("confirm", "unsubscribe", "preferences"):
        for token in ("x", "0" * 32, "é", "%00", "a" * 4000):
            for send in (reader.browser.get, reader.browser.post):
                answer = send(f"/subscriptions/{what}/{token}")
                assert answer.status_code == 403, (what, token)
                answers.append(answer)
    assert all("https://ours.example/subscribe/" in answer.text for answer in answers)
    reader.later(days=4)
    assert reader.subscribe("eli@example.org").status_code == 200
    late = next(path for path in re.findall(r"/subscriptions/confirm/\S+", str(reader.mails())) if path != old)
    reader.later(days=3)
    assert reader.browser.post(late.partition("\\n")[0]).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "",
        "dana",
        "dana@example.org\r\nBcc: eli@example.org",
        "dana@example.org\nX: y",
        "da\0na@example.org",
        '"dana smith"@example.org',
        '"dana\\@x"@example.org',
        "dana@[192.0.2.1]",
        "dana@localhost",
        f"{'x' * 65}@example.org",
        f"a@{'x' * 250}.org",
        "a@b@example.org",
        "dana@example.org, eli@example.org",
        "=?utf-8?q?dana?=@example.org",
    ],
)
def test_what_is_no_address_is_refused_and_shown_again(reader: Subscribing, address: str) -> None:
    """Header injection, quoted local parts and whatever is too long: 400, the form again, and nobody is written to."""
    answer = reader.subscribe(address)
    assert answer.status_code == 400
    tree(answer.text)
    assert form(answer.text, "subscribe").keys() >= {"email", "subject"}
    assert reader.mails() == []
    assert SubscriptionRequestStore(reader.context.database).count() == 0


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("  dana@example.org ", "dana@example.org"),
        ("dana@bücher.example", "dana@xn--bcher-kva.example"),
        ("dána@example.org", "dána@example.org"),
        ("Dana+x@EXAMPLE.org", "Dana+x@example.org"),
    ],
)
def test_what_is_an_address_is_taken(reader: Subscribing, typed: str, written: str) -> None:
    """Also in other letters than ASCII's."""
    assert reader.subscribe(typed).status_code == 200
    assert [to for to, *_ in reader.mails()] == [written]


def test_a_field_for_machines_and_unknown_words_are_refused(reader: Subscribing) -> None:
    """The trap, a frequency, a category; each is named."""
    for fields in ({"subject": "x"}, {"frequency": "hourly"}, {"category": "No such"}, {"category": "a\r\nb"}):
        answer = reader.subscribe(**fields)
        assert answer.status_code == 400
        tree(answer.text)
        told = reader.browser.post("/subscriptions", data={"email": DANA, **fields}, headers=JSON).json or {}
        assert [each["field"] for each in told["problems"]] == list(fields)


def test_forged_sign_ups_from_many_networks_meet_the_caps(blog: Blog) -> None:
    """However many come, no more mails go than the setting says, and an honest reader is among them."""
    reader = Subscribing(blog, SETTINGS + "SUBSCRIPTIONS_CONFIRMATIONS_PER_HOUR = 20\n")
    for number in range(150):
        assert reader.subscribe(f"victim{number}@example.net", network=f"198.51.{number}.7").status_code == 200
    reader.later(minutes=1)
    reader.subscribe("honest@example.org", network="203.0.113.9")
    for _ in range(12):
        mails = reader.mails()
        reader.later(minutes=6)
    assert 20 <= len(mails) <= 40
    assert "honest@example.org" in {to for to, *_ in mails}


def test_a_blog_that_takes_nobody_says_so(blog: Blog) -> None:
    """Where SUBSCRIPTIONS_OPEN is False, or nobody writes; who subscribes already can leave all the same."""
    reader = Subscribing(blog, SETTINGS + "SUBSCRIPTIONS_OPEN = False\n")
    assert reader.subscribe().status_code == 404
    assert reader.browser.post("/subscriptions/unsubscribe/" + "0" * 32).status_code == 403
    assert Reader(blog, "MAIL_FROM = None\n").post({"email": DANA}, "/subscriptions").status_code == 404


def test_a_disk_that_refuses_is_told(reader: Subscribing) -> None:
    """503 and when to come again: nobody is told that a mail is on its way which is not."""
    path = reader.context.database.path
    assert path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir()
    answer = reader.subscribe()
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert reader.browser.get("/healthz").status_code == 503


def test_a_failure_rests_and_one_mail_keeps_no_other(reader: Subscribing, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written is left out; a disk that refuses is asked again after a minute, and nothing is lost."""
    reader.subscribe("eli@example.org", network="192.0.2.2")
    reader.subscribe()
    job, post = SubscriptionsJob(reader.context), SubscriptionMails.post
    failure: list[Exception] = [StorageError("full"), MailError("none")]

    def failing(self: SubscriptionMails, notice: SubscriptionNotice, now: datetime) -> None:
        if failure:
            raise failure.pop(0)
        post(self, notice, now)

    monkeypatch.setattr(SubscriptionMails, "post", failing)
    with pytest.raises(StorageError):
        job.decide()
    job.decide()
    assert len(failure) == 1
    reader.later(minutes=2)
    job.decide()
    assert (failure, len(reader.mails())) == ([], 1)


def test_forms_of_other_sites_are_refused(reader: Subscribing) -> None:
    """Only the blog's own pages subscribe somebody."""
    evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert reader.browser.post("/subscriptions", data={"email": DANA}, headers=evil).status_code == 403
    ours = {"Origin": "https://ours.example", "Sec-Fetch-Site": "cross-site"}
    assert reader.browser.post("/subscriptions", data={"email": DANA}, headers=ours).status_code == 200
