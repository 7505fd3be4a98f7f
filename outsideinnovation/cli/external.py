"""Asking after links to the web outside, for ``oi check --external``."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from outsideinnovation.builder.content.external_links import ExternalLink
from outsideinnovation.builder.external.external_check import ExternalCheck
from outsideinnovation.builder.external.visit import Visitor
from outsideinnovation.cli.progress import bar
from outsideinnovation.errors import Problem
from outsideinnovation.site import Site
from outsideinnovation.web_client.http import user_agent
from outsideinnovation.web_client.public_addresses import is_public


def external_warnings(site: Site, links: Sequence[ExternalLink]) -> list[Problem]:
    """Return what is wrong with *links*; which hosts want to be left alone is said on standard error. Raises StorageError."""
    asked_by = user_agent(site.configuration.site.url)
    check = ExternalCheck(site.instance, Visitor(asked_by, may_connect=is_public), lambda: datetime.now(UTC))
    with bar() as progress:
        warnings = check.warnings(links, progress)
    for line in check.left_alone():
        click.echo(line, err=True)
    return warnings
