"""Searching without a script: the words that a form sends, answered as a page of the site, or as JSON."""

from http import HTTPStatus

from flask import abort, make_response, request
from flask.typing import ResponseReturnValue

from outsideinnovation.search.results import Results
from outsideinnovation.service.context import current
from outsideinnovation.service.pages import json, page, wants_json
from outsideinnovation.site import origin

LAST = 100  # pages that are shown: whoever has not found it by then changes the words


def search() -> ResponseReturnValue:
    """Answer with a page of hits for ``q``; nothing in it is an error, whatever it is. Where SEARCH is off, 404."""
    context = current()
    if not context.settings.search.is_on:
        abort(HTTPStatus.NOT_FOUND)
    asked = request.args.get("q", "")
    found = context.search.query(asked, number := _page(request.args.get("page", "")))
    if wants_json():
        return json(200, _row(found, origin(context.site)))
    shown = {"query": asked, "results": found, "page_number": number, "has_next": _has_next(found, number)}
    return make_response(page("search_results", origin=origin(context.site), **shown))


def _page(typed: str) -> int:
    return min(max(int(typed), 1), LAST) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1  # noqa: PLR2004 - no page has six digits


def _has_next(found: Results, number: int) -> bool:
    return bool(found.hits) and found.hits[-1].rank < found.total and number < LAST


def _row(found: Results, origin: str) -> dict[str, object]:
    row: dict[str, object] = {"query": found.query, "total": found.total}
    row["hits"] = [hit.row(origin) for hit in found.hits]
    return row | ({"suggestion": found.suggestion} if found.suggestion else {})
