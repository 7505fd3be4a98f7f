"""Addresses as a web archive rewrites them (the Wayback Machine, and others by its software): whose page it is stands in them."""

import re

_PREFIX = r"(?:https?://[\w.:-]{1,200})?/web/\d{4,14}(?:[a-z]{2}_)?/"
_ARCHIVED = re.compile(r"(?P<prefix>https?://[\w.:-]{1,200}/web/\d{4,14}(?:[a-z]{2}_)?/)(?P<original>https?:/{1,2}.+)")
_ONE_SLASH = re.compile(r"^(https?):/(?!/)")  # as proxies make of two
_IN_TEXT = re.compile(rf"(?<=[\"'=(\s,]){_PREFIX}(?=https?://|mailto:)")


def original(address: str) -> str:
    """Return where the page stood that an archive keeps at *address*; any other address as it is."""
    found = _ARCHIVED.fullmatch(address)
    return _ONE_SLASH.sub(r"\1://", found["original"]) if found else address


def prefix(address: str) -> str:
    """Return what stands before the original's address in *address*; nothing where that is no archive's."""
    found = _ARCHIVED.fullmatch(address)
    return found["prefix"] if found else ""


def original_links(markup: str) -> str:
    """Return *markup* with the links that an archive had turned to itself as they were."""
    return _IN_TEXT.sub("", markup) if "/web/" in markup else markup
