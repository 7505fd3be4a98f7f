"""A blog that has everything once, and the gestures of whoever leaves with it."""

from click.testing import Result
from tests_support import Blog

COMMENT = "+++\nauthor = {author}\ndate = {date}\n{head}+++\n{body}\n"


def say(
    blog: Blog,
    post: str,
    name: str,
    body: str = "Well said.",
    *,
    status: str = "approved",
    author: str = "Dana",
    date: str = "2005-12-09T11:00:00Z",
    **head: str,
) -> None:
    """Write a comment's file, as the queue writes it."""
    more = "".join(f'{key} = "{value}"\n' for key, value in head.items())
    text = COMMENT.format(author=f'"{author}"', date=date, head=more, body=body)
    blog.write(f"comments/{status}/{post}/{name}.md", text)


def export(blog: Blog, *arguments: str, problems: bool = False) -> str:
    """Export to standard output and return what stands there."""
    result = exported(blog, *arguments)
    assert result.exit_code == (1 if problems else 0), result.stderr
    return result.stdout


def exported(blog: Blog, *arguments: str) -> Result:
    """Run ``oi export``."""
    return blog.run("export", *arguments)


def full_blog(blog: Blog) -> Blog:
    """Fill a blog with a post and a page of each kind, and a conversation."""
    blog.settings('TIMEZONE = "America/New_York"\n')
    blog.post(
        "first",
        "The *first* words & [a link]({filename}second.md).\n\n![A dot]({static}/images/dot.png)",
        category="Co-Design",
        categories="Co-Design; R&D",
        tags="lead users, a",
        author="Dana Ray",
        summary="What it *says*.",
        old_urls="/old/first_words.html",
        title="Words & <marks>",
    )
    blog.post(
        "second", "More.", date="2006-07-01 08:00", modified="2006-07-02 09:00", comments="closed", title="Second"
    )
    blog.post("draft", "Not yet.", date="", status="draft", title="A draft")
    blog.post("unlisted", "Hidden.", date="2006-07-03 08:00", status="hidden", title="Hidden one")
    blog.write("images/dot.png", b"no picture, but a file")
    blog.write("pages/about.md", "Title: About\nSlug: about\n\nWho we are.\n")
    blog.write("pages/team.md", "Title: Team\nUrl: about/team/\nSave_as: about/team/index.html\n\nAll of us.\n")
    blog.write("redirects.txt", "/gone.html gone\n/old/place.html /2006/07/second.html\n")
    say(blog, "first", "00000002-answer", "An *answer*.", author="Éva & Co", reply_to="00000003-asked")
    say(
        blog,
        "first",
        "00000003-asked",
        "One.\n\nTwo\nlines.",
        date="2005-12-09T12:00:00Z",
        website="https://dana.example/",
    )
    say(blog, "first", "00000004-lost", "To nobody.", reply_to="00000009-gone", date="2005-12-10T12:00:00Z")
    say(blog, "first", "00000005-waits", "Waiting.", status="pending", date="2005-12-11T12:00:00Z")
    say(blog, "first", "00000006-junk", "Junk.", status="spam", date="2005-12-12T12:00:00Z")
    say(blog, "first", "00000007-no", "No.", status="rejected", date="2005-12-13T12:00:00Z")
    return blog
