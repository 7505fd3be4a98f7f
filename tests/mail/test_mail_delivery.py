"""Delivery loses no mail and hardly ever sends one twice, however the relay behaves."""

import itertools
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from mail_letters import NOON, put
from tests_relay import AFTER_THE_DOT, BEFORE_THE_DOT, HANG_UP, Faults, Relay, certificate, server_context

from outsideinnovation.mail import delivery, smtp
from outsideinnovation.mail.delivery import Delivered, deliver
from outsideinnovation.mail.outbox import BACK_OFF, Outbox
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.mail.relay import Relay as To

LATER = NOON + BACK_OFF[0]


def run(outbox: Outbox, relay: Relay, now: object = NOON, **fields: object) -> Delivered:
    """Deliver what is due to *relay*."""
    return deliver(outbox, To.of(relay.url()), now, **fields)  # type: ignore[arg-type]


def counts(outbox: Outbox) -> dict[str, int]:
    """Return how many mails are in which state, without those states that are empty."""
    return {str(state): count for state, count in outbox.counts().items() if count}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test wait for long."""
    monkeypatch.setattr(smtp, "PATIENCE", 3.0)
    monkeypatch.setattr(smtp, "LAST_PATIENCE", 3.0)


def test_many_mails_go_through_one_connection(outbox: Outbox, relay: Relay) -> None:
    """Each arrives once, whole, at whom it is for."""
    put(outbox, *(f"r{number}" for number in range(12)))
    assert run(outbox, relay) == Delivered(sent=12)
    assert {each.to for each in relay.taken} == {f"r{number}@readers.example" for number in range(12)}
    assert relay.connections == 1
    assert counts(outbox) == {"sent": 12}
    assert next(outbox.message(queued_mail) for queued_mail in outbox.sent(1)) in [each.data for each in relay.taken]
    assert run(outbox, relay) == Delivered()


def test_what_arrives_is_what_was_written(outbox: Outbox, relay: Relay) -> None:
    """Lone dots and lines that begin with dots or From are as they were."""
    put(outbox, "one", text=".\n..\n.x\nFrom here\n.", html=None)
    run(outbox, relay)
    [taken] = relay.taken
    assert taken.data == outbox.message(outbox.sent(1)[0])
    assert taken.message.get_content().replace("\r\n", "\n") == ".\n..\n.x\nFrom here\n.\n"
    assert taken.sender == "editors@blog.example"


def test_refusals_of_recipients_are_told_apart(outbox: Outbox, relay: Relay) -> None:
    """450 for one waits, 550 for another has failed with its reply, and a third arrives, in one session."""
    relay.faults.recipients = {"a@readers.example": "450 4.2.1 Busy", "b@readers.example": "550 5.1.1 No such user"}
    put(outbox, "a", "b", "c")
    assert run(outbox, relay) == Delivered(sent=1, deferred=1, failed=1)
    assert counts(outbox) == {"ready": 1, "failed": 1, "sent": 1}
    assert outbox.failed(1)[0].reply == "550 5.1.1 No such user"
    assert [queued_mail.reply for queued_mail in outbox.mails(MailState.READY)] == ["450 4.2.1 Busy"]
    assert relay.connections == 1
    relay.faults.recipients = {}
    assert run(outbox, relay, NOON) == Delivered()
    assert run(outbox, relay, LATER) == Delivered(sent=1)


@pytest.mark.parametrize(
    ("reply", "outcome", "state"),
    [
        ("552 5.3.4 Too large", Delivered(failed=1), "failed"),
        ("554 5.7.1 Spam, we think", Delivered(failed=1), "failed"),
        ("451 4.3.0 Not now", Delivered(deferred=1), "ready"),
        ("454 4.7.0 Too fast", Delivered(deferred=1), "ready"),
    ],
)
def test_what_the_relay_says_to_the_mail_itself_counts(
    outbox: Outbox, relay: Relay, reply: str, outcome: Delivered, state: str
) -> None:
    """5xx after the final dot is for good, 4xx is for now."""
    relay.faults.data = [reply]
    put(outbox, "one")
    assert run(outbox, relay) == outcome
    assert counts(outbox) == {state: 1}
    [queued_mail] = outbox.mails(MailState(state))
    assert queued_mail.reply == reply


def test_a_refused_sender_fails_no_mail(outbox: Outbox, relay: Relay) -> None:
    """It is the set-up's fault, and may be mended while the mails wait; a mail that is too large is its own."""
    relay.faults.mail = ["550 5.7.1 Who are you?", "552 5.3.4 Too large"]
    put(outbox, "a", "b")
    assert run(outbox, relay) == Delivered(deferred=1, failed=1)
    assert "Who are you? (sender refused)" in str(next(outbox.mails(MailState.READY)).reply)


def test_a_relay_that_closes_the_session_is_called_again(outbox: Outbox, relay: Relay) -> None:
    """421 in the middle costs a new connection and no mail; so does a cap on mails a connection."""
    relay.faults.mail = [None, "421 4.7.0 Going down", None, HANG_UP]
    put(outbox, *"abcde")
    assert run(outbox, relay) == Delivered(sent=5)
    assert len(relay.taken) == len(set(relay.message_ids)) == 5
    assert relay.connections == 3


def test_a_cap_a_connection_is_respected(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours and theirs: connections are as many as it takes."""
    monkeypatch.setattr(delivery, "MAILS_A_CONNECTION", 4)
    put(outbox, *"abcdefghij")
    with Relay(faults=Faults(cap=3)) as relay:
        assert run(outbox, relay) == Delivered(sent=10)
        assert relay.connections == 4
    put(outbox, *(f"x{number}" for number in range(8)))
    with Relay() as relay:
        assert run(outbox, relay) == Delivered(sent=8)
        assert relay.connections == 2


def test_a_connection_cut_before_the_final_dot_loses_nothing(outbox: Outbox, relay: Relay) -> None:
    """The mail waits, since it may have arrived as far as we know, and goes again with the same Message-ID."""
    relay.faults.data = [BEFORE_THE_DOT]
    put(outbox, "a", "b")
    assert run(outbox, relay) == Delivered(sent=1, deferred=1, uncertain=1)
    assert run(outbox, relay, LATER) == Delivered(sent=1)
    assert len(relay.taken) == len(set(relay.message_ids)) == 2


def test_a_connection_cut_after_the_final_dot_sends_twice_with_the_same_id(outbox: Outbox, relay: Relay) -> None:
    """The one duplicate that cannot be avoided (RFC 1047) can be known as one."""
    relay.faults.data = [AFTER_THE_DOT]
    put(outbox, "one")
    assert run(outbox, relay) == Delivered(deferred=1, uncertain=1)
    assert run(outbox, relay, LATER) == Delivered(sent=1)
    assert len(relay.seen) == 2
    assert len(set(relay.message_ids)) == 1
    assert relay.seen[0].data == relay.seen[1].data


def test_a_relay_that_puts_everything_off_is_left_in_peace(outbox: Outbox, relay: Relay) -> None:
    """After a few 454s the others are not even offered; nothing is dropped, and later all arrive."""
    relay.faults.rcpt = ["454 4.7.0 Too fast"] * delivery.TROUBLE
    put(outbox, *"abcdefghijklmnop")
    first = run(outbox, relay)
    assert (first.sent, first.deferred, first.failed) == (0, 16, 0)
    assert first.problem
    assert run(outbox, relay, NOON).deferred == 11
    assert run(outbox, relay, LATER) == Delivered(sent=16)


def test_a_relay_that_is_not_there_costs_nothing(outbox: Outbox) -> None:
    """No mail's wait grows because nobody answered; the pause does, and the sentence says what to look at."""
    with Relay() as gone:
        pass
    put(outbox, "one")
    for _ in range(3):
        told = run(outbox, gone)
        assert (told.sent, told.deferred, told.failed) == (0, 1, 0)
        assert "OI_SMTP_URL" in str(told.problem)
    assert [queued_mail.attempts for queued_mail in outbox.mails(MailState.READY)] == [0]
    with Relay() as there:
        assert run(outbox, there, LATER) == Delivered(sent=1)


def test_a_relay_without_starttls_hears_nothing(outbox: Outbox, relay: Relay) -> None:
    """Where TLS was asked for, neither password nor mail goes over an open line, and the sentence says the remedy."""
    put(outbox, "one")
    told = deliver(outbox, To.of(relay.url("?tls=starttls", user="dana:s3cr3t@")), NOON)
    assert told.deferred == 1
    assert "does not offer STARTTLS" in str(told.problem)
    assert "tls=none" in str(told.problem)
    assert "s3cr3t" not in str(told.problem)
    assert relay.seen == []
    assert counts(outbox) == {"ready": 1}


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that only these tests trust."""
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(params=["starttls", "implicit"])
def secure(request: pytest.FixtureRequest, pem: Path) -> Iterator[tuple[Relay, str]]:
    """A relay that speaks TLS, with its address."""
    implicit = request.param == "implicit"
    with Relay(tls=server_context(pem), implicit=implicit, user=("dana@blog.example", "p:w/")) as relay:
        yield relay, relay.url(f"?tls={request.param}", user="dana%40blog.example:p%3Aw%2F@")


def test_mail_goes_over_tls_and_after_sign_in(outbox: Outbox, secure: tuple[Relay, str], pem: Path) -> None:
    """STARTTLS and implicit TLS both work, with a certificate that is trusted."""
    put(outbox, "one")
    trust = ssl.create_default_context(cafile=str(pem))
    assert deliver(outbox, To.of(secure[1]), NOON, tls=trust) == Delivered(sent=1)
    assert len(secure[0].taken) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(outbox: Outbox, secure: tuple[Relay, str]) -> None:
    """No mail goes, and the sentence says so."""
    put(outbox, "one")
    told = deliver(outbox, To.of(secure[1]), NOON)
    assert told.deferred == 1
    assert "certificate that cannot be trusted" in str(told.problem)
    assert secure[0].seen == []


def test_a_wrong_password_is_said_and_costs_no_mail(outbox: Outbox, relay: Relay) -> None:
    """The mail waits for the operator to mend OI_SMTP_URL; the password is not repeated."""
    put(outbox, "one")
    with Relay(user=("dana", "right")) as strict:
        told = deliver(outbox, To.of(strict.url(user="dana:wrong@")), NOON)
        assert told.deferred == 1
        assert "refuses the sign-in" in str(told.problem)
        assert "wrong" not in str(told.problem)
        assert deliver(outbox, To.of(strict.url(user="dana:right@")), LATER) == Delivered(sent=1)


@pytest.mark.parametrize(("host", "user"), [("mail..example", ""), ("127.0.0.1", "dana:p%C3%BCss@")])
def test_letters_that_smtp_cannot_carry_are_said(outbox: Outbox, host: str, user: str) -> None:
    """A host with an empty label and a password beyond ASCII are problems to be told, without the password."""
    put(outbox, "one")
    with Relay(user=("dana", "p")) as strict:
        told = deliver(outbox, To.of(f"smtp://{user}{host}:{strict.port}?tls=none"), NOON)
    assert told.deferred == 1
    assert "SMTP cannot carry" in str(told.problem)
    assert "ss" not in str(told.problem).replace("password", "")


def test_addresses_beyond_ascii_go_where_they_are_taken(outbox: Outbox) -> None:
    """With SMTPUTF8 they arrive as they are (RFC 6531); without it that mail has failed, and the next goes."""
    put(outbox, "a", to="düna@bücher.example")
    put(outbox, "b")
    with Relay() as modern:
        assert run(outbox, modern) == Delivered(sent=2)
        assert {each.to for each in modern.taken} == {"düna@xn--bcher-kva.example", "b@readers.example"}
    put(outbox, "c", to="düna@bücher.example")
    put(outbox, "d")
    with Relay(smtputf8=False) as old:
        assert run(outbox, old) == Delivered(sent=1, failed=1)
        assert "SMTPUTF8" in str(outbox.failed(1)[0].reply)


def test_one_process_delivers_at_a_time(outbox: Outbox, relay: Relay) -> None:
    """A second one finds the first at work and leaves it alone, so that nothing goes twice."""
    put(outbox, "one")
    with outbox.locked("delivery"):
        assert run(outbox, relay) == Delivered()
    assert relay.seen == []
    threads = [Thread(target=run, args=(outbox, relay)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert run(outbox, relay) == Delivered()
    assert len(relay.seen) == 1


def test_what_is_erased_before_its_turn_is_not_sent(
    outbox: Outbox, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An erasure between listing and sending wins."""
    put(outbox, "a", "b")
    listed = Outbox.due

    def erase_after_listing(self: Outbox, now: object) -> object:
        due = listed(self, now)  # type: ignore[arg-type]
        self.purge(to="a@readers.example")
        return due

    monkeypatch.setattr(Outbox, "due", erase_after_listing)
    assert run(outbox, relay) == Delivered(sent=1)
    assert [each.to for each in relay.seen] == ["b@readers.example"]


def test_the_demos_mailbox_keeps_everything(outbox: Outbox) -> None:
    """``mailbox:`` sends nothing anywhere; the mails can be looked at."""
    put(outbox, "a", "b")
    assert deliver(outbox, To.of("mailbox:"), NOON) == Delivered(sent=2)
    assert {queued_mail.key for queued_mail in outbox.sent(9)} == {"a", "b"}


@pytest.mark.parametrize("greeting", [b"", b"220 hello\r\n", b"554 No\r\n", b"not smtp\r\n", b"2" * 10_000])
def test_what_is_no_relay_is_given_up_in_bounded_time(
    outbox: Outbox, greeting: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence, chatter and a closed door are a problem to be told, not a wait without end."""
    monkeypatch.setattr(smtp, "PATIENCE", 0.3)
    put(outbox, "one")
    with socket.create_server(("127.0.0.1", 0)) as mute:
        held: list[socket.socket] = []

        def answer() -> None:
            held.append(mute.accept()[0])
            held[0].sendall(greeting)

        thread = Thread(target=answer)
        thread.start()
        told = deliver(outbox, To.of(f"smtp://127.0.0.1:{mute.getsockname()[1]}?tls=none"), NOON)
        thread.join()
        held[0].close()
    assert told.deferred == 1
    assert told.problem
    assert counts(outbox) == {"ready": 1}


DELIVERER = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from outsideinnovation.mail import outbox
from outsideinnovation.mail.delivery import deliver
from outsideinnovation.mail.relay import Relay

folder, url, when, step = sys.argv[1:]
seen = 0

def dying(original):
    def act(*arguments, **named):
        global seen
        seen += 1
        if seen == int(step):
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **named)
    return act

outbox.Outbox._rename = dying(outbox.Outbox._rename)
outbox.files.write_atomically = dying(outbox.files.write_atomically)
outbox.files.sync_directory = dying(outbox.files.sync_directory)
print(deliver(outbox.Outbox(Path(folder)), Relay.of(url), datetime.fromisoformat(when)))
"""


def killed(outbox: Outbox, relay: Relay, step: int) -> bool:
    """Deliver in a process that dies at that step; tell whether it did."""
    command = [sys.executable, "-c", DELIVERER, str(outbox.folder), relay.url(), NOON.isoformat(), str(step)]
    code = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=os.environ).returncode
    assert code in {0, -signal.SIGKILL}
    return code != 0


@pytest.mark.parametrize("step", [2, 5, 6])
def test_a_killed_delivery_loses_nothing(outbox: Outbox, relay: Relay, step: int) -> None:
    """Wherever it dies, each mail arrives, at most one of them twice and then with the same Message-ID."""
    assert check_killed(outbox, relay, step)


@pytest.mark.long
def test_a_delivery_killed_at_every_step_loses_nothing(tmp_path: Path) -> None:
    """The same, for each rename, write and sync of three mails' way in turn."""
    for step in itertools.count(1):
        with Relay() as relay:
            if not check_killed(Outbox(tmp_path / str(step)), relay, step):
                return


def check_killed(outbox: Outbox, relay: Relay, step: int) -> bool:
    """Kill a delivery at that step, and deliver the rest; tell whether there was such a step."""
    put(outbox, "a", "b", "c")
    died = killed(outbox, relay, step)
    arrived = len(relay.seen)
    told = run(outbox, relay)
    if told.deferred:
        told = run(outbox, relay, NOON + timedelta(days=1))
    assert counts(outbox) == {"sent": 3}
    assert set(relay.message_ids) == set(relay.message_ids[:arrived]) | set(relay.message_ids[arrived:])
    assert len(set(relay.message_ids)) == 3
    assert len(relay.seen) <= 3 + died
    assert told.deferred == 0
    return died
