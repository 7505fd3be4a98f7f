"""The manual's page of every command and setting says what the program does, and leaves none out."""

import re
from collections import Counter
from collections.abc import Iterator

import click
import pytest
from manual_reference import MANUAL, PAGE, Row, defaults, page, rows, shown

from outsideinnovation.cli import main
from outsideinnovation.configuration import known_names

SHOWN = PAGE.read_text("utf-8")
ROWS = list(rows("Setting"))
VALUES = {name: value for room in defaults().values() for name, value in room.items()}


def options(command: click.Command, path: str = "oi") -> Iterator[tuple[str, str]]:
    """Yield the path of each command, groups too, with each spelling of each option; an empty one for the command itself."""
    yield path, ""
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield from ((path, spelling) for spelling in (*parameter.opts, *parameter.secondary_opts))
    if isinstance(command, click.Group):
        for word in command.list_commands(click.Context(command)):
            below = command.get_command(click.Context(command), word)
            assert below is not None
            yield from options(below, f"{path} {word}")


def test_it_is_not_stale() -> None:
    """After a change of a command, an option, a setting or the operators' tables, `make reference` is due."""
    assert page() == SHOWN, "the page is stale: run make reference"


@pytest.mark.parametrize("name", sorted(known_names()))
def test_every_setting_is_explained_once(name: str) -> None:
    """Whatever our code reads, or a site starts from, has one row in the operators' tables, and its place on the page."""
    assert [row.says != "" for found, row in ROWS if found == name] == [True]
    assert f"\n`{name}`\n:   " in SHOWN


def test_no_table_explains_a_setting_that_is_not_there() -> None:
    """A setting that went is not promised any more, and none has two rows that could differ."""
    counted = Counter(name for name, _ in ROWS)
    assert {name: count for name, count in counted.items() if count > 1 or name not in known_names()} == {}


@pytest.mark.parametrize(("name", "row"), [pytest.param(*each, id=each[0]) for each in ROWS])
def test_a_default_in_the_tables_is_that_of_the_program(name: str, row: Row) -> None:
    """Where a row says a value, it is the value; of None it may say instead what is taken in its place."""
    said = re.match(r"`([^`]+)`", row.otherwise)
    if said and VALUES[name] is not None:
        assert said[1] == shown(VALUES[name])


@pytest.mark.parametrize(("path", "option"), sorted(set(options(main))))
def test_every_command_and_option_is_there(path: str, option: str) -> None:
    """Below the heading of each command, groups too, stands each spelling of its options."""
    assert f"\n### {path}\n" in SHOWN
    _, _, after = SHOWN.partition(f"\n### {path}\n")
    section, _, _ = after.partition("\n##")
    terms = re.findall(r"^`([^`]+)`\n:   \S", section, re.MULTILINE)
    assert not option or any(option in re.split(r"[ ,/]+", term) for term in terms), terms


def test_the_other_pages_lead_to_it() -> None:
    """Whoever reads the overview, or a page on writing or running a blog, finds it."""
    for page_of in (MANUAL.parent / "manual.md", MANUAL / "authors.md", MANUAL / "operators.md"):
        assert "({filename}/pages/manual/reference.md" in page_of.read_text("utf-8"), page_of.name
