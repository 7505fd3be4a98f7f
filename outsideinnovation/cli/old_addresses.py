"""``oi check --old-addresses``: which addresses of the old site answer, redirect, or are lost."""

import io
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any, cast

import click

from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.cli.progress import bar
from outsideinnovation.comments.cleaning import visible
from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers.old_addresses.check import Checked, OldAddressCheck
from outsideinnovation.importers.old_addresses.judge import AddressVerdict
from outsideinnovation.importers.old_addresses.requests import SourceReport
from outsideinnovation.importers.old_addresses.source import OldAddressSource
from outsideinnovation.site import Site
from outsideinnovation.web_client.download import DownloadError, Limits, download
from outsideinnovation.web_client.http import WEB_PORTS, user_agent
from outsideinnovation.wording import counted

LARGEST, SECONDS, SILENCE = 128 * 1_048_576, 120.0, 20.0  # of a sitemap that is fetched
HOSTS = 3  # that are named


def check_old_addresses(
    site: Site, name: str, *, as_lines: bool, propose: bool, answered_only: bool, verbose: bool
) -> bool:
    """Tell what becomes of the addresses that the source *name* gives, and return whether all is well."""
    source = OldAddressSource(
        name, partial(_fetched, user_agent(site.configuration.site.url)), cast(io.BufferedIOBase, sys.stdin.buffer)
    )
    check = OldAddressCheck(site, source, answered_only=answered_only)
    try:
        with bar() as told:
            for each in check.checked(told):
                for line in _lines(each, as_lines=as_lines, propose=propose, verbose=verbose):
                    click.echo(line)
    except DownloadError as error:
        raise NotFoundError(f"{name}: {error}: give the address of a sitemap in the public net, or a file.") from None
    problems = source.report.problems
    for problem in problems.lines():
        click.echo(visible(problem), err=True)
    for line in _summary(check, source.report):
        click.echo(line, err=as_lines or propose)
    return not check.verdicts[AddressVerdict.LOST] and not problems.problems


def _fetched(asked_by: str, url: str) -> bytes:
    limits = Limits(SECONDS, SILENCE, LARGEST, frozenset(WEB_PORTS.values()))
    return download(url, {"User-Agent": asked_by, "Accept": "application/xml, text/xml, */*"}, limits=limits).body


def _lines(each: Checked, *, as_lines: bool, propose: bool, verbose: bool) -> Iterator[str | bytes]:
    if as_lines:
        yield json_line(_as_json(each))
    elif propose:
        if each.judgement.verdict is AddressVerdict.LOST:
            yield each.proposal
    elif verbose or each.judgement.verdict is AddressVerdict.LOST:
        yield visible(_in_words(each))


def _as_json(each: Checked) -> dict[str, Any]:
    judgement = each.judgement
    return {
        "address": each.asked.address,
        "verdict": judgement.verdict,
        "status": int(judgement.status),
        "times": each.asked.times,
        "answered": each.asked.answered,
        "steps": judgement.steps,
        "why": judgement.why or None,
        "candidates": [candidate.address for candidate in each.candidates],
    }


def _in_words(each: Checked) -> str:
    judgement, asked = each.judgement, each.asked
    often = f" (asked {asked.times:,} times{'' if asked.answered else ', never answered'})" if asked.times > 1 else ""
    said = f"{judgement.verdict}: {asked.address}{often}"
    if judgement.verdict is AddressVerdict.REDIRECTS:
        return f"{said}: {' → '.join(judgement.steps)}"
    if judgement.why:
        said = f"{said}: {judgement.why}"
    meant = [candidate.address for candidate in each.candidates]
    return f"{said}: did you mean {' or '.join(meant)}?" if meant else said


def _summary(check: OldAddressCheck, report: SourceReport) -> Iterator[str]:
    verdicts = check.verdicts
    said = ", ".join(f"{verdicts[each]:,} {_WORDS[each]}" for each in AddressVerdict)
    yield f"{counted(verdicts.total(), 'address', 'addresses')}: {said}."
    if report.left_out:
        left = ", ".join(f"{number:,} {why}" for why, number in sorted(report.left_out.items()))
        yield f"Requests that were left out: {left}."
    if len(report.hosts) > 1:
        named = ", ".join(f"{visible(host)} ({number:,})" for host, number in report.hosts.most_common(HOSTS))
        more = f" and {len(report.hosts) - HOSTS} more" if len(report.hosts) > HOSTS else ""
        yield f"They name {len(report.hosts)} hosts, and were judged as if all led here: {named}{more}."


_WORDS = {
    AddressVerdict.ANSWERS: "answered",
    AddressVerdict.REDIRECTS: "redirected",
    AddressVerdict.GONE: "gone by choice",
    AddressVerdict.LOST: "lost",
}
