#!/usr/bin/env bash
# flufl.bounce 6.0.0: scan_message() returns "permanent failures" of well-formed RFC 3464 reports without a look at Status:
# Action "failed" with 4.4.7 (expired, the mailbox may be there tomorrow) or 5.2.2 (full) is the same as 5.1.1 (no such user). An address
# that holds an equals sign, as SRS, VERP and sub-addresses do, is cut at it. And, where nothing else is found, any address
# between commas in running text is a permanent failure: an out-of-office answer that names a colleague strikes off the colleague.
# Surprising for the library that Mailman reads bounces with: what it calls permanent must not be acted on as it stands.
# What we do: our return path first (VERP), then our own reading of the report with its Status; flufl.bounce only for what is
# no report, never for what says Auto-Submitted, and only where it names the address that this delivery went to
# (subscriptions/bounces/bounce_verdict.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check flufl.bounce==6.0.0
"$folder/venv/bin/python" - <<'PYTHON'
from email import message_from_string
from importlib.metadata import version

from flufl.bounce import all_failures

print("flufl.bounce", version("flufl.bounce"))

REPORT = """\
From: MAILER-DAEMON@mx.example
To: news@blog.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
--b--
"""


def found(words):
    temporary, permanent = all_failures(message_from_string(words))
    return {address.decode() for address in temporary}, {address.decode() for address in permanent}


dana = "dana@readers.example"
for status in ("5.1.1", "5.2.2", "4.4.7"):
    seen = found(REPORT.format(address=dana, action="failed", status=status))
    print("failed,", status, "→", seen)
    assert seen == (set(), {dana}), "Status is read now"
assert found(REPORT.format(address=dana, action="delayed", status="4.2.0")) == ({dana}, set())

seen = found(REPORT.format(address="SRS0=x1=ab=readers.example=dana@forward.example", action="failed", status="5.1.1"))
print("SRS address →", seen)
assert seen == (set(), {"srs0"}), "addresses with = are whole now"

away = (
    "From: eli@readers.example\nTo: news@blog.example\nSubject: Out of office\nAuto-Submitted: auto-replied\n\n"
    "I am away until Monday. In urgent cases ask my colleague, dana@readers.example , thank you.\n"
)
seen = found(away)
print("out of office →", seen)
assert {address.strip() for address in seen[1]} == {dana}, "Auto-Submitted is looked at now"
PYTHON
