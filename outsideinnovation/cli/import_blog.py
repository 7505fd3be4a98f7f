"""What every ``oi import SYSTEM`` shares: its progress bar, its tables, and how it ends.

A door's command has ``import_options.blog_options``, makes its reader, and hands it to ``bring_blog``.
"""

import shlex
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outsideinnovation.builder.content.markdown import Markdown
from outsideinnovation.cli import import_report
from outsideinnovation.cli.context import collect_garbage_as_usual
from outsideinnovation.cli.import_images import bring_images, count_images, tell_images
from outsideinnovation.cli.import_options import BlogChoices
from outsideinnovation.cli.import_subscribers import subscriber_list
from outsideinnovation.cli.progress import EVERY, Report, bar
from outsideinnovation.comments.cleaning import visible
from outsideinnovation.importers import comment_import, redirects_file
from outsideinnovation.importers.blog.blog_import import BlogImport, BlogOptions
from outsideinnovation.importers.blog.exported import ExportedBlog
from outsideinnovation.importers.images.bringing import Brought
from outsideinnovation.importers.images.counting import PictureCount
from outsideinnovation.importers.report import ImportReport, Thing
from outsideinnovation.site import Site
from outsideinnovation.wording import are, counted

if TYPE_CHECKING:
    from outsideinnovation.importers.blog.markdown_bodies import MarkdownBodies

MOVES_SHOWN = 20
ALWAYS = (Thing.POST, Thing.PAGE, Thing.DRAFT, Thing.COMMENT)


def bring_blog(site: Site, blog: ExportedBlog, source: Path, choices: BlogChoices) -> None:
    """Bring *blog*, read from *source*, into *site*, tell what became of it, and exit with 1 where there were problems."""
    collect_garbage_as_usual()
    converter = _converter(site) if choices.markdown else None
    pictures = PictureCount() if choices.dry_run and choices.pictures.are_wanted else None
    with subscriber_list(site, blog.report, choices) as subscribers:
        options = BlogOptions(
            dry_run=choices.dry_run,
            as_markdown=converter.convert if converter else None,
            renamed=comment_import.named(choices.posts, site),
            subscribers=subscribers,
            pictures=pictures,
        )
        work = BlogImport(blog, source, site, options)
        with bar() as show:
            work.run(lambda done: show("Importing", done // EVERY * EVERY, 0))
            moved = _pictures(site, blog, choices, pictures, show)
    _show(blog.report)
    import_report.tell(blog.report.lines())
    if moved:
        tell_images(moved)
    import_report.tell(_unmatched(work, dry_run=choices.dry_run))
    if converter:
        import_report.tell(_converted(converter))
    if subscribers:
        import_report.tell(subscribers.told())
    click.echo("A dry run: nothing was written." if choices.dry_run else "Next: oi check, then oi serve", err=True)
    if blog.report.problems:
        sys.exit(1)


def _pictures(
    site: Site, blog: ExportedBlog, choices: BlogChoices, counted_ones: PictureCount | None, show: Report
) -> Brought | None:
    """Bring the pictures in where that was asked for; a dry run counts those that it would ask for."""
    if counted_ones:
        count_images(site, blog.hosts, blog.report, counted_ones)
    if choices.dry_run or not choices.pictures.are_wanted:
        return None
    moved = bring_images(site, blog.hosts, blog.report, show, choices.pictures)
    blog.report.redirects += redirects_file.merge(site.content, moved.redirects)
    return moved


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


def _unmatched(work: BlogImport, *, dry_run: bool) -> Iterator[str]:
    if not work.unmatched_posts:
        return
    number, example = work.unmatched_posts.total(), min(work.unmatched_posts)
    kept = "would be kept" if dry_run else f"{are(number)} kept in {work.unmatched_file}"
    yield f"{counted(number, 'comment')} on posts that are not here {kept}:"
    yield from (f"  {name}: {count}" for name, count in sorted(work.unmatched_posts.items())[:MOVES_SHOWN])
    if len(work.unmatched_posts) > MOVES_SHOWN:
        yield f"  and {counted(len(work.unmatched_posts) - MOVES_SHOWN, 'more post')}"
    if not dry_run:
        command = shlex.join(["oi", "comments", "import", str(work.unmatched_file), "--post", f"{visible(example)}=ID"])
        yield f"Import that file when the posts are there, or say: {command}"


def _converted(converter: "MarkdownBodies") -> Iterable[str]:
    if converter.kept_as_html:
        now = f"{counted(converter.converted, 'text')} {are(converter.converted)} Markdown now"
        yield f"{now}; {converter.kept_as_html} kept as HTML, since Markdown would not show the same."


def _converter(site: Site) -> "MarkdownBodies":
    from outsideinnovation.importers.blog.markdown_bodies import MarkdownBodies  # noqa: PLC0415 - only where asked for

    return MarkdownBodies(Markdown.of(site.configuration).convert)
