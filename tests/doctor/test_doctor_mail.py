"""The doctor's look at mail: a real name server and a real relay on this machine, each fault with its remedy."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from dns_server import NameServer, serving
from tests_relay import Relay, certificate, server_context
from tests_support import Blog

from outsideinnovation.mail.dkim_signature import SIGNED, DkimSigner

SETTINGS = """
SERVICE_URL = "https://ours.example"
MAIL_FROM = "A small blog <news@ours.example>"
"""
SELECTOR = 'MAIL_DKIM_SELECTOR = "s1"\n'
IP = "192.0.2.7"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    """A key that signs."""
    return rsa.generate_private_key(65537, 2048)


def private(key: rsa.RSAPrivateKey) -> bytes:
    """Return the private half as the operator keeps it."""
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def public(key: rsa.RSAPrivateKey) -> str:
    """Return the TXT record of the public half, in pieces of 255 as zone files have it."""
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    text = f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"
    return " ".join(f'"{text[start : start + 255]}"' for start in range(0, len(text), 255))


@pytest.fixture
def dns(key: rsa.RSAPrivateKey) -> Iterator[NameServer]:
    """A name server for a domain that is well set up."""
    records = {
        ("ours.example", "MX"): ["10 mx.ours.example."],
        ("ours.example", "TXT"): ['"v=spf1 include:relay.example -all"', '"other=words"'],
        ("relay.example", "TXT"): [f'"v=spf1 ip4:{IP}/28 ?all"'],
        ("s1._domainkey.ours.example", "TXT"): [public(key)],
        ("_dmarc.ours.example", "TXT"): ['"v=DMARC1; p=none; rua=mailto:x@ours.example"'],
        ("7.2.0.192.in-addr.arpa", "PTR"): ["out.relay.example."],
        ("out.relay.example", "A"): [IP],
    }
    with serving(records) as server:
        yield server


@pytest.fixture
def relay(monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """A relay that answers."""
    with Relay() as running:
        monkeypatch.setenv("OI_SMTP_URL", running.url())
        yield running


@pytest.fixture
def signing(blog: Blog, key: rsa.RSAPrivateKey) -> Blog:
    """A blog that signs its mail."""
    blog.settings(SETTINGS + SELECTOR)
    (blog.root / "instance").mkdir()
    (blog.root / "instance" / "dkim.pem").write_bytes(private(key))
    return blog


def examine(blog: Blog, dns: NameServer, *more: str) -> dict[str, list[tuple[str, str, str]]]:
    """Return what the doctor says: (verdict, what, remedy) by check."""
    result = blog.run("doctor", "--json", "--dns", dns.address, *more)
    found: dict[str, list[tuple[str, str, str]]] = {}
    for line in result.stdout.splitlines():
        row = json.loads(line)
        found.setdefault(row["check"], []).append((row["verdict"], row["what"], row["remedy"]))
    assert result.exit_code == any(each[0] == "problem" for rows in found.values() for each in rows), result.output
    return found


def verdicts(found: dict[str, list[tuple[str, str, str]]]) -> dict[str, str]:
    """Return the gravest verdict of each check."""
    order = ["problem", "warning", "ok"]
    return {check: min((each[0] for each in rows), key=order.index) for check, rows in found.items()}


def test_a_domain_that_is_well_set_up_has_no_problem(signing: Blog, dns: NameServer, relay: Relay) -> None:
    """Every check is well, and the relay was only greeted."""
    found = examine(signing, dns, "--sending-address", IP)
    assert verdicts(found) == dict.fromkeys(("relay", "bounces", "SPF", "DKIM", "DMARC", "PTR"), "ok")
    assert "covers both unsubscribe headers" in found["DKIM"][0][1]
    assert not relay.seen
    words = signing.run("doctor", "--dns", dns.address, "--sending-address", IP)
    assert words.exit_code == 0
    assert f"ok       PTR: {IP} is out.relay.example, and that leads back.\n" in words.stdout


FAULTS = {
    "no SPF": ({("ours.example", "TXT"): []}, "SPF", "has no SPF record", "v=spf1"),
    "two SPF": (
        {("ours.example", "TXT"): ['"v=spf1 -all"', '"v=spf1 ~all"']},
        "SPF",
        "has 2 SPF records",
        "mend the TXT record",
    ),
    "SPF of others": (
        {("ours.example", "TXT"): ['"v=spf1 ip4:198.51.100.1 ~all"']},
        "SPF",
        "(softfail)",
        "name your relay",
    ),
    "SPF that loops": (
        {("ours.example", "TXT"): ['"v=spf1 include:ours.example -all"']},
        "SPF",
        "more than 10 lookups",
        "",
    ),
    "SPF with a slip": ({("ours.example", "TXT"): ['"v=spf1 ipv4:192.0.2.7 -all"']}, "SPF", "do not know: ipv4", ""),
    "SPF to nowhere": ({("relay.example", "TXT"): []}, "SPF", "has no SPF record", ""),
    "no DKIM key": ({("s1._domainkey.ours.example", "TXT"): []}, "DKIM", "is missing", "s1._domainkey.ours.example"),
    "revoked DKIM key": ({("s1._domainkey.ours.example", "TXT"): ['"v=DKIM1; p="']}, "DKIM", "is missing", ""),
    "no DMARC": ({("_dmarc.ours.example", "TXT"): []}, "DMARC", "no DMARC policy", '"v=DMARC1; p=none"'),
    "DMARC twice": (
        {("_dmarc.ours.example", "TXT"): ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"']},
        "DMARC",
        "has 2 policies",
        "leave one",
    ),
    "DMARC with a slip": ({("_dmarc.ours.example", "TXT"): ['"v=DMARC1; p=never"']}, "DMARC", "p='never'", "reject"),
    "no PTR": ({("7.2.0.192.in-addr.arpa", "PTR"): []}, "PTR", "has no name", "PTR record"),
    "PTR of another": ({("out.relay.example", "A"): ["198.51.100.9"]}, "PTR", "does not lead back", "PTR record"),
    "null MX": ({("ours.example", "MX"): ["0 ."]}, "bounces", "takes no mail", "MX record"),
    "no MX": ({("ours.example", "MX"): []}, "bounces", "takes no mail", "SUBSCRIPTIONS_MAILBOX"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named_with_its_remedy(signing: Blog, dns: NameServer, relay: Relay, fault: str) -> None:
    """And nothing else is blamed."""
    del relay
    changed, check, what, remedy = FAULTS[fault]
    dns.records |= changed
    found = examine(signing, dns, "--sending-address", IP)
    wrong = [each for each in found[check] if each[0] == "problem"]
    assert len(wrong) == 1
    assert what in wrong[0][1]
    assert remedy in wrong[0][2]
    assert wrong[0][2]
    assert {name for name, verdict in verdicts(found).items() if verdict != "ok"} == {check}


SPF_RECORDS = (
    "v=spf1 a -all",
    "v=spf1 mx -all",
    "v=spf1 a:out.relay.example/24 -all",
    "v=SPF1 +ip4:192.0.2.0/24",
    "v=spf1 redirect=relay.example",
)


@pytest.mark.parametrize("record", SPF_RECORDS)
def test_spf_is_read_as_receivers_read_it(signing: Blog, dns: NameServer, relay: Relay, record: str) -> None:
    """By address, mail server, network, redirect, in whatever case."""
    del relay
    dns.records |= {
        ("ours.example", "TXT"): [f'"{record}"'],
        ("ours.example", "A"): [IP],
        ("mx.ours.example", "A"): [IP],
    }
    assert verdicts(examine(signing, dns, "--sending-address", IP))["SPF"] == "ok"


def test_the_way_that_the_manual_tells_ends_well(signing: Blog, dns: NameServer, relay: Relay, tmp_path: Path) -> None:
    """Send oneself a newsletter, save it as it arrived, show it: what was sent is signed here, and the signature holds there."""
    signing.post("first", "From here one sees the sea.\n\n    .\n    From there too.\n", title="Grüße 💡")
    assert signing.run("publish").exit_code == 0
    assert signing.run("newsletter", "send", "--to", "me@ours.example").exit_code == 0
    path = tmp_path / "arrived.eml"
    path.write_bytes(relay.taken[0].data)
    [(verdict, what, _)] = examine(signing, dns, "--message", str(path))["DKIM"]
    assert (verdict, what.startswith("The signature with s1._domainkey.ours.example holds")) == ("ok", True)
    path.write_bytes(relay.taken[0].data.replace(b"the sea", b"the see"))
    assert examine(signing, dns, "--message", str(path))["DKIM"][0][0] == "problem"


def test_another_key_than_the_published_one_is_found(signing: Blog, dns: NameServer, relay: Relay) -> None:
    """The signature of what would be sent is verified as a receiver would."""
    del relay
    other = rsa.generate_private_key(65537, 2048)
    dns.records[("s1._domainkey.ours.example", "TXT")] = [public(other)]
    assert "is missing, is another" in examine(signing, dns)["DKIM"][0][1]


def test_what_cannot_be_known_here_is_a_warning(blog: Blog, dns: NameServer, relay: Relay) -> None:
    """Where the relay signs, and whence it sends; each says how to find out."""
    del relay
    blog.settings(SETTINGS)
    found = examine(blog, dns)
    assert verdicts(found) == {
        "relay": "ok", "bounces": "ok", "SPF": "warning", "DKIM": "warning", "DMARC": "ok", "PTR": "warning",
    }  # fmt: skip
    assert "--sending-address" in found["PTR"][0][2]
    assert "--message FILE" in found["DKIM"][0][2]


@pytest.mark.parametrize(
    ("left_out", "verdict", "said"),
    [((), "ok", "covers both"), (("List-Unsubscribe-Post",), "problem", "does not cover List-Unsubscribe-Post")],
)
def test_a_mail_as_it_arrived_shows_what_the_relay_signs(
    blog: Blog,
    dns: NameServer,
    relay: Relay,
    key: rsa.RSAPrivateKey,
    monkeypatch: pytest.MonkeyPatch,
    left_out: tuple[str, ...],
    verdict: str,
    said: str,
) -> None:
    """RFC 8058 §4: without both headers under a signature there is no one-click button."""
    from newsletter_samples import sent

    del relay
    blog.settings(SETTINGS)
    monkeypatch.setattr(
        "outsideinnovation.mail.dkim_signature.SIGNED", [each for each in SIGNED if each not in left_out]
    )
    arrived = DkimSigner("ours.example", "s1", private(key)).signed(sent())
    path = blog.root / "arrived.eml"
    path.write_bytes(b"Received: from a by b; today\r\nDelivered-To: dana@readers.example\r\n" + arrived)
    (found,) = examine(blog, dns, "--message", str(path))["DKIM"]
    assert found[0] == verdict
    assert said in found[1]
    path.write_bytes(sent())
    (none,) = examine(blog, dns, "--message", str(path))["DKIM"]
    assert "has no signature of ours.example" in none[1]


def test_a_relay_without_tls_or_trust_is_a_problem(
    signing: Blog, dns: NameServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for TLS as delivery asks; the other checks go on."""
    with Relay() as plain:
        monkeypatch.setenv("OI_SMTP_URL", plain.url(""))
        assert "does not offer STARTTLS" in examine(signing, dns)["relay"][0][1]
    with Relay(tls=server_context(certificate(tmp_path))) as strange:
        monkeypatch.setenv("OI_SMTP_URL", strange.url(""))
        found = examine(signing, dns)
        assert "certificate that cannot be trusted" in found["relay"][0][1]
        assert verdicts(found)["DMARC"] == "ok"
    monkeypatch.delenv("OI_SMTP_URL")
    assert "OI_SMTP_URL is not set" in examine(signing, dns)["relay"][0][1]


def test_a_name_server_that_is_silent_ends_nothing(
    signing: Blog, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each check that needed it says so."""
    del relay
    monkeypatch.setattr("outsideinnovation.doctor.resolver.PATIENCE", 0.2)
    with serving({}) as server:
        pass
    result = signing.run("doctor", "--dns", server.address)
    assert result.exit_code in {0, 1}
    assert "could not be looked up" in result.stdout
    assert "--dns" in result.stdout


def test_settings_and_options_that_cannot_be_used_are_said(blog: Blog, dns: NameServer) -> None:
    """A site without a newsletter, a key that is not there, no name server, no address."""
    blog.settings()
    assert "a newsletter needs MAIL_FROM" in examine(blog, dns)["settings"][0][1]
    blog.settings(SETTINGS + SELECTOR)
    assert "dkim.pem: No such file" in examine(blog, dns)["settings"][0][1]
    assert blog.run("doctor", "--dns", "nameserver").exit_code == 1
    assert blog.run("doctor", "--sending-address", "1.2.3").exit_code == 2
