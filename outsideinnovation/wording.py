"""How messages count: one plural rule, some of several names, and the verbs and pronouns that follow."""

from collections.abc import Collection


def some(names: Collection[str], shown: int) -> str:
    """Return the first *shown* of *names*, in their order, and how many more there are."""
    return ", ".join(sorted(names)[:shown]) + (f" and {len(names) - shown:,} more" if len(names) > shown else "")


def was(names: Collection[str]) -> str:
    """Return the verb for *names*: was, were."""
    return "was" if len(names) == 1 else "were"


def stands(names: Collection[str]) -> str:
    """Return the verb for *names*: stands, stand."""
    return "stands" if len(names) == 1 else "stand"


def them(names: Collection[str]) -> str:
    """Return the pronoun for *names*: it, them."""
    return "it" if len(names) == 1 else "them"


def are(number: int) -> str:
    """Return the verb for so many: is, are."""
    return "is" if number == 1 else "are"


def counted(number: int, noun: str, several: str = "") -> str:
    """Return how many there are of what *noun* names, in the plural where it is not one: 1 post, 0 posts, 1,200 posts."""
    return f"{number:,} {noun if number == 1 else several or f'{noun}s'}"
