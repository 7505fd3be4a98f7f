"""The outbox keeps every mail in exactly one state, privately, until it is sent, erased or long over."""

import os
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mail_letters import NOON, SENDER, STOP, mail_message, put

from outsideinnovation.errors import ConflictError, StorageError
from outsideinnovation.mail.backoff import PAUSES, BackOff
from outsideinnovation.mail.message import compose
from outsideinnovation.mail.outbox import BACK_OFF, GIVE_UP, KEEP_FAILED, KEEP_SENT, Outbox
from outsideinnovation.mail.queued_mail import MailState, QueuedMail
from outsideinnovation.mail.rate_limit import HourlyRateLimit

MINUTE = timedelta(minutes=1)


def only(outbox: Outbox, state: MailState) -> QueuedMail:
    """Return the one mail there is, which is in that state."""
    assert {each: count for each, count in outbox.counts().items() if count} == {state: 1}
    return next(outbox.mails(state))


def begun(outbox: Outbox, now: datetime = NOON) -> QueuedMail:
    """Begin to send the mail that is due."""
    [queued_mail] = outbox.due(now)
    assert outbox.begin(queued_mail)
    return queued_mail


def test_what_is_put_is_due(outbox: Outbox) -> None:
    """Envelope, key and message come back as they were put."""
    written = mail_message("one", about=("00000001-a", "00000002-b"), stop=STOP)
    message = compose(written, SENDER, NOON)
    assert outbox.put(written, message, NOON)
    [queued_mail] = outbox.due(NOON)
    assert (queued_mail.key, queued_mail.to, queued_mail.sender) == (
        "one",
        "one@readers.example",
        "editors@blog.example",
    )
    assert (queued_mail.about, queued_mail.created, queued_mail.attempts) == (written.about, NOON, 0)
    assert queued_mail.stoppable
    assert outbox.message(queued_mail) == message


def test_a_key_is_put_once(outbox: Outbox) -> None:
    """Also after its mail has been sent."""
    put(outbox, "one")
    again = mail_message("one", text="Other words.")
    assert not outbox.put(again, compose(again, SENDER, NOON), NOON)
    outbox.finish(begun(outbox), "250 OK", NOON)
    assert not outbox.put(again, compose(again, SENDER, NOON), NOON)
    assert only(outbox, MailState.SENT).reply == "250 OK"


def test_of_racing_puts_of_one_key_one_wins(outbox: Outbox) -> None:
    """However many processes or threads write the same mail, it lies there once."""
    written = mail_message("one")
    message = compose(written, SENDER, NOON)
    with ThreadPool(8) as pool:
        won = pool.map(lambda _: outbox.put(written, message, NOON), range(16))
    assert won.count(True) == 1
    only(outbox, MailState.READY)


def test_a_mail_waits_for_its_time(outbox: Outbox) -> None:
    """One that is not to go before some moment does not; the others go the longest waiting first."""
    late = mail_message("late")
    outbox.put(late, compose(late, SENDER, NOON), NOON, NOON + MINUTE)
    put(outbox, "second", now=NOON)
    put(outbox, "first", now=NOON - MINUTE)
    assert [queued_mail.key for queued_mail in outbox.due(NOON)] == ["first", "second"]
    assert [queued_mail.key for queued_mail in outbox.due(NOON + MINUTE)] == ["first", "second", "late"]


def test_nobody_else_can_read_any_of_it(outbox: Outbox) -> None:
    """Files are 0600 and folders 0700, whatever the umask, in every state."""
    before = os.umask(0)
    try:
        put(outbox, "ready", "sent", "failed", "sending")
        ready = {queued_mail.key: queued_mail for queued_mail in outbox.due(NOON)}
        for key in ("sent", "failed", "sending"):
            outbox.begin(ready[key])
        outbox.finish(ready["sent"], "250", NOON)
        outbox.fail(ready["failed"], "550", NOON)
        HourlyRateLimit(outbox.folder / "limits").take("kind", 3, NOON)
        BackOff(outbox.folder).begin("why", NOON)
    finally:
        os.umask(before)
    for path in [outbox.folder, *outbox.folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_what_the_relay_took_is_sent(outbox: Outbox) -> None:
    """It tells when and what the relay said, and the message is there still."""
    put(outbox, "one")
    queued_mail = begun(outbox)
    assert only(outbox, MailState.SENDING).state is MailState.READY
    outbox.finish(queued_mail, "250 OK", NOON + MINUTE)
    sent = only(outbox, MailState.SENT)
    assert (sent.reply, sent.settled) == ("250 OK", NOON + MINUTE)
    assert outbox.message(sent) == compose(mail_message("one"), SENDER, NOON)


def test_what_was_refused_has_failed_and_says_why(outbox: Outbox) -> None:
    """The reply is kept for the operator."""
    put(outbox, "one")
    outbox.fail(begun(outbox), "550 No such user", NOON)
    assert [queued_mail.reply for queued_mail in outbox.failed(9)] == ["550 No such user"]


def test_a_deferred_mail_waits_longer_each_time_and_is_given_up_after_days(outbox: Outbox) -> None:
    """The waits grow to hours (RFC 5321 §4.5.4.1); after GIVE_UP it has failed, with the last reply."""
    put(outbox, "one")
    now, waits = NOON, []
    while mails := list(outbox.mails(MailState.READY)):
        waits.append(mails[0].not_before - now)
        now = mails[0].not_before
        outbox.defer(begun(outbox, now), f"450 Later, {len(waits)}", now)
    assert waits[1 : len(BACK_OFF) + 1] == list(BACK_OFF)
    assert set(waits[len(BACK_OFF) + 1 :]) == {BACK_OFF[-1]}
    assert GIVE_UP < now - NOON <= GIVE_UP + BACK_OFF[-1]
    assert only(outbox, MailState.FAILED).reply == f"450 Later, {len(waits)}"


def test_the_last_sent_come_first(outbox: Outbox) -> None:
    """And no more of them than wanted."""
    put(outbox, "a", "b", "c")
    for minute, queued_mail in enumerate(outbox.due(NOON)):
        outbox.begin(queued_mail)
        outbox.finish(queued_mail, "250", NOON + minute * MINUTE)
    assert [queued_mail.key for queued_mail in outbox.sent(2)] == ["c", "b"]


def test_erasing_finds_a_mail_in_every_state(outbox: Outbox) -> None:
    """What holds a comment's words or went to an address is gone, wherever it stood; nothing else is."""
    put(outbox, "w", "x", "y", "z", about=("00000001-a",))
    put(outbox, "other", about=("00000002-b",))
    mails = {queued_mail.key: queued_mail for queued_mail in outbox.due(NOON)}
    for key in "xyz":
        outbox.begin(mails[key])
    outbox.finish(mails["y"], "250", NOON)
    outbox.fail(mails["z"], "550", NOON)
    assert outbox.purge(about="00000001-a") == 4
    assert only(outbox, MailState.READY).key == "other"
    outbox.finish(mails["x"], "250", NOON)  # was on its way while it was erased: it does not come back
    assert only(outbox, MailState.READY).key == "other"
    assert outbox.purge(about="00000001-a") == 0


@pytest.mark.parametrize("spelling", ["Dana@BÜCHER.example", "dana@xn--bcher-kva.example", " dana@bücher.example"])
def test_erasing_an_address_knows_its_spellings(outbox: Outbox, spelling: str) -> None:
    """Case and script of the domain make no other address."""
    put(outbox, "one", to="dana@bücher.example")
    put(outbox, "two", to="dan@bücher.example")
    assert outbox.purge(to=spelling) == 1
    assert only(outbox, MailState.READY).key == "two"


def test_what_was_stopped_is_withdrawn(outbox: Outbox) -> None:
    """Of what waits for that reader only what may be stopped goes, and only about that comment if one is named."""
    to = "dana@readers.example"
    put(outbox, "a", to=to, stop=STOP, about=("00000001-a",))
    put(outbox, "b", to=to, stop=STOP, about=("00000002-b",))
    put(outbox, "notice", to=to, about=("00000001-a",))
    put(outbox, "other", stop=STOP, about=("00000001-a",))
    assert outbox.withdraw(to, about="00000001-a") == 1
    assert {queued_mail.key for queued_mail in outbox.due(NOON)} == {"b", "notice", "other"}
    assert outbox.withdraw(to) == 1
    assert {queued_mail.key for queued_mail in outbox.due(NOON)} == {"notice", "other"}


def test_old_mails_go(outbox: Outbox) -> None:
    """What was sent or has failed is kept for a while, and no longer; what waits is kept."""
    put(outbox, "sent", "failed", "waiting")
    mails = {queued_mail.key: queued_mail for queued_mail in outbox.due(NOON)}
    for key in ("sent", "failed"):
        outbox.begin(mails[key])
    outbox.finish(mails["sent"], "250", NOON)
    outbox.fail(mails["failed"], "550", NOON)
    assert outbox.prune(NOON + KEEP_SENT) == 0
    assert outbox.prune(NOON + KEEP_SENT + MINUTE) == 1
    assert outbox.prune(NOON + KEEP_FAILED + MINUTE) == 1
    assert only(outbox, MailState.READY).key == "waiting"


def damage(change: Callable[[bytes], bytes], outbox: Outbox) -> Path:
    """Change the file of the mail in ``ready``."""
    [path] = (outbox.folder / "ready").iterdir()
    path.write_bytes(change(path.read_bytes()))
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"",
        lambda data: data[:40],
        lambda data: b"[]" + data,
        lambda data: b'{"key": "one"}\n' + data,
        lambda data: data.replace(b'"one"', b'"other"'),
        lambda data: b"\xff" + data,
        lambda data: data.replace(b'"state": "ready"', b'"state": "lost"'),
        lambda _: b"[" * 100_000 + b"\n",
        lambda _: b"null\n",
    ],
)
def test_a_damaged_mail_stops_no_other(outbox: Outbox, change: Callable[[bytes], bytes]) -> None:
    """It is set aside with a line in the log, and the others go on; erasing looks into it too."""
    put(outbox, "one")
    name = damage(change, outbox).name
    put(outbox, "two")
    assert [queued_mail.key for queued_mail in outbox.due(NOON)] == ["two"]
    aside = outbox.folder / "corrupt" / name
    assert aside.is_file()
    found = b"one@readers.example" in aside.read_bytes()
    assert outbox.purge(to="one@readers.example") == found
    assert aside.is_file() is not found


def test_a_mail_that_moved_on_is_said_so(outbox: Outbox) -> None:
    """Whoever reads a list that is old hears it."""
    put(outbox, "one")
    queued_mail = begun(outbox)
    with pytest.raises(ConflictError, match="no longer ready"):
        outbox.message(queued_mail)
    assert not outbox.begin(queued_mail)


def test_what_a_crash_left_goes_again(outbox: Outbox) -> None:
    """A mail found in ``sending`` may have arrived: it is counted, and due at once; each further time it waits longer."""
    put(outbox, "one")
    before = outbox.message(begun(outbox).in_state(MailState.SENDING))
    assert outbox.recover(NOON) == 1
    queued_mail = begun(outbox)
    assert outbox.message(queued_mail.in_state(MailState.SENDING)) == before
    assert outbox.recover(NOON) == 1
    assert outbox.due(NOON) == []
    assert [each.attempts for each in outbox.due(NOON + BACK_OFF[0])] == [2]
    assert outbox.recover(NOON) == 0


@pytest.mark.parametrize("state", [MailState.SENT, MailState.FAILED])
def test_what_was_written_down_before_a_crash_is_believed(outbox: Outbox, state: MailState) -> None:
    """Where only the last rename is missing, the mail does not go again."""
    put(outbox, "one")
    queued_mail = begun(outbox)
    path = outbox.folder / "sending" / queued_mail.name
    path.write_bytes(queued_mail.in_state(state).dump(QueuedMail.message_in(path)))
    assert outbox.recover(NOON) == 0
    assert only(outbox, state).key == "one"


def test_unfinished_writes_are_swept(outbox: Outbox) -> None:
    """Nothing else tells them from a mail that another process writes just now; hence the lock."""
    put(outbox, "one")
    left = outbox.folder / "ready" / ".x.mail.12ab.tmp"
    left.write_bytes(b"half")
    outbox.recover(NOON)
    assert not left.exists()
    only(outbox, MailState.READY)


def test_a_disk_that_refuses_is_said(outbox: Outbox) -> None:
    """A folder that cannot be made is a StorageError, with its path."""
    outbox.folder.parent.mkdir()
    outbox.folder.write_text("in the way", "utf-8")
    with pytest.raises(StorageError, match="outbox"):
        put(outbox, "one")


def test_an_hours_limit_is_kept_across_restarts(tmp_path: Path) -> None:
    """So many an hour and kind, counted on disk; the next hour begins anew, and old counts go."""
    limits = [HourlyRateLimit(tmp_path / "limits") for _ in range(2)]
    assert [limits[number % 2].take("mail", 3, NOON) for number in range(5)] == [True, True, True, False, False]
    assert limits[0].take("other", 3, NOON)
    assert limits[0].take("mail", 3, NOON + 60 * MINUTE)
    assert not limits[0].take("none", 0, NOON)
    assert limits[0].take("mail", 3, NOON + timedelta(hours=9))
    assert len(list((tmp_path / "limits").iterdir())) == 1


def test_a_relay_in_trouble_is_left_alone_for_longer_and_longer(tmp_path: Path) -> None:
    """The pauses grow; a good moment ends them; damaged notes and wrong clocks cause none."""
    pause, now = BackOff(tmp_path), NOON
    assert pause.reason(NOON) is None
    for length in (*PAUSES, PAUSES[-1]):
        pause.begin("It is out.", now)
        assert str(pause.reason(now)).startswith("It is out. The next try is at ")
        assert pause.reason(now + length) is None
        now += length
    assert pause.reason(NOON - timedelta(days=9)) is None
    pause.end()
    pause.begin("Again.", now)
    assert pause.reason(now + PAUSES[0]) is None
    (tmp_path / ".pause.json").write_text("{", "utf-8")
    assert pause.reason(now) is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["put", "begin", "finish", "fail", "defer", "recover", "withdraw"]), max_size=12))
def test_a_mail_is_in_one_state_whatever_happens(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    """For all orders of events: once put, a mail lies in exactly one folder, and its message never changes."""
    outbox = Outbox(tmp_path_factory.mktemp("law") / "outbox")
    put(outbox, "one")
    message, now, queued_mail = compose(mail_message("one"), SENDER, NOON), NOON, None
    for step in steps:
        now += timedelta(hours=9)
        if step == "begin" and (due := outbox.due(now)):
            queued_mail = due[0] if outbox.begin(due[0]) else None
        elif step in {"finish", "fail", "defer"} and queued_mail:
            getattr(outbox, step)(queued_mail, "said", now)
            queued_mail = None
        elif step == "recover":
            outbox.recover(now)
            queued_mail = None
        elif step == "put":
            assert not outbox.put(mail_message("one"), message, now)
        elif step == "withdraw":
            assert outbox.withdraw("somebody@else.example") == 0
        lying = [path for state in MailState for path in (outbox.folder / state).glob("*")]
        assert len(lying) == 1
        assert QueuedMail.message_in(lying[0]) == message
