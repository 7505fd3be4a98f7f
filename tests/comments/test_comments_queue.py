"""The queue: the folder is the state, nothing is lost, and whatever does not belong there is told."""

import os
import shutil
import threading
from pathlib import Path

import pytest
from comment_samples import NOON, comment

from outsideinnovation import renaming
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status, dump
from outsideinnovation.comments.recovery import Recovery
from outsideinnovation.errors import ConflictError, ContentError, NotFoundError, StorageError
from outsideinnovation.files import move


@pytest.fixture
def queue(tmp_path: Path) -> CommentQueue:
    """Return a queue whose folder does not exist yet."""
    return CommentQueue(tmp_path / "content" / "comments")


def files(queue: CommentQueue) -> list[str]:
    """Return every file below the queue's folder."""
    return sorted(str(path.relative_to(queue.folder)) for path in queue.folder.rglob("*") if path.is_file())


def test_a_folder_that_does_not_exist_is_an_empty_queue(queue: CommentQueue) -> None:
    """A new site has no comments, and that is no error."""
    assert queue.list() == []


def test_an_added_comment_lies_where_the_interfaces_say(queue: CommentQueue) -> None:
    """Status, post and id are the path, and nothing else is left behind."""
    one = comment()
    assert queue.add(one)
    assert files(queue) == [f"pending/a-post/{one.id}.md"]
    assert queue.find(one.id) == one


def test_comments_come_oldest_first_and_can_be_chosen_by_status_and_post(queue: CommentQueue) -> None:
    """The order is by date, then id; filters narrow it."""
    late = comment(1, date=NOON.replace(hour=13))
    early = comment(2, Status.APPROVED, post="other")
    spam = comment(3, Status.SPAM)
    for one in (late, early, spam):
        queue.add(one)
    assert queue.list() == [*sorted([early, spam], key=lambda one: one.id), late]
    assert queue.list(Status.PENDING) == [late]
    assert queue.list(post="other") == queue.approved() == [early]


@pytest.mark.parametrize("status", list(Status))
def test_a_comment_is_never_added_twice(queue: CommentQueue, status: Status) -> None:
    """An id that exists in any state, with whatever text, stays as it is: nothing rejected comes back."""
    there = comment(status=status)
    queue.add(there)
    assert not queue.add(comment(body="Other words."))
    assert not queue.add(comment(post="another-post"))
    assert queue.list() == [there]


def test_a_move_is_seen_in_the_folders(queue: CommentQueue) -> None:
    """A moved comment is in its new state and in no other."""
    one = comment()
    queue.add(one)
    moved = queue.move(one, Status.APPROVED)
    assert moved == comment(status=Status.APPROVED) == queue.find(one.id)
    assert files(queue) == [f"approved/a-post/{one.id}.md"]


def test_a_move_keeps_the_bytes(queue: CommentQueue) -> None:
    """What an editor wrote into the file by hand survives a decision."""
    one = comment()
    queue.add(one)
    path = queue.folder / "pending" / "a-post" / f"{one.id}.md"
    path.write_bytes(path.read_bytes().replace(b"+++\n", b"+++\n# checked by phone\n", 1))
    before = path.read_bytes()
    queue.move(one, Status.SPAM)
    assert (queue.folder / "spam" / "a-post" / path.name).read_bytes() == before


def test_of_two_decisions_the_second_hears_of_the_first(queue: CommentQueue) -> None:
    """Somebody who looks at an old list cannot decide again, and nothing is lost."""
    one = comment()
    queue.add(one)
    queue.move(one, Status.APPROVED)
    with pytest.raises(ConflictError, match=f"{one.id} is no longer pending.*oi comments show {one.id}"):
        queue.move(one, Status.SPAM)
    assert queue.find(one.id).status is Status.APPROVED


def test_a_move_never_replaces_a_file(queue: CommentQueue) -> None:
    """Where the target exists, both files stay as they are."""
    one, other = comment(), comment(status=Status.APPROVED, body="Other words.")
    queue.add(one)
    target = queue.folder / "approved" / "a-post" / f"{one.id}.md"
    target.parent.mkdir(parents=True)
    target.write_bytes(dump(other))
    with pytest.raises(ConflictError):
        queue.move(one, Status.APPROVED)
    assert len(files(queue)) == 2
    assert target.read_bytes() == dump(other)


def test_a_move_to_where_it_is_already_is_refused(queue: CommentQueue) -> None:
    """A comment cannot be moved onto itself."""
    one = comment()
    queue.add(one)
    with pytest.raises(ConflictError, match="pending already"):
        queue.move(one, Status.PENDING)


@pytest.mark.parametrize(
    "identifier", ["0123456789ab", "../../../etc/passwd", "", "0123456789AB", "%2e%2e%2f%2e%2e", "a" * 65]
)
def test_an_unknown_id_is_named_with_the_remedy(queue: CommentQueue, identifier: str) -> None:
    """Nothing is looked for outside the folder, and the message says where to look."""
    queue.add(comment())
    with pytest.raises(NotFoundError, match="oi comments list") as caught:
        queue.find(identifier)
    assert repr(identifier) in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"post": "../../outside"},
        {"post": ".hidden"},
        {"post": ""},
        {"post": "a/b"},
        {"post": "a\0b"},
        {"post": "a" * 5000},
        {"post": "a\n"},
        {"id": "../../../outside"},
        {"id": "0123456789ab/.."},
        {"id": "0123456789ab\n"},
    ],
)
def test_no_path_leads_out_of_the_folder(queue: CommentQueue, tmp_path: Path, changes: dict[str, str]) -> None:
    """An id or post that is not plain is refused before anything is written."""
    for write in (queue.add, lambda one: queue.add_all([one])):
        with pytest.raises(ContentError, match=r"no (comment|post) id"):
            write(comment(**changes))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_listing_a_post_that_cannot_be_one_is_refused(queue: CommentQueue) -> None:
    """A path is no post's id."""
    with pytest.raises(NotFoundError, match=r"\.\./secret"):
        queue.list(post="../secret")


def test_every_broken_file_is_told_at_once(queue: CommentQueue) -> None:
    """One error carries all problems, each with its path."""
    for number in range(3):
        queue.add(comment(number))
    paths = sorted((queue.folder / "pending" / "a-post").iterdir())
    paths[0].write_bytes(b"")
    paths[2].write_bytes(b"+++\nnothing")
    with pytest.raises(ContentError) as caught:
        queue.list()
    assert [problem.path for problem in caught.value.problems] == [paths[0], paths[2]]


@pytest.mark.parametrize(
    "path",
    [
        "maybe/a-post/0123456789ab.md",
        "0123456789ab.md",
        "approved/0123456789ab.md",
        "approved/a-post/0123456789ab.txt",
        "approved/a-post/README.md",
        "approved/a-post/deeper/0123456789ab.md",
        "approved/bad\\post/0123456789ab.md",
    ],
)
def test_a_file_in_an_odd_place_is_told(queue: CommentQueue, path: str) -> None:
    """Nothing among the comments is skipped silently."""
    odd = queue.folder / path
    odd.parent.mkdir(parents=True)
    odd.write_bytes(dump(comment()))
    with pytest.raises(ContentError) as caught:
        queue.approved()
    assert all(odd.is_relative_to(problem.path) for problem in caught.value.problems)


@pytest.mark.parametrize(
    "name", [".0123456789ab.md.12ab34cd.tmp", ".gitkeep", ".DS_Store", "0123456789ab.md~", "x.swp"]
)
def test_what_programs_leave_lying_about_is_not_the_editors_problem(queue: CommentQueue, name: str) -> None:
    """Unfinished writes, backups and git's markers are no comments and no problems."""
    one = comment(status=Status.APPROVED)
    queue.add(one)
    (queue.folder / "approved" / "a-post" / name).write_bytes(b"half a comm")
    assert queue.approved() == [one]


def test_a_post_may_be_called_like_a_backup(queue: CommentQueue) -> None:
    """Only files are taken for leftovers, so no post's comments vanish by its name."""
    one = comment(status=Status.APPROVED, post="how-to.tmp")
    queue.add(one)
    assert queue.approved() == [one]


def test_a_comment_in_two_states_is_told_and_not_decided(queue: CommentQueue) -> None:
    """What a crash in the middle of a move leaves is named with both paths, by every command that meets it."""
    one = comment()
    queue.add(one)
    twin = queue.folder / "approved" / "a-post" / f"{one.id}.md"
    twin.parent.mkdir(parents=True)
    os.link(queue.folder / "pending" / "a-post" / twin.name, twin)
    for look in (queue.list, queue.approved, lambda: queue.find(one.id)):
        with pytest.raises(ContentError) as caught:
            look()
        assert "pending/a-post" in str(caught.value)
        assert "approved/a-post" in str(caught.value)
        assert "remove one" in str(caught.value)


def test_what_is_not_approved_cannot_stop_a_build(queue: CommentQueue) -> None:
    """A broken pending file concerns the editor, not the public site."""
    one = comment(1, Status.APPROVED)
    queue.add(one)
    queue.add(comment(2))
    next((queue.folder / "pending" / "a-post").iterdir()).write_bytes(b"broken")
    assert queue.approved() == [one]


def test_a_folder_that_cannot_be_read_is_told(queue: CommentQueue) -> None:
    """What is no readable folder is a problem with its path, not an empty queue."""
    queue.folder.parent.mkdir()
    queue.folder.write_text("not a folder", "utf-8")
    with pytest.raises(ContentError, match=f"{queue.folder}: cannot be read"):
        queue.list()
    with pytest.raises(StorageError, match=f"{queue.folder}/.*rights"):
        queue.add(comment())


def test_a_comment_that_cannot_be_written_is_never_taken_for_one_that_is_there(queue: CommentQueue) -> None:
    """A file in a folder's place is an error, so nobody believes that the comment was kept."""
    (queue.folder / "pending").mkdir(parents=True)
    (queue.folder / "pending" / "a-post").write_text("not a folder", "utf-8")
    with pytest.raises(StorageError, match="Not a directory"):
        queue.add(comment())


def test_a_file_that_cannot_be_read_is_told(queue: CommentQueue) -> None:
    """A link to nowhere is a problem, not a missing comment."""
    folder = queue.folder / "approved" / "a-post"
    folder.mkdir(parents=True)
    (folder / "0123456789ab.md").symlink_to(folder / "nowhere")
    with pytest.raises(ContentError, match="0123456789ab"):
        queue.approved()


def test_a_long_comment_is_read_whole(queue: CommentQueue) -> None:
    """Files longer than one read are no exception."""
    one = comment(body="long words " * 30_000 + ".")
    queue.add(one)
    assert queue.list() == [one]


def test_many_are_added_at_once_and_each_only_once(queue: CommentQueue) -> None:
    """A bulk import counts what it wrote and what was there, and a second run changes nothing."""
    queue.add(comment(0, Status.REJECTED))
    many = [comment(number, post=f"post-{number % 7}") for number in range(100)]
    assert queue.add_all([*many, many[5], comment(5, body="Other words.")]) == (99, 3)
    before = {path: path.stat().st_mtime_ns for path in queue.folder.rglob("*.md")}
    assert queue.add_all(many) == (0, 100)
    assert {path: path.stat().st_mtime_ns for path in queue.folder.rglob("*.md")} == before
    assert queue.find(comment(0).id).status is Status.REJECTED
    assert queue.list(Status.PENDING) == sorted(many[1:], key=lambda one: one.id)


def test_each_of_many_says_whether_it_was_new(queue: CommentQueue) -> None:
    """Whoever counts by kind can tell the new from the known."""
    queue.add(comment(1))
    one, two = comment(1), comment(2)
    assert list(queue.add_each([one, two, two])) == [(one, False), (two, True), (two, False)]


def test_comments_are_counted_by_their_state(queue: CommentQueue) -> None:
    """By names alone: what is being written does not count."""
    assert set(queue.counts().values()) == {0}
    for number in range(5):
        queue.add(comment(number, Status.SPAM if number else Status.PENDING, post=f"post-{number % 2}"))
    (queue.folder / "spam" / "post-1" / ".half.md").write_bytes(b"")
    assert queue.counts() == {Status.PENDING: 1, Status.APPROVED: 0, Status.REJECTED: 0, Status.SPAM: 4}


def test_a_version_tells_one_text_from_another(queue: CommentQueue) -> None:
    """It goes with the bytes, not with the state; a comment that has gone has none."""
    one = comment()
    queue.add(one)
    version = queue.version(one)
    moved = queue.move(one, Status.APPROVED)
    assert queue.version(moved) == version
    queue.path(moved).write_bytes(dump(comment(body="Other words.")))
    assert queue.version(moved) != version
    with pytest.raises(ConflictError, match="no longer pending"):
        queue.version(one)


def test_many_are_found_with_one_look(queue: CommentQueue) -> None:
    """Each as it would be found alone, or with what would be said of it."""
    for number in range(6):
        queue.add(comment(number, Status.APPROVED if number % 2 else Status.PENDING, post=f"post-{number}"))
    ids = [comment(number).id for number in range(6)]
    assert queue.find_all(ids) == {each: queue.find(each) for each in ids}
    assert isinstance(queue.find_all([*ids, "../../etc"])["../../etc"], NotFoundError)
    assert isinstance(queue.find_all(["unknown-id-1"])["unknown-id-1"], NotFoundError)


def test_two_queues_merge_by_copying_files(tmp_path: Path) -> None:
    """What one has decided and the other not is decided; where both have, the one that shows less counts."""
    one, two = CommentQueue(tmp_path / "one"), CommentQueue(tmp_path / "two")
    for queue, states in ((one, "pending approved approved pending"), (two, "approved pending spam pending")):
        for number, state in enumerate(states.split()):
            queue.add(comment(number, Status(state)))
        queue.add(comment(7 if queue is one else 8))
    shutil.copytree(two.folder, one.folder, dirs_exist_ok=True)
    recovery = one.recover(NOON)
    assert len(recovery.finished) == 3
    assert recovery.corrupt == ()
    states = {each.id: each.status for each in one.list()}
    expected = {0: "approved", 1: "approved", 2: "spam", 3: "pending", 7: "pending", 8: "pending"}
    assert states == {comment(number).id: state for number, state in expected.items()}


def test_what_cannot_be_read_is_set_aside_and_told(queue: CommentQueue) -> None:
    """Nothing is thrown away; a second one of that name stands beside the first; approved files are the build's to tell."""
    for number in range(2):
        queue.add(comment(number, Status.APPROVED if number else Status.PENDING))
        queue.path(comment(number, Status.APPROVED if number else Status.PENDING)).write_bytes(b"+++\ntorn")
    recovery = queue.recover(NOON)
    name = f"{comment(0).id}.md"
    assert recovery.corrupt == (queue.folder / "corrupt" / "pending" / "a-post" / name,)
    assert str(recovery).startswith("0 unfinished files swept, 0 decisions finished, 1 file set aside\n")
    assert recovery.corrupt[0].read_bytes() == b"+++\ntorn"
    assert queue.list(Status.PENDING) == []
    with pytest.raises(ContentError):
        queue.approved()
    queue.path(comment(0)).write_bytes(b"again")
    assert queue.recover(NOON).corrupt[0].name == f"{comment(0).id}.2.md"


def test_an_empty_queue_has_nothing_to_recover(queue: CommentQueue) -> None:
    """And nothing is made."""
    assert queue.recover(NOON) == Recovery()
    assert not queue.folder.exists()


@pytest.mark.parametrize("known", [True, False])
def test_a_move_never_replaces_and_tells_what_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    """By renameat2, and where the system has none, by link and unlink under a lock."""
    if not known:
        monkeypatch.setattr(renaming, "_renameat2", lambda: None)
    source, target = tmp_path / "a" / "file", tmp_path / "b" / "file"
    source.parent.mkdir()
    source.write_bytes(b"one")
    move(source, target)
    assert target.read_bytes() == b"one"
    assert not source.exists()
    source.write_bytes(b"two")
    with pytest.raises(ConflictError, match="exists already"):
        move(source, target)
    assert (source.read_bytes(), target.read_bytes()) == (b"two", b"one")
    with pytest.raises(ConflictError, match="is gone"):
        move(tmp_path / "a" / "nothing", tmp_path / "b" / "nothing")


@pytest.mark.parametrize("known", [True, False])
def test_of_many_who_move_one_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool) -> None:
    """Sixteen threads, sixteen targets: the file is at one of them, and fifteen have heard that it is gone."""
    if not known:
        monkeypatch.setattr(renaming, "_renameat2", lambda: None)
    (tmp_path / "source").write_bytes(b"x")
    start, lost = threading.Barrier(16), []

    def mover(number: int) -> None:
        start.wait()
        try:
            move(tmp_path / "source", tmp_path / f"target-{number}")
        except ConflictError as error:
            lost.append(error)

    movers = [threading.Thread(target=mover, args=(number,)) for number in range(16)]
    for each in movers:
        each.start()
    for each in movers:
        each.join()
    assert len(lost) == 15
    assert len(list(tmp_path.iterdir())) == 1


def test_whoever_looks_while_somebody_decides_sees_each_comment_once(queue: CommentQueue) -> None:
    """A comment on its way from one state to another is neither missing nor doubled."""
    one = comment()
    queue.add(one)
    stop = threading.Event()

    def decide() -> None:
        at = one
        while not stop.wait(0.001):
            at = queue.move(at, Status.APPROVED if at.status is Status.PENDING else Status.PENDING)

    decider = threading.Thread(target=decide)
    decider.start()
    try:
        for _ in range(150):
            assert queue.find(one.id).body == one.body
            assert queue.find_all([one.id])[one.id] in (comment(), comment(status=Status.APPROVED))
            assert len(queue.list()) <= 1
    finally:
        stop.set()
        decider.join()
