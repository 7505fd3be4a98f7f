"""Looking at one post or page: what keeps it from being built, what readers would stumble over, and what hangs on others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from outsideinnovation.builder.content.dates import DateError
from outsideinnovation.builder.content.external_links import ExternalLink, external_links
from outsideinnovation.builder.content.fields import at_value, field_problems, name_problems
from outsideinnovation.builder.content.foreign import is_foreign
from outsideinnovation.builder.content.formula_check import formula_problems
from outsideinnovation.builder.content.links import Link, LinkCheck, ids, links, may_have_links, target_of
from outsideinnovation.builder.content.markdown import Markdown, MarkdownError
from outsideinnovation.builder.content.markup_check import markup_warnings
from outsideinnovation.builder.content.path_fields import PathFields
from outsideinnovation.builder.content.picture_check import PictureCheck
from outsideinnovation.builder.content.plain_links import PlainLink, plain_links
from outsideinnovation.builder.content.rows import Composer, Row
from outsideinnovation.builder.content.source_file import read
from outsideinnovation.builder.content.waiting import Waiting, is_waiting, status_and_date
from outsideinnovation.catalogue import post_id
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import Problem
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.site import MARKDOWN_SUFFIXES
from outsideinnovation.slugs import of_content


class BetweenLink(NamedTuple):
    """A link to the source of another post or page, and where that lies below the content folder."""

    link: Link
    leads_to: str


@dataclass(frozen=True, slots=True)
class Thoroughness:
    """How much is looked at, besides what keeps a text from being built.

    *warns*: what readers would stumble over. *collects*: links to the web outside. *composes*: the row by which its addresses
    are planned, of a site that is built our own way.
    """

    warns: bool = False
    collects: bool = False
    composes: bool = False


@dataclass(frozen=True, slots=True)
class CheckedText:
    """What came of looking at one post or page; ``path`` is below the content folder.

    ``problems`` keep it from being built. ``state`` is its status and date; None: its head is not sound. ``claim`` is the id
    that a post has, with the problem to tell if another has it too. ``ids`` are the places in its page; None: not looked for.
    ``plain`` are its links to addresses of this site.
    """

    path: str
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    state: tuple[str, datetime | None] | None = None
    claim: tuple[str, Problem] | None = None
    ids: frozenset[str] | None = None
    between: tuple[BetweenLink, ...] = ()
    external: tuple[ExternalLink, ...] = ()
    plain: tuple[PlainLink, ...] = ()
    waiting: Waiting | None = None
    row: Row | None = None


class TextCheck:
    """Looks at the posts and pages of one site, one after the other; what is dated after the *horizon* waits."""

    def __init__(
        self, content: Path, configuration: Configuration, horizon: datetime | None, thoroughness: Thoroughness
    ) -> None:
        self._content, self._configuration, self._horizon = content, configuration, horizon
        self._thoroughness = thoroughness
        self._slugs = of_content(content, configuration.content)
        self._given = PathFields(configuration.content)
        self._links = LinkCheck(content, configuration)
        self._pictures = PictureCheck(content, configuration.pictures)
        self._markdown = Markdown.of(configuration)
        self._composer = Composer(configuration, self._slugs, horizon, has_keywords=False)

    def look(self, path: str, *, dated: bool, wanted: bool = True) -> CheckedText:
        """Look at the file at *path* below the content folder; a *dated* one is a post.

        Of one that is not *wanted* only its state and claim are told.
        """
        where, given = self._content / path, self._given.of(path)
        problems, document = read(where)
        if not document:
            return CheckedText(path, tuple(problems if wanted else ()))
        problems += field_problems(where, document, dated=dated, given=given)
        problems += name_problems(where, document, self._slugs, given)
        state = _state(document, self._configuration, given)
        claim = self._claim(where, document) if dated else None
        if not wanted or document.problems:
            return CheckedText(path, tuple(problems if wanted else ()), state=state, claim=claim)
        is_sound = not problems and state is not None
        problems += formula_problems(where, document) if self._configuration.content.is_extended else ()
        markup, wrong = self._markup(where, document)
        problems += [*wrong, *self._links.problems(where, document, markup)]
        row = self._row(path, document, markup, is_post=dated) if is_sound and not wrong else None
        return CheckedText(
            path,
            tuple(problems),
            tuple(self._warnings(where, document, markup, row)),
            state,
            claim,
            ids(markup) if self._thoroughness.warns and "=" in markup else None,
            tuple(self._between(path, document, markup)),
            tuple(external_links(where, document, markup)) if self._thoroughness.collects else (),
            tuple(plain_links(where, document, markup)) if row else (),
            self._waiting(path, state) if not problems else None,
            row,
        )

    def _markup(self, where: Path, document: ContentFile) -> tuple[str, list[Problem]]:
        """Return the HTML of the text and its summary, or what is wrong with them."""
        is_wanted = self._thoroughness != Thoroughness() or may_have_links(document)
        summary = document.value("summary")
        try:
            markup = self._markdown.convert(document.body) if is_wanted else ""
            return markup + (self._markdown.convert(summary) if summary and is_wanted else ""), []
        except MarkdownError as error:
            is_told = self._thoroughness.composes  # else Pelican's way says so, and may know the setting to blame
            return "", [error.problem(where, document.body_line)] if is_told else []

    def _warnings(self, where: Path, document: ContentFile, markup: str, row: Row | None) -> Iterator[Problem]:
        if self._thoroughness.warns:
            yield from markup_warnings(where, document, markup)
            yield from self._pictures.warnings(where, document, markup)
            if row and row.save_as and not is_foreign(row, self._configuration.content):
                yield from self._pictures.missing(where, document, markup, row.url)

    def _between(self, path: str, document: ContentFile, markup: str) -> Iterator[BetweenLink]:
        for link in links(document, markup):
            leads_to = target_of(self._content, path, link.target) if link.what == "filename" else None
            if leads_to and leads_to.endswith(MARKDOWN_SUFFIXES):
                yield BetweenLink(link, leads_to)

    def _claim(self, where: Path, document: ContentFile) -> tuple[str, Problem] | None:
        """Return the id of a post, and the problem where it is taken; what it is taken by is left open, as ``{}``."""
        identity = document.get("id") or document.get("slug")
        if self._configuration.content.slug_source != "basename" and not identity:
            return None  # the slug is made of the title: who shares it is told when addresses are
        ident = post_id(where, document, self._configuration, self._slugs)
        what, remedy = f"the id {ident!r} is that of", "give this post an `Id:` of its own"
        return ident, at_value(where, identity, what, remedy) if identity else Problem(where, 1, what, remedy)

    def _waiting(self, path: str, state: tuple[str, datetime | None] | None) -> Waiting | None:
        if state and state[1] and is_waiting(*state, self._horizon):
            return Waiting(path, state[1])
        return None

    def _row(self, path: str, document: ContentFile, markup: str, *, is_post: bool) -> Row | None:
        if not self._thoroughness.composes:
            return None
        return self._composer.row(path, document, markup, is_post=is_post)


def _state(
    document: ContentFile, configuration: Configuration, given: Mapping[str, str]
) -> tuple[str, datetime | None] | None:
    try:
        return status_and_date(document, configuration.site.zone, given)
    except DateError:
        return None
