"""Signed links: each for its purpose, for its time, and by keys that outlive a change."""

import base64
import hashlib
import json
import string
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from outsideinnovation.errors import SettingsError
from outsideinnovation.tokens import ExpiredTokenError, Keyring, Purpose, TokenError

NOW = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
OLD, NEW = "an old key of enough characters", "a new key of enough characters"
RING = Keyring((OLD,))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(Purpose), values)
def test_what_is_signed_is_read_back(purpose: Purpose, value: object) -> None:
    """Whatever JSON can hold, and the token is safe in an address."""
    token = RING.sign(purpose, value)
    assert RING.read(purpose, token, NOW) == value
    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")


@given(st.text("ab", max_size=400))
def test_a_token_is_nothing_that_a_server_or_a_mail_program_cuts(words: str) -> None:
    """Its path begins with no dot, which servers keep for hidden files, and ends with a letter or digit, however long."""
    token = RING.sign(Purpose.DECISION, {"words": words * 3})
    assert token[0].isalnum()
    assert token[-1].isalnum()
    assert token.count(".") == 1


def test_compressed_tokens_of_earlier_mails_are_read() -> None:
    """They begin with a dot; links in mails outlive the version that made them."""
    keys = {
        "salt": "outsideinnovation stop",
        "signer_kwargs": {"key_derivation": "hmac", "digest_method": hashlib.sha256},
    }
    token = URLSafeSerializer(OLD, **keys).dumps({"value": "a" * 500})
    assert token.startswith(".")
    assert RING.read(Purpose.STOP, token, NOW) == "a" * 500


@pytest.mark.parametrize("made", Purpose)
@pytest.mark.parametrize("asked", Purpose)
def test_a_token_works_for_its_purpose_only(made: Purpose, asked: Purpose) -> None:
    """A link that confirms an address approves no comment."""
    token = RING.sign(made, "value")
    if made is asked:
        assert RING.read(asked, token, NOW) == "value"
    else:
        with pytest.raises(TokenError, match="not one of ours"):
            RING.read(asked, token, NOW)


@given(st.data())
def test_an_altered_token_is_refused(data: st.DataObject) -> None:
    """One character changed, left out or added, anywhere; the last one of each part may spell the same bytes."""
    token = RING.sign(Purpose.DECISION, {"id": "0123", "action": "approve"})
    at = data.draw(st.integers(0, token.index(".") - 2))
    other = data.draw(st.sampled_from([each for each in string.ascii_letters if each != token[at]]))
    for altered in (
        token[:at] + other + token[at + 1 :],
        token[:at] + token[at + 1 :],
        token[:at] + other + token[at:],
    ):
        with pytest.raises(TokenError):
            RING.read(Purpose.DECISION, altered, NOW)


@given(st.text())
def test_what_strangers_type_is_no_token(typed: str) -> None:
    """Whatever it is, it is refused by the one error that the service knows."""
    with pytest.raises(TokenError):
        RING.read(Purpose.RECEIPT, typed, NOW)


def test_a_token_ends_when_its_time_is_over() -> None:
    """To the second, and the message says when that was; without an end it works for ever."""
    token = RING.sign(Purpose.DECISION, 1, expires=NOW)
    assert RING.read(Purpose.DECISION, token, NOW - timedelta(seconds=1)) == 1
    with pytest.raises(ExpiredTokenError, match=r"worked until 3 May 2026, 12:00 UTC"):
        RING.read(Purpose.DECISION, token, NOW)
    assert RING.read(Purpose.STOP, RING.sign(Purpose.STOP, 1), NOW + timedelta(days=36_500)) == 1


def test_older_keys_are_believed_and_the_newest_signs() -> None:
    """A changed key breaks no link in a mail; a key that is taken out does."""
    both = Keyring((NEW, OLD))
    assert both.read(Purpose.STOP, RING.sign(Purpose.STOP, 1), NOW) == 1
    assert Keyring((NEW,)).read(Purpose.STOP, both.sign(Purpose.STOP, 1), NOW) == 1
    with pytest.raises(TokenError):
        RING.read(Purpose.STOP, both.sign(Purpose.STOP, 1), NOW)


def test_a_pseudonym_stands_for_one_text_and_one_purpose() -> None:
    """It stays when a newer key comes, and nobody without the key can make it."""
    name = RING.pseudonym(Purpose.NETWORK, "192.0.2.1")
    assert name == Keyring((NEW, OLD)).pseudonym(Purpose.NETWORK, "192.0.2.1")
    others = {
        RING.pseudonym(Purpose.NETWORK, "192.0.2.2"),
        RING.pseudonym(Purpose.ADDRESS, "192.0.2.1"),
        Keyring((NEW,)).pseudonym(Purpose.NETWORK, "192.0.2.1"),
    }
    assert len({name} | others) == 4
    assert RING.pseudonym(Purpose.ADDRESS, "\ud800")  # what strangers send need not be UTF-8


def test_a_keyring_shows_no_key() -> None:
    """Neither in a message nor in a log."""
    assert OLD not in repr(RING)


def test_keys_come_from_the_environment(tmp_path: Path) -> None:
    """Several are separated by spaces, the newest first, and no file is made."""
    keys = ["k" * 16, "l" * 16]
    assert Keyring.load(tmp_path, {"OI_SECRET_KEY": " ".join(keys)}).keys == tuple(keys)
    assert not list(tmp_path.iterdir())


def test_without_keys_a_keyring_is_made_once(tmp_path: Path) -> None:
    """Its owner's alone, and the same for whoever comes next."""
    made = Keyring.load(tmp_path / "instance", {})
    assert Keyring.load(tmp_path / "instance", {}) == made
    assert (tmp_path / "instance" / "keyring.json").stat().st_mode & 0o777 == 0o600
    assert Keyring.load(tmp_path / "else", {}) != made


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"keys": []}', '{"keys": "a long enough string"}', '{"keys": ["short"]}']
)
def test_a_keyring_that_cannot_be_used_is_told(tmp_path: Path, text: str) -> None:
    """With its path; it is never replaced, since every link in every mail would break."""
    path = tmp_path / "keyring.json"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="keyring"):
        Keyring.load(tmp_path, {})
    assert path.read_text("utf-8") == text


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    """What can be guessed signs nothing; the remedy is named, the key is not."""
    with pytest.raises(SettingsError, match="openssl rand") as caught:
        Keyring.load(tmp_path, {"OI_SECRET_KEY": f"{'k' * 32} secret"})
    assert "secret" not in str(caught.value).replace("OI_SECRET_KEY", "")


def test_a_token_says_what_it_says_in_the_open() -> None:
    """Nothing secret belongs into one."""
    payload = RING.sign(Purpose.DECISION, "approve").partition(".")[0]
    assert json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))) == {"value": "approve"}
