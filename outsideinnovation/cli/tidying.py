"""What commands that make the site do besides: remove what a crash of an earlier one has left."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import click

from outsideinnovation.site import Site
from outsideinnovation.wording import counted, was

STAMP = "swept"  # in instance/cache: when it was last done
EVERY = timedelta(hours=1)


def tidy(site: Site) -> None:
    """Remove old unfinished files of ours, and say how many there were.

    Looking at every folder takes as long as a small build; no file is removed before it is an hour old, so once an hour
    will do.
    """
    now, stamp = datetime.now(UTC), site.instance / "cache" / STAMP
    with suppress(OSError):
        if abs(now - datetime.fromtimestamp(stamp.stat().st_mtime, UTC)) < EVERY:
            return
    from outsideinnovation.leftovers import sweep_site  # noqa: PLC0415 - see above: once an hour

    with suppress(OSError):  # no cache yet: then the next command looks again
        stamp.touch()
    if swept := sweep_site(site, now):
        click.echo(
            f"{counted(len(swept), 'unfinished file')} of an earlier command {was([str(each) for each in swept])} removed.",
            err=True,
        )
