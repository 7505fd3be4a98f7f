"""Mails that come back, as the servers of the world write them; each is ours in words, and theirs in form."""

import base64

from outsideinnovation.subscriptions.bounces.return_path import ReturnPaths

PATHS = ReturnPaths("news@blog.example", lambda text: f"{sum(map(ord, text)) * 2654435761 % 2**80:020x}")
DELIVERY = 4711
READER = "dana@a-domain.example"


def dsn(
    *recipients: str, to: str | None = None, kind: str = "message/delivery-status", encoding: str = "7bit"
) -> bytes:
    """Return a report (RFC 3464) with those groups of fields, to our return path."""
    groups = "\n\n".join(["Reporting-MTA: dns; mx.a-domain.example", *recipients])
    if encoding == "base64":
        groups = base64.encodebytes(groups.encode()).decode().strip()
    return f"""\
Return-Path: <>
To: {PATHS.of(DELIVERY) if to is None else to}
From: MAILER-DAEMON@mx.a-domain.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry to inform you.
--b
Content-Type: {kind}
Content-Transfer-Encoding: {encoding}

{groups}

--b
Content-Type: message/rfc822

From: news@blog.example
To: {READER}
Subject: A post

Hello.
--b--
""".encode()


def failed(status: str, diagnostic: str = "", address: str = READER, action: str = "failed") -> str:
    """Return a group of fields."""
    lines = f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}"
    return lines + (f"\nDiagnostic-Code: smtp; {diagnostic}" if diagnostic else "")


def mail(
    body: str, headers: str = "", to: str | None = None, sender: str = "MAILER-DAEMON@mx.a-domain.example"
) -> bytes:
    """Return a mail in plain text, to our return path."""
    return (
        f"From: {sender}\nTo: {PATHS.of(DELIVERY) if to is None else to}\nSubject: Hello\n{headers}\n{body}\n".encode()
    )


def complaint(kind: str, path: str | None = None, to: str = "abuse@blog.example") -> bytes:
    """Return a report of feedback (ARF, RFC 5965), which comes to another address and gives our mail back."""
    return f"""\
From: feedback@big-provider.example
To: {to}
Subject: FW: A post
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.
--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1

--b
Content-Type: message/rfc822

Return-Path: <{PATHS.of(DELIVERY) if path is None else path}>
From: news@blog.example
Subject: A post

Hello.
--b--
""".encode()
