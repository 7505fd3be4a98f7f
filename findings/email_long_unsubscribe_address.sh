#!/usr/bin/env bash
# Python's email package (3.11 to 3.13; CPython #85725): policy.SMTP writes a header that is longer than its line and has no
# blank to fold at as encoded words of RFC 2047. The address in List-Unsubscribe, which RFC 2369 §2 wants as it is, becomes
# "=?utf-8?q?=3Chttps=3A//…": no mail program finds an address in it, and one-click unsubscribing is gone. The same header
# with a shorter token is well.
# Surprising twice: a test that parses the bytes back with the standard library sees nothing, for it decodes the words again;
# and the mending that is found first, max_line_length=998, makes the Subject *one* encoded word of hundreds of octets, where
# RFC 2047 §2 allows 75.
# What we do: write and fold headers ourselves, each by its own RFC, and look at raw bytes (mail/message.py, mail/bulk_message.py).
set -euo pipefail
python3 - <<'PYTHON'
import re
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

print("Python", sys.version.split()[0])


def written(name, value, rules=policy.SMTP):
    message = EmailMessage(policy=rules)
    message[name] = value
    return message.as_bytes()


short = "<https://blog.example/subscriptions/unsubscribe/" + "0" * 10 + ">"
long = "<https://blog.example/subscriptions/unsubscribe/" + "0" * 40 + ">"
print(written("List-Unsubscribe", short))
print(written("List-Unsubscribe", long))
assert short.encode() in written("List-Unsubscribe", short)
octets = written("List-Unsubscribe", long)
assert b"https:" not in octets and b"=?utf-8?q?=3Chttps=3A//" in octets, "long addresses are left as they are now"
read = message_from_bytes(octets, policy=policy.default)
print("read back:", read["List-Unsubscribe"], read.defects)
assert read["List-Unsubscribe"] == long and not read.defects, "the parser shows the broken value now"

wide = policy.SMTP.clone(max_line_length=998)
assert long.encode() in written("List-Unsubscribe", long, wide)
words = re.findall(rb"=\?[^ \r\n]*\?=", written("Subject", "Grüße an alle, die lesen " * 8, wide))
print("with max_line_length=998 the Subject's encoded words have", [len(word) for word in words], "octets")
assert max(map(len, words)) > 75, "encoded words keep to 75 octets now"
PYTHON
