"""The postings of a term as bytes: a list of documents' numbers, one of sizes, and the values one after the other."""

import struct
from array import array
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

# How many bytes follow, and postings there are; the type of a size, as ``array`` names it.
_HEAD = struct.Struct("<IIc")
_SMALL = 256


def encoded(numbers: "array[int]", values: Sequence[bytes]) -> bytes:
    """Return the postings *values* of the documents *numbers* as bytes."""
    sizes = list(map(len, values))
    kind = "B" if max(sizes, default=0) < _SMALL else "I"
    data = b"".join((numbers.tobytes(), array(kind, sizes).tobytes(), *values))
    return _HEAD.pack(len(data), len(sizes), kind.encode()) + data


def decoded(read: Callable[[int, int], bytes], offset: int) -> tuple["array[int]", list[bytes]]:
    """Return numbers and values that begin at *offset* of what is *read* by offset and size.

    Raises struct.error or ValueError where they are cut off.
    """
    size, count, kind = _HEAD.unpack(read(offset, _HEAD.size))
    data, numbers, sizes = read(offset + _HEAD.size, size), array("I"), array(kind.decode())
    if len(data) < size:
        raise ValueError("cut off")
    begin = count * numbers.itemsize
    end = begin + count * sizes.itemsize
    numbers.frombytes(data[:begin])
    sizes.frombytes(data[begin:end])
    places = accumulate(sizes, initial=end)
    return numbers, [data[first:last] for first, last in pairwise(places)]
