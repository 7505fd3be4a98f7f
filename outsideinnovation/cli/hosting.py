"""What the commands say of the host of a site: what it will not do with what was built."""

from pathlib import Path

import click

from outsideinnovation.builder.urls.static_host_limits import FILE, is_for_all
from outsideinnovation.site import Site


def tell_of_host(site: Site, folder: Path) -> None:
    """Print, a line each, what the host that PUBLISH_HOST names will not do with the site in *folder*."""
    redirects = folder / FILE
    if site.configuration.deploy.host or (redirects.is_file() and not is_for_all(redirects.read_bytes())):
        from outsideinnovation.deploy import static_hosts  # noqa: PLC0415 - most builds have nothing to tell

        for remark in static_hosts.examine(folder, site.configuration.deploy):
            click.echo(remark.text, err=True)
