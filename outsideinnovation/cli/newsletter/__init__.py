"""``oi newsletter``: what readers get by mail: looked at, sent, and followed."""

import click

from outsideinnovation.cli.newsletter.previewing import preview
from outsideinnovation.cli.newsletter.sending import cancel, send
from outsideinnovation.cli.newsletter.status import status
from outsideinnovation.cli.suggestions import Suggesting


@click.group(cls=Suggesting)
def newsletter() -> None:
    """Look at the newsletter, send what is due, and see how far it is."""


for command in (preview, send, status, cancel):
    newsletter.add_command(command)
