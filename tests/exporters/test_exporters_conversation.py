"""Comments in an order that every system reads: each behind the one that it answers."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.exporters.conversation import in_order

START = datetime(2005, 12, 9, tzinfo=UTC)


def comment(number: int, minutes: int, answers: int | None) -> Comment:
    """Return a comment that was written so many *minutes* in."""
    date, to = START + timedelta(minutes=minutes), None if answers is None else f"comment-{answers}"
    return Comment(f"comment-{number}", "post", Status.APPROVED, "Dana", date, "Words.", reply_to=to)


COMMENTS = st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 12)), max_size=12).map(
    lambda rows: [comment(number, *row) for number, row in enumerate(rows)]
)


@given(COMMENTS)
def test_each_comes_once_and_behind_what_it_answers(comments: list[Comment]) -> None:
    """Whoever answers whom, in circles too; who answers somebody that is there loses that only in a circle."""
    placed: list[str] = []
    for each, answered in in_order(comments):
        assert answered is None or (answered.id in placed and answered.id == each.reply_to)
        placed.append(each.id)
    assert sorted(placed) == sorted(each.id for each in comments)


@given(COMMENTS)
def test_without_answers_to_what_is_younger_the_order_is_that_of_time(comments: list[Comment]) -> None:
    """The oldest first."""
    by_id = {each.id: each for each in comments}
    aged = [each for each in comments if each.reply_to not in by_id or by_id[each.reply_to].date < each.date]
    kept = [each for each, _ in in_order(aged)]
    assert kept == sorted(aged, key=lambda each: (each.date, each.id))


def test_ten_thousand_answers_to_each_other_are_no_recursion() -> None:
    """Each answers the one before, and the youngest came first."""
    comments = [comment(number, 10_000 - number, number - 1 if number else None) for number in range(10_000)]
    assert [each.id for each, _ in in_order(comments)] == [f"comment-{number}" for number in range(10_000)]
