"""Exports of Ghost as it writes them, made up: nobody real speaks in them."""

import json
from typing import Any

Row = dict[str, Any]


def post(number: int, **changes: Any) -> Row:
    """Return a row of the table of posts, as SQLite dates it."""
    return {
        "id": f"65a{number:021}", "uuid": f"00000000-0000-4000-8000-{number:012}", "title": f"Post {number}",
        "slug": f"post-{number}",
        "mobiledoc": None, "lexical": '{"root":{"children":[],"type":"root","version":1}}', "html": f"<p>Words of {number}.</p>",
        "comment_id": f"65a{number:021}", "plaintext": f"Words of {number}.", "feature_image": None, "featured": 0,
        "type": "post",
        "status": "published", "locale": None, "visibility": "public", "email_recipient_filter": "all",
        "created_at": "2024-06-30 09:00:00", "updated_at": "2024-07-02 07:30:00", "published_at": "2024-07-01 07:30:00",
        "custom_excerpt": None, "codeinjection_head": None, "codeinjection_foot": None, "custom_template": None,
        "canonical_url": None, "newsletter_id": None, "show_title_and_feature_image": 1,
    } | changes  # fmt: skip


def tag(number: int, name: str) -> Row:
    """Return a row of the table of tags."""
    is_internal = name.startswith("#")
    slug = f"{'hash-' if is_internal else ''}{name.strip('#').lower().replace(' ', '-')}"
    return {"id": f"tag{number}", "name": name, "slug": slug, "visibility": "internal" if is_internal else "public"}


def user(number: int, name: str) -> Row:
    """Return an account, with what must never be kept."""
    return {
        "id": f"user{number}", "name": name, "slug": name.lower().replace(" ", "-"), "email": f"{number}@private.example",
        "password": "$2a$10$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "status": "active",
    }  # fmt: skip


def comment(number: int, post_number: int, **changes: Any) -> Row:
    """Return a row of the table of comments, which Ghost's own export has not got."""
    return {
        "id": f"c{number}", "post_id": f"65a{post_number:021}", "member_id": "m1", "parent_id": None, "in_reply_to_id": None,
        "status": "published", "html": f"<p>No. {number}</p>", "edited_at": None, "created_at": "2024-07-03T10:00:00.000Z",
        "updated_at": "2024-07-03T10:00:00.000Z",
    } | changes  # fmt: skip


def tables(posts: list[Row], **others: list[Row]) -> dict[str, list[Row]]:
    """Return the tables of a blog: two authors, tags in an order that is not that of their rows."""
    first = posts[0]["id"] if posts else ""
    return {
        "posts": posts,
        "posts_authors": [
            {"id": "a2", "post_id": first, "author_id": "user2", "sort_order": 1},
            {"id": "a1", "post_id": first, "author_id": "user1", "sort_order": 0},
        ],
        "posts_meta": [],
        "posts_tags": [
            {"id": "t1", "post_id": first, "tag_id": "tag1", "sort_order": 2},
            {"id": "t2", "post_id": first, "tag_id": "tag2", "sort_order": 0},
            {"id": "t3", "post_id": first, "tag_id": "tag3", "sort_order": 1},
        ],
        "settings": [{"key": "title", "value": "Old days"}, {"key": "timezone", "value": "Europe/Berlin"}],
        "tags": [tag(1, "World News"), tag(2, "Diary"), tag(3, "#hidden")],
        "users": [user(1, "Ed Itor"), user(2, "Ada Second")],
    } | others


def export(posts: list[Row], **others: list[Row]) -> str:
    """Return a whole export."""
    data = tables(posts, **others)
    return json.dumps({"db": [{"meta": {"exported_on": 1720000000000, "version": "6.65.0"}, "data": data}]})
