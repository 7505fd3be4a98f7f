#!/usr/bin/env bash
# smtplib (Python 3.11 to 3.13): after sendmail() fails at the DATA command ("451, later"), or at a recipient that cannot be
# written in ASCII, the transaction is left open: no RSET is said. The *next* sendmail() on that connection, to somebody
# else, is answered "503 nested MAIL" and raises SMTPSenderRefused: a 5xx, as if that address or our sender were refused for
# good. The one after it goes well, since that failure does say RSET.
# Surprising, for what failed was the mail before, and that had been raised already; a bulk mailer that counts 5xx as bounces
# strikes a reader off who has nothing to do with it.
# What we do: speak MAIL, RCPT and DATA ourselves, one recipient a transaction, RSET or hang up after whatever fails, and
# never take 503 for a bounce (mail/smtp.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aiosmtpd==1.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import smtplib
import socket
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

print("Python", sys.version.split()[0])
refusals, got = [], []


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if refusals:
            await self.push(refusals.pop())
        else:
            await super().smtp_DATA(arg)


class Handler:
    async def handle_DATA(self, server, session, envelope):
        got.extend(envelope.rcpt_tos)
        return "250 OK"


class Here(Controller):
    def factory(self):
        return Server(self.handler)


with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
controller = Here(Handler(), hostname="127.0.0.1", port=port)
controller.start()


def outcomes(*readers):
    seen = []
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for reader in readers:
            try:
                smtp.sendmail("news@blog.example", [reader], b"Subject: x\r\n\r\nHello\r\n")
                seen.append("sent")
            except smtplib.SMTPResponseException as error:
                seen.append(f"{type(error).__name__} {error.smtp_code}")
            except UnicodeEncodeError as error:
                seen.append(type(error).__name__)
    print(dict(zip(readers, seen)))
    return seen


try:
    refusals.append("451 4.3.0 Try again later")
    assert outcomes("a@x.example", "b@x.example", "c@x.example") == ["SMTPDataError 451", "SMTPSenderRefused 503", "sent"]
    seen = outcomes("dörte@x.example", "e@x.example", "f@x.example")
    assert seen == ["UnicodeEncodeError", "SMTPSenderRefused 503", "sent"]
    assert got == ["c@x.example", "f@x.example"]
finally:
    controller.stop()
PYTHON
