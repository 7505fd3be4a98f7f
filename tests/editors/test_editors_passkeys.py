"""A passkey lets its own editor in, on our own pages, once for each challenge; one second factor always stays."""

import hmac
import json
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from soft_authenticator import SoftAuthenticator, letters, octets
from test_editors_accounts import HERE, NOW, PASSWORD, cheap, join, sign_in

from outsideinnovation.editors import challenges, passkeys, webauthn_ceremonies
from outsideinnovation.editors.accounts import Accounts
from outsideinnovation.editors.attempts import BY_NETWORK
from outsideinnovation.editors.refusals import PassError, SignInError, TooManyAttemptsError
from outsideinnovation.editors.relying_party import RelyingParty
from outsideinnovation.errors import ConflictError, NotFoundError

ORIGIN = "https://talk.example"
PARTY = RelyingParty("talk.example", ORIGIN, "A blog")
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    """Two editors, each with an app for codes."""
    made = Accounts(tmp_path / "instance" / "editors.sqlite", cheap())
    join(made, "Dana")
    join(made, "Robin")
    return made


def added(accounts: Accounts, name: str = "Dana", label: str = "Phone", **how: bool) -> SoftAuthenticator:
    """Give *name* a passkey."""
    device = SoftAuthenticator(ORIGIN, **how)
    options = accounts.passkeys.begin_adding(name, PARTY, HERE, NOW)
    accounts.passkeys.add(name, label, device.create(options), PARTY, NOW)
    return device


def entered(accounts: Accounts, device: SoftAuthenticator, now: datetime = LATER, half: str = "") -> str:
    """Sign in with a passkey, and return the session."""
    options = accounts.passkeys.begin_sign_in(PARTY, HERE, now, half)
    return accounts.passkeys.sign_in(device.get(options), PARTY, HERE, now, half)


def who(accounts: Accounts, session: str) -> str:
    """Say whose session it is."""
    found = accounts.session(session, LATER)
    assert found
    return found.name


def test_what_the_browser_is_asked_for(accounts: Accounts) -> None:
    """A passkey that is found without a name, a user who is verified, a random user id, and none that is there already."""
    device = added(accounts)
    asked = json.loads(accounts.passkeys.begin_adding("dana", PARTY, HERE, NOW))
    assert asked["rp"] == {"name": "A blog", "id": "talk.example"}
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert [each["id"] for each in asked["excludeCredentials"]] == [letters(device.id)]
    assert octets(asked["user"]["id"]) == device.handle
    assert len(octets(asked["challenge"])) == 32
    request = json.loads(accounts.passkeys.begin_sign_in(PARTY, HERE, NOW))
    assert request["userVerification"] == "required"
    assert request["rpId"] == "talk.example"
    assert not request["allowCredentials"]


def test_a_passkey_lets_its_editor_in_without_a_password(accounts: Accounts) -> None:
    """Name and password are not asked for, and the account tells when it was used last."""
    danas, robins = added(accounts), added(accounts, "Robin")
    assert who(accounts, entered(accounts, danas)) == "Dana"
    assert who(accounts, entered(accounts, robins)) == "Robin"
    assert [(each.label, each.made, each.used) for each in accounts.passkeys.list("DANA")] == [("Phone", NOW, LATER)]
    assert [each.passkeys for each in accounts.list(NOW)] == [1, 1]


def test_a_passkey_takes_the_place_of_the_code(accounts: Accounts) -> None:
    """After the password; the first step is spent by it."""
    device = added(accounts)
    half = accounts.first_step("Dana", PASSWORD, HERE, LATER)
    asked = accounts.passkeys.begin_sign_in(PARTY, HERE, LATER, half)
    assert [each["id"] for each in json.loads(asked)["allowCredentials"]] == [letters(device.id)]
    assert who(accounts, accounts.passkeys.sign_in(device.get(asked), PARTY, HERE, LATER, half)) == "Dana"
    with pytest.raises(PassError):
        accounts.passkeys.begin_sign_in(PARTY, HERE, LATER, half)


def test_another_editors_passkey_does_not_follow_on_ones_password(accounts: Accounts) -> None:
    """Not with its own user's handle, not without, not with a stolen one."""
    dana, robin = added(accounts), added(accounts, "Robin")
    half = accounts.first_step("Dana", PASSWORD, HERE, LATER)
    for handle in (robin.handle, None, dana.handle):
        robin.handle = handle
        with pytest.raises(SignInError):
            entered(accounts, robin, half=half)
    assert who(accounts, entered(accounts, dana, half=half)) == "Dana"


def test_a_passkey_does_not_speak_for_another_user(accounts: Accounts) -> None:
    """Without a name before, the authenticator must say who it is, and be theirs."""
    dana, robin = added(accounts), added(accounts, "Robin")
    robin.handle, own = dana.handle, robin.handle
    with pytest.raises(SignInError):
        entered(accounts, robin)
    robin.handle = None
    with pytest.raises(SignInError):
        entered(accounts, robin)
    robin.handle = own
    assert who(accounts, entered(accounts, robin)) == "Robin"


def test_a_challenge_is_good_for_one_answer(accounts: Accounts) -> None:
    """The same answer again, and another answer to the same challenge, are refused; also where the first was wrong."""
    device = added(accounts)
    options = accounts.passkeys.begin_sign_in(PARTY, HERE, LATER)
    answer = device.get(options)
    accounts.passkeys.sign_in(answer, PARTY, HERE, LATER)
    for again in (answer, device.get(options)):
        with pytest.raises(PassError):
            accounts.passkeys.sign_in(again, PARTY, HERE, LATER)
    options = accounts.passkeys.begin_sign_in(PARTY, HERE, LATER)
    device.origin = "https://evil.example"
    with pytest.raises(SignInError):
        accounts.passkeys.sign_in(device.get(options), PARTY, HERE, LATER)
    device.origin = ORIGIN
    with pytest.raises(PassError):
        accounts.passkeys.sign_in(device.get(options), PARTY, HERE, LATER)


def test_a_challenge_is_for_what_it_was_asked_for(accounts: Accounts) -> None:
    """One to sign in makes no passkey, one to make a passkey lets nobody in, and each editor has their own."""
    device, new = added(accounts), SoftAuthenticator(ORIGIN)
    creation = accounts.passkeys.begin_adding("Dana", PARTY, HERE, NOW)
    request = accounts.passkeys.begin_sign_in(PARTY, HERE, NOW)
    with pytest.raises(PassError):
        accounts.passkeys.sign_in(device.get(creation), PARTY, HERE, NOW)
    mixed = json.loads(creation) | {"challenge": json.loads(request)["challenge"]}
    with pytest.raises(PassError):
        accounts.passkeys.add("Dana", "", new.create(json.dumps(mixed)), PARTY, NOW)
    with pytest.raises(PassError):
        accounts.passkeys.add(
            "Robin", "", new.create(accounts.passkeys.begin_adding("Dana", PARTY, HERE, NOW)), PARTY, NOW
        )
    assert not accounts.passkeys.list("Robin")


def test_a_challenge_is_over_after_five_minutes(accounts: Accounts) -> None:
    """To the second."""
    device = added(accounts)
    options = accounts.passkeys.begin_sign_in(PARTY, HERE, NOW)
    with pytest.raises(PassError):
        accounts.passkeys.sign_in(device.get(options), PARTY, HERE, NOW + challenges.LIFE)
    options = accounts.passkeys.begin_sign_in(PARTY, HERE, NOW)
    accounts.passkeys.sign_in(device.get(options), PARTY, HERE, NOW + challenges.LIFE - timedelta(seconds=1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": ORIGIN + ":444"},
        {"party": "evil.example"},
        {"verifies": False},
        {"framed": True},
    ],
)
def test_what_is_signed_elsewhere_or_by_nobody_is_refused(accounts: Accounts, wrong: dict[str, object]) -> None:
    """Another page, another port, another host, a frame in another's page, or an authenticator that did not look who is there."""
    device = added(accounts)
    for name, value in wrong.items():
        setattr(device, name, value)
    with pytest.raises(SignInError):
        entered(accounts, device)
    new = SoftAuthenticator(
        str(wrong.get("origin", ORIGIN)), verifies=bool(wrong.get("verifies", True)), framed=bool(wrong.get("framed"))
    )
    options = json.loads(accounts.passkeys.begin_adding("Dana", PARTY, HERE, NOW))
    options["rp"]["id"] = wrong.get("party", "talk.example")
    with pytest.raises(SignInError):
        accounts.passkeys.add("Dana", "", new.create(json.dumps(options)), PARTY, NOW)
    assert len(accounts.passkeys.list("Dana")) == 1


def test_another_key_of_the_same_name_is_refused(accounts: Accounts) -> None:
    """Knowing the id of a passkey is not having it."""
    device = added(accounts)
    forged = SoftAuthenticator(ORIGIN, id=device.id, handle=device.handle, party=device.party)
    with pytest.raises(SignInError):
        entered(accounts, forged)


def test_a_copy_is_noticed_by_its_count(accounts: Accounts) -> None:
    """A count that does not go up is an older copy's; authenticators that never count are taken as they are."""
    device = added(accounts)
    entered(accounts, device)
    entered(accounts, device)
    device.count = 1
    with pytest.raises(SignInError):
        entered(accounts, device)
    still = added(accounts, label="Laptop", counts=False)
    entered(accounts, still)
    assert who(accounts, entered(accounts, still)) == "Dana"


def test_an_editor_may_have_several_and_each_is_removed_alone(accounts: Accounts) -> None:
    """A removed one lets nobody in; somebody else's cannot be removed."""
    phone, laptop = added(accounts), added(accounts, label="  My\tlap\u202etop\n ")
    assert [each.label for each in accounts.passkeys.list("Dana")] == ["Phone", "My lap top"]
    with pytest.raises(NotFoundError):
        accounts.second_factors.remove_passkey("Robin", letters(phone.id))
    accounts.second_factors.remove_passkey("Dana", letters(phone.id))
    with pytest.raises(SignInError):
        entered(accounts, phone)
    assert who(accounts, entered(accounts, laptop)) == "Dana"
    with pytest.raises(NotFoundError):
        accounts.second_factors.remove_passkey("Dana", letters(phone.id))


def test_a_passkey_is_kept_once_and_an_editor_has_so_many(accounts: Accounts) -> None:
    """The same credential is refused, whoever brings it; and so is one more than the most."""
    device = added(accounts)
    for name in ("Dana", "Robin"):
        with pytest.raises(ConflictError):
            accounts.passkeys.add(
                name, "", device.create(accounts.passkeys.begin_adding(name, PARTY, HERE, NOW)), PARTY, NOW
            )
    for _ in range(passkeys.MOST - 1):
        added(accounts)
    with pytest.raises(ConflictError):
        accounts.passkeys.begin_adding("Dana", PARTY, HERE, NOW)


def test_the_last_second_factor_cannot_be_removed(accounts: Accounts) -> None:
    """Neither the app without a passkey, nor the last passkey without the app."""
    with pytest.raises(ConflictError):
        accounts.second_factors.remove_app("Dana")
    phone, laptop = added(accounts), added(accounts, label="Laptop")
    accounts.second_factors.remove_app("Dana")
    accounts.second_factors.remove_passkey("Dana", letters(phone.id))
    with pytest.raises(ConflictError):
        accounts.second_factors.remove_passkey("Dana", letters(laptop.id))
    assert who(accounts, entered(accounts, laptop)) == "Dana"


def test_without_an_app_no_code_lets_in(accounts: Accounts) -> None:
    """Least of all the codes of an empty secret, which anybody can work out; a recovery code still does."""
    welcome, app = join(accounts, "Ann")
    added(accounts, "Ann")
    accounts.second_factors.remove_app("Ann")
    half = accounts.first_step("Ann", PASSWORD, HERE, LATER)
    for code in (app.at(LATER), _code_of_nothing(LATER), ""):
        with pytest.raises(SignInError):
            accounts.second_step(half, code, HERE, LATER)
    assert who(accounts, accounts.second_step(half, welcome.recovery_codes[0], HERE, LATER)) == "Ann"


def _code_of_nothing(now: datetime) -> str:
    """Work out the code of an empty secret (RFC 4226, 5.3)."""
    digest = hmac.digest(b"", (int(now.timestamp()) // 30).to_bytes(8, "big"), "sha1")
    return f"{(int.from_bytes(digest[digest[-1] & 15 :][:4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_new_app_counts_once_it_has_shown_a_code(accounts: Accounts) -> None:
    """Until then the old one does, and afterwards no more; a code of the set-up is not good for a sign-in."""
    _, old = join(accounts, "Ann")
    new = pyotp.TOTP(accounts.second_factors.begin_app("Ann", NOW).secret)
    sign_in(accounts, old, LATER, "Ann")
    with pytest.raises(SignInError):
        accounts.second_factors.confirm_app("Ann", "000000" if new.at(LATER) != "000000" else "1", LATER)
    accounts.second_factors.confirm_app("Ann", new.at(LATER), LATER)
    with pytest.raises(PassError):
        accounts.second_factors.confirm_app("Ann", new.at(LATER), LATER)
    late = LATER + timedelta(minutes=1)
    for app, moment in ((old, late), (new, LATER)):
        with pytest.raises(SignInError):
            sign_in(accounts, app, moment, "Ann")
    sign_in(accounts, new, late, "Ann")


def test_a_set_up_is_over_after_an_hour(accounts: Accounts) -> None:
    """And nobody confirms what was never begun."""
    with pytest.raises(PassError):
        accounts.second_factors.app_begun("Dana", NOW)
    app = pyotp.TOTP(accounts.second_factors.begin_app("Dana", NOW).secret)
    over = NOW + timedelta(hours=1)
    with pytest.raises(PassError):
        accounts.second_factors.confirm_app("Dana", app.at(over), over)


def test_a_removed_editors_passkey_is_worth_nothing(accounts: Accounts) -> None:
    """Nor is it there for the next of that name."""
    device = added(accounts)
    accounts.remove("Dana")
    with pytest.raises(SignInError):
        entered(accounts, device)
    join(accounts, "Dana")
    assert not accounts.passkeys.list("Dana")
    with pytest.raises(SignInError):
        entered(accounts, device)


def test_who_tries_passkeys_again_and_again_has_to_wait(accounts: Accounts) -> None:
    """Wrong answers count as wrong passwords do; right ones do not."""
    device, stranger = added(accounts), SoftAuthenticator(ORIGIN, handle=b"x", party="talk.example")
    for _ in range(BY_NETWORK + 1):
        entered(accounts, device)
    for _ in range(BY_NETWORK):
        with pytest.raises(SignInError):
            entered(accounts, stranger)
    with pytest.raises(TooManyAttemptsError):
        entered(accounts, stranger)


def test_a_flood_of_challenges_crowds_out_its_own(accounts: Accounts) -> None:
    """Whoever asks from another network still has the one that was given."""
    device = added(accounts)
    options = accounts.passkeys.begin_sign_in(PARTY, HERE, NOW)
    first = accounts.passkeys.begin_sign_in(PARTY, "flood", NOW)
    for _ in range(challenges.MOST_OF_NETWORK):
        accounts.passkeys.begin_sign_in(PARTY, "flood", NOW)
    with pytest.raises(PassError):
        accounts.passkeys.sign_in(device.get(first), PARTY, HERE, NOW)
    assert who(accounts, accounts.passkeys.sign_in(device.get(options), PARTY, HERE, NOW)) == "Dana"


def test_a_password_is_confirmed_without_leaving_anything(accounts: Accounts) -> None:
    """A wrong one raises as at the sign-in."""
    accounts.confirm_password("Dana", PASSWORD, HERE, NOW)
    with pytest.raises(SignInError):
        accounts.confirm_password("Dana", "something else", HERE, NOW)


DEVICE = SoftAuthenticator(ORIGIN)
CREATED = DEVICE.create(
    json.dumps({"user": {"id": letters(b"x")}, "rp": {"id": "talk.example"}, "challenge": letters(bytes(32))})
)
SIGNED = DEVICE.get(json.dumps({"challenge": letters(bytes(32))}))
NAMES = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "id", "rawId", "type", "userHandle")
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(st.text(), VALUES.map(json.dumps)),
    st.sampled_from([CREATED, SIGNED]),
    st.sampled_from(NAMES),
    VALUES | st.binary(max_size=200).map(letters),
)
def test_whatever_a_browser_answers_is_taken_or_refused(whole: str, answer: str, name: str, value: object) -> None:
    """Broken JSON, base64, CBOR and keys are refused as a wrong answer is, and raise nothing else."""
    told = json.loads(answer)
    (told if name in told else told["response"])[name] = value
    for text in (whole, json.dumps(told)):
        with suppress(SignInError):
            webauthn_ceremonies.created(PARTY, webauthn_ceremonies.read(text))
        with suppress(SignInError):
            webauthn_ceremonies.signed(PARTY, webauthn_ceremonies.read(text), b"\xa0", 0)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_octet_that_is_signed_can_be_another(data: st.DataObject) -> None:
    """A changed octet in what the authenticator signed, or in its signature, is refused."""
    name = data.draw(st.sampled_from(["authenticatorData", "clientDataJSON", "signature"]))
    key = webauthn_ceremonies.created(PARTY, webauthn_ceremonies.read(CREATED)).public_key
    assert webauthn_ceremonies.signed(PARTY, webauthn_ceremonies.read(SIGNED), key, 0) == 1
    with pytest.raises(SignInError):
        webauthn_ceremonies.signed(PARTY, webauthn_ceremonies.read(_changed(SIGNED, name, data)), key, 0)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_passkey_with_any_octet_changed_is_taken_or_refused(data: st.DataObject) -> None:
    """What makes a passkey is signed by nobody, so some octets may be others; none is an error of ours."""
    changed = _changed(CREATED, data.draw(st.sampled_from(["attestationObject", "clientDataJSON"])), data)
    with suppress(SignInError):
        webauthn_ceremonies.created(PARTY, webauthn_ceremonies.read(changed))


def _changed(answer: str, name: str, data: st.DataObject) -> str:
    told = json.loads(answer)
    before = bytearray(octets(told["response"][name]))
    before[data.draw(st.integers(0, len(before) - 1))] ^= data.draw(st.integers(1, 255))
    told["response"][name] = letters(bytes(before))
    return json.dumps(told)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://Talk.Example/service", ("talk.example", "https://talk.example", False)),
        ("https://talk.example:443", ("talk.example", "https://talk.example", False)),
        ("https://talk.example:8443/x", ("talk.example", "https://talk.example:8443", False)),
        ("https://bücher.example", ("xn--bcher-kva.example", "https://xn--bcher-kva.example", False)),
        ("http://localhost:8000", ("localhost", "http://localhost:8000", False)),
        ("http://blog.localhost", ("blog.localhost", "http://blog.localhost", False)),
        ("http://127.0.0.1:8000", ("localhost", "http://localhost:8000", True)),
        ("http://[::1]:8000", ("localhost", "http://localhost:8000", True)),
        ("http://talk.example", None),
        ("https://192.0.2.7", None),
        ("http://192.168.1.2:8000", None),
        ("ftp://localhost", None),
        ("/service", None),
        ("", None),
    ],
)
def test_where_passkeys_work(address: str, expected: tuple[str, str, bool] | None) -> None:
    """On a host with https, in lower case and ASCII, with its port; on this machine by its name; by no number."""
    found = RelyingParty.of(address, "A blog")
    assert (found and (found.id, found.origin, found.is_moved)) == expected
