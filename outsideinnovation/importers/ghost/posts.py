"""A row of Ghost's table of posts, as every import hands it on."""

import html
from collections import Counter

from outsideinnovation.importers.blog.exported import ExportedPicture, ExportedPost, Visibility
from outsideinnovation.importers.blog.html_bodies import mended
from outsideinnovation.importers.comment_export import moment
from outsideinnovation.importers.ghost import bodies, written_texts
from outsideinnovation.importers.ghost.relations import Relations, is_set, text
from outsideinnovation.importers.json_rows import Row
from outsideinnovation.importers.movabletype import exported_text
from outsideinnovation.importers.movabletype.bodies import with_breaks

_STATES = {
    "published": Visibility.PUBLISHED,
    "draft": Visibility.DRAFT,
    "scheduled": Visibility.SCHEDULED,
    "sent": Visibility.MAIL_ONLY,
}
_DATES = ("published_at", "created_at", "updated_at")


def visibility(row: Row, meta: Row) -> Visibility | None:
    """Return who could read a post; None for a state that is not known."""
    state = _STATES.get(text(row, "status"))
    if state is Visibility.PUBLISHED and is_set(meta, "email_only"):
        return Visibility.MAIL_ONLY
    is_public = text(row, "visibility") in {"public", ""}
    return Visibility.MEMBERS if state is Visibility.PUBLISHED and not is_public else state


def post(row: Row, relations: Relations, url: str, met: Counter[str]) -> ExportedPost:
    """Return the post of a *row*. Its address is a path alone where *url*, that of the blog, is not given."""
    meta, slug = relations.meta.get(text(row, "id"), {}), text(row, "slug").strip("/")
    date = next((found for found in (moment(text(row, name)) for name in _DATES) if found), None)
    modified = moment(text(row, "updated_at"))
    picture = bodies.own_addresses(text(row, "feature_image"), url)
    alternative = exported_text.plain(text(meta, "feature_image_alt"))
    caption = text(meta, "feature_image_caption")
    body = _body(row, url, met)
    if picture and caption.strip():
        body = bodies.captioned(picture, alternative, mended(bodies.own_addresses(caption, url))) + body
    return ExportedPost(
        key=text(row, "id"),
        line=0,
        title=text(row, "title"),
        body=body,
        address=f"{url.rstrip('/')}/{slug}/" if slug else "",
        slug=slug,
        is_page=text(row, "type") == "page" or is_set(row, "page"),
        visibility=visibility(row, meta) or Visibility.DRAFT,
        date=date,
        modified=modified if date and modified and modified > date else None,
        tags=tuple(tag.name for tag in relations.tags_of(text(row, "id"))),
        authors=tuple(author.name for author in relations.authors_of(row)),
        summary=text(row, "custom_excerpt") or text(meta, "meta_description"),
        picture=ExportedPicture(picture, alternative) if picture else None,
        language=text(row, "locale"),
    )


def _body(row: Row, url: str, met: Counter[str]) -> str:
    """Return a post's words; where Ghost has made no HTML of them yet, from what its editor kept, or as paragraphs."""
    if markup := text(row, "html") or written_texts.html(row):
        return bodies.body(markup, url, met)
    return with_breaks(html.escape(text(row, "plaintext"), quote=False))
