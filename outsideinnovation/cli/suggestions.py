"""Commands that are not there: which one was meant."""

import click


class Suggesting(click.Group):
    """A group that says which of its commands was meant by one that it has not."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that *args* begin with. Raises UsageError, with the one that was meant, where there is none."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            ctx.fail(f"No such command {name!r}.{_meant(name, self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


def _meant(name: str, commands: list[str]) -> str:
    import difflib  # noqa: PLC0415 - most commands are there

    close = difflib.get_close_matches(name, commands, n=1)
    return f" Did you mean {close[0]}?" if close else ""
