"""Digests: short names for whatever a row, a recipe or a cache depends on."""

from hashlib import blake2b

SIZE = 12  # bytes


def digest(*parts: str) -> str:
    """Return a short digest of *parts*; two different lists of parts have different ones."""
    made = blake2b(digest_size=SIZE)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        made.update(b"%d:" % len(data))
        made.update(data)
    return made.hexdigest()
