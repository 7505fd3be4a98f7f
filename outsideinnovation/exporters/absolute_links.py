"""A text's HTML as it can be read far from its site: every address is whole; nothing else of it changes.

Other than in feeds, scripts and embeds stay, since the text is to be published again; and so do links within the page,
whose address is another then.
"""

from html import escape
from re import Match
from urllib.parse import urljoin, urlsplit

from outsideinnovation.feeds.absolute import ADDRESS_LISTS, ADDRESSES, CANDIDATE, SCHEME
from outsideinnovation.html_tags import ATTRIBUTE
from outsideinnovation.html_tokens import Token, TokenKind, tokens

_NAMED = ADDRESSES | ADDRESS_LISTS


def absolute(markup: str, page: str) -> str:
    """Return *markup* with each address resolved against that of its *page*; as it is where that has no host."""
    if not urlsplit(page).netloc or "=" not in markup:
        return markup
    return "".join(_resolved_tag(token, page) for token in tokens(markup))


def resolved(address: str, page: str) -> str:
    """Return *address*, as it stands on *page*, as a whole one; what is within the page, or none, stays."""
    bare = address.strip()
    if not bare or bare.startswith("#") or SCHEME.match(bare):
        return address
    try:
        return urljoin(page, bare)
    except ValueError:
        return address


def _resolved_tag(token: Token, page: str) -> str:
    if token.kind is not TokenKind.START or "=" not in token.attribute_text:
        return token.source
    attributes = ATTRIBUTE.sub(lambda found: _attribute(found, page), token.attribute_text)
    return token.source.replace(token.attribute_text, attributes, 1)


def _attribute(found: Match[str], page: str) -> str:
    name = found["name"].lower()
    if name not in _NAMED:
        return found[0]
    said = Token(TokenKind.START, "", "", found[0]).attributes()[name]
    whole = _list(said, page) if name in ADDRESS_LISTS else resolved(said, page)
    return found[0] if whole == said else f' {found["name"]}="{escape(whole)}"'


def _list(said: str, page: str) -> str:
    """Return a ``srcset`` with whole addresses."""
    each = ((found["address"], (found["descriptor"] or "").strip()) for found in CANDIDATE.finditer(said))
    return ", ".join(f"{resolved(address, page)} {descriptor}".strip() for address, descriptor in each)
