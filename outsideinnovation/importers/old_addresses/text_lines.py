"""The lines of a text file of strangers, in whatever of the usual encodings it is, and none of them longer than memory allows."""

import io
from collections.abc import Iterator

LONGEST = 65_536  # characters of a line
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def lines(stream: io.BufferedReader, head: bytes) -> Iterator[tuple[int, str | None]]:
    """Yield the lines of *stream*, which begins with *head*, with their numbers; None for one that is too long.

    Bytes that are no UTF-8 are lone surrogates (PEP 383).
    """
    encoding, errors = ("utf-16", "replace") if head.startswith(_UTF_16) else ("utf-8-sig", "surrogateescape")
    text = io.TextIOWrapper(stream, encoding, errors)
    number = 0
    try:
        while line := text.readline(LONGEST):
            number += 1
            whole = line.endswith("\n") or len(line) < LONGEST
            yield number, line.rstrip("\n") if whole else None
            while not whole and (line := text.readline(LONGEST)):
                whole = line.endswith("\n")
    finally:
        text.detach()
