"""Erasing: whatever is erased is in no byte of the site any more, and the report says where it was."""

import json
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from tests_support import Blog
from tests_waiting import HANG, until

from outsideinnovation.builder.build import build
from outsideinnovation.comments import moderation
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.private_store import Private, PrivateStore, Reason
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status, dump
from outsideinnovation.comments.spam.model import FILE as MODEL
from outsideinnovation.comments.spam.model import Model
from outsideinnovation.deploy.releases import publication, rollback
from outsideinnovation.deploy.releases.candidate import CandidateBuilder
from outsideinnovation.deploy.releases.publish_lock import REQUESTS, PublishLock
from outsideinnovation.erasure import ErasureReport, erase
from outsideinnovation.erasure.traces import Needles, search
from outsideinnovation.errors import NotFoundError
from outsideinnovation.mail.message import MailMessage, compose
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.notifications import Notifier
from outsideinnovation.tokens import Keyring, Purpose

NOW = datetime(2026, 5, 3, 10, 31, tzinfo=UTC)
ERASED, ANSWER, OTHER = "00000001-erased", "00000002-answer", "00000003-other"
WORDS = "Remarkable zebras were counted twice at the harbour of Nowhere."
ADDRESS = "dana@example.org"
PRIVATE_BOOK = "private.sqlite"


def said(identifier: str, words: str, status: Status = Status.APPROVED, **more: str) -> Comment:
    """Return a comment on the first post."""
    return Comment(identifier, "first", status, "Dana", datetime(2005, 12, 9, 11, tzinfo=UTC), words, **more)


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """Return a built site with a comment, an answer to it, and another that has nothing to do with them."""
    blog = Blog(tmp_path)
    blog.settings('MAIL_FROM = "Blog <blog@ours.example>"\n')
    blog.post("first")
    queue = CommentQueue(blog.site.comments)
    queue.add(said(ERASED, WORDS))
    queue.add(said(ANSWER, "An answer with words of its own.", reply_to=ERASED))
    queue.add(said(OTHER, "Another comment altogether, with many words."))
    room = blog.site.instance / "comments"
    PrivateStore(room / PRIVATE_BOOK).add_all(
        [private(ERASED, ADDRESS), private(ANSWER, "eve@example.org"), private(OTHER, "bandana@example.org")]
    )
    blog.build()
    return blog


def private(identifier: str, email: str) -> Private:
    """Return what is known of a comment."""
    return Private(
        identifier, f"digest {identifier}", NOW, "network", email, True, 0.25, (Reason("links", 0.25, "one"),)
    )


def private_store(blog: Blog) -> PrivateStore:
    """Return the site's private book."""
    return PrivateStore(blog.site.instance / "comments" / PRIVATE_BOOK)


def log(blog: Blog) -> DecisionLog:
    """Return the site's log of decisions."""
    return DecisionLog(blog.site.instance / "comments" / "decisions.jsonl")


def left(blog: Blog, *sought: Needles) -> list[str]:
    """Return the files of the whole site that hold any of what was erased."""
    address = Needles.address(ADDRESS, ["bandana@example.org"])
    wanted = sought or (Needles.id(ERASED), address, Needles.words(said(ERASED, WORDS)))
    return [f"{trace.path.relative_to(blog.root)}: {trace.what}" for trace in search([blog.root], filter(None, wanted))]


def found(report: ErasureReport) -> dict[str, tuple[int, int]]:
    """Return how much was found and removed in each place where there was anything."""
    return {place.name: (place.found, place.removed) for place in report.places if place.found}


def in_the_queue(blog: Blog) -> None:
    """The comment lies in its state: nothing more to do."""
    del blog


def half_written(blog: Blog) -> None:
    """A crash left it half written, an editor's program a copy, and recovery a broken file."""
    blog.write(f"comments/.tmp/{ERASED}.x1.md", WORDS)
    blog.write(f"comments/approved/first/{ERASED}.md~", WORDS)
    blog.write(f"comments/corrupt/pending/first/{ERASED}.2.md", dump(said(ERASED, WORDS))[:60])


def decided_and_edited(blog: Blog) -> None:
    """An editor changed its words, and those of the answer, and decided it."""
    queue, by = CommentQueue(blog.site.comments), {"log": log(blog), "by": "ed", "now": NOW}
    for identifier in (ERASED, ANSWER):
        one = queue.find(identifier)
        moderation.edit(queue, one, body=f"{one.body} And more.", expected_version=queue.version(one), **by)
    moderation.decide(queue, Action.REJECT, [ERASED], **by)
    moderation.decide(queue, Action.APPROVE, [ERASED], **by)
    blog.build()


def mailed(blog: Blog) -> None:
    """Mails about it, or to its author, wait or were sent."""
    outbox = Outbox(blog.site.instance / "outbox")
    mail_messages = [
        MailMessage("editor@ours.example", "A comment", f"{WORDS}\n", None, "a", about=(ERASED, OTHER)),
        MailMessage(ADDRESS, "Please confirm", "Is this address yours?\n", None, "b"),
        MailMessage("eve@example.org", "Your comment is live", "See there.\n", None, "c", about=(ANSWER,)),
    ]
    for mail_message in mail_messages:
        message = compose(mail_message, "Blog <blog@ours.example>", NOW)
        outbox.put(mail_message, message, NOW)


def learnt(blog: Blog) -> None:
    """The spam filter knows its words."""
    Model.train(CommentQueue(blog.site.comments).list()).save(blog.site.instance / MODEL)
    assert b"zebras" in (blog.site.instance / MODEL).read_bytes()


def imported(blog: Blog) -> None:
    """An import kept comments of unknown posts, two of them with the address."""
    folder = blog.site.instance / "imports"
    folder.mkdir()
    rows = [{"id": ERASED, "body": WORDS}, {"id": "00000004-kept", "email": ADDRESS.upper()}, {"id": "00000005-stay"}]
    (folder / "old.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def published(blog: Blog) -> None:
    """It is in kept releases, in the live one, in the list of addresses and in the list of live comments."""
    maker = CandidateBuilder(build)
    publication.publish(blog.site, NOW, maker)
    blog.post("second")
    publication.publish(blog.site, NOW + timedelta(minutes=1), maker)
    blog.write(
        "addresses.txt", f"/2005/12/first.html#comment-{ERASED} comment {ERASED}\n/2005/12/first.html post first\n"
    )
    live = {"comments": [ERASED, OTHER], "built": NOW.isoformat(), "seconds": 1}
    (blog.site.instance / "live.json").write_text(json.dumps(live), "utf-8")


def previewed(blog: Blog) -> None:
    """The author's preview shows it, and remembers it."""
    build(blog.site, settings={"OUTPUT_PATH": str(blog.site.instance / "preview")})


SCENES = [in_the_queue, half_written, decided_and_edited, mailed, learnt, imported, published, previewed]


@pytest.mark.parametrize("scene", SCENES)
def test_nothing_of_it_is_left_anywhere(blog: Blog, scene: Callable[[Blog], None]) -> None:
    """Wherever anything of a comment lies, erasing its author removes it, and the proof finds nothing."""
    scene(blog)
    report = erase(blog.site, NOW, email=ADDRESS)
    assert ERASED in report.ids
    assert report.remains == ()
    assert left(blog) == []
    assert all(removed for _, removed in found(report).values())
    assert {"comments", "private book", "output", "build caches", "answers to them"} <= found(report).keys()


def test_by_its_id_alone_the_comment_goes_and_the_address_with_it(blog: Blog) -> None:
    """Nobody else's comment came with it; where another did, the address stays for that one."""
    erase(blog.site, NOW, ids=[ERASED])
    assert left(blog) == []
    private_store(blog).add_all(
        [private("00000006-first", "sam@example.org"), private("00000007-second", "sam@example.org")]
    )
    erase(blog.site, NOW, ids=["00000006-first"])
    assert [each.id for each in private_store(blog).by_email("sam@example.org")] == ["00000007-second"]


def test_everything_else_stays(blog: Blog) -> None:
    """Other people's comments, addresses, mails, decisions and kept imports are as they were."""
    for scene in SCENES:
        scene(blog)
    erase(blog.site, NOW, email=ADDRESS)
    queue = CommentQueue(blog.site.comments)
    assert [each.id for each in queue.list()] == [ANSWER, OTHER]
    assert queue.find(ANSWER).reply_to is None
    assert queue.find(ANSWER).body.startswith("An answer with words of its own.")
    assert private_store(blog).of([ANSWER, OTHER]).keys() == {ANSWER, OTHER}
    assert [entry.id for entry in log(blog).all()] == [ANSWER]
    assert Outbox(blog.site.instance / "outbox").knows("c")
    assert "00000005-stay" in (blog.site.instance / "imports" / "old.jsonl").read_text("utf-8")
    assert "/2005/12/first.html post first" in (blog.content / "addresses.txt").read_text("utf-8")
    assert OTHER in (blog.site.instance / "live.json").read_text("utf-8")
    page = blog.page("2005/12/first.html")
    assert f'id="comment-{ANSWER}"' in page
    assert "An answer with words of its own." in page


def test_a_longer_id_is_somebody_elses(blog: Blog) -> None:
    """An id may be the beginning or the end of another: that comment stays, and is no trace of this one."""
    queue = CommentQueue(blog.site.comments)
    for identifier in ("00000001", f"0-{ERASED}", f"{ERASED}-2"):
        queue.add(said(identifier, f"Nobody else than {identifier[::-1]} says such words."))
        private_store(blog).add_all([private(identifier, f"{identifier}@example.org")])
    blog.build()
    report = erase(blog.site, NOW, ids=[ERASED])
    assert report.remains == ()
    assert {each.id for each in queue.list()} == {"00000001", f"0-{ERASED}", f"{ERASED}-2", ANSWER, OTHER}
    assert erase(blog.site, NOW, ids=["00000001"]).remains == ()
    assert {each.id for each in queue.list()} == {f"0-{ERASED}", f"{ERASED}-2", ANSWER, OTHER}


def test_readers_of_a_release_see_it_no_more(blog: Blog) -> None:
    """The live release is made anew, and no kept one can bring it back."""
    published(blog)
    report = erase(blog.site, NOW + timedelta(hours=1), ids=[ERASED])
    kept, live = rollback.releases(blog.site)
    assert live is not None
    assert all(ERASED not in release.approved for release in kept)
    page = (blog.site.instance / "current" / "2005" / "12" / "first.html").read_text("utf-8")
    assert ERASED not in page
    assert ANSWER in page
    assert found(report)["releases"][0] >= 1


def test_a_service_that_publishes_meanwhile_is_waited_for(blog: Blog) -> None:
    """It does so as soon as a comment goes; the erasure takes its turn after that, and ends well."""
    published(blog)
    requests, at_work = blog.site.instance / REQUESTS, threading.Event()
    before = requests.stat().st_size

    def publish() -> None:
        at_work.set()
        until(lambda: requests.stat().st_size > before)

    service = threading.Thread(target=lambda: PublishLock(blog.site.instance, "A service").publish(publish))
    service.start()
    assert at_work.wait(HANG)
    report = erase(blog.site, NOW + timedelta(hours=1), ids=[ERASED])
    service.join(HANG)
    assert report.remains == ()
    assert not [place.note for place in report.places if "not made anew" in place.note]


def test_a_dry_run_changes_nothing(blog: Blog) -> None:
    """It says what is there, and every byte stays."""
    for scene in SCENES:
        scene(blog)
    before = {
        path: path.read_bytes() for path in blog.root.rglob("*") if path.is_file() and ".sqlite-" not in path.name
    }
    report = erase(blog.site, NOW, email=ADDRESS, dry_run=True)
    assert report.dry_run
    assert all(there and not removed for there, removed in found(report).values())
    assert {path: path.read_bytes() for path in before} == before


def test_an_erasure_that_was_interrupted_is_repeated_by_the_address(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The private book goes last, so the address still finds what is left to do."""
    with monkeypatch.context() as patch:
        patch.setattr(DecisionLog, "forget", lambda *_: 1 / 0)
        decided_and_edited(blog)
        with pytest.raises(ZeroDivisionError):
            erase(blog.site, NOW, email=ADDRESS)
    assert private_store(blog).by_email(ADDRESS)
    assert ERASED in erase(blog.site, NOW, email=ADDRESS).ids
    assert left(blog) == []


def test_a_build_that_fails_is_told_with_the_command(blog: Blog) -> None:
    """Everything else is gone by then; what is left is named, file by file."""
    blog.write("posts/broken.md", "Title: Broken\nDate: never\n\nWords.\n")
    report = erase(blog.site, NOW, email=ADDRESS)
    (output,) = (place for place in report.places if place.name == "output")
    assert "broken.md:2" in output.note
    assert "oi build" in output.note
    assert {trace.path.is_relative_to(blog.output) for trace in report.remains} == {True}
    assert private_store(blog).by_email(ADDRESS) == []


def test_what_others_say_of_it_is_named_and_left(blog: Blog) -> None:
    """An answer that quotes the words, or a post that names the address, is for people to decide about."""
    queue = CommentQueue(blog.site.comments)
    queue.add(said("00000008-quote", f"> {WORDS}\n\nNo.", Status.PENDING))
    blog.post("second", f"Ask {ADDRESS} about it.")
    report = erase(blog.site, NOW, email=ADDRESS)
    where = {(trace.path.name, trace.what) for trace in report.remains}
    assert ("00000008-quote.md", f"words of {ERASED}") in where
    assert ("second.md", "the address") in where
    assert ADDRESS not in str(report.remains)


def test_an_id_of_which_there_is_nothing_is_said(blog: Blog) -> None:
    """A slip of the finger is no erasure; nor is a path."""
    with pytest.raises(NotFoundError, match="nothing of it was found anywhere"):
        erase(blog.site, NOW, ids=["00000009-nothing"])
    with pytest.raises(NotFoundError, match=r"No comment '\.\./x'"):
        erase(blog.site, NOW, ids=["../x"])
    assert erase(blog.site, NOW, email="nobody@example.org").found == 0


def test_the_command_tells_every_place(blog: Blog) -> None:
    """For people line by line, as JSON for scripts; what was not said on the command line is not printed."""
    dry = blog.run("comments", "erase", "--id", ERASED, "--dry-run")
    assert dry.exit_code == 0
    assert "Nothing was changed." in dry.stdout
    assert ADDRESS not in dry.stdout + dry.stderr
    result = blog.run("comments", "erase", "--email", ADDRESS, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["ids"] == [ERASED]
    assert told["remains"] == []
    places = {place["place"]: place for place in told["places"]}
    assert {"comments", "private book", "outbox", "releases", "output", "spam filter"} <= places.keys()
    assert WORDS not in result.stdout
    assert left(blog) == []


@pytest.mark.parametrize("words", [[], ["--email", ADDRESS, "--id", ERASED], ["--email", "dana"]])
def test_the_command_wants_to_know_whom(blog: Blog, words: list[str]) -> None:
    """Wrong usage exits with 2, and nothing happens."""
    assert blog.run("comments", "erase", *words).exit_code == 2
    assert CommentQueue(blog.site.comments).find(ERASED)


def editors_are_mailed(blog: Blog, *names: str, words: str = "", about: str | None = ERASED) -> Outbox:
    """Let comments that answer *about* wait, and tell two editors of each."""
    blog.settings(
        'MAIL_FROM = "Blog <blog@ours.example>"\nSERVICE_URL = "https://ours.example/talk"\n'
        'COMMENTS_NOTIFY = ["ed@ours.example", "eve@ours.example"]\n'
    )
    queue, outbox = CommentQueue(blog.site.comments), Outbox(blog.site.instance / "outbox")
    post = Notifier(blog.site, Keyring.load(blog.site.instance), private_store(blog), outbox, queue)
    for name in names:
        text = words or f"What {name} answers, “quoted”, in words of its own."
        answer = said(name, text, Status.PENDING, **({"reply_to": about} if about else {}))
        queue.add(answer)
        private_store(blog).add_all([private(name, f"{name}@example.org")])
        post.received(answer, private(name, f"{name}@example.org"), NOW)
    return outbox


def notices(outbox: Outbox) -> list[str]:
    """Return the plain text of every notice to an editor that waits."""
    waiting = [each for each in outbox.mails(MailState.READY) if each.key.startswith(("notice/", "digest/"))]
    mails = (BytesParser(policy=policy.default).parsebytes(outbox.message(each)) for each in waiting)
    bodies = (mail.get_body(("plain",)) for mail in mails)
    return [body.get_content() for body in bodies if body]


@pytest.mark.parametrize("names", [("00000021-new",), ("00000021-new", "00000022-newer")])
@pytest.mark.parametrize("by", ["--email", "--id"])
def test_notices_of_answers_to_it_are_written_anew(blog: Blog, by: str, names: tuple[str, ...]) -> None:
    """The editor's mail linked to what is erased: exit 0, no byte is left, and each answer is told of as before."""
    outbox = editors_are_mailed(blog, *names)
    before = notices(outbox)
    assert len(before) == 2 * len(names)
    assert all(f"#comment-{ERASED}" in text for text in before)
    result = blog.run("comments", "erase", by, ADDRESS if by == "--email" else ERASED)
    assert result.exit_code == 0, result.output
    assert left(blog) == []
    after = notices(outbox)
    assert len(after) == len(before)
    for name in names:
        assert sum(f"What {name} answers" in text for text in after) == 2
    assert not any(ERASED in text for text in after)


def test_a_rewritten_notice_has_links_that_work(blog: Blog) -> None:
    """Who no longer answers anybody has another text, so the links of the old notice would be refused."""
    outbox = editors_are_mailed(blog, "00000021-new")
    erase(blog.site, NOW, ids=[ERASED])
    queue, keyring = CommentQueue(blog.site.comments), Keyring.load(blog.site.instance)
    tokens = re.findall(r"moderation/decide/(\S+)", notices(outbox)[0])
    versions = {keyring.read(Purpose.DECISION, token, NOW)["version"] for token in tokens}
    assert versions == {queue.version(queue.find("00000021-new"))}


def test_sent_notices_go_and_are_not_sent_again(blog: Blog) -> None:
    """The editor has them already."""
    outbox = editors_are_mailed(blog, "00000021-new")
    for queued in outbox.due(NOW):
        outbox.begin(queued)
        outbox.finish(queued, "250 ok", NOW)
    assert erase(blog.site, NOW, ids=[ERASED]).remains == ()
    assert left(blog) == []
    assert notices(outbox) == []


def test_one_after_another_leaves_no_note_of_the_first(blog: Blog) -> None:
    """What is to be said again is noted by id: erasing that one as well takes the note back, also within one erasure."""
    ids = ["00000021-new", "00000022-newer", "00000023-newest"]
    outbox = editors_are_mailed(blog, *ids, about=None)
    mail_message = MailMessage("ed@ours.example", "Three", "Three.\n", None, "digest/x/ed", about=tuple(ids))
    outbox.put(mail_message, compose(mail_message, "Blog <blog@ours.example>", NOW), NOW)
    blog.settings('MAIL_FROM = "Blog <blog@ours.example>"\n')  # nobody writes anew for now, so the note stays
    assert erase(blog.site, NOW, ids=ids[:1]).remains == ()
    assert erase(blog.site, NOW, ids=ids[1:]).remains == ()
    assert search([blog.root], [Needles.id(each) for each in ids]) == []


def test_the_proof_reads_mails_as_their_readers_do(blog: Blog) -> None:
    """Words that a mail's encoding breaks into pieces are found, too."""
    words = "Ünüsual “zebras” were counted—twice—at the harbour of Nowhere-on-the-Sea by people with very long names"
    outbox = Outbox(blog.site.instance / "outbox")
    for key, text in (("a", words), ("b", f"{words} {'ü' * 300}")):
        mail_message = MailMessage("ed@ours.example", "A comment", f"{text}\n", None, key)
        outbox.put(mail_message, compose(mail_message, "Blog <blog@ours.example>", NOW), NOW)
    sought = Needles.words(said(ERASED, words))
    assert sought
    assert len(search([outbox.folder], [sought])) == 2
