"""An issue reaches everyone who asked, once, however the relay behaves and whenever a sender is stopped."""

import ssl
import threading
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from bounce_samples import PATHS
from delivery_scenes import Scene, address, recipients
from sqlalchemy import text
from tests_relay import AFTER_THE_DOT, BEFORE_THE_DOT, STALL, Faults, Relay, certificate, server_context

from outsideinnovation.errors import ConflictError
from outsideinnovation.locks import Lock
from outsideinnovation.mail import smtp
from outsideinnovation.mail.relay import Relay as To
from outsideinnovation.mail.senders import REFUSED, TROUBLE, RelayLimits
from outsideinnovation.subscriptions.delivery import BACK_OFF, GIVE_UP, DeliveryTotals, deliver
from outsideinnovation.subscriptions.status import Event
from outsideinnovation.subscriptions.store.bounces import SOFT_LIMIT
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Frequency


@pytest.fixture
def scene(database: Database) -> Scene:
    """A blog without readers."""
    return Scene(database)


@pytest.fixture
def relay() -> object:
    """A relay that takes everything."""
    with Relay() as running:
        yield running


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test wait for long."""
    monkeypatch.setattr(smtp, "PATIENCE", 5.0)
    monkeypatch.setattr(smtp, "LAST_PATIENCE", 5.0)


def test_an_issue_goes_to_everyone_who_asked_once(scene: Scene, relay: Relay) -> None:
    """Over several connections, with a return path of each one's own; and the next run has nothing to do."""
    scene.read_by(*(f"r{number}" for number in range(30)))
    scene.read_by("weekly", frequency=Frequency.WEEKLY)
    scene.publish("a")
    assert scene.deliver(relay, connections=4) == DeliveryTotals(sent=30)
    assert recipients(relay) == {f"r{number}": 1 for number in range(30)}
    assert len({each.sender for each in relay.taken}) == 30
    assert all(PATHS.delivery(each.sender) for each in relay.taken)
    assert scene.deliver(relay) == DeliveryTotals()
    assert scene.plan() == []
    with scene.database.read() as connection:
        assert connection.execute(text("SELECT state FROM issues")).scalars().all() == ["finished"]


def test_readers_of_some_categories_get_one_mail_with_theirs(scene: Scene, relay: Relay) -> None:
    """Several posts in a digest, each reader a variant; whoever wants nothing of it gets no mail."""
    scene.read_by("all", frequency=Frequency.DAILY)
    scene.read_by("both", frequency=Frequency.DAILY, categories=("x", "y"))
    scene.read_by("one", frequency=Frequency.DAILY, categories=("y",))
    scene.read_by("none", frequency=Frequency.DAILY, categories=("z",))
    scene.publish("a", "x", "y")
    scene.publish("b", "x")
    scene.now += timedelta(days=1)
    scene.plan()
    assert scene.deliver(relay).sent == 3
    subjects = {each.to.partition("@")[0]: str(each.message["Subject"]) for each in relay.taken}
    assert subjects == {"all": "Post a, and 1 more", "both": "Post a, and 1 more", "one": "Post a"}


def test_who_changes_from_each_to_weekly_reads_no_post_twice(scene: Scene, relay: Relay) -> None:
    """What went to them already is not in the digest."""
    scene.read_by("dana")
    scene.read_by("eli", frequency=Frequency.WEEKLY)
    scene.publish("a")
    scene.deliver(relay)
    with scene.database.write() as connection:
        connection.execute(text("UPDATE subscribers SET frequency = 'weekly'"))
    scene.now += timedelta(days=7)
    scene.plan()
    assert scene.deliver(relay).sent == 1
    assert recipients(relay) == {"dana": 1, "eli": 1}


def test_refusals_of_recipients_are_told_apart(scene: Scene, relay: Relay) -> None:
    """450 beside 550: one waits, one has bounced, and the others have their mail; the next knows nothing of it."""
    relay.faults.recipients = {address("later"): "450 4.2.1 Greylisted", address("gone"): "550 5.1.1 No such user"}
    scene.read_by("later", "gone", "dana", "eli")
    scene.publish("a")
    assert scene.deliver(relay) == DeliveryTotals(sent=2, deferred=1, failed=1)
    assert recipients(relay) == {"dana": 1, "eli": 1}
    assert scene.status("gone") == "bounced"
    assert scene.status("later") == "confirmed"
    relay.faults.recipients = {}
    assert scene.deliver(relay) == DeliveryTotals()
    scene.now += BACK_OFF[0]
    assert scene.deliver(relay) == DeliveryTotals(sent=1)


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        ("552 5.2.2 Mailbox full", "confirmed"),
        ("554 5.7.1 Spam, we think", "confirmed"),
        ("550 5.1.1 Nobody", "bounced"),
    ],
)
def test_what_the_relay_says_to_the_mail_itself_counts(scene: Scene, relay: Relay, reply: str, status: str) -> None:
    """5xx after DATA fails this mail, and stops the subscription only where nobody is there."""
    relay.faults.data = [reply]
    scene.read_by("dana", "eli")
    scene.publish("a")
    assert scene.deliver(relay) == DeliveryTotals(sent=1, failed=1)
    assert scene.status("dana") == status


def test_soft_bounces_count(scene: Scene, relay: Relay) -> None:
    """After so many the address counts as dead."""
    scene.read_by("dana")
    relay.faults.recipients = {address("dana"): "552 5.2.2 Full"}
    for number in range(SOFT_LIMIT):
        assert scene.status("dana") == "confirmed"
        scene.publish(f"p{number}")
        assert scene.deliver(relay).failed == 1
    assert scene.status("dana") == "bounced"


@pytest.mark.parametrize("reply", ["503 5.5.1 Error: nested MAIL command", "503 5.5.1 need MAIL"])
def test_a_confused_relay_is_nobodys_bounce(scene: Scene, relay: Relay, reply: str) -> None:
    """503 is about the conversation, which is begun anew."""
    scene.read_by("dana", "eli")
    scene.publish("a")
    relay.faults.mail = [None, reply]
    assert scene.deliver(relay) == DeliveryTotals(sent=2)
    relay.faults.rcpt = [reply]
    scene.publish("b")
    assert scene.deliver(relay).failed == 0
    assert {scene.status("dana"), scene.status("eli")} == {"confirmed"}


def test_a_closing_relay_is_called_again(scene: Scene, relay: Relay) -> None:
    """421 in the middle, and a cap a connection."""
    relay.faults.mail = [None, "421 4.7.0 Going down"]
    relay.faults.cap = 3
    scene.read_by(*"abcdefgh")
    scene.publish("a")
    assert scene.deliver(relay) == DeliveryTotals(sent=8)
    assert set(recipients(relay).values()) == {1}


@pytest.mark.parametrize("command", ["rcpt", "data"])
def test_a_relay_that_closes_in_the_middle_of_a_mail_is_called_again(scene: Scene, relay: Relay, command: str) -> None:
    """421 to RCPT, or to the whole mail, is no word on the recipient: who is in hand is offered again, once."""
    setattr(relay.faults, command, [None, "421 4.3.2 Shutting down"])
    scene.read_by("dana", "eli", "finn")
    scene.publish("a")
    assert scene.deliver(relay) == DeliveryTotals(sent=3)
    assert (recipients(relay), relay.connections) == ({"dana": 1, "eli": 1, "finn": 1}, 2)


@pytest.mark.parametrize(("command", "uncertain"), [("rcpt", 0), ("data", 1)])
def test_a_relay_that_stalls_is_not_waited_for_for_ever(
    scene: Scene, relay: Relay, monkeypatch: pytest.MonkeyPatch, command: str, uncertain: int
) -> None:
    """The mail goes again; only one that was there whole may have arrived, and is counted."""
    with monkeypatch.context() as short:
        short.setattr(smtp, "PATIENCE", 0.5)
        short.setattr(smtp, "LAST_PATIENCE", 0.5)
        setattr(relay.faults, command, [STALL])
        scene.read_by("dana")
        scene.publish("a")
        assert scene.deliver(relay) == DeliveryTotals(deferred=1, uncertain=uncertain)
    scene.now += BACK_OFF[0]
    assert scene.deliver(relay) == DeliveryTotals(sent=1)
    assert [each.to for each in relay.seen] == [address("dana")] * (1 + uncertain)
    assert len(set(relay.message_ids)) == 1


def test_no_more_mails_a_second_than_the_setting_says(scene: Scene, relay: Relay) -> None:
    """Over all connections together."""
    scene.read_by(*"abcdefgh")
    scene.publish("a")
    begun = time.monotonic()
    limits = RelayLimits(connections=4, per_second=40)
    assert deliver(scene.database, scene.mailing(), To.of(relay.url()), lambda: scene.now, limits) == DeliveryTotals(
        sent=8
    )
    assert time.monotonic() - begun >= 7 / 40


def test_no_more_mails_a_connection_than_the_setting_says(scene: Scene, relay: Relay) -> None:
    """Then a new one is opened."""
    scene.read_by(*"abcdefgh")
    scene.publish("a")
    limits = RelayLimits(mails_a_connection=3)
    assert deliver(scene.database, scene.mailing(), To.of(relay.url()), lambda: scene.now, limits) == DeliveryTotals(
        sent=8
    )
    assert relay.connections == 3


def test_454_slows_down_and_drops_nothing(scene: Scene, relay: Relay) -> None:
    """Everybody has the mail in the end."""
    relay.faults.data = ["454 4.7.0 Too fast"] * 3
    scene.read_by(*"abcdef")
    scene.publish("a")
    assert scene.deliver(relay) == DeliveryTotals(sent=3, deferred=3)
    scene.now += BACK_OFF[0]
    assert scene.deliver(relay) == DeliveryTotals(sent=3)
    assert recipients(relay) == dict.fromkeys("abcdef", 1)


def test_greylisting_keeps_nobody_else_waiting(scene: Scene, relay: Relay) -> None:
    """Each recipient of such servers is put off once: all are tried, those of other servers are served at once."""
    grey = [f"g{number}" for number in range(3 * TROUBLE)]
    relay.faults.recipients = {address(name): "450 4.2.0 Greylisted, see you in five minutes" for name in grey}
    scene.read_by(*grey, "dana", "eli")
    scene.publish("a")
    assert scene.deliver(relay) == DeliveryTotals(sent=2, deferred=len(grey))
    relay.faults.recipients = {}
    scene.now += BACK_OFF[0]
    assert scene.deliver(relay) == DeliveryTotals(sent=len(grey))
    assert set(recipients(relay).values()) == {1}


def test_a_relay_that_puts_all_recipients_off_is_left_in_peace(scene: Scene, relay: Relay) -> None:
    """After many in a row, for it may be the relay's own trouble; the others are not even tried."""
    relay.faults.rcpt = ["451 4.3.0 Temporary lookup failure"] * 5
    scene.read_by(*"abcdefgh")
    scene.publish("a")
    sent = scene.deliver(relay, busy=5)
    assert (sent.sent, sent.deferred) == (0, 5)
    assert sent.problem == "127.0.0.1 put off 5 mails in a row."
    assert scene.states() == {"deferred": 5, "ready": 3}


def test_a_relay_that_refuses_everybody_fails_few(scene: Scene, relay: Relay) -> None:
    """It is rather our set-up that it refuses; who was not tried yet has not failed."""
    relay.faults.rcpt = ["554 5.7.1 Relay access denied"] * 30
    readers = [f"r{number}" for number in range(30)]
    scene.read_by(*readers)
    scene.publish("a")
    sent = scene.deliver(relay)
    assert (sent.sent, sent.failed) == (0, REFUSED)
    assert sent.problem == f"127.0.0.1 refused {REFUSED} mails in a row: `oi doctor` may know why."
    assert {scene.status(name) for name in readers} == {"confirmed"}
    assert scene.states() == {"failed": REFUSED, "ready": 30 - REFUSED}


@pytest.mark.parametrize("command", ["mail", "rcpt"])
def test_a_relay_that_wants_a_sign_in_fails_nobody(scene: Scene, relay: Relay, command: str) -> None:
    """530 is about us: everybody waits."""
    setattr(relay.faults, command, ["530 5.7.0 Authentication required"] * 2)
    scene.read_by("dana", "eli")
    scene.publish("a")
    assert scene.deliver(relay) == DeliveryTotals(deferred=2)
    scene.now += BACK_OFF[0]
    assert scene.deliver(relay) == DeliveryTotals(sent=2)


@pytest.mark.parametrize(("cut", "uncertain"), [(BEFORE_THE_DOT, 1), (AFTER_THE_DOT, 1)])
def test_a_cut_connection_loses_nothing(scene: Scene, relay: Relay, cut: str, uncertain: int) -> None:
    """After the mail was begun nobody knows: it goes again, later, with the same Message-ID, and is counted."""
    relay.faults.data = [cut]
    scene.read_by("dana", "eli")
    scene.publish("a")
    assert scene.deliver(relay) == DeliveryTotals(sent=1, deferred=1, uncertain=uncertain)
    scene.now += BACK_OFF[0]
    assert scene.deliver(relay) == DeliveryTotals(sent=1)
    assert recipients(relay) == {"dana": 1, "eli": 1}
    assert len(set(relay.message_ids)) == 2


def test_pauses_grow_and_end(scene: Scene, relay: Relay) -> None:
    """What is put off for 48 hours is given up, and the reader is not to blame."""
    relay.faults.recipients = {address("dana"): "450 4.2.1 Busy"}
    scene.read_by("dana")
    scene.publish("a")
    begun, tries = scene.now, []
    while scene.states() != {"failed": 1}:
        sent = scene.deliver(relay)
        if sent.deferred or sent.failed:
            tries.append(scene.now)
        scene.now += timedelta(minutes=5 if len(tries) < len(BACK_OFF) else 30)
        assert scene.now - begun < timedelta(days=4)
    pauses = [later - before for before, later in pairwise(tries)]
    assert pauses == sorted(pauses)
    assert pauses[: len(BACK_OFF)] == list(BACK_OFF)
    assert GIVE_UP <= tries[-1] - begun < GIVE_UP + BACK_OFF[-1] + timedelta(minutes=30)
    assert scene.status("dana") == "confirmed"


@pytest.mark.parametrize("event", [Event.UNSUBSCRIBE, Event.SUPPRESS])
def test_who_leaves_meanwhile_gets_nothing(scene: Scene, relay: Relay, event: Event) -> None:
    """Even between the list and the mail: the last look is taken before DATA."""
    scene.read_by("dana", "eli", "finn")
    scene.publish("a")
    store = SubscriberStore(scene.database)
    eli = store.by_address(address("eli"))
    assert eli

    def leave(_: object) -> None:
        if len(relay.taken) == 1:
            store.change(eli.id, event, scene.now)

    assert scene.deliver(relay, progress=leave) == DeliveryTotals(sent=2, skipped=1)
    assert recipients(relay) == {"dana": 1, "finn": 1}
    assert scene.states() == {"sent": 2, "skipped": 1}


def test_an_erased_reader_gets_nothing(scene: Scene, relay: Relay) -> None:
    """Nor is anything left to be sent."""
    scene.read_by("dana", "eli")
    scene.publish("a")
    scene.mailing().fill(scene.now)
    with scene.database.write() as connection:
        connection.execute(text("DELETE FROM deliveries WHERE subscriber_id = 1"))
        connection.execute(text("DELETE FROM subscribers WHERE id = 1"))
    assert scene.deliver(relay) == DeliveryTotals(sent=1)
    assert recipients(relay) == {"eli": 1}


def test_a_stopped_sender_goes_on_where_it_was(scene: Scene, relay: Relay) -> None:
    """Between two mails, at once."""
    scene.read_by(*"abcdef")
    scene.publish("a")
    stop = threading.Event()
    assert scene.deliver(relay, stop=stop, progress=lambda _: stop.set()) == DeliveryTotals(sent=1)
    if not scene.database.path:
        scene.now += timedelta(minutes=10)  # its claims have run out
    assert scene.deliver(relay) == DeliveryTotals(sent=5)
    assert recipients(relay) == dict.fromkeys("abcdef", 1)


def test_what_was_on_its_way_when_a_sender_died_goes_again(scene: Scene, relay: Relay) -> None:
    """With the same Message-ID, and it is counted."""
    scene.read_by("dana", "eli")
    scene.publish("a")
    scene.deliver(relay)
    first = relay.message_ids
    with scene.database.write() as connection:
        connection.execute(text("UPDATE deliveries SET state = 'sending', sender = 'x', leased_until = not_before"))
        connection.execute(text("UPDATE issues SET state = 'sending'"))
    scene.now += timedelta(minutes=1)
    assert scene.deliver(relay) == DeliveryTotals(sent=2, uncertain=2)
    assert relay.message_ids[2:] == first
    with scene.database.read() as connection:
        assert connection.execute(text("SELECT sum(uncertain) FROM deliveries")).scalar() == 2


def test_one_sender_on_sqlite_at_a_time(sqlite: Database, relay: Relay) -> None:
    """The second says so, and sends nothing."""
    scene = Scene(sqlite)
    scene.read_by("dana")
    scene.publish("a")
    assert sqlite.path
    with (
        Lock(sqlite.path.with_name("subscriptions.sending.lock")),
        pytest.raises(ConflictError, match="is sending just now"),
    ):
        scene.deliver(relay)
    assert relay.taken == []


def test_a_relay_without_tls_hears_nothing_where_it_is_demanded(scene: Scene, relay: Relay) -> None:
    """No mail, no address, and everything waits."""
    scene.read_by("dana")
    scene.publish("a")
    sent = deliver(scene.database, scene.mailing(), To.of(relay.url("?tls=starttls")), lambda: scene.now)
    assert (sent.sent, relay.seen) == (0, [])
    assert sent.problem
    assert "does not offer STARTTLS" in sent.problem
    assert scene.states() == {"ready": 1}


@pytest.mark.parametrize("implicit", [True, False])
def test_a_certificate_that_does_not_match_ends_it(scene: Scene, tmp_path: Path, *, implicit: bool) -> None:
    """Nothing is sent to whoever shows it; to the right host it goes."""
    pem = certificate(tmp_path)
    trusted = ssl.create_default_context(cafile=str(pem))
    scene.read_by("dana")
    scene.publish("a")
    with Relay(tls=server_context(pem), implicit=implicit) as relay:
        way = f"?tls={'implicit' if implicit else 'starttls'}"
        wrong = To.of(relay.url(way).replace("127.0.0.1", "localhost"))
        sent = deliver(scene.database, scene.mailing(), wrong, lambda: scene.now, tls=trusted)
        assert (sent.sent, relay.seen) == (0, [])
        assert "certificate" in str(sent.problem)
        scene.now += timedelta(minutes=10)
        right = To.of(relay.url(way))
        assert deliver(scene.database, scene.mailing(), right, lambda: scene.now, tls=trusted).sent == 1


def test_a_relay_that_is_gone_leaves_everything_waiting(scene: Scene) -> None:
    """It says why, and nothing counts as tried."""
    scene.read_by(*"abc")
    scene.publish("a")
    with Relay() as relay:
        url = relay.url()
    sent = deliver(scene.database, scene.mailing(), To.of(url), lambda: scene.now)
    assert sent.sent == 0
    assert sent.problem
    assert "cannot be spoken to" in sent.problem
    assert scene.states() == {"ready": 3}


def test_a_relay_that_takes_few_connections_gets_few(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others go on."""
    real, turn, opened = smtp.SmtpSession.__init__, threading.Lock(), [0]

    def limited(self: smtp.SmtpSession, *arguments: object) -> None:
        with turn:
            opened[0] += 1
            if opened[0] > 1:
                raise smtp.RelayError("421 Too many connections")
        real(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(smtp.SmtpSession, "__init__", limited)
    scene.read_by(*(f"r{number}" for number in range(20)))
    scene.publish("a")
    with Relay(faults=Faults()) as relay:
        assert scene.deliver(relay, connections=4) == DeliveryTotals(sent=20)


def test_readers_are_written_down_while_it_is_sent(scene: Scene, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page at a time, so that the first mail does not wait for the last reader."""
    monkeypatch.setattr("outsideinnovation.subscriptions.store.issues.PAGE", 4)
    scene.read_by(*(f"r{number:02}" for number in range(11)))
    scene.publish("a")
    seen: list[int] = []
    scene.deliver(relay, progress=lambda _: seen.append(sum(scene.states().values())))
    assert seen[0] == 4
    assert seen[-1] == 11
    assert recipients(relay) == {f"r{number:02}": 1 for number in range(11)}
