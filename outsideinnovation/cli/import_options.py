"""The options that every ``oi import SYSTEM`` shares."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from outsideinnovation.cli.comments.exchange import post_option
from outsideinnovation.cli.import_images import ImageChoices, images_options

Command = TypeVar("Command", bound=Callable[..., Any])

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Write nothing; say what would come, and which addresses would move."
)
markdown_option = click.option(
    "--markdown/--keep-markup", default=False, help="Turn HTML into Markdown, or keep it as it is (default)."
)


@dataclass(frozen=True, slots=True)
class BlogChoices:
    """What was asked for on the command line, the same for every system."""

    dry_run: bool
    markdown: bool
    subscribers: bool
    posts: tuple[str, ...]
    images: bool
    saved: Path | None

    @property
    def pictures(self) -> ImageChoices:
        """Where pictures are to come from."""
        return ImageChoices(self.images, self.saved)


def blog_options(command: Command) -> Command:
    """Give *command* the options that all systems share; they come to it as one argument, ``choices``."""

    @wraps(command)
    def with_choices(*args: Any, **given: Any) -> None:  # noqa: ANN401 - whatever the command takes
        choices = BlogChoices(**{name: given.pop(name) for name in BlogChoices.__slots__})
        command(*args, choices=choices, **given)

    options = (
        dry_run_option,
        markdown_option,
        click.option("--subscribers", is_flag=True, help="Bring its subscribers over too; nobody is written to."),
        images_options,
        post_option,
    )
    for option in reversed(options):
        with_choices = option(with_choices)
    return with_choices  # type: ignore[return-value]  # the same command, with more options
