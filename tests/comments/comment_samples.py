"""Comments to test with: one by hand, and strategies that make any."""

from datetime import UTC, datetime
from types import MappingProxyType

from hypothesis import strategies as st

from outsideinnovation.comments import cleaning
from outsideinnovation.comments.record import Comment, Status, new_id

NOON = datetime(2005, 12, 9, 12, 0, tzinfo=UTC)

any_text = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\r+\"'\\ \t#[]=@"))
storable = any_text.map(lambda words: words.replace("\0", ""))
names = storable.filter(str.strip)
ids = st.from_regex(r"[0-9a-z-]{8,64}", fullmatch=True)
posts = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
dates = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone


def comment(number: int = 0, status: Status = Status.PENDING, **changes: object) -> Comment:
    """Return a comment that is told from others by *number*."""
    fields = {"post": "a-post", "author": "Dana", "date": NOON, "body": f"Words {number}."} | changes
    return Comment(**({"id": new_id(fields["date"], str(number)), "status": status} | fields))


stored_comments = st.builds(
    Comment,
    id=ids,
    post=posts,
    status=st.sampled_from(Status),
    author=names,
    date=dates,
    body=names,
    website=st.none() | storable.filter(bool),
    reply_to=st.none() | storable.filter(bool),
    by_author=st.booleans(),
    extra=st.dictionaries(
        storable.filter(lambda key: key not in {"author", "date", "website", "reply_to", "by_author"}),
        storable | st.integers(-(2**60), 2**60) | st.booleans() | dates | st.lists(storable, max_size=3),
        max_size=2,
    ).map(MappingProxyType),
)
exchanged_comments = st.builds(
    Comment,
    id=ids,
    post=posts,
    status=st.sampled_from(Status),
    author=any_text.map(cleaning.line).filter(bool).map(lambda name: name[:80].strip()).filter(cleaning.line),
    date=dates,
    body=any_text.map(cleaning.body).filter(bool),
    website=st.none()
    | st.sampled_from(["https://example.org/", "http://example.org/a?b=c&d#e", "https://münchen.example/"]),
    reply_to=st.none() | ids,
    by_author=st.booleans(),
)
