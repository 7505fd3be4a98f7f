#!/usr/bin/env bash
# smtplib (Python 3.11 to 3.13): send_message() does not send what the message's own as_bytes() gives. It flattens the message
# anew with a generator of its own, whose mangle_from_ is on whatever the message's policy says: a line of the body that
# begins with "From " arrives as ">From ". That is an escape of mbox files; nothing in SMTP asks for it.
# Surprising, for the policy of the message (policy.SMTP, mangle_from_ off) is what it was signed by: a DKIM signature that
# holds for message.as_bytes() is broken on the wire, and only in mails in which some paragraph happens to begin with "From".
# What we do: sign the bytes, and hand over exactly those bytes (mail/dkim_signature.py, mail/smtp.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aiosmtpd==1.4.6 dkimpy==1.1.8 cryptography==46.0.3
"$folder/venv/bin/python" - <<'PYTHON'
import base64
import smtplib
import socket
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

import dkim
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

print("Python", sys.version.split()[0])
key = rsa.generate_private_key(65537, 2048)
pem = key.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def holds(octets):
    return dkim.verify(octets, dnsfunc=lambda *_, **__: record)


def signed(words):
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = "news@blog.example", "dana@readers.example", "A post"
    message.set_content(words)
    octets = message.as_bytes()
    return dkim.sign(octets, b"s1", b"blog.example", pem) + octets


class Handler:
    async def handle_DATA(self, server, session, envelope):
        self.got = envelope.original_content
        return "250 OK"


with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
handler = Handler()
controller = Controller(handler, hostname="127.0.0.1", port=port)
controller.start()
try:
    results = {}
    for words in ("Of here one sees the sea.\n", "From here one sees the sea.\n"):
        octets = signed(words)
        message = message_from_bytes(octets, policy=policy.SMTP)
        assert not message.policy.mangle_from_
        assert message.as_bytes() == octets and holds(octets)
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.send_message(message)
            by_message = holds(handler.got), handler.got.splitlines()[-1]
            smtp.sendmail("news@blog.example", ["dana@readers.example"], octets)
        results[words] = by_message, holds(handler.got)
        print(repr(words), "by send_message():", by_message, "by sendmail() of the bytes:", holds(handler.got))
    harmless, from_line = results.values()
    assert harmless == ((True, b"Of here one sees the sea."), True)
    assert from_line == ((False, b">From here one sees the sea."), True), "send_message() keeps to the policy now"
finally:
    controller.stop()
PYTHON
