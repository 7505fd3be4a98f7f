"""What was written down of the comments: their files, answers, mails, decisions, kept imports, the private book."""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from outsideinnovation import files
from outsideinnovation.builder.urls import history
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.seen import SeenVersions
from outsideinnovation.comments.spam.model import FILE as MODEL
from outsideinnovation.comments.spam.model import Model
from outsideinnovation.erasure.clearing import Clearing, unlink, without_lines
from outsideinnovation.erasure.report import ErasedPlace
from outsideinnovation.erasure.subject import IMPORTS, Subject
from outsideinnovation.erasure.traces import Needles, search, traces, with_log
from outsideinnovation.errors import ContentError, OutsideInnovationError
from outsideinnovation.mail.outbox import FOLDER, PREVIEWS_FOLDER, Outbox
from outsideinnovation.notifications import Notifier
from outsideinnovation.tokens import Keyring

ANSWERS = (b"reply_to",)  # what a line holds that names the comment answered


def comments(work: Clearing) -> ErasedPlace:
    """Remove the comments' own files."""
    told = {each.what for each in work.subject.sought}
    short = [each.id for each in work.subject.comments if f"words of {each.id}" not in told]
    note = f"too few words to search for them, only for the id: {', '.join(short)}" if short else ""
    with _log(work).turn():
        return work.place("comments", work.site.comments, work.subject.files(), unlink, note)


def answers(work: Clearing) -> ErasedPlace:
    """Let those who answered an erased comment answer nobody; their words stay."""
    pattern = work.subject.answering
    found = search([work.site.comments], [Needles("", ANSWERS, pattern)]) if pattern else []
    paths = [residue.path for residue in found]
    note = "they stay, and answer nobody"
    with _log(work).turn():
        return work.place("answers to them", work.site.comments, paths, lambda each: _without(pattern, each), note)


def outbox(work: Clearing) -> ErasedPlace:
    """Remove mails that hold words of the comments, link to them, or go to the address, sent or not.

    What an unsent one told editors of other comments is written anew.
    """
    folders, subject = [work.site.instance / name for name in (FOLDER, PREVIEWS_FOLDER)], work.subject
    found = sorted({residue.path for residue in search(folders, subject.sought)})

    def purge(_: list[Path]) -> int:
        boxes = [Outbox(folder) for folder in folders if folder.exists()]
        gone = sum(box.purge(about=identifier) for box in boxes for identifier in subject.ids)
        gone += sum(box.purge(to=subject.email) for box in boxes if subject.email)
        _say_again(work)
        return gone

    return work.place("outbox", folders[0], found, purge)


def decisions(work: Clearing) -> ErasedPlace:
    """Remove the lines of the log about them, and what editors changed in their words or in answers to them."""
    log, subject = _log(work), work.subject
    about = [identifier for identifier in subject.ids if log.of(identifier) or log.edits.of(identifier)]
    found = search([log.edits.folder], [Needles("", ANSWERS, subject.answering)]) if subject.answering else []
    edited = [residue.path for residue in found if residue.path.parent.name not in subject.ids]

    def forget(_: list[object]) -> int:
        return sum(log.forget(identifier) for identifier in about) + _without(subject.answering, edited)

    return work.place("decisions and edits", log.path.parent, [*about, *edited], forget)


def seen_versions(work: Clearing) -> ErasedPlace:
    """Remove what is kept of which text of them editors were shown at the terminal."""
    seen = SeenVersions(work.site.seen_versions)
    found = [identifier for identifier in work.subject.ids if seen.knows(identifier)]

    def forget(ids: list[str]) -> int:
        seen.forget(ids)
        return len(ids)

    place = work.place("shown to editors", seen.path, found, forget)
    seen.close()
    return place


def imports(work: Clearing) -> ErasedPlace:
    """Remove their lines from what imports have kept."""
    folder, subject = work.site.instance / IMPORTS, work.subject
    paths = sorted(folder.glob("*.jsonl"))
    found = [line for path in paths for line in path.read_bytes().split(b"\n") if subject.is_their_line(line)]
    remove = lambda _: sum(without_lines(path, subject.is_their_line) for path in paths)  # noqa: E731 - reads as it is
    return work.place("kept imports", folder, found, remove)


def addresses(work: Clearing) -> ErasedPlace:
    """Remove the comments' anchors from the list of addresses that were ever published."""
    path, subject = work.site.content / history.FILE, work.subject
    lines = path.read_bytes().split(b"\n") if path.is_file() else []
    found = [line for line in lines if _is_anchor(line, subject)]
    return work.place(
        "published addresses", path, found, lambda _: without_lines(path, lambda line: _is_anchor(line, subject))
    )


def spam_filter(work: Clearing) -> ErasedPlace:
    """Let the spam filter learn anew from what is left."""
    path = work.site.instance / MODEL
    taught = [each for each in work.subject.comments if each.status in {Status.APPROVED, Status.SPAM}]
    if not path.is_file():
        return ErasedPlace("spam filter", path)

    def learn(_: list[object]) -> int:
        try:
            Model.train(CommentQueue(work.site.comments).list()).save(path)
        except ContentError:  # another comment is broken: better nothing learnt than too much
            unlink([path])
        return len(taught)

    return work.place("spam filter", path, taught, learn, "learnt anew from the comments that are left")


def private_store(work: Clearing) -> ErasedPlace:
    """Remove what the private book knows, and the address where nobody else's comment came with it."""
    subject = work.subject
    store, consent = subject.private_store, subject.consent
    if store is None or consent is None:
        return ErasedPlace("private book", subject.private_store_path)
    known = store.of(subject.ids)
    theirs = {private.email for private in known.values() if private.email} | (
        {subject.email} if subject.email else set()
    )
    marks = {residue.what for path in with_log(subject.private_store_path) for residue in traces(path, subject.sought)}

    def forget(_: list[object]) -> int:
        for identifier in subject.ids:
            store.forget(identifier)
            consent.forget(identifier)
        for address in theirs:
            if address == subject.email or not store.by_email(address):
                store.forget_address(address)
                consent.forget_address(address)
        return len(found)

    found = [*known] or sorted(marks)
    place = work.place("private book", subject.private_store_path, found, forget)
    store.close()
    return place


def _say_again(work: Clearing) -> None:
    """Write anew to editors what went with the erased words; where that fails, the service does it when it starts."""
    site, private_store = work.site, work.subject.private_store
    if private_store is None:
        return
    with suppress(OutsideInnovationError):
        keyring, box, queue = Keyring.load(site.instance), Outbox(site.instance / FOLDER), CommentQueue(site.comments)
        Notifier(site, keyring, private_store, box, queue).say_again(work.now)


def _log(work: Clearing) -> DecisionLog:
    return DecisionLog(work.site.decisions)


def _without(pattern: re.Pattern[bytes] | None, paths: Iterable[Path]) -> int:
    """Take what *pattern* finds out of files, and return how many changed."""
    changed = 0
    for path in paths:
        data = path.read_bytes()
        if pattern and (without := pattern.sub(b"", data)) != data:
            files.replace(path, without)
            changed += 1
    return changed


def _is_anchor(line: bytes, subject: Subject) -> bool:
    words = line.decode("utf-8", "replace").split()
    return len(words) == 3 and words[1] == history.UrlKind.COMMENT and words[2] in subject.ids  # noqa: PLR2004 - path, kind, id
