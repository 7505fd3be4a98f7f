"""What every ``oi import SYSTEM`` shares: its progress bar, its tables, and how it ends.

A door's command has ``import_options.blog_options``, makes its reader, and hands it to ``bring_blog``.
"""

import shlex
from collections.abc import Iterator
from pathlib import Path

from outsideinnovation.cli.context import collect_garbage_as_usual
from outsideinnovation.cli.import_ending import MOVES_SHOWN, converter_of, end
from outsideinnovation.cli.import_images import bring_or_count, pictures_counted
from outsideinnovation.cli.import_options import BlogChoices
from outsideinnovation.cli.import_subscribers import subscriber_list
from outsideinnovation.cli.progress import EVERY, bar
from outsideinnovation.comments.cleaning import visible
from outsideinnovation.importers import comment_import
from outsideinnovation.importers.blog.blog_import import BlogImport, BlogOptions
from outsideinnovation.importers.blog.exported import ExportedBlog
from outsideinnovation.site import Site
from outsideinnovation.wording import are, counted


def bring_blog(site: Site, blog: ExportedBlog, source: Path, choices: BlogChoices) -> None:
    """Bring *blog*, read from *source*, into *site*, tell what became of it, and exit with 1 where there were problems."""
    collect_garbage_as_usual()
    converter = converter_of(site) if choices.markdown else None
    pictures = pictures_counted(choices.pictures, dry_run=choices.dry_run)
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
            moved = bring_or_count(site, blog.hosts, blog.report, show, choices.pictures, pictures)
    more = [*_unmatched(work, dry_run=choices.dry_run), *(subscribers.told() if subscribers else ())]
    end(blog.report, moved, converter, more, dry_run=choices.dry_run)


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
