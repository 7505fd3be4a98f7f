"""Exports of Blogger as it writes them, classic and Takeout, made up: nobody real speaks in them."""

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

BLOG = "tag:blogger.com,1999:blog-77"
HOST = "http://old-days.blogspot.com"
PROFILE = "http://www.blogger.com/profile/01234567890123456789"
CLASSIC_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?>\n'
    "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' "
    "xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0' "
    "xmlns:georss='http://www.georss.org/georss'>\n"
    f"<id>{BLOG}.archive</id><updated>2012-05-01T10:00:00.000+02:00</updated><title type='text'>Old days</title>"
    f"<link rel='alternate' type='text/html' href='{HOST}/'/>"
    "<author><name>Ed Itor</name><email>noreply@blogger.com</email></author>"
    "<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>\n"
)
TAKEOUT_HEAD = (
    "<?xml version='1.0' encoding='utf-8'?>\n"
    "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>\n"
    f"  <id>{BLOG}</id>\n  <title>Old days</title>\n"
)


def kind(word: str) -> str:
    """Return the category that says what an entry is."""
    return (
        "<category scheme='http://schemas.google.com/g/2005#kind' "
        f"term='http://schemas.google.com/blogger/2008/kind#{word}'/>"
    )


def classic(*entries: str) -> str:
    """Return a whole classic export."""
    return CLASSIC_HEAD + "".join(entries) + "</feed>\n"


def setting(name: str, value: str) -> str:
    """Return a setting, which may name somebody's mail address."""
    return (
        f"<entry><id>{BLOG}.settings.{name}</id><published>2004-01-01T00:00:00.000Z</published>{kind('settings')}"
        f"<title type='text'>{name}</title><content type='text'>{escape(value)}</content></entry>\n"
    )


def classic_post(number: int, path: str, body: str = "<p>Words.</p>", word: str = "post", **changes: str) -> str:
    """Return a post or page of the classic export; *changes* are ``labels`` (with commas), ``draft``, ``more`` and dates."""
    said = {
        "title": f"Post {number}",
        "published": "2007-03-04T23:30:00.000-08:00",
        "updated": "2007-03-05T09:00:00.000-08:00",
    }
    said |= changes
    labels = "".join(
        f"<category scheme='http://www.blogger.com/atom/ns#' term={quoteattr(label)}/>"
        for label in said.get("labels", "").split(",")
        if label
    )
    control = "<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"
    alternate = f"<link rel='alternate' type='text/html' href='{HOST}{path}' title='Post'/>" if path else ""
    return (
        f"<entry><id>{BLOG}.{word}-{number}</id><published>{said['published']}</published><updated>{said['updated']}</updated>"
        f"{control if said.get('draft') else ''}{kind(word)}{labels}"
        f"<title type='text'>{escape(said['title'])}</title><content type='html'>{escape(body)}</content>"
        f"<link rel='replies' type='application/atom+xml' href='{HOST}/feeds/{number}/comments/default' title='Post Comments'/>"
        f"<link rel='edit' type='application/atom+xml' href='http://www.blogger.com/feeds/77/posts/default/{number}'/>"
        f"<link rel='self' type='application/atom+xml' href='http://www.blogger.com/feeds/77/posts/default/{number}'/>{alternate}"
        f"<author><name>Ed Itor</name><uri>{PROFILE}</uri><email>noreply@blogger.com</email>"
        "<gd:image rel='http://schemas.google.com/g/2005#thumbnail' width='16' height='16' "
        "src='http://img2.blogblog.com/img/b16-rounded.gif'/></author>"
        f"{said.get('more', '')}<thr:total>1</thr:total></entry>\n"
    )


def classic_comment(number: int, post: int, body: str = "Well said.", **changes: str) -> str:
    """Return a comment of the classic export; *changes* are ``parent``, ``name``, ``uri``, ``email``, ``image``, ``more``."""
    said = {
        "name": f"Reader {number}",
        "uri": "",
        "email": "noreply@blogger.com",
        "image": "http://img1.blogblog.com/img/blank.gif",
        "published": "2007-03-05T10:00:00.000-08:00",
        "path": "/2007/03/first.html",
    } | changes
    answered = (
        f"<link rel='related' type='application/atom+xml' "
        f"href='http://www.blogger.com/feeds/77/{post}/comments/default/{said['parent']}'/>"
        if "parent" in said
        else ""
    )
    uri = f"<uri>{escape(said['uri'])}</uri>" if said["uri"] else ""
    return (
        f"<entry><id>{BLOG}.post-{number}</id><published>{said['published']}</published>"
        f"<updated>{said['published']}</updated>{kind('comment')}"
        f"<title type='text'>Well...</title><content type='html'>{escape(body)}</content>"
        f"<link rel='edit' type='application/atom+xml' href='http://www.blogger.com/feeds/77/{post}/comments/default/{number}'/>"
        f"<link rel='alternate' type='text/html' href='{HOST}{said['path']}?showComment=117312#c{number}' title=''/>{answered}"
        f"<author><name>{escape(said['name'])}</name>{uri}<email>{said['email']}</email>"
        f"<gd:image rel='http://schemas.google.com/g/2005#thumbnail' width='16' height='16' src='{said['image']}'/></author>"
        f"<thr:in-reply-to href='{HOST}{said['path']}' ref='{BLOG}.post-{post}' "
        f"source='http://www.blogger.com/feeds/77/posts/default/{post}' type='text/html'/>"
        f"{said.get('more', '')}<gd:extendedProperty name='blogger.itemClass' value='pid-1'/></entry>\n"
    )


def takeout(*entries: str) -> str:
    """Return a whole feed.atom of a Takeout."""
    return TAKEOUT_HEAD + "".join(entries) + "</feed>\n"


def takeout_post(number: int, filename: str, body: str = "<p>Words.</p>", word: str = "POST", **changes: str) -> str:
    """Return a post or page of a Takeout."""
    said = {
        "status": "LIVE",
        "published": "2007-03-05T07:30:00Z",
        "created": "2007-03-04T07:30:00.123Z",
        "updated": "2007-03-06T09:00:00.456Z",
        "title": f"Post {number}",
        "meta": "",
        "location": "",
        "trashed": "",
    } | changes
    labels = "".join(
        f"    <category scheme='{BLOG}' term={quoteattr(label)}/>\n"
        for label in said.get("labels", "").split(",")
        if label
    )
    return (
        f"  <entry>\n    <id>{BLOG}.{word.lower()}-{number}</id>\n    <blogger:type>{word}</blogger:type>\n"
        f"    <blogger:status>{said['status']}</blogger:status>\n"
        f"    <author>\n      <name>Ed Itor</name>\n      <uri>{PROFILE}</uri>\n"
        "      <blogger:type>BLOGGER</blogger:type>\n    </author>\n"
        f"    <title>{escape(said['title'])}</title>\n    <content type='html'>{escape(body)}</content>\n"
        f"    <blogger:metaDescription>{escape(said['meta'])}</blogger:metaDescription>\n"
        f"    <blogger:created>{said['created']}</blogger:created>\n    <published>{said['published']}</published>\n"
        f"    <updated>{said['updated']}</updated>\n    <blogger:location>{said['location']}</blogger:location>\n{labels}"
        f"    <blogger:filename>{escape(filename)}</blogger:filename>\n    <link/>\n    <enclosure/>\n"
        f"    <blogger:trashed>{said['trashed']}</blogger:trashed>\n  </entry>\n"
    )


def takeout_comment(number: int, post: str, body: str = "Well said.", **changes: str) -> str:
    """Return a comment of a Takeout."""
    said = {
        "status": "LIVE",
        "name": f"Reader {number}",
        "uri": "",
        "by": "ANONYMOUS",
        "parent": "",
        "published": "2007-03-05T18:00:00Z",
        "trashed": "",
    } | changes
    parent = f"{BLOG}.post-{said['parent']}" if said["parent"] else ""
    return (
        f"  <entry>\n    <id>{BLOG}.post-{number}</id>\n    <blogger:parent>{BLOG}.{post}</blogger:parent>\n"
        f"    <blogger:inReplyTo>{parent}</blogger:inReplyTo>\n    <blogger:type>COMMENT</blogger:type>\n"
        f"    <blogger:status>{said['status']}</blogger:status>\n    <author>\n      <name>{escape(said['name'])}</name>\n"
        f"      <uri>{escape(said['uri'])}</uri>\n      <blogger:type>{said['by']}</blogger:type>\n    </author>\n"
        f"    <title/>\n    <content type='html'>{escape(body)}</content>\n"
        f"    <blogger:created>{said['published']}</blogger:created>\n    <published>{said['published']}</published>\n"
        f"    <updated>{said['published']}</updated>\n    <blogger:trashed>{said['trashed']}</blogger:trashed>\n  </entry>\n"
    )


def takeout_folder(folder: Path, feed: str, *others: str) -> Path:
    """Write a Takeout as Google packs it: the blog, its pictures, what its owner wrote elsewhere, and *others*' feeds."""
    for number, text in enumerate((feed, *others)):
        blog = folder / "Takeout" / "Blogger" / "Blogs" / f"Old days{number or ''}"
        blog.mkdir(parents=True)
        (blog / "feed.atom").write_text(text, "utf-8")
        (blog / "settings.csv").write_text("blog_admin_email\nsomebody@example.org\n", "utf-8")
        (blog / "theme-classic.html").write_text("<html></html>", "utf-8")
    elsewhere = folder / "Takeout" / "Blogger" / "Comments" / "Another blog"
    elsewhere.mkdir(parents=True)
    (elsewhere / "feed.atom").write_text(takeout(takeout_comment(9, "post-9")), "utf-8")
    return folder
