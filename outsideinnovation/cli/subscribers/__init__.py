"""``oi subscribers``: who gets the newsletter, and the lists that they come with and leave with."""

import click

from outsideinnovation.cli.subscribers.erasing import erase
from outsideinnovation.cli.subscribers.lists import export, import_
from outsideinnovation.cli.subscribers.people import add, list_, remove
from outsideinnovation.cli.suggestions import Suggesting


@click.group(cls=Suggesting)
def subscribers() -> None:
    """Look after those who get the newsletter."""


for command in (list_, add, remove, import_, export, erase):
    subscribers.add_command(command)
