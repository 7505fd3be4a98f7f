"""Asking whether a web address still answers: by HEAD, and where that is refused by GET, of which only the head is read.

Redirects are followed, each to a public address; where only permanent ones (RFC 9110, 15.4.2 and 15.4.9) lead there, the address
has moved for good. A host is asked one question at a time, however many threads ask; each question has its seconds.
"""

import threading
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException
from urllib.parse import SplitResult, urlsplit

from outsideinnovation.web_client.connection import CheckedConnection
from outsideinnovation.web_client.deadline import Deadline
from outsideinnovation.web_client.http import (
    MOVED,
    MOVED_FOR_GOOD,
    NO_WEB_ADDRESS,
    REDIRECTS,
    TOO_MANY_REDIRECTS,
    failure_in_words,
    is_web_address,
    redirect_target,
    request_target,
    status_in_words,
)
from outsideinnovation.web_client.public_addresses import MayConnect, is_public

SECONDS = 10.0
PAUSE = 0.2  # seconds between two questions to a host
PATIENT: dict[int, int] = {
    HTTPStatus.TOO_MANY_REQUESTS: 60,
    HTTPStatus.SERVICE_UNAVAILABLE: 0,
}  # and seconds to wait where none are said
BAD = 400  # the first status that says that something is wrong


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered: its last status (0: none came), and in words the ``problem`` where there is one.

    ``moved`` is where it has gone for good; ``wait`` the seconds for which its host wants to be left alone (429, 503).
    """

    status: int = 0
    problem: str = ""
    moved: str = ""
    wait: int = 0


class Visitor:
    """Asks addresses, from several threads if need be; *asked_by* is what it says of itself (User-Agent)."""

    def __init__(
        self, asked_by: str, *, may_connect: MayConnect = is_public, seconds: float = SECONDS, pause: float = PAUSE
    ) -> None:
        self._headers = {"User-Agent": asked_by, "Accept": "*/*", "Connection": "close"}
        self._may_connect, self._seconds, self._pause = may_connect, seconds, pause
        self._turns: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    def ask(self, address: str) -> Answer:
        """Return what *address* answers."""
        for method in ("HEAD", "GET"):
            answer = self._followed(method, address)
            if answer.status < BAD or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
                break  # it is well, nobody is there, or whoever is wants no other question
        return answer

    def _followed(self, method: str, address: str) -> Answer:
        here, is_for_good = address, True
        for _ in range(REDIRECTS + 1):
            answer, target = self._reasoned(method, here)
            if not target:
                is_moved = here != address and is_for_good and 0 < answer.status < BAD
                return replace(answer, moved=here if is_moved else "")
            is_for_good &= answer.status in MOVED_FOR_GOOD
            here = target
        return Answer(0, TOO_MANY_REDIRECTS)

    def _asked(self, method: str, address: str) -> tuple[Answer, str]:
        """Ask one address, and return what it answers, and where it sends to, if it does."""
        parts = urlsplit(address)
        if not is_web_address(parts):
            return Answer(0, NO_WEB_ADDRESS), ""
        with self._turn(parts.hostname or ""):
            status, location, wait = self._spoken(method, parts)
            time.sleep(self._pause)
        if status in MOVED and location:
            return Answer(status), redirect_target(address, location)
        return _judged(status, wait), ""

    def _spoken(self, method: str, parts: SplitResult) -> tuple[int, str, str]:
        """Return the status, Location and Retry-After that an address answers with."""
        connection = CheckedConnection(
            parts.hostname or "",
            parts.port,
            tls=parts.scheme == "https",
            deadline=Deadline.after(self._seconds),
            may_connect=self._may_connect,
        )
        try:
            connection.request(method, request_target(parts), headers=self._headers)
            response = connection.getresponse()
            return response.status, response.getheader("Location", ""), response.getheader("Retry-After", "")
        finally:
            connection.hang_up()

    def _turn(self, host: str) -> threading.Lock:
        with self._guard:
            return self._turns[host]

    def _reasoned(self, method: str, address: str) -> tuple[Answer, str]:
        """Return what ``_asked`` does, or why nothing came."""
        try:
            return self._asked(method, address)
        except TimeoutError:
            problem = f"no answer within {self._seconds:g} seconds"
        except (OSError, HTTPException, ValueError) as error:
            problem = failure_in_words(error)
        return Answer(0, problem), ""


def _judged(status: int, wait: str) -> Answer:
    if status < BAD:
        return Answer(status)
    seconds = seconds_of(wait, datetime.now(UTC)) if status in PATIENT else 0
    return Answer(status, status_in_words(status), wait=seconds or PATIENT.get(status, 0))


def seconds_of(retry_after: str, now: datetime) -> int:
    """Return how many seconds after *now* a Retry-After header asks for: a number, or a date (RFC 9110, 10.2.3); else 0."""
    if retry_after.isdecimal() and retry_after.isascii():
        return int(retry_after[:9])
    try:
        return max(0, int((parsedate_to_datetime(retry_after) - now).total_seconds()))
    except (ValueError, TypeError):
        return 0
