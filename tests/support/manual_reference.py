"""The manual's page of every command and setting, made of what the program itself says: ``make reference`` writes it.

Commands and options are click's own help. What a setting says stands once, in the tables of the operators' page; its
default is that of ``outsideinnovation/settings.py``, or the room's own where that names none.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import click

from outsideinnovation import settings
from outsideinnovation.cli import main
from outsideinnovation.configuration import ROOMS

MANUAL = Path(__file__).resolve().parents[2] / "content" / "pages" / "manual"
PAGE = MANUAL / "reference.md"
OPERATORS = "{filename}/pages/manual/operators.md"
HEAD = f"""Title: Every command and setting
Slug: manual-reference
Url: manual/reference/
Save_as: manual/reference/index.html
Summary: All commands with their options, and all settings with their defaults, in alphabetical order.
Toc: no

This page is for looking things up. It is made of what the program says of itself, by `make reference`, so change nothing here.
How the pieces go together is on the page [for whoever runs it]({OPERATORS}).

On this page: [commands](#commands), [settings](#settings), [variables of the environment](#variables-of-the-environment).
"""
COMMANDS = """## Commands

Every command has `--help`, which says the same. What stands in square brackets may be left out."""
SETTINGS = f"""## Settings

They stand in `pelicanconf.py`, as [its chapter]({OPERATORS}#settings) shows. The default holds where yours says nothing."""
VARIABLES = """## Variables of the environment

They hold secrets and what differs from machine to machine, so they are not in `pelicanconf.py`."""


class Row(NamedTuple):
    """What a table of the operators' page says of one name: what it does, and what holds if it is not set."""

    says: str
    otherwise: str


def rows(first: str) -> Iterator[tuple[str, Row]]:
    """Yield name and row of each line in the tables whose first column is called *first*; a line may have several names."""
    is_table = False
    for line in (MANUAL / "operators.md").read_text("utf-8").splitlines():
        is_table = line.startswith("|") and (is_table or line.startswith(f"| {first} |"))
        if is_table and line.startswith("| `"):
            names, says, otherwise = (cell.strip() for cell in line.rstrip("|").removeprefix("|").split(" | "))
            row = Row(*(cell.replace("](#", f"]({OPERATORS}#") for cell in (says, otherwise)))
            yield from ((name, row) for name in re.findall(r"`(\w+)`", names))


def shown(value: object) -> str:
    """Return *value* as a settings file has it, with double quotes as the manual writes them."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{shown(key)}: {shown(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(shown, value))}{',' if len(value) == 1 else ''})"
    return repr(value)


def written(value: object) -> object:
    """Return the *value* of a room as a settings file would give it: rooms hold tuples where people write lists."""
    return list(value) if isinstance(value, tuple) else value


def defaults() -> dict[str, dict[str, object]]:
    """Return the default of every setting by its name, by the name of its room; what only Pelican reads is Pelican's."""
    start = {name: value for name, value in vars(settings).items() if name.isupper()}
    found = {
        room: {each.name: start.get(each.name, written(each.default)) for each in made.declared.values()}
        for room, made in ROOMS.items()
    }
    ours = {name for room in found.values() for name in room}
    return found | {"pelican": {name: value for name, value in start.items() if name not in ours}}


def definition(name: str, *paragraphs: str) -> str:
    """Return *name* as a term of a list, and what is said of it."""
    return f"`{name}`\n:   " + "\n\n    ".join(filter(None, paragraphs))


def setting(name: str, value: object, row: Row) -> str:
    """Return what the page says of a setting; the theme's default is a folder of this machine, and has no place there."""
    code = "" if value == settings.THEME else f"`{shown(value)}`"
    more = row.otherwise.removeprefix(code).lstrip(": ")
    if more in {"none", "Pelican's"} or (more.startswith("`") and value is not None):
        more = ""
    return definition(name, row.says, f"Default: {code} ({more})" if code and more else f"Default: {code or more}")


def rooms() -> Iterator[str]:
    """Yield a section for each room, in alphabetical order. Raises KeyError for a setting of which the manual says nothing."""
    says = dict(rows("Setting"))
    for room, of_room in sorted(defaults().items()):
        made = ROOMS.get(room)
        about = made.__doc__ if made else "What Pelican reads, and our own code does not."
        yield f"### {room.capitalize()} {{#settings-{room}}}\n\n{about}"
        yield from (setting(name, value, says[name]) for name, value in sorted(of_room.items()))


def plain(text: str) -> str:
    """Return the words of a *text* of click's as Markdown that shows them as they are."""
    paragraphs = (" ".join(part.split()) for part in text.replace("\b", "").split("\n\n"))
    pieces = re.split(r"(`[^`]*`)", "\n\n".join(paragraphs))
    return "".join(each if each.startswith("`") else re.sub(r"([\\*_<\[\]])", r"\\\1", each) for each in pieces)


def commands(command: click.Command, above: click.Context | None = None, name: str = "oi") -> Iterator[str]:
    """Yield a section for *command* and each below it, in alphabetical order, from click's own help."""
    context = click.Context(command, info_name=name, parent=above)
    yield f"### {context.command_path}\n\n{plain(command.help or '')}"
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"`{usage.replace('...', '…')}`"  # releases of click differ in this sign
    records = (each.get_help_record(context) for each in command.params if isinstance(each, click.Option))
    yield from (definition(name, plain(says)) for name, says in filter(None, records))
    if isinstance(command, click.Group):
        for word in sorted(command.list_commands(context)):
            below = command.get_command(context, word)
            assert below is not None
            yield from commands(below, context, word)


def links(headings: Iterable[str], before: str = "") -> str:
    """Return a line that leads to each of the *headings* below it, whose ids have that *before* them."""
    return ", ".join(f"[{each}](#{before}{each.lower().replace(' ', '-')})" for each in headings) + "."


def page() -> str:
    """Return the whole page."""
    of_commands = links(f"oi {word}" for word in sorted(main.list_commands(click.Context(main))))
    of_rooms = links((room.capitalize() for room in sorted(defaults())), "settings-")
    variables = (
        definition(name, row.says, f"Default: {row.otherwise}" if row.otherwise else "")
        for name, row in sorted(rows("Variable"))
    )
    of_settings = [SETTINGS, of_rooms, *rooms()]
    parts = [HEAD.rstrip(), COMMANDS, of_commands, *commands(main), *of_settings, VARIABLES, *variables]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
