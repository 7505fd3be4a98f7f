#!/usr/bin/env bash
# Python's email package (3.11 to 3.13): a message/delivery-status part is taken apart into its groups of fields; its
# international twin message/global-delivery-status (RFC 6533) is read as an embedded message instead: the group of the
# whole mail becomes that message's headers, and every recipient's group, with Action and Status, is its *body* text. Under
# base64, which RFC 6533 allows for it, even the first group is lost: the encoded text is taken for the message.
# Surprising, for code that reads bounces by walking the groups finds a report without recipients, and no defect is noted.
# What we do: write such a part out again, undo its encoding and split it ourselves (subscriptions/bounces/reports.py).
set -euo pipefail
python3 - <<'PYTHON'
import base64
import sys
from email import message_from_string

print("Python", sys.version.split()[0])
GROUPS = "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: utf-8; d@example\nAction: failed\nStatus: 5.1.1\n"


def status_part(kind, encoding, groups):
    text = f'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: {kind}\n'
    return message_from_string(f"{text}Content-Transfer-Encoding: {encoding}\n\n{groups}\n--b--\n").get_payload(0)


plain = status_part("message/delivery-status", "7bit", GROUPS).get_payload()
print("delivery-status:", [dict(group.items()) for group in plain])
assert plain[1]["Status"] == "5.1.1"

part = status_part("message/global-delivery-status", "8bit", GROUPS)
print("global-delivery-status:", [dict(group.items()) for group in part.get_payload()], part.defects)
assert [group["Status"] for group in part.get_payload()] == [None], "recipients' groups are found now"
assert "Status: 5.1.1" in part.get_payload(0).get_payload()
assert not part.defects

coded = status_part("message/global-delivery-status", "base64", base64.encodebytes(GROUPS.encode()).decode())
print("in base64:", [dict(group.items()) for group in coded.get_payload()])
assert not coded.get_payload(0).keys(), "base64 is undone now"
PYTHON
