"""What people do to the comments' files by hand: which comments it concerns, and where order is lost."""

from pathlib import Path

import pytest
from comment_samples import comment

from outsideinnovation.comments import manual_moves
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status, dump
from outsideinnovation.comments.walk import Walk


@pytest.fixture
def queue(tmp_path: Path) -> CommentQueue:
    """A queue with a comment in each state."""
    found = CommentQueue(tmp_path / "comments")
    for number, status in enumerate(Status):
        found.add(comment(number, status))
    return found


@pytest.mark.parametrize("depth", range(4))
def test_a_folder_stands_for_all_that_is_in_it(queue: CommentQueue, depth: int) -> None:
    """Whatever of a comment's path is said to have changed, its comments are found, once."""
    path = queue.path(comment(1, Status.APPROVED))
    wanted = [path, *path.parents][3 - depth]
    places = manual_moves.places(queue.folder, [wanted, wanted])
    expected = [place for place in Walk(queue.folder).places() if Path(place.path).is_relative_to(wanted)]
    assert sorted(places) == expected
    assert places


@pytest.mark.parametrize(
    "path",
    ["approved/first/x.txt", "approved/first/.hidden.md", "corrupt/pending/first/00000001-x.md", "approved/x.md"],
)
def test_what_is_no_comments_file_is_left_alone(queue: CommentQueue, path: str) -> None:
    """Other files, files beside the folder, and files that are gone concern no comment."""
    other = queue.folder / path
    other.parent.mkdir(parents=True, exist_ok=True)
    other.write_text("words", "utf-8")
    gone = queue.path(comment(7))
    assert manual_moves.places(queue.folder, [other, gone, queue.folder.parent / "posts" / "a.md"]) == []


def test_order_is_lost_where_a_comment_lies_twice_or_cannot_be_read(queue: CommentQueue) -> None:
    """The build tells of approved files that are broken, so they are no disorder here."""
    whole = Walk(queue.folder).places()
    assert not any(manual_moves.is_disorderly(queue.folder, place) for place in whole)
    for status in (Status.PENDING, Status.APPROVED):
        next(queue.folder.glob(f"{status}/*/*.md")).write_text("cut off", "utf-8")
    also_rejected = comment(3, Status.REJECTED)
    queue.path(also_rejected).write_bytes(dump(also_rejected))
    found = {place.status for place in whole if manual_moves.is_disorderly(queue.folder, place)}
    assert found == {Status.PENDING, Status.SPAM}
