"""Reads a list line by line: what each says, taken literally, or what is wrong with it. A broken line stops nothing."""

import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.lists import decoding, formats
from outsideinnovation.subscriptions.lists.formats import Fields, Format, WordError
from outsideinnovation.subscriptions.lists.formulas import unguarded
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences
from outsideinnovation.subscriptions.subscription_request import LONGEST_CATEGORY, MOST_CATEGORIES

DELIMITERS = ",;\t"
OWN_COLUMNS = ("email", "status", "frequency", "categories")


@dataclass(frozen=True, slots=True)
class ListLine:
    """What one line of a list says of somebody; ``number`` counts from 1, and is that of the line it begins on."""

    number: int
    address: str
    status: SubscriptionStatus
    preferences: Preferences


def read(path: Path, kind: Format | None = None, otherwise: Frequency = Frequency.EACH) -> Iterator[ListLine | Problem]:
    """Yield what each line of the list at *path* says, or what is wrong with it; *kind* is told by its columns where None.

    *otherwise* is for those of whom the list does not say how often. Raises ContentError where no column holds addresses,
    NotFoundError and StorageError where the file cannot be read.
    """
    raw = decoding.lines(path)
    first = next(raw, "")
    rows = csv.reader(itertools.chain([first], raw), delimiter=_delimiter(first))
    columns = _columns(path, first, rows)
    kind = kind or formats.recognized(columns, path.name)
    for row in _rows(rows, path):
        if isinstance(row, Problem):
            yield row
        elif any(map(str.strip, row[1])):
            fields = dict(zip(columns, row[1], strict=False))
            yield _line(row[0], fields, kind, path, otherwise)


def _columns(path: Path, first: str, rows: Iterator[list[str]]) -> Sequence[str]:
    """Return the names of the columns; a file whose first line is an address already has ours."""
    head = next(csv.reader([first], delimiter=_delimiter(first)), [])
    names = [formats.plain(name) for name in head]
    if any(name in names for name in formats.ADDRESSES) and not any("@" in cell for cell in head):
        next(rows, None)
        return [
            formats.ADDRESSES[0] if name in formats.ADDRESSES and name == _address_column(names) else name
            for name in names
        ]
    if head and "@" in head[0]:
        return OWN_COLUMNS
    raise ContentError([Problem(path, 1, "no column holds mail addresses", "let the first line name one “email”")])


def _address_column(names: Sequence[str]) -> str:
    return next(name for name in formats.ADDRESSES if name in names)


def _rows(rows: Iterator[list[str]], path: Path) -> Iterator[tuple[int, list[str]] | Problem]:
    while True:
        number = _number(rows) + 1
        try:
            yield number, next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(path, number, f"this line cannot be read ({error})", "correct its quotation marks")


def _number(rows: Iterator[list[str]]) -> int:
    return int(getattr(rows, "line_num", 0))


def _line(number: int, fields: Fields, kind: Format, path: Path, otherwise: Frequency) -> ListLine | Problem:
    try:
        address = addresses.read(fields.get("email", ""))
        status = formats.status_of(fields, kind, path.name)
        preferences = Preferences(formats.frequency_of(fields, otherwise), _categories(fields, kind))
    except addresses.AddressError as error:
        return Problem(path, number, str(error).rstrip("."), "correct the address, or take the line out")
    except WordError as error:
        what, _, remedy = str(error).partition(": ")
        return Problem(path, number, what, remedy)
    return ListLine(number, address, status, preferences)


def _categories(fields: Fields, kind: Format) -> frozenset[str]:
    """Return the names that a cell holds, between semicolons or, where there is none, commas."""
    if kind is not Format.OWN:
        return frozenset()  # other systems' words for what they file by are not this blog's categories
    cell = unguarded(next((fields[name] for name in formats.CATEGORIES if name in fields), ""))
    names = [name.strip() for name in cell.split(";" if ";" in cell else ",")]
    _insist_on_sense(names)
    return frozenset(filter(None, names))


def _insist_on_sense(names: Sequence[str]) -> None:
    if len(names) > MOST_CATEGORIES or any(len(name) > LONGEST_CATEGORY or not name.isprintable() for name in names):
        raise WordError(f"categories {addresses.shown(';'.join(names))} cannot be names: write them between semicolons")


def _delimiter(first: str) -> str:
    return max(DELIMITERS, key=first.count)
