"""The links in what somebody wrote, however they are written: spam lives by them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BEGINNING = r"(?:https?://(?:www\.)?|\bwww\.)"
_HOST = re.compile(_BEGINNING + r"([^\s/?#<>()\[\]{}\"'`\\,;!]+)", re.IGNORECASE)
_LINK = re.compile(_BEGINNING + r"[^\s<>()\[\]\"']+", re.IGNORECASE)
_CODE = re.compile(r"<a\s|\[(?:url|link)(?:=|\](?!\())", re.IGNORECASE)  # not Markdown that shows such a word
_LETTERS = re.compile(r"\w")
_ADDRESS_AS_HOST = re.compile(r"[\d.]+")
_FEW_WORDS = 20  # letters beside the links


@dataclass(frozen=True, slots=True)
class CommentLinks:
    """What was found: ``hosts`` in lower case, one for every link; ``coded`` means that HTML or BBCode was tried."""

    hosts: tuple[str, ...] = ()
    coded: bool = False
    alone: bool = False

    @property
    def numeric(self) -> tuple[str, ...]:
        """The hosts that are bare numbers, which hardly any honest site is."""
        return tuple(host for host in self.hosts if _ADDRESS_AS_HOST.fullmatch(host))


def find(body: str) -> CommentLinks:
    """Return the links in *body*; ``alone`` says that there is hardly a word beside them."""
    found = tuple(hosts(body))
    if not found:
        return CommentLinks(coded=bool(_CODE.search(body)))
    beside = sum(1 for _ in _LETTERS.finditer(without(body)))
    return CommentLinks(found, coded=bool(_CODE.search(body)), alone=beside < _FEW_WORDS)


def hosts(text: str) -> Iterator[str]:
    """Yield the host of every link in *text*, in lower case and without ``www.`` and port."""
    for link in _HOST.finditer(text) if _may_hold_one(text) else ():
        yield link[1].rpartition("@")[2].partition(":")[0].casefold().rstrip(".")


def without(text: str) -> str:
    """Return *text* with a space in each link's place."""
    return _LINK.sub(" ", text) if _may_hold_one(text) else text


def _may_hold_one(text: str) -> bool:
    """Tell, ten times as quickly as the patterns can, that most texts hold no link."""
    return "://" in text or "www." in text.casefold()
