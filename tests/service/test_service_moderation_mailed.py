"""Links in editors' mails: one action, one comment, one text and state of it, 72 hours; scanners may open them as they like."""

import re
from concurrent.futures import ThreadPoolExecutor
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from service_editor import HTTPS, ModeratedBlog, text
from service_reader import HTML, Reader, tree
from tests_support import Blog
from werkzeug.test import TestResponse

from outsideinnovation.comments import moderation
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.record import Status
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.tokens import Purpose


def get(moderated: ModeratedBlog, path: str) -> TestResponse:
    """Open a link in a browser that is signed in nowhere."""
    return moderated.reader.app.test_client().get(path, **HTTPS)


def post(moderated: ModeratedBlog, path: str) -> TestResponse:
    """Press the button behind a link."""
    return moderated.reader.app.test_client().post(path, data={}, **HTTPS)


@pytest.mark.parametrize(("action", "after"), [("approve", "approved"), ("reject", "rejected"), ("spam", "spam")])
def test_a_link_decides_after_a_look(moderated: ModeratedBlog, action: str, after: str) -> None:
    """The page shows the comment and one button; the button does it, and the log says that it came by mail."""
    comment = moderated.comment("It *is*.", "Robin")
    link = moderated.link(comment, action)
    page = get(moderated, link)
    assert page.status_code == 200
    assert "It is." in text(page.text)
    (form,) = tree(page.text).iter(f"{HTML}form")
    assert form.get("action") == link
    assert form.get("method") == "post"
    assert post(moderated, link).status_code == 200
    assert moderated.status(comment) == after
    entry = moderated.reader.context.log.last(comment.id)
    assert entry is not None
    assert entry.by == "mail"


def test_scanners_change_nothing(moderated: ModeratedBlog) -> None:
    """GET and HEAD, a hundred times: no file is other than before, and the link still works."""
    comment = moderated.comment()
    links = [moderated.link(comment, action) for action in ("approve", "reject", "spam")]
    before = moderated.reader.files()
    browser = moderated.reader.app.test_client()
    for link in links * 10:
        assert browser.get(link, **HTTPS).status_code == 200
        assert browser.head(link, **HTTPS).status_code == 200
        assert browser.options(link, **HTTPS).status_code == 200
    assert moderated.reader.files() == before
    assert post(moderated, links[0]).status_code == 200


def test_a_link_signs_nobody_in(moderated: ModeratedBlog) -> None:
    """Whoever holds the link can do this one thing, and sees no other page."""
    comment = moderated.comment()
    browser = moderated.reader.app.test_client()
    for answer in (browser.get(moderated.link(comment), **HTTPS), browser.post(moderated.link(comment), **HTTPS)):
        assert "Set-Cookie" not in answer.headers
    assert browser.get("/moderation", **HTTPS).status_code == 303


def test_a_second_use_hears_what_was_decided(moderated: ModeratedBlog) -> None:
    """409 with who and when, also by a link for another action."""
    comment = moderated.comment(author="Robin")
    approve, spam = moderated.link(comment), moderated.link(comment, "spam")
    assert post(moderated, approve).status_code == 200
    for link in (approve, spam):
        for answer in (post(moderated, link), get(moderated, link)):
            assert answer.status_code == 409
            assert "decided already: approved by mail on 3 May 2026, 10:31 UTC" in text(answer.text)
    assert moderated.status(comment) == Status.APPROVED


def test_of_sixteen_presses_one_decides(moderated: ModeratedBlog) -> None:
    """The button pressed in sixteen windows at once decides once."""
    comment = moderated.comment()
    links = [moderated.link(comment, action) for action in ("approve", "reject", "spam", "approve")] * 4
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda link: post(moderated, link), links))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 15
    assert all("decided already" in text(answer.text) for answer in answers if answer.status_code == 409)
    assert len(moderated.reader.context.log.of(comment.id)) == 1


def test_a_link_works_again_once_its_decision_is_undone(moderated: ModeratedBlog) -> None:
    """While it is decided the link is spent; taken back, the page says what was decided and by whom, and the link decides."""
    comment = moderated.comment()
    link = moderated.link(comment)
    moderated.reader.later(minutes=1)
    assert post(moderated, link).status_code == 200
    assert post(moderated, link).status_code == 409
    moderated.reader.later(minutes=1)
    moderation.undo(moderated.reader.context.queue, moderated.reader.context.log, "mail", moderated.now)
    page = get(moderated, link)
    assert page.status_code == 200
    assert "Since the mail was sent: approved by mail on 3 May 2026, 10:32 UTC; put back as it was by mail" in text(
        page.text
    )
    assert post(moderated, link).status_code == 200
    assert moderated.status(comment) == Status.APPROVED


def test_a_decision_by_mail_is_undone_from_its_page(moderated: ModeratedBlog) -> None:
    """The page that says what was done has a button that takes it back, and the links of the mail work as before."""
    comment = moderated.comment()
    approve, reject = moderated.link(comment), moderated.link(comment, "reject")
    done = post(moderated, approve)
    (form,) = tree(done.text).iter(f"{HTML}form")
    undo = form.get("action", "").removeprefix("https://talk.example")
    assert post(moderated, undo).status_code == 200
    assert moderated.status(comment) == Status.PENDING
    assert post(moderated, undo).status_code == 409
    assert post(moderated, reject).status_code == 200
    assert moderated.status(comment) == Status.REJECTED


def test_a_trusted_readers_comment_is_taken_back_by_the_mail_about_it(blog: Blog) -> None:
    """The links in the very mail work, though the comment is approved and was so in the moment of the mail; undone, again."""
    reader = Reader(blog, 'MAIL_FROM = "blog@ours.example"\nCOMMENTS_NOTIFY = ["ed@ours.example"]\n')
    first = reader.submit(email="dana@example.org")
    moderation.decide(reader.context.queue, Action.APPROVE, [first], log=reader.context.log, by="wren", now=reader.now)
    reader.context.consent.confirm("dana@example.org", reader.now)
    reader.context.private_store.trust("dana@example.org", reader.now)
    mails = []
    for body in ("The first of mine.", "The second of mine."):
        identifier = reader.submit(email="dana@example.org", body=body)
        (parcel,) = [each for each in reader.context.outbox.mails(MailState.READY) if identifier in each.about]
        message = BytesParser(policy=policy.default).parsebytes(reader.context.outbox.message(parcel))
        assert isinstance(message, EmailMessage)
        words = message.get_body(("plain",)).get_content()
        mails.append((identifier, re.findall(r"https://talk\.example(/moderation/decide/\S+)", words)))
    for (identifier, links), link, after in zip(mails, (0, 1), ("rejected", "spam"), strict=True):
        assert len(links) == 2
        assert reader.context.queue.find(identifier).status is Status.APPROVED
        assert reader.browser.get(links[link], **HTTPS).status_code == 200
        assert reader.browser.post(links[link], **HTTPS).status_code == 200
        assert reader.context.queue.find(identifier).status == after
        assert reader.browser.post(links[1 - link], **HTTPS).status_code == 409
        reader.later(minutes=1)
        moderation.undo(reader.context.queue, reader.context.log, "mail", reader.now)
        assert reader.context.queue.find(identifier).status is Status.APPROVED
        assert reader.browser.post(links[link], **HTTPS).status_code == 200
        assert reader.context.queue.find(identifier).status == after
    reader.close()


def test_a_link_is_for_the_state_in_which_the_comment_was_shown(moderated: ModeratedBlog) -> None:
    """One about a waiting comment does not take back what was approved since; one that names no state is about a waiting one."""
    waiting, shown = (
        moderated.comment("Waits.", minutes=9),
        moderated.comment("Shown.", minutes=8, status=Status.APPROVED),
    )
    assert post(moderated, moderated.link(waiting, "reject", seen="approved")).status_code == 409
    assert post(moderated, moderated.link(shown, "reject", seen="pending")).status_code == 409
    assert post(moderated, moderated.link(waiting, "reject", seen="eaten")).status_code == 403
    assert (moderated.status(waiting), moderated.status(shown)) == (Status.PENDING, Status.APPROVED)
    value = {"id": waiting.id, "action": "approve", "version": moderated.reader.context.queue.version(waiting)}
    token = moderated.reader.context.keyring.sign(Purpose.DECISION, value)
    assert post(moderated, f"/moderation/decide/{token}").status_code == 200
    assert moderated.status(waiting) == Status.APPROVED


def test_a_text_that_changed_is_not_decided_by_an_old_link(moderated: ModeratedBlog) -> None:
    """What the mail showed is not what would be published: the page says so and has no button."""
    comment = moderated.comment("Harmless.")
    link = moderated.link(comment)
    path = moderated.reader.context.queue.path(comment)
    path.write_text(path.read_text("utf-8").replace("Harmless.", "Buy this."), "utf-8")
    page = get(moderated, link)
    assert "The text was changed" in text(page.text)
    assert not list(tree(page.text).iter(f"{HTML}form"))
    answer = post(moderated, link)
    assert answer.status_code == 409
    assert "another text" in text(answer.text)
    assert moderated.status(comment) == Status.PENDING


def test_a_link_ends_after_72_hours(moderated: ModeratedBlog) -> None:
    """Later it says until when it worked."""
    comment = moderated.comment()
    link = moderated.link(comment)
    moderated.reader.later(hours=71, minutes=59)
    assert get(moderated, link).status_code == 200
    moderated.reader.later(minutes=1)
    for answer in (get(moderated, link), post(moderated, link)):
        assert answer.status_code == 403
        assert "worked until 6 May 2026" in text(answer.text)
    assert moderated.status(comment) == Status.PENDING


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose is not Purpose.DECISION])
def test_a_token_for_another_purpose_decides_nothing(moderated: ModeratedBlog, purpose: Purpose) -> None:
    """Not even with the same words in it."""
    comment = moderated.comment()
    value = {"id": comment.id, "action": "approve", "version": moderated.reader.context.queue.version(comment)}
    token = moderated.reader.context.keyring.sign(purpose, value)
    assert post(moderated, f"/moderation/decide/{token}").status_code == 403
    assert moderated.status(comment) == Status.PENDING


@pytest.mark.parametrize(
    "value", [None, 1, [], {}, {"id": "x"}, {"id": "x", "action": "eat", "version": "y"}, "approve"]
)
def test_a_token_that_says_something_else_is_refused(moderated: ModeratedBlog, value: object) -> None:
    """Even one of ours."""
    token = moderated.reader.context.keyring.sign(Purpose.DECISION, value)
    assert get(moderated, f"/moderation/decide/{token}").status_code == 403


def test_no_letter_of_a_link_can_be_changed(moderated: ModeratedBlog) -> None:
    """Every altered token is refused, and so is one that was swapped together from two."""
    comment, other = moderated.comment("One.", minutes=9), moderated.comment("Two.", minutes=8)
    link = moderated.link(comment)
    path, _, token = link.rpartition("/")
    for place in range(0, len(token) - 1, 7):  # the last letter may be another and say the same
        swapped = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert post(moderated, f"{path}/{swapped}").status_code in {403, 404}
    payload, _, _ = token.rpartition(".")
    _, _, signature = moderated.link(other).rpartition(".")
    assert post(moderated, f"{path}/{payload}.{signature}").status_code == 403
    assert moderated.status(comment) == moderated.status(other) == Status.PENDING


def test_a_withdrawn_comment_is_gone(moderated: ModeratedBlog) -> None:
    """410, and a sentence."""
    comment = moderated.comment()
    link = moderated.link(comment)
    moderated.reader.context.queue.path(comment).unlink()
    assert get(moderated, link).status_code == 410
    assert post(moderated, link).status_code == 410


def test_other_sites_cannot_press_the_button(moderated: ModeratedBlog) -> None:
    """Somebody who lures an editor who has the mail open gets nowhere."""
    comment = moderated.comment()
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    answer = moderated.reader.app.test_client().post(moderated.link(comment), headers=headers, **HTTPS)
    assert answer.status_code == 403
    assert moderated.status(comment) == Status.PENDING
