"""Whole numbers as bytes (LEB128): seven bits a byte, the lowest first, the high bit set on all but the last."""

from collections.abc import Iterable

_SMALL = [bytes((n,)) if n <= 127 else bytes((n & 127 | 128, n >> 7)) for n in range(1 << 14)]  # noqa: PLR2004 - seven bits; nearly all there are
_BYTE = 127


def varint(number: int) -> bytes:
    """Return *number*, 0 or more, as a varint."""
    if number < len(_SMALL):
        return _SMALL[number]
    made = bytearray()
    while number > _BYTE:
        made.append(number & _BYTE | 128)
        number >>= 7
    made.append(number)
    return bytes(made)


def varints(numbers: Iterable[int]) -> bytes:
    """Return *numbers* as varints, one after the other."""
    found = list(numbers)
    if max(found, default=0) <= _BYTE:
        return bytes(found)
    return b"".join(map(varint, found))


def zigzag(number: int) -> int:
    """Return a number of any sign as one that is 0 or more (zigzag): 0, -1, 1, -2 become 0, 1, 2, 3."""
    return number << 1 if number >= 0 else (-number << 1) - 1


class Bytes:
    """Bytes that are read from the front. Reading beyond the end raises IndexError or ValueError."""

    def __init__(self, data: bytes, place: int = 0) -> None:
        self.data = data
        self.place = place

    def varint(self) -> int:
        """Read a varint."""
        data, place, shift, number = self.data, self.place, 0, 0
        while data[place] > _BYTE:
            number |= (data[place] & _BYTE) << shift
            shift += 7
            place += 1
        self.place = place + 1
        return number | data[place] << shift

    def varints(self, count: int) -> list[int]:
        """Read *count* varints."""
        return [self.varint() for _ in range(count)]

    def signed(self) -> int:
        """Read a zigzag varint."""
        number = self.varint()
        return number >> 1 if not number & 1 else -(number + 1 >> 1)

    def take(self, size: int) -> bytes:
        """Read *size* bytes."""
        if self.place + size > len(self.data):
            raise ValueError("cut off")
        self.place += size
        return self.data[self.place - size : self.place]

    def text(self) -> str:
        """Read a text: its length in bytes, and UTF-8."""
        return self.take(self.varint()).decode()


def text(value: str) -> bytes:
    """Return *value* as its length in bytes, and UTF-8."""
    data = value.encode()
    return varint(len(data)) + data


def front_coded(before: bytes, value: bytes) -> bytes:
    """Return *value* as how many bytes of the one *before* it begins with, and a text, the rest."""
    limit = min(len(before), len(value))
    same = next((place for place in range(limit) if before[place] != value[place]), limit)
    return varint(same) + varint(len(value) - same) + value[same:]
