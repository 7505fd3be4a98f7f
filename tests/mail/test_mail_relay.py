"""OI_SMTP_URL is read as it is written, and a mistake in it is said without its password."""

import pytest

from outsideinnovation.errors import SettingsError
from outsideinnovation.mail.relay import Relay, Tls


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://mail.example", Relay("mail.example", 587, Tls.STARTTLS)),
        ("smtp://mail.example?tls=none", Relay("mail.example", 25, Tls.NONE)),
        ("smtp://mail.example:465", Relay("mail.example", 465, Tls.IMPLICIT)),
        ("smtp://mail.example?tls=implicit", Relay("mail.example", 465, Tls.IMPLICIT)),
        ("smtp://mail.example:2525/?tls=starttls", Relay("mail.example", 2525, Tls.STARTTLS)),
        ("smtp://a%40b:p%2F%3Aw@mail.example", Relay("mail.example", 587, Tls.STARTTLS, "a@b", "p/:w")),
        ("smtp://[::1]:25?tls=none", Relay("::1", 25, Tls.NONE)),
        ("mailbox:", Relay("", 0, Tls.NONE, mailbox=True)),
    ],
)
def test_a_relays_address_is_read(url: str, relay: Relay) -> None:
    """Port and TLS have safe defaults; user and password are percent-decoded."""
    assert Relay.of(url) == relay


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "smtp://",
        "https://mail.example",
        "smtp://mail.example?tls=maybe",
        "smtp://mail.example?tsl=none",
        "smtp://mail.example/path",
        "smtp://user:s3cr3t@mail.example:port",
        "smtp://user@mail.example",
        "smtp://user:s3cr3t@mail.example?tls=s3cr3t",
        "smtp://[::1",
    ],
)
def test_a_mistake_is_said_without_the_password(url: str) -> None:
    """The message names the variable and its shape, and repeats nothing of what was written."""
    with pytest.raises(SettingsError, match=r"OI_SMTP_URL: .*smtp://user:password@host") as refusal:
        Relay.of(url)
    assert "s3cr3t" not in str(refusal.value)


def test_a_relay_does_not_show_its_password() -> None:
    """Not in a traceback's or a log's view of it either."""
    assert "s3cr3t" not in repr(Relay.of("smtp://user:s3cr3t@mail.example"))


def test_without_an_address_there_is_no_relay() -> None:
    """Mail waits in the outbox then."""
    assert Relay.from_environment({}) is None
    assert Relay.from_environment({"OI_SMTP_URL": " "}) is None
    assert Relay.from_environment({"OI_SMTP_URL": "smtp://mail.example"}) == Relay.of("smtp://mail.example")
