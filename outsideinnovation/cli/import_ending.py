"""What every ``oi import SYSTEM`` says at its end: the tables on stdout, what is to be known on stderr, and the exit code."""

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from outsideinnovation.builder.content.markdown import Markdown
from outsideinnovation.cli import import_report
from outsideinnovation.cli.import_images import tell_images
from outsideinnovation.importers.images.bringing import Brought
from outsideinnovation.importers.report import ImportReport, Thing
from outsideinnovation.site import Site
from outsideinnovation.wording import are, counted

if TYPE_CHECKING:
    from outsideinnovation.importers.blog.markdown_bodies import MarkdownBodies

MOVES_SHOWN = 20
ALWAYS = (Thing.POST, Thing.PAGE, Thing.DRAFT, Thing.COMMENT)


def end(
    report: ImportReport,
    pictures: Brought | None,
    converter: "MarkdownBodies | None",
    more: Iterable[str] = (),
    *,
    dry_run: bool,
) -> None:
    """Tell what became of an import, with *more* lines, and exit with 1 where there were problems."""
    _show(report)
    import_report.tell(report.lines())
    if pictures:
        tell_images(pictures)
    import_report.tell((*more, *(_converted(converter) if converter else ())))
    click.echo("A dry run: nothing was written." if dry_run else "Next: oi check, then oi serve", err=True)
    if report.problems:
        sys.exit(1)


def converter_of(site: Site) -> "MarkdownBodies":
    """Return what turns HTML into Markdown that *site* shows the same."""
    from outsideinnovation.importers.blog.markdown_bodies import MarkdownBodies  # noqa: PLC0415 - only where asked for

    return MarkdownBodies(Markdown.of(site.configuration).convert)


def _show(report: ImportReport) -> None:
    """Print the tables: what was found, what was left where it is and why, and which addresses move."""
    others = [thing for thing, _ in report.counts if thing not in set(Thing)]
    things = [*(each for each in Thing if each in ALWAYS or report.found(each)), *dict.fromkeys(others)]
    left = ((thing, str(number), why) for (thing, why), number in report.skipped.items())
    moves = [*report.moves[:MOVES_SHOWN]]
    if report.moved > len(moves):
        moves.append((f"and {report.moved - len(moves):,} more", ""))
    import_report.show(
        import_report.counts(report, things),
        import_report.table(("left where they are", "number", "why"), left, texts=("why",)),
        import_report.table(("addresses that move", "to"), moves, texts=("to",)),
    )


def _converted(converter: "MarkdownBodies") -> Iterator[str]:
    if converter.kept_as_html:
        now = f"{counted(converter.converted, 'text')} {are(converter.converted)} Markdown now"
        yield f"{now}; {converter.kept_as_html} kept as HTML, since Markdown would not show the same."
