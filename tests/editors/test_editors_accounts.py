"""Editors come in by an invitation, a password and a code; nobody else does, however often they try."""

import os
import stat
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pyotp
import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from tests_waiting import HANG

from outsideinnovation.editors import attempts, networks, second_step, slots
from outsideinnovation.editors.accounts import Accounts, Welcome
from outsideinnovation.editors.passwords import Passwords
from outsideinnovation.editors.refusals import BusyError, PassError, PasswordError, SignInError, TooManyAttemptsError
from outsideinnovation.editors.slots import Slots
from outsideinnovation.errors import ConflictError, NotFoundError, OutsideInnovationError, SettingsError

NOW = datetime(2026, 5, 3, 10, 31, tzinfo=UTC)
PASSWORD = "a bicycle and a basket"
SECOND = timedelta(seconds=1)
HERE = "network-1"


def cheap() -> Passwords:
    """Passwords as in earnest, but for the time and memory they take."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    """No editors yet."""
    return Accounts(tmp_path / "instance" / "editors.sqlite", cheap())


def code(accounts: Accounts, token: str, now: datetime) -> str:
    """Read the code that the invited editor's app shows."""
    return pyotp.TOTP(accounts.invitation(token, now).secret).at(now)


def join(accounts: Accounts, name: str = "Dana", now: datetime = NOW) -> tuple[Welcome, pyotp.TOTP]:
    """Invite somebody, who takes the invitation up."""
    token = accounts.add(name, now)
    app = pyotp.TOTP(accounts.invitation(token, now).secret)
    return accounts.accept(token, PASSWORD, app.at(now), now), app


def sign_in(accounts: Accounts, app: pyotp.TOTP, now: datetime, name: str = "Dana") -> str:
    """Go through both steps and return the session."""
    return accounts.second_step(accounts.first_step(name, PASSWORD, HERE, now), app.at(now), HERE, now)


def test_the_database_is_readable_by_its_owner_only(accounts: Accounts, tmp_path: Path) -> None:
    """Hashes and secrets lie in a file of mode 0600, whatever the umask."""
    before = os.umask(0)
    try:
        join(accounts)
    finally:
        os.umask(before)
    for path in (tmp_path / "instance").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_neither_password_nor_tokens_nor_recovery_codes_lie_in_the_database(accounts: Accounts, tmp_path: Path) -> None:
    """Whoever steals the file can neither sign in with what it holds nor go on with a session."""
    token = accounts.add("Dana", NOW)
    app = pyotp.TOTP(accounts.invitation(token, NOW).secret)
    welcome = accounts.accept(token, PASSWORD, app.at(NOW), NOW)
    data = (tmp_path / "instance" / "editors.sqlite").read_bytes()
    assert b"$argon2id$" in data
    for secret in (PASSWORD, token, welcome.session, *welcome.recovery_codes):
        assert secret.encode() not in data


def test_an_invitation_gives_a_session_and_ten_recovery_codes(accounts: Accounts) -> None:
    """Who takes an invitation up is signed in, and is told the codes for the day the app is lost."""
    welcome, _ = join(accounts)
    editor = accounts.session(welcome.session, NOW)
    assert editor is not None
    assert (editor.name, editor.signed_up, editor.recovery_codes, editor.shortcuts) == ("Dana", True, 10, True)
    assert len(set(welcome.recovery_codes)) == 10


def test_an_invitation_works_once(accounts: Accounts) -> None:
    """The link is spent when it is taken up."""
    token = accounts.add("Dana", NOW)
    digits = code(accounts, token, NOW)
    accounts.accept(token, PASSWORD, digits, NOW)
    with pytest.raises(PassError):
        accounts.invitation(token, NOW)
    with pytest.raises(PassError):
        accounts.accept(token, PASSWORD, digits, NOW)


def test_of_two_who_hold_one_invitation_one_gets_in(accounts: Accounts) -> None:
    """Even at the same moment an invitation is taken up once."""
    token = accounts.add("Dana", NOW)
    digits = code(accounts, token, NOW)

    def attempt(_: int) -> bool:
        try:
            accounts.accept(token, PASSWORD, digits, NOW)
        except PassError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1


def test_looking_at_an_invitation_changes_nothing(accounts: Accounts) -> None:
    """The same drawing is shown however often the page is opened, by a mail scanner too."""
    token = accounts.add("Dana", NOW)
    first = accounts.invitation(token, NOW)
    assert accounts.invitation(token, NOW) == first
    assert first.drawing("A blog").startswith("data:image/svg+xml")
    assert first.secret not in repr(first)


def test_an_invitation_ends_after_72_hours(accounts: Accounts) -> None:
    """Nobody finds an old mail and becomes an editor."""
    token = accounts.add("Dana", NOW)
    accounts.invitation(token, NOW + timedelta(hours=72) - SECOND)
    with pytest.raises(PassError, match="72 hours"):
        accounts.invitation(token, NOW + timedelta(hours=72))


def test_a_second_invitation_takes_the_place_of_the_first(accounts: Accounts) -> None:
    """A link that went astray is worth nothing once a new one is made."""
    first, second = accounts.add("Dana", NOW), accounts.add("dana ", NOW)
    with pytest.raises(PassError):
        accounts.invitation(first, NOW)
    assert accounts.invitation(second, NOW).name == "dana"


def test_nobody_is_invited_over_an_account_that_is_in_use(accounts: Accounts) -> None:
    """An account is not taken over by a new invitation, in whatever case the name is written."""
    join(accounts)
    with pytest.raises(ConflictError, match="oi editors remove"):
        accounts.add("DANA", NOW)


@pytest.mark.parametrize("name", ["", " ", "1st", "a\nb", "a\0b", "a" * 41, "../x", "<b>", "a  b", "\ud800", "-x"])
def test_a_name_is_a_short_line_that_begins_with_a_letter(accounts: Accounts, name: str) -> None:
    """What could break a log line or a page is no editor's name."""
    with pytest.raises(SettingsError):
        accounts.add(name, NOW)


@pytest.mark.parametrize("name", ["Dana", "Zoë O’Neill", "李雷", "d.a-n_a2"])
def test_people_are_called_what_they_are_called(accounts: Accounts, name: str) -> None:
    """Names of every script will do."""
    accounts.add(name, NOW)
    assert [editor.name for editor in accounts.list(NOW)] == [name]


@pytest.mark.parametrize("password", ["", "elevenchars", "x" * 501, "my name is DANA ok"])
def test_a_password_is_long_and_does_not_hold_the_name(accounts: Accounts, password: str) -> None:
    """Twelve characters, whatever they are, but for one's own name."""
    token = accounts.add("Dana", NOW)
    with pytest.raises(PasswordError):
        accounts.accept(token, password, code(accounts, token, NOW), NOW)
    accounts.invitation(token, NOW)  # not spent


def test_a_password_may_be_anything_long_enough(accounts: Accounts) -> None:
    """No rule of composition: twelve equal letters of another script pass; forms of a letter do not matter."""
    token = accounts.add("Dana", NOW)
    app = pyotp.TOTP(accounts.invitation(token, NOW).secret)
    accounts.accept(token, "é" * 12, app.at(NOW), NOW)
    later = NOW + timedelta(minutes=1)
    accounts.first_step("Dana", "e\u0301" * 12, HERE, later)


def test_a_wrong_code_does_not_take_an_invitation_up(accounts: Accounts) -> None:
    """Whoever mistypes the first code tries again."""
    token = accounts.add("Dana", NOW)
    with pytest.raises(SignInError):
        accounts.accept(token, PASSWORD, "000000x", NOW)
    accounts.accept(token, PASSWORD, code(accounts, token, NOW), NOW)


def test_signing_in_takes_password_and_code(accounts: Accounts) -> None:
    """Both steps together give a session; the name is written as one likes."""
    _, app = join(accounts)
    later = NOW + timedelta(minutes=5)
    editor = accounts.session(sign_in(accounts, app, later, " dANA"), later)
    assert editor is not None
    assert editor.name == "Dana"


@pytest.mark.parametrize(
    ("name", "password"), [("Dana", "wrong"), ("Nobody", PASSWORD), ("Dana\ud800", PASSWORD), ("", "")]
)
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(accounts: Accounts, name: str, password: str) -> None:
    """Nobody learns from the answer who is an editor."""
    join(accounts)
    with pytest.raises(SignInError, match="Name, password or code do not fit"):
        accounts.first_step(name, password, HERE, NOW)


def test_a_name_that_nobody_has_costs_as_much_as_a_wrong_password(accounts: Accounts) -> None:
    """The password is hashed either way, and once, so that the time tells nothing."""

    class Counting(PasswordHasher):
        verified = 0

        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - the parent's name
            Counting.verified += 1
            return super().verify(hash, password)

    counted = Accounts(accounts._store.path, Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1)))
    join(accounts)
    accounts.add("Invited", NOW)
    seen = []
    for name in ("Dana", "Nobody", "Invited"):
        with pytest.raises(SignInError):
            counted.first_step(name, "not the password", HERE, NOW)
        seen.append(Counting.verified)
    assert seen == [1, 2, 3]


def test_a_code_is_accepted_once(accounts: Accounts) -> None:
    """Who looks over a shoulder cannot use the code again, not even one of the step before (RFC 6238, 5.2)."""
    _, app = join(accounts)
    later = NOW + timedelta(minutes=5)
    earlier_code = app.at(later - timedelta(seconds=30))
    sign_in(accounts, app, later)
    half = accounts.first_step("Dana", PASSWORD, HERE, later)
    for digits in (app.at(later), earlier_code):
        with pytest.raises(SignInError):
            accounts.second_step(half, digits, HERE, later)


def test_the_code_that_took_up_the_invitation_does_not_sign_in(accounts: Accounts) -> None:
    """The first code counts as used too."""
    _, app = join(accounts)
    with pytest.raises(SignInError):
        sign_in(accounts, app, NOW)


def test_one_code_at_the_same_moment_gives_one_session(accounts: Accounts) -> None:
    """Eight sign-ins race with the same six digits."""
    _, app = join(accounts)
    later = NOW + timedelta(minutes=5)
    halves = [accounts.first_step("Dana", PASSWORD, f"network-{number}", later) for number in range(5)]

    def attempt(half: str) -> bool:
        try:
            accounts.second_step(half, app.at(later), half, later)
        except OutsideInnovationError:
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(attempt, halves)) == 1


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_clock_may_be_half_a_minute_off(accounts: Accounts, seconds: int) -> None:
    """The step before and the one after are accepted."""
    _, app = join(accounts)
    later = NOW + timedelta(minutes=5)
    half = accounts.first_step("Dana", PASSWORD, HERE, later)
    digits = app.at(later + timedelta(seconds=seconds))
    assert accounts.second_step(half, f"{digits[:3]} {digits[3:]}", HERE, later)


def test_a_recovery_code_stands_in_for_the_app_once(accounts: Accounts) -> None:
    """Typed without hyphens and in capitals it works too, and then never again."""
    welcome, _ = join(accounts)
    typed = welcome.recovery_codes[0].replace("-", " ").upper()
    session = accounts.second_step(accounts.first_step("Dana", PASSWORD, HERE, NOW), typed, HERE, NOW)
    editor = accounts.session(session, NOW)
    assert editor is not None
    assert editor.recovery_codes == 9
    half = accounts.first_step("Dana", PASSWORD, HERE, NOW)
    with pytest.raises(SignInError):
        accounts.second_step(half, typed, HERE, NOW)


def test_somebody_elses_recovery_code_is_wrong(accounts: Accounts) -> None:
    """Codes belong to one editor."""
    join(accounts)
    other, _ = join(accounts, "Robin")
    half = accounts.first_step("Dana", PASSWORD, HERE, NOW)
    with pytest.raises(SignInError):
        accounts.second_step(half, other.recovery_codes[0], HERE, NOW)


def test_the_second_step_must_follow_within_ten_minutes(accounts: Accounts) -> None:
    """A half-finished sign-in is not kept for somebody else to finish."""
    _, app = join(accounts)
    half = accounts.first_step("Dana", PASSWORD, HERE, NOW)
    later = NOW + timedelta(minutes=10)
    with pytest.raises(PassError):
        accounts.second_step(half, app.at(later), HERE, later)


def test_a_pass_of_one_kind_is_worth_nothing_as_another(accounts: Accounts) -> None:
    """An invitation is no session, a session no invitation, a half-finished sign-in neither."""
    welcome, app = join(accounts)
    half = accounts.first_step("Dana", PASSWORD, HERE, NOW)
    invitation = accounts.add("Robin", NOW)
    assert accounts.session(half, NOW) is None
    assert accounts.session(invitation, NOW) is None
    for wrong in (welcome.session, half, "", "x" * 5000, "\ud800"):
        with pytest.raises(PassError):
            accounts.invitation(wrong, NOW)
    with pytest.raises(PassError):
        accounts.second_step(welcome.session, app.at(NOW), HERE, NOW)


def test_a_session_ends_after_twelve_idle_hours(accounts: Accounts) -> None:
    """Used every eleven hours it goes on; unused for twelve it is over."""
    welcome, _ = join(accounts)
    now = NOW
    for _ in range(5):
        now += timedelta(hours=11)
        assert accounts.session(welcome.session, now)
    assert accounts.session(welcome.session, now + timedelta(hours=12)) is None


def test_a_session_ends_after_seven_days_in_any_case(accounts: Accounts) -> None:
    """Even one that is never idle."""
    welcome, _ = join(accounts)
    now = NOW
    while now + timedelta(hours=8) < NOW + timedelta(days=7):
        now += timedelta(hours=8)
        assert accounts.session(welcome.session, now)
    assert accounts.session(welcome.session, NOW + timedelta(days=7)) is None


def test_signing_out_ends_this_session_and_no_other(accounts: Accounts) -> None:
    """The other browser stays signed in."""
    welcome, app = join(accounts)
    later = NOW + timedelta(minutes=5)
    other = sign_in(accounts, app, later)
    accounts.sign_out(welcome.session)
    accounts.sign_out(welcome.session)
    assert accounts.session(welcome.session, later) is None
    assert accounts.session(other, later)


def test_a_removed_editor_is_out_at_once(accounts: Accounts) -> None:
    """Sessions end, the password is worth nothing, and the name may be invited again."""
    welcome, _ = join(accounts)
    accounts.remove("dana")
    assert accounts.session(welcome.session, NOW) is None
    with pytest.raises(SignInError):
        accounts.first_step("Dana", PASSWORD, HERE, NOW)
    with pytest.raises(NotFoundError):
        accounts.remove("Dana")
    join(accounts)


def test_single_keys_can_be_switched_off(accounts: Accounts) -> None:
    """The choice is remembered (WCAG 2.1.4)."""
    welcome, _ = join(accounts)
    accounts.use_shortcuts("Dana", wanted=False)
    editor = accounts.session(welcome.session, NOW)
    assert editor is not None
    assert not editor.shortcuts


@pytest.fixture
def guessed(accounts: Accounts) -> Accounts:
    """An account at which one network has guessed as often as it may."""
    join(accounts)
    for _ in range(attempts.BY_BOTH):
        with pytest.raises(SignInError):
            accounts.first_step("Dana", "a wrong password", HERE, NOW)
    return accounts


def test_a_network_that_guesses_has_to_wait(guessed: Accounts) -> None:
    """The right password is refused there too, until the quarter of an hour is over."""
    with pytest.raises(TooManyAttemptsError) as refusal:
        guessed.first_step("Dana", PASSWORD, HERE, NOW)
    assert 0 < refusal.value.retry_after <= 901
    assert guessed.first_step("Dana", PASSWORD, HERE, NOW + attempts.WINDOW + SECOND)


def test_a_stranger_who_guesses_does_not_lock_the_editor_out(guessed: Accounts) -> None:
    """From elsewhere the editor signs in as ever."""
    assert guessed.first_step("Dana", PASSWORD, "network-2", NOW)


@pytest.mark.parametrize("name", ["Dana", "Nobody"])
def test_an_account_that_is_guessed_at_from_everywhere_is_closed_for_a_while(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Many networks together are limited as well, for names that nobody has too, so that these tell nothing."""
    join(accounts)
    monkeypatch.setattr(attempts, "BY_ACCOUNT", 30)
    for number in range(attempts.BY_ACCOUNT):
        with pytest.raises(SignInError):
            accounts.first_step(name, "a wrong password", f"network-{number}", NOW)
    with pytest.raises(TooManyAttemptsError):
        accounts.first_step(name, "a wrong password", "another network", NOW)


def test_whoever_knows_a_name_does_not_lock_its_editor_out(accounts: Accounts) -> None:
    """Five strangers who guess until they have to wait change nothing for the editor, who comes from elsewhere."""
    join(accounts)
    for number in range(attempts.BY_BOTH * 5):
        with pytest.raises(SignInError):
            accounts.first_step("Dana", "a wrong password", f"network-{number % 5}", NOW)
    assert attempts.BY_BOTH * 5 < attempts.BY_ACCOUNT
    assert accounts.first_step("Dana", PASSWORD, "another network", NOW)


def test_an_editors_own_networks_stay_open(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many strangers guess, the editor signs in from where they did before; a place not seen for long is strange."""
    _, app = join(accounts)
    join(accounts, "Robin")
    sign_in(accounts, app, NOW + timedelta(minutes=1))
    monkeypatch.setattr(attempts, "BY_ACCOUNT", 3)

    def guess(now: datetime) -> None:
        for name in ("Dana", "Robin"):
            for number in range(3):
                with pytest.raises(SignInError):
                    accounts.first_step(name, "a wrong password", f"network-{number + 2}", now)

    later = NOW + timedelta(days=80)
    guess(later)
    assert accounts.first_step("Dana", PASSWORD, HERE, later)
    for name, network in (("Dana", "another network"), ("Robin", HERE)):
        with pytest.raises(TooManyAttemptsError):
            accounts.first_step(name, PASSWORD, network, later)
    long_after = NOW + networks.KEPT + timedelta(minutes=1)
    guess(long_after)
    with pytest.raises(TooManyAttemptsError):
        accounts.first_step("Dana", PASSWORD, HERE, long_after)


def test_an_editors_networks_are_bounded_and_go_with_the_account(accounts: Accounts) -> None:
    """The latest are kept, under pseudonyms, and none of somebody who was removed."""
    join(accounts)
    with accounts._store.transaction() as connection:
        for number in range(networks.MOST + 5):
            networks.note(connection, 1, f"network-{number}", NOW + timedelta(minutes=number))
    with accounts._store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM networks").fetchone()[0] == networks.MOST
        assert not networks.knows(connection, 1, "network-4", NOW)
        assert networks.knows(connection, 1, "network-5", NOW)
    accounts.remove("Dana")
    with accounts._store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM networks").fetchone()[0] == 0


def test_a_database_of_an_earlier_version_gets_what_it_lacks(accounts: Accounts) -> None:
    """Its editors stay, and sign in."""
    _, app = join(accounts)
    with accounts._store.transaction() as connection:
        connection.execute("DROP TABLE networks")
    assert sign_in(accounts, app, NOW + timedelta(minutes=1))


def test_a_network_that_tries_many_names_has_to_wait(accounts: Accounts) -> None:
    """Whether or not anybody is called so."""
    for number in range(attempts.BY_NETWORK):
        with pytest.raises(SignInError):
            accounts.first_step(f"Nobody {number}", "a wrong password", HERE, NOW)
    with pytest.raises(TooManyAttemptsError):
        accounts.first_step("somebody else", "a wrong password", HERE, NOW)


def test_attempts_at_the_same_moment_are_all_counted(tmp_path: Path) -> None:
    """Forty guesses at once are no more than ten guesses."""
    accounts = Accounts(tmp_path / "editors.sqlite", cheap(), Slots(strangers=8))
    join(accounts)

    def attempt(_: int) -> type[Exception]:
        try:
            accounts.first_step("Dana", "a wrong password", HERE, NOW)
        except OutsideInnovationError as error:
            return type(error)
        raise AssertionError

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(attempt, range(24)))
    assert said.count(SignInError) == attempts.BY_BOTH
    assert said.count(TooManyAttemptsError) == 24 - attempts.BY_BOTH


def test_codes_are_guessed_a_few_times_only(accounts: Accounts) -> None:
    """Who has stolen the password does not get through a million codes, from however many networks."""
    join(accounts)
    later = NOW + timedelta(minutes=5)
    half = accounts.first_step("Dana", PASSWORD, HERE, later)
    for number in range(attempts.BY_CODE):
        with pytest.raises(SignInError):
            accounts.second_step(half, "wrong", f"network-{number}", later)
    with pytest.raises(TooManyAttemptsError):
        accounts.second_step(half, "wrong", "another network", later)


def test_signing_in_often_is_no_guessing(accounts: Accounts) -> None:
    """Only what fails counts, so an office behind one address may sign in all day."""
    _, app = join(accounts)
    now = NOW
    for _ in range(attempts.BY_NETWORK + 5):
        now += timedelta(seconds=31)
        sign_in(accounts, app, now)


@pytest.mark.parametrize("around", [0, 1], ids=["/56", "/48"])
def test_whoever_has_many_networks_has_to_wait(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, around: int
) -> None:
    """The networks around an IPv6 network are counted too, more loosely; others outside of them go on."""
    join(accounts)
    limit = 5
    monkeypatch.setattr(attempts, "BY_WIDER", (limit, 999) if around == 0 else (999, limit))
    for number in range(limit):
        wider = ["one 56", f"a 48 of {number}"] if around == 0 else [f"a 56 of {number}", "one 48"]
        with pytest.raises(SignInError):
            accounts.first_step(f"Nobody {number}", "a wrong password", f"a 64 of {number}", NOW, wider)
    with pytest.raises(TooManyAttemptsError):
        accounts.first_step("Dana", PASSWORD, "another 64", NOW, ["one 56", "one 48"])
    assert accounts.first_step("Dana", PASSWORD, "another 64", NOW, ["another 56", "another 48"])


def test_wider_limits_are_looser() -> None:
    """A /56 holds more people than a /64, and a /48 more still."""
    assert attempts.BY_BOTH < attempts.BY_NETWORK < attempts.BY_WIDER[0] < attempts.BY_WIDER[1]


def test_those_who_would_wait_too_long_are_told_at_once(tmp_path: Path) -> None:
    """While one password is checked a few wait, whatever their networks; all others hear so before anything is written."""
    checking, go_on = threading.Event(), threading.Event()

    class Slow(PasswordHasher):
        """Checks as long as it is told to."""

        def verify(self, *_: object) -> Literal[True]:
            """Wait, and refuse."""
            checking.set()
            assert go_on.wait(HANG)
            raise VerifyMismatchError

    hasher = Slow(time_cost=1, memory_cost=8, parallelism=1)
    accounts = Accounts(tmp_path / "editors.sqlite", Passwords(hasher), Slots(strangers=3))

    def knock(number: int) -> type[OutsideInnovationError]:
        with pytest.raises((SignInError, BusyError)) as refusal:
            accounts.first_step("Dana", "a wrong password", f"network-{number}", NOW)
        return refusal.type

    with ThreadPoolExecutor(20) as pool:
        knocks = [pool.submit(knock, number) for number in range(20)]
        assert checking.wait(HANG)
        told = [each.result() for _, each in zip(range(17), as_completed(knocks), strict=False)]
        assert told == [BusyError] * 17
        go_on.set()
    assert Counter(each.result() for each in knocks) == {BusyError: 17, SignInError: 3}
    with accounts._store.reading() as connection:
        written = {row["who"] for row in connection.execute("SELECT who FROM attempts")}
    assert len([who for who in written if who.startswith("network ")]) == 3


def test_a_flood_of_strangers_keeps_no_editor_out(accounts: Accounts) -> None:
    """Who has signed in from a network before has a slot of their own there."""
    _, app = join(accounts)
    sign_in(accounts, app, NOW + timedelta(minutes=1))
    with ExitStack() as flood:
        for _ in range(slots.STRANGERS):
            flood.enter_context(accounts._slots.taken(known=False))
        with pytest.raises(BusyError):
            accounts.first_step("Dana", PASSWORD, "network-2", NOW)
        assert accounts.first_step("Dana", PASSWORD, HERE, NOW)
    assert accounts.first_step("Dana", PASSWORD, "network-2", NOW)


@pytest.mark.parametrize("back", [timedelta(days=3), timedelta(days=400)])
def test_a_clock_that_was_set_back_locks_nobody_out(accounts: Accounts, back: timedelta) -> None:
    """Neither failures nor codes of a time that has not come are held against an editor; codes still work once."""
    _, app = join(accounts, now=NOW)
    sign_in(accounts, app, NOW + timedelta(minutes=1))
    for _ in range(attempts.BY_BOTH):
        with pytest.raises(SignInError):
            accounts.first_step("Dana", "a wrong password", HERE, NOW + timedelta(minutes=2))
    with pytest.raises(TooManyAttemptsError):
        accounts.first_step("Dana", PASSWORD, HERE, NOW + timedelta(minutes=2))
    then = NOW - back
    half = accounts.first_step("Dana", PASSWORD, HERE, then)
    assert accounts.second_step(half, app.at(then), HERE, then)
    half = accounts.first_step("Dana", PASSWORD, HERE, then)
    with pytest.raises(SignInError):
        accounts.second_step(half, app.at(then), HERE, then)


def test_failures_of_the_next_moment_count(accounts: Accounts) -> None:
    """Clocks of two machines differ by seconds, which is no clock that was set back."""
    join(accounts)
    for _ in range(attempts.BY_BOTH):
        with pytest.raises(SignInError):
            accounts.first_step("Dana", "a wrong password", HERE, NOW + 30 * SECOND)
    with pytest.raises(TooManyAttemptsError) as refusal:
        accounts.first_step("Dana", PASSWORD, HERE, NOW)
    assert refusal.value.retry_after <= (attempts.WINDOW + attempts.CLOCKS_APART).total_seconds() + 1


def test_the_table_of_attempts_is_bounded(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood from everywhere fills no disk."""
    monkeypatch.setattr(attempts, "MOST_ROWS", 10)
    for number in range(20):
        with pytest.raises(SignInError):
            accounts.first_step(f"Nobody {number}", "a wrong password", f"network-{number}", NOW)
    with accounts._store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM attempts").fetchone()[0] == 10


def test_a_code_in_letters_of_another_script_is_only_wrong() -> None:
    """Whatever is typed is compared, and nothing raises."""
    secret = second_step.new_secret()
    for typed in ("", "１２３４５６", "\ud800", "x" * 10_000, "\0"):
        assert second_step.step_of(secret, typed, NOW) is None
