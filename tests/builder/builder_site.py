"""A small site that its people change in every way they can, and the comparison of its build with a clean one."""

import difflib
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way
from outsideinnovation.builder.report import BuildReport
from outsideinnovation.errors import ContentError, Problem

LONG = bool(os.environ.get("OI_LONG"))  # whether the state machines are to take minutes
LONG_AGO = 1_500_000_000  # seconds; files changed then are settled, so that the build believes their stamps


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of *folder* by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".")
    }


def difference(one: dict[str, bytes], other: dict[str, bytes]) -> str:
    """Say where two outputs differ; nothing where they are alike."""
    said = [f"only in the first: {name}" for name in sorted(one.keys() - other.keys())]
    said += [f"only in the second: {name}" for name in sorted(other.keys() - one.keys())]
    for name in sorted(one.keys() & other.keys()):
        if one[name] != other[name]:
            texts = [data.decode("utf-8", "replace").splitlines() for data in (one[name], other[name])]
            said += [f"differs: {name}", *list(difflib.unified_diff(*texts, lineterm="", n=0))[:12]]
    return "\n".join(said)


def lives(examples: int, steps: int) -> settings:
    """Return how a state machine is run: so many lives, each of so many steps."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )


@dataclass
class Text:
    """A post or page as its author keeps it: the head, and a body with links."""

    head: dict[str, str] = field(default_factory=dict)
    body: str = "Words."
    links: tuple[str, ...] = ()

    def dump(self) -> str:
        """Write the file."""
        head = "".join(f"{name}: {value}\n" for name, value in self.head.items() if value)
        linked = "\n".join(f"[a link]({link})" for link in self.links)
        return f"{head}\n{self.body}\n\n{linked}\n"


class LivingSite(Blog):
    """A site whose files are changed one after the other, each a second later than the one before."""

    def __init__(self, root: Path) -> None:
        self.clock = LONG_AGO
        self.texts: dict[str, Text] = {}
        self.options: dict[str, Any] = {}
        super().__init__(root)

    def put(self, path: str, text: Text, *, settled: bool = True) -> None:
        """Write a post or page; where it is not *settled* its time of change is now."""
        self.texts[path] = text
        self.age(self.write(path, text.dump()), settled=settled)

    def age(self, path: Path, *, settled: bool = True) -> None:
        """Let the next second pass, and make it the file's time of change."""
        self.clock += 1
        if settled:
            os.utime(path, (self.clock, self.clock))

    def remove(self, path: str) -> None:
        """Delete a post or page."""
        del self.texts[path]
        (self.content / path).unlink()

    def option(self, name: str, value: object) -> None:
        """Set a setting."""
        self.options[name] = value
        self.settings("".join(f"{key} = {each!r}\n" for key, each in self.options.items()))

    def built(self) -> BuildReport:
        """Build what has changed."""
        return build(self.site)

    def clean(self) -> dict[str, bytes]:
        """Return what a clean build makes, in another place."""
        folder = self.root / "clean"
        shutil.rmtree(folder, ignore_errors=True)
        build(self.site, settings={"OUTPUT_PATH": str(folder)}, clean=True)
        return files(folder)

    def pelicans(self) -> dict[str, bytes]:
        """Return what Pelican's own way makes."""
        folder = self.root / "pelicans"
        shutil.rmtree(folder, ignore_errors=True)
        pelicans_way(self.site, settings={"OUTPUT_PATH": str(folder)})
        return files(folder)

    def problems(self, make: Any) -> tuple[Problem, ...]:
        """Return what keeps the site from being built by *make*."""
        try:
            make()
        except ContentError as error:
            return error.problems
        return ()
