"""``oi doctor``: what is wrong with the set-up, and how to mend it."""

from dataclasses import asdict
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import click

from outsideinnovation import files
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.site import Site

SYSTEMD, CONTAINER = "systemd", "container"
SHOWN = ("nginx", "caddy", SYSTEMD, CONTAINER)  # what --show knows a file for
LONGEST = 30 * 1024 * 1024  # octets of a mail; providers take no larger ones


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object a finding, as JSON Lines.")
@click.option("--dns", "server", metavar="ADDRESS[:PORT]", help="Ask this name server, not the system's.")
@click.option("--sending-address", "address", metavar="IP", help="The address that your relay sends from.")
@click.option(
    "--message",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A newsletter as it arrived, with its headers: shows what your relay signs.",
)
@click.option("--show", type=click.Choice(SHOWN), help="Print a whole file for that program, and stop.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="With --show systemd: write each unit into a file of its own in this folder.",
)
@pass_site
def doctor(
    site: Site,
    server: str | None,
    address: str | None,
    message: Path | None,
    show: str | None,
    into: Path | None,
    *,
    as_json: bool,
) -> None:
    """Look at how mail is set up: the relay and TLS, SPF, DKIM, DMARC, PTR, and where bounces go. Nothing is sent.

    Each problem comes with its remedy. The exit code is 1 where there is one.
    """
    if show or into:
        _show(site, show, into)
        return
    from outsideinnovation.doctor.examination import Examination  # noqa: PLC0415 - loads what asks the DNS
    from outsideinnovation.doctor.finding import Severity  # noqa: PLC0415 - likewise
    from outsideinnovation.doctor.resolver import Resolver  # noqa: PLC0415 - likewise

    arrived = message.read_bytes()[:LONGEST] if message else None
    examination = Examination(site, Resolver(server), datetime.now(UTC), _address(address), arrived)
    verdicts = set()
    for finding in examination.findings():
        verdicts.add(finding.verdict)
        remedy = f"\n         → {finding.remedy}" if finding.remedy else ""
        words = f"{finding.verdict:8} {finding.check}: {finding.what}{remedy}"
        click.echo(json_line(asdict(finding)) if as_json else words)
    if Severity.PROBLEM in verdicts:
        click.get_current_context().exit(1)


def _show(site: Site, program: str | None, into: Path | None) -> None:
    """Print the whole file for *program*, or write its parts *into* a folder."""
    from outsideinnovation.deploy import container_file, server_configuration, systemd_units  # noqa: PLC0415 - for this alone
    from outsideinnovation.deploy.static_hosts import Host  # noqa: PLC0415 - likewise

    if into and program != SYSTEMD:
        raise click.UsageError(f"--into goes with --show {SYSTEMD}: the others are one file, `> FILE` writes it.")
    if into:
        for name, text in systemd_units.units(site).items():
            files.create(into / name, text.encode())
            click.echo(into / name)
    elif program == SYSTEMD:
        click.echo(systemd_units.document(site), nl=False)
    elif program == CONTAINER:
        click.echo(container_file.containerfile(), nl=False)
    else:
        click.echo(server_configuration.configuration(site, Host(str(program))), nl=False)
        if first := server_configuration.missing(site):
            click.echo(first, err=True)


def _address(text: str | None) -> IPv4Address | IPv6Address | None:
    if text is None:
        return None
    try:
        return ip_address(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no IP address.", param_hint="--sending-address") from None
