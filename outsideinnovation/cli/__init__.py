"""The command line: ``outsideinnovation``, short ``oi``. One thin module a room; results on stdout, the rest on stderr."""

import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from outsideinnovation import __version__
from outsideinnovation.cli.context import Invocation
from outsideinnovation.cli.suggestions import Suggesting
from outsideinnovation.errors import ContentError, InvalidSettingsError, OutsideInnovationError

COMMANDS = {  # where each is, and the line of `oi --help` on it, for which nothing needs to be loaded
    "init": ("outsideinnovation.cli.init:init", "Start a new site: settings, a first post, a page, a sidebar."),
    "import": ("outsideinnovation.cli.importing:import_", "Bring an old blog over."),
    "export": ("outsideinnovation.cli.exporting:export", "Take everything along, to another system or any web server."),
    "new": ("outsideinnovation.cli.new:new", "Make a draft post or page, and open it."),
    "drafts": ("outsideinnovation.cli.drafts:drafts", "See what is not published yet, and share it before."),
    "check": ("outsideinnovation.cli.check:check", "Name everything that a build would refuse, and more."),
    "build": ("outsideinnovation.cli.build:build", "Build the site into output/."),
    "headlines": ("outsideinnovation.cli.headlines:headlines", "Fetch what the sidebar shows of other people's feeds."),
    "publish": ("outsideinnovation.cli.publish:publish", "Make a release, inspect it, and switch to it at once."),
    "releases": ("outsideinnovation.cli.releases:releases", "See the releases that are there, and go back to one."),
    "backup": ("outsideinnovation.cli.backup:backup", "Copy the whole site, while it is in use."),
    "restore": (
        "outsideinnovation.cli.backup:restore",
        "Make a site anew out of a backup, here or on another machine.",
    ),
    "serve": ("outsideinnovation.cli.serve:serve", "Show the site as it is being written, drafts included."),
    "service": ("outsideinnovation.cli.service:service", "Take comments, subscriptions and searches; send mails."),
    "comments": ("outsideinnovation.cli.comments:comments", "Look after the conversation."),
    "editors": ("outsideinnovation.cli.editors:editors", "Invite editors, and see who they are."),
    "subscribers": ("outsideinnovation.cli.subscribers:subscribers", "Look after those who get the newsletter."),
    "search": ("outsideinnovation.cli.search:search", "Search what is published, comments included."),
    "newsletter": (
        "outsideinnovation.cli.newsletter:newsletter",
        "Look at the newsletter, send what is due, see how far it is.",
    ),
    "bounces": ("outsideinnovation.cli.bounces:bounces", "Read what came back: dead addresses, and who wants no more."),
    "stats": ("outsideinnovation.cli.stats:stats", "The blog in numbers: posts, comments, subscribers, mailings."),
    "doctor": ("outsideinnovation.cli.doctor:doctor", "Look at how mail is set up: the relay, SPF, DKIM, DMARC."),
}


EXCERPTED = frozenset({"build", "publish"})  # commands that show the lines of what people wrote and they refuse


def tell(error: OutsideInnovationError, *, with_excerpts: bool) -> None:
    """Say on stderr what was refused."""
    if isinstance(error, InvalidSettingsError) or (with_excerpts and isinstance(error, ContentError)):
        from outsideinnovation.builder.excerpts import Excerpts  # noqa: PLC0415 - only where something is wrong
        from outsideinnovation.cli.findings import ERROR, show  # noqa: PLC0415 - likewise

        show(error.problems, ERROR, Excerpts())
    else:
        click.echo(str(error), err=True)


class Rooms(Suggesting):
    """The commands, each imported only when it is named, so that every command starts quickly."""

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - click's own
        """Run the command line; what the terminal's encoding has no character for is written as an escape."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        return super().main(*args, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a site's life."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or None where there is no such."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line for every command."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what it refuses is said on stderr, and the exit code is 1."""
        try:
            return super().invoke(ctx)
        except OutsideInnovationError as error:
            tell(error, with_excerpts=ctx.invoked_subcommand in EXCERPTED)
            ctx.exit(1)
        except BrokenPipeError:  # `oi comments list | head`: whoever reads has seen enough
            sys.stderr.close()
            ctx.exit(0)


@click.command(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--site", "folder", type=click.Path(path_type=Path), help="The site's folder (holds pelicanconf.py).")
@click.option("--verbose", is_flag=True, help="Say more on stderr.")
@click.version_option(__version__)
@click.pass_context
def main(ctx: click.Context, folder: Path | None, *, verbose: bool) -> None:
    """Keep a blog whose readers talk back."""
    ctx.obj = Invocation(folder, verbose)
