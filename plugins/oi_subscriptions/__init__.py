"""Glue for ``outsideinnovation.subscriptions``: the form with which readers subscribe by mail, and the page ``/subscribe/``.

Settings: SERVICE_URL (without it there is no form) and SUBSCRIPTIONS_OPEN. Templates get ``subscriptions_open``, and the page
``subscription_categories``. A theme without a template ``subscribe.html`` has no such page. A build sends nothing: who is
written to is the newsletter's affair, which asks the catalogue what is new.
"""

from collections.abc import Iterator
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator

from outsideinnovation.builder.pelican_engine.build import PelicanEngine
from outsideinnovation.builder.pelican_engine.outputs import Output
from outsideinnovation.builder.pelican_engine.writer import SiteWriter
from outsideinnovation.builder.urls.makers import PAGE
from outsideinnovation.configuration import Configuration
from outsideinnovation.subscriptions import invitation

TEMPLATE = "subscribe"


class SubscribePage(Generator):
    """Writes the page on which readers subscribe."""

    def outputs(self) -> Iterator[Output]:
        """Yield the page, where there is one."""
        if self._is_there:
            yield invitation.FILE, PAGE

    def generate_output(self, writer: SiteWriter) -> None:
        """Write the page."""
        if self._is_there:
            names = [category.name for category, _ in self.context["categories"]]
            template, relative = self.get_template(TEMPLATE), self.settings["RELATIVE_URLS"]
            writer.write_file(
                invitation.FILE, template, self.context, relative_urls=relative, subscription_categories=names
            )

    @property
    def _is_there(self) -> bool:
        return invitation.is_open(Configuration.of(self.settings)) and f"{TEMPLATE}.html" in self.env.list_templates()


def register() -> None:
    """Wait for the build; called by Pelican."""
    signals.initialized.connect(connect)


def connect(pelican: Pelican) -> None:
    """Connect to the signals of a build of ours; stock Pelican's classes lack what this needs."""
    if not isinstance(pelican, PelicanEngine):
        return
    signals.generator_init.connect(invite)
    signals.get_generators.connect(generators)


def invite(generator: Any) -> None:
    """Tell templates whether there is a form."""
    generator.context["subscriptions_open"] = invitation.is_open(Configuration.of(generator.settings))


def generators(_: object) -> type[Generator]:
    """Name our generator to Pelican."""
    return SubscribePage
