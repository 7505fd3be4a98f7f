"""A site as ``oi serve`` shows it, in a process of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Served:
    """What ``oi serve`` says when it begins: where the site is, and where an editor signs up."""

    address: str
    invitation: str
