"""The account of a build: every output that the site is to have, what each is made of, and which differ from those there are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from outsideinnovation.builder.incremental.inputs import summary
from outsideinnovation.builder.incremental.stamps import Stamp, digest
from outsideinnovation.builder.outputs.fingerprints import Fingerprints
from outsideinnovation.builder.outputs.kinds import outputs
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.staging import Staging

Copied = dict[str, tuple[Path, Stamp]]  # an output's name, the file it is a copy of, and that file's stamp
DESCRIPTION, STATIC = "description", "static"
GIVEN = frozenset({DESCRIPTION, STATIC})  # kinds of outputs that nothing is rendered for


class OutputDiff:
    """The account of one build; nothing in it is worked out before it is asked for.

    *wanted* are the recipes of what is rendered, *old* the fingerprints of the outputs that the cache knows by their names;
    a *fresh* account trusts none of them. *describe* makes the files that describe the site as a whole; those of
    *undisputed* stay as they are.
    """

    def __init__(
        self,
        wanted: Sequence[Recipe],
        fingerprints: Fingerprints,
        old: Mapping[str, str],
        copied: Copied,
        describe: Callable[[], Mapping[str, bytes]],
        undisputed: Iterable[str],
        now: int,
        *,
        fresh: bool,
    ) -> None:
        self._wanted, self._fingerprints, self._old = wanted, fingerprints, old
        self._describe, self._undisputed, self._now, self._fresh = describe, undisputed, now, fresh
        self.copied = copied

    @cached_property
    def differing(self) -> list[tuple[Recipe, str]]:
        """The recipes of what is not as it was, with their fingerprints."""
        if self._fresh:
            return self._made
        return [(recipe, made) for recipe, made in self._made if self._old.get(recipe.name) != made or not made]

    @cached_property
    def removed(self) -> list[str]:
        """The names of outputs that are no longer made."""
        planned = {recipe.name for recipe, _ in self._made}
        return [name for name in self._old if name not in planned]

    @cached_property
    def names(self) -> set[str]:
        """The names of all files."""
        return {name for recipe, _ in self._made for name in outputs(recipe)}

    def put(self, staging: Staging) -> list[str]:
        """Stage what is not rendered and differs; return the names of those that are not there like that."""
        written = []
        for recipe, _ in self.differing:
            if recipe.kind == DESCRIPTION:
                written += staging.put(recipe.name, self._described[recipe.name])
            elif recipe.kind == STATIC:
                written += staging.copy(recipe.name, self.copied[recipe.name][0])
        return written

    @cached_property
    def is_rearranged(self) -> bool:
        """Whether there are other outputs than before, or those before are not to be trusted."""
        return self._fresh or bool(self.removed) or any(recipe.name not in self._old for recipe, _ in self._made)

    @cached_property
    def _described(self) -> Mapping[str, bytes]:
        return self._describe()

    @cached_property
    def _made(self) -> list[tuple[Recipe, str]]:
        made = [(recipe, self._fingerprints.of(recipe)) for recipe in self._wanted]
        made += [(Recipe(name, DESCRIPTION), digest(data.decode())) for name, data in self._described.items()]
        made += [(Recipe(name, DESCRIPTION), self._old[name]) for name in self._undisputed]
        return made + [
            (Recipe(name, STATIC), summary({name: stamp}, self._now)) for name, (_, stamp) in self.copied.items()
        ]
