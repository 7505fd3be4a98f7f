"""``oi comments``: see what readers wrote, decide about it, bring comments in, take them out, and let them go for good.

Names and words come from strangers: whatever could drive a terminal is escaped on every way out.
"""

from importlib import import_module

import click

from outsideinnovation.cli.suggestions import Suggesting

COMMANDS = {
    "list": "listing:list_",
    "show": "listing:show",
    "moderate": "moderate:moderate",
    "approve": "deciding:approve",
    "reject": "deciding:reject",
    "spam": "deciding:spam",
    "restore": "deciding:restore",
    "undo": "deciding:undo",
    "import": "exchange:import_",
    "export": "exchange:export",
    "erase": "erase:erase",
}


class Gestures(Suggesting):
    """The commands, each imported only when it is named: a list needs no importer and no builder."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a comment's life."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or None where there is no such."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), name)
        return command


@click.group(cls=Gestures)
def comments() -> None:
    """Look after the conversation."""
