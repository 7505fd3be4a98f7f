"""A relay that offers PIPELINING (RFC 2920) is told sender, recipient and DATA at once, and its answers keep their order."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pytest

from outsideinnovation.mail.relay import Relay, Tls
from outsideinnovation.mail.smtp import DeliveryOutcome, SmtpSession

MESSAGE = b"From: a@blog.example\r\n\r\nHello.\r\n.\r\n"
GOOD = {
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 Go ahead",
    ".": "250 Taken",
    "RSET": "250 OK",
    "QUIT": "221 Bye",
}


@dataclass(frozen=True)
class Mail:
    """An envelope."""

    to: str = "dana@readers.example"
    sender: str = "news@blog.example"
    name: str = "one"


@dataclass
class Script:
    """A relay that answers by a script: for each command a list that is used up, then what is good; ``heard`` is what came."""

    answers: dict[str, list[str]]
    heard: list[str] = field(default_factory=list)
    together: int = 0  # the most commands that came in one packet

    def converse(self, connection: socket.socket) -> None:
        """Speak until the other side hangs up."""
        connection.sendall(b"220 relay.example\r\n")
        in_message = False
        while packet := connection.recv(1 << 16):
            lines = packet.decode().split("\r\n")[:-1]
            self.together = max(self.together, len(lines) if not in_message else 0)
            for line in lines:
                word = line.split(" ")[0].split(":")[0].upper()
                if in_message and line != ".":
                    continue
                self.heard.append(word)
                answer = self._answer(word)
                in_message = answer.startswith("354")
                connection.sendall(f"{answer}\r\n".encode())
                if answer.startswith("421"):
                    return

    def _answer(self, word: str) -> str:
        if word == "EHLO":
            return "250-relay.example\r\n250-SIZE 1000000\r\n250 PIPELINING"
        waiting = self.answers.get(word)
        return waiting.pop(0) if waiting else GOOD[word]


@contextmanager
def conversation(script: Script) -> Iterator[SmtpSession]:
    """Open a conversation with a relay that answers by *script*."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                script.converse(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        opened = SmtpSession(Relay("127.0.0.1", server.getsockname()[1], Tls.NONE))
        try:
            yield opened
        finally:
            opened.close()
            thread.join()


def test_all_is_said_at_once() -> None:
    """Which saves two of four waits a mail."""
    script = Script({})
    with conversation(script) as opened:
        assert [opened.hand_over(Mail(), MESSAGE).outcome for _ in range(3)] == [DeliveryOutcome.SENT] * 3
    assert script.together == 3
    assert script.heard == ["EHLO", *["MAIL", "RCPT", "DATA", "."] * 3, "QUIT"]


@pytest.mark.parametrize(
    ("answers", "outcome", "words"),
    [
        ({"RCPT": ["550 5.1.1 Nobody"], "DATA": ["554 No recipients"]}, DeliveryOutcome.REFUSED, "550 5.1.1 Nobody"),
        ({"RCPT": ["550 5.1.1 Nobody"], "DATA": ["503 Need RCPT"]}, DeliveryOutcome.REFUSED, "550 5.1.1 Nobody"),
        ({"RCPT": ["450 4.2.1 Later"], "DATA": ["503 Need RCPT"]}, DeliveryOutcome.DEFERRED, "450 4.2.1 Later"),
        (
            {"MAIL": ["550 5.7.1 Who?"], "RCPT": ["503 Need MAIL"], "DATA": ["503 Need RCPT"]},
            DeliveryOutcome.DEFERRED,
            "400 550 5.7.1 Who? (sender refused)",
        ),
        ({"DATA": ["451 4.3.0 Not now"]}, DeliveryOutcome.DEFERRED, "451 4.3.0 Not now"),
        ({"RCPT": ["503 5.5.1 Need MAIL"], "DATA": ["503 Need RCPT"]}, DeliveryOutcome.LOST, "503 5.5.1 Need MAIL"),
        ({"MAIL": ["421 4.7.0 Going down"]}, DeliveryOutcome.LOST, "421 4.7.0 Going down"),
        ({"RCPT": ["421 4.7.0 Going down"]}, DeliveryOutcome.LOST, "421 4.7.0 Going down"),
    ],
)
def test_the_first_refusal_counts(answers: dict[str, list[str]], outcome: DeliveryOutcome, words: str) -> None:
    """What follows of it is no word on the recipient."""
    with conversation(Script(answers)) as opened:
        answer = opened.hand_over(Mail(), MESSAGE)
        assert (answer.outcome, answer.words) == (outcome, words)
        if outcome is not DeliveryOutcome.LOST:
            assert opened.hand_over(Mail(), MESSAGE).outcome is DeliveryOutcome.SENT


def test_a_relay_that_waits_for_a_message_without_recipients_gets_an_empty_one() -> None:
    """RFC 2920 §3.1; the refusal stands, and the next mail is not mixed up with it."""
    script = Script({"RCPT": ["550 5.1.1 Nobody"], ".": ["554 5.5.1 No valid recipients"]})
    with conversation(script) as opened:
        answer = opened.hand_over(Mail(), MESSAGE)
        assert (answer.outcome, answer.words) == (DeliveryOutcome.REFUSED, "550 5.1.1 Nobody")
        assert opened.hand_over(Mail(), MESSAGE).outcome is DeliveryOutcome.SENT
    assert script.heard[:6] == ["EHLO", "MAIL", "RCPT", "DATA", ".", "RSET"]


@pytest.mark.parametrize("field", ["to", "sender"])
def test_an_address_cannot_bring_a_command(field: str) -> None:
    """A line break in it, which was to be refused where it came in, ends the work instead of going out."""
    script = Script({})
    with conversation(script) as opened, pytest.raises(ValueError, match="line break"):
        opened.hand_over(Mail(**{field: "x@y>\r\nRCPT TO:<z@y"}), MESSAGE)
    assert "RCPT" not in script.heard
