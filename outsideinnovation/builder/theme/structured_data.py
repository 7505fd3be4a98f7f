"""Structured data: what a post and its comments are, for search engines, in the words of https://schema.org/."""

from collections.abc import Iterable, Iterator
from typing import Any

from outsideinnovation.builder.theme.filters import rfc3339
from outsideinnovation.builder.theme.link_preview import preview_picture
from outsideinnovation.text import plain

Thing = dict[str, Any]


def structured_data(article: Any, site_url: str, site_name: str, language: str) -> Thing:
    """Return a post as a ``BlogPosting``, to be written as JSON-LD; its comments are flat, and an answer names its parent."""
    address = f"{site_url}/{article.url}"
    return {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": article.title,
        "description": article.description,
        **_image(article, address),
        "inLanguage": language,
        "datePublished": rfc3339(article.date),
        "dateModified": rfc3339(getattr(article, "modified", article.date)),
        "author": [_author(author, site_url) for author in article.authors],
        "publisher": {"@type": "Organization", "name": site_name, "url": f"{site_url}/"},
        "articleSection": [category.name for category in article.all_categories],
        "keywords": [tag.name for tag in getattr(article, "tags", ())],
        **_conversation(article, address),
    }


def _image(article: Any, address: str) -> Thing:
    picture = preview_picture(article.content, address)
    return {"image": picture.url} if picture else {}


def _conversation(article: Any, address: str) -> Thing:
    """Return the comments; of a post that takes none and has none nothing is said."""
    if article.comments_state == "none" and not article.comments_count:
        return {}
    return {"commentCount": article.comments_count, "comment": list(_comments(article.comments.replies, address))}


def _author(author: Any, site_url: str) -> Thing:
    """Return an author; one without a list of posts has no address."""
    person = {"@type": "Person", "name": author.name}
    return person | {"url": f"{site_url}/{author.url}"} if author.url else person


def _commenter(comment: Any) -> Thing:
    """Return who wrote a comment; the website is a stranger's, and only one of the web is an address."""
    person = {"@type": "Person", "name": comment.author}
    is_web = comment.website and comment.website.startswith(("https://", "http://"))
    return person | {"url": comment.website} if is_web else person


def _comments(nodes: Iterable[Any], address: str) -> Iterator[Thing]:
    waiting = [*nodes][::-1]
    while waiting:
        node = waiting.pop()
        here = f"{address}#comment-{node.comment.id}"
        comment = {
            "@type": "Comment",
            "@id": here,
            "url": here,
            "author": _commenter(node.comment),
            "datePublished": rfc3339(node.comment.date),
            "text": plain(node.html),
        }
        if node.answers:
            comment["parentItem"] = {"@type": "Comment", "@id": f"{address}#comment-{node.answers.id}"}
        yield comment
        waiting += [*node.replies][::-1]
