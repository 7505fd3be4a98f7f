"""Reading what somebody typed into the search box: words, "phrases", -exclusions, and filters such as ``after:2008``.

Anything can be typed, and nothing that is typed is an error: what is no filter is words, a quotation mark that is never closed
is none, and where no word is left there is nothing to search for.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from outsideinnovation.search.words import words

LONGEST = 4000  # characters that are read
MOST = 128  # words that are searched for
FEW = 4  # phrases, exclusions and filters that are heeded: each is looked up, however frequent
FILTERS = ("category", "tag", "author")
LONG = 8  # words of a phrase that are compared

_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
_PART = re.compile(
    r'(?<!\S)(-?)(?:(category|tag|author|after|before):)?(?:"([^"]*)"|([^\s"]+))|([^\s"]+)', re.IGNORECASE
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for. A document is found that has any of ``words`` or, where there are none, passes the filters.

    ``words`` stand in their order, those of phrases too, one that was typed twice twice. A found document has all ``phrases``
    (if none has: any, they are words then), nothing of ``excluded`` (phrases; most are of one word), passes all ``filters`` and
    none of ``barred`` (kind, name), and is dated from ``after`` on, and before ``before`` (days since 1970, UTC).
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    barred: tuple[tuple[str, str], ...] = ()
    after: int | None = None
    before: int | None = None

    def __bool__(self) -> bool:
        return bool(self.words or self.filters or self.after is not None or self.before is not None)


def parse(text: str) -> Query:
    """Read *text*, whatever it is. A query that is false asks for nothing."""
    found = _Found()
    for part in _PART.finditer(_UNREADABLE.sub(" ", text[:LONGEST])):
        minus, kind, quoted, plain, rest = part.groups()
        found.add(bool(minus), (kind or "").lower(), quoted, plain if plain is not None else rest)
    return found.query()


def day(text: str) -> int | None:
    """Return the first day of a year, a month or the day itself (``2008``, ``2008-05``, ``2008-05-31``) since 1970."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day_ = found.groups(default="1")
    try:
        moment = date(int(year), int(month), int(day_))
    except ValueError:
        return None
    return moment.toordinal() - date(1970, 1, 1).toordinal()


def day_of(moment: datetime) -> int:
    """Return the day, in UTC, since 1970."""
    return moment.astimezone(UTC).toordinal() - date(1970, 1, 1).toordinal()


class _Found:
    """What has been read so far."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._phrases: list[tuple[str, ...]] = []
        self._excluded: list[tuple[str, ...]] = []
        self._filters: dict[bool, list[tuple[str, str]]] = {False: [], True: []}
        self._days: dict[str, int] = {}

    def add(self, minus: bool, kind: str, quoted: str | None, plain: str | None) -> None:  # noqa: FBT001 - as it was read
        text = (plain if quoted is None else quoted) or ""
        if kind in FILTERS and text.strip():
            self._filters[minus].append((kind, text))
        elif kind in ("after", "before") and (moment := day(text)) is not None:
            self._days[kind] = moment
        else:
            self._say(minus, tuple(words(f"{kind} {text}")), quoted=quoted is not None)

    def _say(self, minus: bool, terms: tuple[str, ...], *, quoted: bool) -> None:  # noqa: FBT001
        if minus and terms:
            self._excluded.append(terms[:LONG])
            return
        self._words += terms
        if quoted and len(terms) > 1:
            self._phrases.append(terms[:LONG])

    def query(self) -> Query:
        return Query(
            tuple(self._words[:MOST]), tuple(self._phrases[:FEW]), tuple(self._excluded[:FEW]),
            tuple(self._filters[False][:FEW]), tuple(self._filters[True][:FEW]),
            self._days.get("after"), self._days.get("before"),
        )  # fmt: skip
