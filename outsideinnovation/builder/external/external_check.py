"""Which links to the web outside lead nowhere any more, or have moved: many hosts at once, each one question at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from outsideinnovation.builder.content.external_links import ExternalLink
from outsideinnovation.builder.external.answers import Answers
from outsideinnovation.builder.external.visit import Answer, Visitor
from outsideinnovation.builder.report import Progress
from outsideinnovation.errors import Problem
from outsideinnovation.wording import are, counted

AT_ONCE = 16  # hosts
CLOSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})  # which programs are told, and readers may not be


class ExternalCheck:
    """Asks after the links of one site, whose private folder is *instance*, by a *visitor*, as of the time *now*."""

    def __init__(self, instance: Path, visitor: Visitor, clock: Callable[[], datetime]) -> None:
        self._instance, self._visitor, self._clock = instance, visitor, clock
        self._answers = Answers.read(instance)
        self._left: dict[str, int] = {}  # how many addresses of a host were not asked

    def warnings(self, links: Sequence[ExternalLink], progress: Progress = lambda *_: None) -> list[Problem]:
        """Return what is wrong with *links*; what was learnt is kept even where this is interrupted. Raises StorageError."""
        now = self._clock()
        addresses = dict.fromkeys(link.address for link in links)
        known = {address: answer for address in addresses if (answer := self._answers.fresh(address, now))}
        try:
            known |= self._asked([address for address in addresses if address not in known], progress)
        finally:
            self._answers.write(self._instance, now)
        return [problem for link in links if link.address in known for problem in _problem(link, known[link.address])]

    def left_alone(self) -> Iterator[str]:
        """Yield a line for each host that wants to be left alone, and so was not asked all."""
        for host, number in sorted(self._left.items()):
            until = self._answers.paused[host]
            left = f"{counted(number, 'address', 'addresses')} there {are(number)} left"
            yield f"{host} wants no question before {until:%Y-%m-%d %H:%M %Z}: {left} for another time."

    def _asked(self, addresses: Iterable[str], progress: Progress) -> dict[str, Answer]:
        """Ask all *addresses*, those of a host one after the other."""
        hosts: dict[str, list[str]] = {}
        for address in addresses:
            hosts.setdefault(_host(address), []).append(address)
        found: dict[str, Answer] = {}
        total, done = sum(map(len, hosts.values())), 0
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="external") as pool:
            asking = {pool.submit(self._ask_host, host, its): its for host, its in hosts.items()}
            try:
                for future in as_completed(asking):
                    found |= future.result()
                    done += len(asking[future])
                    progress("Asking", done, total)
            except BaseException:  # Ctrl-C is not to wait for thousands of addresses
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return found

    def _ask_host(self, host: str, addresses: Sequence[str]) -> Mapping[str, Answer]:
        found: dict[str, Answer] = {}
        for number, address in enumerate(addresses):
            if self._answers.is_paused(host, self._clock()):
                self._left[host] = len(addresses) - number
                break
            answer = self._visitor.ask(address)
            self._answers.keep(address, host, answer, self._clock())
            if answer.status == HTTPStatus.TOO_MANY_REQUESTS:  # that says nothing of the address
                self._left[host] = len(addresses) - number
                break
            found[address] = answer
        return found


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


def _problem(link: ExternalLink, answer: Answer) -> Iterator[Problem]:
    if answer.problem:
        is_open = answer.status in CLOSED or not answer.status
        remedy = "look at it in a browser" if is_open else "correct it, or take the link out"
        what = f"{link.address} leads nowhere: {answer.problem}"
    elif answer.moved:
        what, remedy = f"{link.address} has moved for good", f"write {answer.moved}"
    else:
        return
    yield Problem(link.path, link.line, what, remedy, link.column, link.length)
