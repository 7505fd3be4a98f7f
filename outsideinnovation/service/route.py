"""One row of the route table: an address, who may ask what of it, and the view that answers."""

from collections.abc import Callable
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

KIB = 1024
SMALL = 64 * KIB  # bytes of a request's body: a comment of 16 KB, every byte of it written as %XX, and the other fields
LARGEST = 512 * KIB  # bytes; no row may allow more


@dataclass(frozen=True, slots=True)
class Route:
    """An address of the service. ``name`` is what ``url_for`` knows it by; *rule* is Flask's.

    ``limit``: bytes of body that are taken. ``anywhere``: a POST may come from any page or program, and as multipart, as
    one-click unsubscription does (RFC 8058, 3.1). ``scripts``: pages here may run the service's own scripts.
    """

    name: str
    methods: tuple[str, ...]
    rule: str
    view: Callable[..., ResponseReturnValue]
    limit: int = SMALL
    anywhere: bool = False
    scripts: bool = False
