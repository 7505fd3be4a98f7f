"""How messages speak of files: some of their names, and the verbs and pronouns that go with one or with several."""

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
