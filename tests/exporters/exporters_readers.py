"""Reads exports as the importers of other systems do: only the rules that were found by running them, and no code of ours."""

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

SPACES = {
    "wp": "http://wordpress.org/export/1.2/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
FIELDS = (
    "AUTHOR:", "TITLE:", "BASENAME:", "STATUS:", "ALLOW COMMENTS:", "ALLOW PINGS:", "CATEGORY:", "PRIMARY CATEGORY:",
    "DATE:", "EMAIL:", "IP:", "URL:", "BLOG NAME:",
)  # fmt: skip


@dataclass
class WordPressComment:
    """A comment in WordPress's tables."""

    id: int
    author: str
    url: str
    content: str
    approved: str
    date: str
    date_gmt: str
    parent: int
    meta: dict[str, str]


@dataclass
class WordPressPost:
    """A post in WordPress's tables."""

    id: int
    title: str
    content: str
    excerpt: str
    kind: str
    status: str
    name: str
    date: str
    date_gmt: str
    author: str
    parent: int = 0
    link: str = ""
    attachment: str = ""
    comment_status: str = ""
    terms: list[tuple[str, str, str]] = field(default_factory=list)
    meta: list[tuple[str, str]] = field(default_factory=list)
    comments: list[WordPressComment] = field(default_factory=list)

    def metadata(self, key: str) -> list[str]:
        """Return all values of *key*."""
        return [value for name, value in self.meta if name == key]


@dataclass
class WordPressBlog:
    """What came of an import."""

    posts: list[WordPressPost]
    authors: dict[str, str]
    categories: dict[str, str]
    tags: dict[str, str]
    refused: list[str]

    def of(self, kind: str) -> list[WordPressPost]:
        """Return what is of that type."""
        return [post for post in self.posts if post.kind == kind]

    def one(self, title: str) -> WordPressPost:
        """Return the one post of that title."""
        (found,) = [post for post in self.posts if post.title == title]
        return found


def imported(xml: str) -> WordPressBlog:
    """Import a WXR file as WordPress Importer 0.9.5 does, pictures fetched."""
    channel = ET.fromstring(xml).find("channel")
    assert channel is not None
    assert _text(channel, "wp:wxr_version")
    authors = {
        _text(each, "wp:author_login"): _text(each, "wp:author_display_name") for each in _all(channel, "wp:author")
    }
    categories: dict[str, str] = {}
    for each in _all(channel, "wp:category"):
        assert not _text(each, "wp:category_parent") or _text(each, "wp:category_parent") in categories
        categories[_text(each, "wp:category_nicename")] = _text(each, "wp:cat_name")
    tags = {_text(each, "wp:tag_slug"): _text(each, "wp:tag_name") for each in _all(channel, "wp:tag")}
    blog = WordPressBlog([], authors, categories, tags, [])
    seen: dict[tuple[str, str, str], WordPressPost] = {}
    comment_ids: set[str] = set()
    for item in channel.findall("item"):
        post = _post(item)
        key = (post.title.casefold().rstrip(), post.date, post.kind)
        if key in seen:
            blog.refused.append(post.title)
            post = seen[key]
        else:
            seen[key] = post
            blog.posts.append(post)
        _comment_on(post, item, comment_ids)
    return blog


def _post(item: ET.Element) -> WordPressPost:
    kind, status = _text(item, "wp:post_type"), _text(item, "wp:status")
    assert kind
    assert status in {"publish", "draft", "pending", "private", "future", "inherit", "trash"}
    return WordPressPost(
        int(_text(item, "wp:post_id")), _text(item, "title"), _text(item, "content:encoded"),
        _text(item, "excerpt:encoded"), kind, status, _text(item, "wp:post_name"), _text(item, "wp:post_date"),
        _text(item, "wp:post_date_gmt"), _text(item, "dc:creator"), int(_text(item, "wp:post_parent")),
        _text(item, "link"), _text(item, "wp:attachment_url"), _text(item, "wp:comment_status"),
        [(each.get("domain", ""), each.get("nicename", ""), each.text or "") for each in item.findall("category")],
        _meta(item, "wp:postmeta"),
    )  # fmt: skip


def _comment_on(post: WordPressPost, item: ET.Element, seen: set[str]) -> None:
    """Insert the comments of an item by rising number; a parent that is not there yet stays the raw number."""
    found = {_text(each, "wp:comment_id"): each for each in _all(item, "wp:comment")}
    assert len(found) == len(_all(item, "wp:comment")), "of two with one number the last alone survives"
    assert not found.keys() & seen
    seen |= found.keys()
    inserted = {"0"}
    for number, each in sorted(found.items(), key=lambda pair: int(pair[0])):
        parent = _text(each, "wp:comment_parent")
        assert parent in inserted, "it would name any comment of the new blog"
        inserted.add(number)
        approved = _text(each, "wp:comment_approved")
        assert approved in {"1", "0", "spam", "trash"}
        assert not _text(each, "wp:comment_author_email")
        assert not _text(each, "wp:comment_author_IP")
        post.comments.append(
            WordPressComment(
                int(number), _text(each, "wp:comment_author"), _text(each, "wp:comment_author_url"),
                _text(each, "wp:comment_content"), approved, _text(each, "wp:comment_date"),
                _text(each, "wp:comment_date_gmt"), int(parent), dict(_meta(each, "wp:commentmeta")),
            )
        )  # fmt: skip


def _all(element: ET.Element, name: str) -> list[ET.Element]:
    return element.findall(name, SPACES)


def _text(element: ET.Element, name: str) -> str:
    found = element.find(name, SPACES)
    return (found.text or "") if found is not None else ""


def _meta(element: ET.Element, name: str) -> list[tuple[str, str]]:
    return [(_text(each, "wp:meta_key"), _text(each, "wp:meta_value")) for each in _all(element, name)]


@dataclass
class MovableTypePost:
    """An entry as WordPress's Movable Type importer 0.6.3 keeps it."""

    fields: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    comments: list[dict[str, str]] = field(default_factory=list)

    def take(self, key: str, value: str, context: str) -> None:
        """Take a field in, wherever it stands: a comment's STATUS becomes the post's."""
        if context == "COMMENT" and key in {"AUTHOR", "EMAIL", "IP", "URL", "DATE"}:
            self.comments[-1][key] = value
        elif key in {"CATEGORY", "PRIMARY CATEGORY"}:
            self.categories.append(value)
        else:
            self.fields[key] = value


def read_by_wordpress(text: str) -> list[MovableTypePost]:
    """Read Movable Type's format line by line: each is trimmed, and blank ones vanish."""
    posts, post, context = [], MovableTypePost(), ""
    for line in map(str.strip, text.split("\n")):
        if line == "-----":
            context = ""
        elif line == "--------":
            posts.append(post)
            post, context = MovableTypePost(), ""
        elif line in {"BODY:", "EXTENDED BODY:", "EXCERPT:", "KEYWORDS:", "COMMENT:", "PING:"}:
            context = line.removesuffix(":")
            if context == "COMMENT":
                post.comments.append({"text": ""})
        elif found := next((each for each in FIELDS if line.startswith(each)), ""):
            post.take(found.removesuffix(":"), line.removeprefix(found).strip(), context)
        elif line and context == "COMMENT":
            post.comments[-1]["text"] += f"{line}\n"
        elif line and context:
            post.texts[context] = post.texts.get(context, "") + f"{line}\n"
    assert not post.fields
    return posts


def shortcodes(content: str, names: str = "caption|gallery|audio|video|embed|playlist|wp_caption") -> list[str]:
    """Return the shortcodes that WordPress would run, by the pattern of its ``get_shortcode_regex``."""
    inside, until = r"(?![\w-])([^\]\/]*(?:\/(?!\])[^\]\/]*)*?)", r"([^\[]*(?:\[(?!\/\2\])[^\[]*)*)"
    pattern = rf"\[(\[?)({names}){inside}(?:(\/)\]|\](?:{until}\[\/\2\])?)(\]?)"
    return [found[0] for found in re.finditer(pattern, content) if not (found[1] == "[" and found[6] == "]")]
