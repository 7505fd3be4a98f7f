"""Whatever strangers type as words, name, website or reason, the editors' pages show it as words."""

import re
import runpy
from dataclasses import replace
from pathlib import Path

import pytest
from service_editor import HTTPS, Editor, ModeratedBlog, text
from service_reader import HTML, tree

from outsideinnovation.comments import cleaning, record
from outsideinnovation.comments.private_store import Reason
from outsideinnovation.comments.record import Comment, Status

_TABLES = runpy.run_path(str(Path(__file__).resolve().parents[1] / "comments" / "comment_attacks.py"))
ATTACKS: list[str] = list(_TABLES["ATTACKS"])
BATCH = 24
OURS = re.compile(r"/moderation/static/[a-z.]+|https://ours\.example/\S*|/moderation\S*|#\S*")
SHOWN = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"}


def batches() -> list[list[str]]:
    """Return the attacks, some at a time, so that a page shows many."""
    return [ATTACKS[start : start + BATCH] for start in range(0, len(ATTACKS), BATCH)]


def storable(typed: str) -> str:
    """Return what the boundary lets into a file."""
    return cleaning.text(typed).strip() or "nothing"


def hostile(moderated: ModeratedBlog, typed: str, number: int) -> Comment:
    """Put an attack into every field that a file can hold, past the form: as an importer or a hand might."""
    words = storable(typed)
    comment = moderated.comment(
        words,
        words.replace("\n", " ")[:80].strip() or "x",
        minutes=number + 1,
        score=0.5,
        reasons=[Reason(words[:40], 0.1, words)],
        email="x@example.org",
    )
    path = moderated.reader.context.queue.path(comment)
    path.write_bytes(record.dump(replace(comment, website=words)))
    return comment


def assert_ours(page: str) -> None:
    """Insist that nothing in a page is other than the template made it: no script, no handler, no foreign address."""
    whole = tree(page)
    for each in whole.iter():
        tag = str(each.tag).removeprefix(HTML)
        assert tag not in {
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "base",
            "style",
            "video",
            "audio",
            "frame",
            "template",
        }
        assert tag != "script" or OURS.fullmatch(each.get("src", ""))
        assert not any(
            name.startswith("on") or name in {"style", "srcdoc", "formaction", "ping"} for name in each.attrib
        )
        for name in ("src", "href", "action", "poster", "data"):
            if (address := each.get(name)) is not None:
                assert OURS.fullmatch(address) or _is_a_readers_link(address), address
    for content in (each for each in whole.iter(f"{HTML}div") if "e-content" in each.get("class", "")):
        assert {str(each.tag).removeprefix(HTML) for each in content.iter()} - {"div"} <= SHOWN


def _is_a_readers_link(address: str) -> bool:
    return cleaning.website(address) is not None


@pytest.fixture
def editor(moderated: ModeratedBlog) -> Editor:
    """Somebody who has to look at it."""
    return moderated.editor()


@pytest.mark.parametrize("typed", batches(), ids=lambda batch: f"{len(batch)} from {batch[0][:20]!r}")
def test_attacks_are_words_in_the_queue(moderated: ModeratedBlog, editor: Editor, typed: list[str]) -> None:
    """Words, names, websites, reasons and their details are escaped at this sink too."""
    for number, each in enumerate(typed):
        hostile(moderated, each, number)
    answer = editor.get()
    assert answer.status_code == 200
    assert_ours(answer.text)


@pytest.mark.parametrize("typed", ATTACKS[::23], ids=lambda typed: repr(typed[:30]))
def test_attacks_are_words_where_one_comment_is_shown(moderated: ModeratedBlog, editor: Editor, typed: str) -> None:
    """Also in the forms, in the log, in the difference, on the page behind a mail's link and in what is refused."""
    comment = hostile(moderated, typed, 1)
    address = f"/moderation/comments/{comment.id}"
    assert_ours(editor.get(address).text)
    assert_ours(moderated.reader.app.test_client().get(moderated.link(comment), **HTTPS).text)
    fields: dict[str, object] = {"body": typed, "author": typed, "website": typed, "version": "an old one"}
    refused = editor.post(f"{address}/edit", fields)
    assert refused.status_code in {400, 409, 413}
    if not cleaning.DANGEROUS.search(typed.replace("\n", "").replace("\t", "")):
        assert_ours(refused.text)
    editor.act("spam", comment)
    conflict = moderated.reader.app.test_client().get(
        moderated.link(replace(comment, status=moderated.status(comment)), seen="pending"), **HTTPS
    )
    assert conflict.status_code == 409
    assert_ours(conflict.text)


@pytest.mark.parametrize("typed", ATTACKS[::31], ids=lambda typed: repr(typed[:30]))
def test_attacks_in_the_address_are_words(editor: Editor, typed: str) -> None:
    """A filter says what was looked for, and no more."""
    for name in ("q", "reason", "post", "status", "sort"):
        answer = editor.browser.get("/moderation", query_string={name: storable(typed)}, **HTTPS)
        assert answer.status_code == 200
        assert_ours(answer.text)


def test_a_file_placed_by_hand_brings_no_mark_that_nobody_sees(moderated: ModeratedBlog, editor: Editor) -> None:
    """Escape characters and overrides of direction are written out for editors, and gone where the comment is published."""
    waiting = moderated.comment(
        "Well\x1b[2J \u202esaid.", "Ro\u202ebin\x9b", website="https://example.org/\u2066x", minutes=9
    )
    answer = moderated.comment("It is.", reply_to=waiting.id, minutes=8)
    editor.act("approve", waiting)
    last = moderated.comment("Also \x1b]0;title\x07.", "E\x1bve", reply_to=waiting.id, minutes=7)
    pages = [
        editor.get().text,
        editor.get("/moderation?status=approved").text,
        editor.get(f"/moderation/comments/{last.id}").text,
        editor.act("spam", last, answer, seen=Status.APPROVED).text,
        moderated.reader.app.test_client().get(moderated.link(last), **HTTPS).text,
    ]
    for page in pages:
        assert not cleaning.DANGEROUS.search(page.replace("\n", "")), page
    assert "Ro\\u202ebin\\x9b" in pages[1]
    assert ">Robin</span>" in pages[1]
    assert "Also \\x1b]0;title\\x07." in text(pages[2])
    (words,) = [each for each in tree(pages[2]).iter(f"{HTML}textarea") if each.get("id") == "edit-body"]
    assert (words.text or "").strip() == "Also ]0;title."


@pytest.mark.parametrize(
    "unseen",
    ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200f", "\U000e0041", "\U000e007f", "\u3164"],
    ids=ascii,
)
def test_what_takes_no_room_in_a_name_is_written_out(moderated: ModeratedBlog, editor: Editor, unseen: str) -> None:
    """In the queue, on the comment's page, above its answers, behind a mail's link, when it is used, and used again."""
    name = f"Da{unseen}na"
    waiting = moderated.comment("Well said.", name, minutes=9)
    answer, link = moderated.comment("It is.", "Eve", reply_to=waiting.id, minutes=8), moderated.link(waiting)
    pages = [
        editor.get().text,
        editor.get(f"/moderation/comments/{waiting.id}").text,
        editor.get(f"/moderation/comments/{answer.id}").text,
        *(getattr(moderated.reader.app.test_client(), way)(link, **HTTPS).text for way in ("get", "post", "get")),
    ]
    shown = f"Da{unseen.encode('unicode_escape').decode()}na"
    for page in pages:
        assert shown in page, page
