"""What ``_redirects`` says of itself that one of the two hosts cannot do; a module of its own, since every build asks."""

FILE = "_redirects"
MARKS = NOT_NETLIFY, NOT_CLOUDFLARE = "# not on Netlify: ", "# not on Cloudflare, as it is sent: "
_PARTIAL = (b"!\n", *(f"\n{mark}".encode() for mark in MARKS))


def is_for_all(table: bytes) -> bool:
    """Tell whether every host does alike with the file."""
    return not any(mark in table for mark in _PARTIAL)
