"""What editors do on their pages: decide, undo, edit, answer; and what they hear when somebody was quicker."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from service_editor import ModeratedBlog, cards, text
from service_reader import HTML, tree
from werkzeug.test import TestResponse

from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.record import Status

AFTER = {"approve": "approved", "trust": "approved", "reject": "rejected", "spam": "spam"}


@pytest.mark.parametrize("action", list(AFTER))
def test_a_decision_is_done_and_written_down(moderated: ModeratedBlog, action: str) -> None:
    """The file moves, the log knows who did it, and the editor is back where they were."""
    editor, comment = moderated.editor(), moderated.comment()
    answer = editor.act(action, comment, back="q=well&page=2")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/moderation?q=well&page=2"
    assert moderated.status(comment) == AFTER[action]
    entry = moderated.reader.context.log.last(comment.id)
    assert entry is not None
    assert (entry.by, entry.before, entry.after) == ("Dana", "pending", AFTER[action])


def test_the_next_comment_is_shown_after_a_decision(moderated: ModeratedBlog) -> None:
    """The answer leads to the place on the page that comes next, and to nowhere else."""
    editor, comment = moderated.editor(), moderated.comment()
    assert editor.act("approve", comment, next="00000002-next").headers["Location"] == "/moderation#card-00000002-next"
    other = moderated.comment("Other.")
    assert editor.act("approve", other, next="x\r\nSet-Cookie: a=b").headers["Location"] == "/moderation"


@pytest.mark.parametrize("status", [Status.APPROVED, Status.REJECTED, Status.SPAM])
def test_a_decision_can_be_taken_back_later(moderated: ModeratedBlog, status: Status) -> None:
    """From every other tab a comment goes back to the queue."""
    editor, comment = moderated.editor(), moderated.comment(status=status)
    assert editor.act("restore", comment, seen=status).status_code == 303
    assert moderated.status(comment) == Status.PENDING


def test_many_are_decided_in_one_act_and_undone_in_one(moderated: ModeratedBlog) -> None:
    """Select, approve, undo: all of them wait again."""
    editor = moderated.editor()
    made = [moderated.comment(f"{number}", minutes=number + 1) for number in range(3)]
    editor.act("approve", *made)
    page = editor.get().text
    assert "3 comments approved, less than a minute ago" in text(page)
    assert cards(page) == []
    assert editor.post("/moderation/undo", {}).status_code == 303
    assert {moderated.status(comment) for comment in made} == {Status.PENDING}
    assert "approved, less" not in text(editor.get().text)


def test_one_editor_does_not_undo_what_another_did(moderated: ModeratedBlog) -> None:
    """Undoing is for one's own last act."""
    dana, robin, comment = moderated.editor("Dana"), moderated.editor("Robin"), moderated.comment()
    dana.act("approve", comment)
    assert "Undo" not in text(robin.get().text)
    answer = robin.post("/moderation/undo", {})
    assert answer.status_code == 409
    assert "Nothing that you did is left" in text(answer.text)
    assert moderated.status(comment) == Status.APPROVED


def test_undoing_what_somebody_changed_since_is_refused(moderated: ModeratedBlog) -> None:
    """The page says what came between."""
    dana, robin, comment = moderated.editor("Dana"), moderated.editor("Robin"), moderated.comment()
    dana.act("approve", comment)
    robin.act("spam", comment_in(moderated, comment.id), seen=Status.APPROVED)
    answer = dana.post("/moderation/undo", {})
    assert answer.status_code == 409
    assert "This could not be undone" in text(answer.text)
    assert "spam by Robin" in text(answer.text)


def comment_in(moderated: ModeratedBlog, identifier: str):
    """Return the comment where it is now."""
    return moderated.reader.context.queue.find(identifier)


def test_who_comes_second_hears_who_was_first(moderated: ModeratedBlog) -> None:
    """A conflict names the decision, the editor and the moment; what could be done is done."""
    dana, robin = moderated.editor("Dana"), moderated.editor("Robin")
    one, two = moderated.comment("One.", "Ann", minutes=9), moderated.comment("Two.", "Ben", minutes=8)
    version = moderated.reader.context.queue.version
    fields = {"action": "spam", "seen": "pending", "comment": [f"{each.id} {version(each)}" for each in (one, two)]}
    dana.act("approve", one)
    answer = robin.post("/moderation/decisions", fields)
    assert answer.status_code == 409
    said = text(answer.text)
    assert "The comment by Ann was decided already: approved by Dana on 3 May 2026, 10:31 UTC." in said
    assert "1 other was marked as spam" in said
    assert moderated.status(one) == Status.APPROVED
    assert moderated.status(two) == Status.SPAM


def test_what_was_rejected_meanwhile_is_not_approved_by_an_old_page(moderated: ModeratedBlog) -> None:
    """From a page that shows a comment as waiting nobody approves what another editor rejected since."""
    dana, robin, comment = moderated.editor("Dana"), moderated.editor("Robin"), moderated.comment()
    version = moderated.reader.context.queue.version(comment)
    robin.act("reject", comment)
    fields = {"action": "approve", "seen": "pending", "comment": f"{comment.id} {version}"}
    answer = dana.post("/moderation/decisions", fields)
    assert answer.status_code == 409
    assert "rejected by Robin" in text(answer.text)
    assert moderated.status(comment) == Status.REJECTED


def test_nobody_approves_words_they_have_not_read(moderated: ModeratedBlog) -> None:
    """A text that was corrected since the page was made is shown again before it is decided."""
    editor, comment = moderated.editor(), moderated.comment("Harmless.")
    version = moderated.reader.context.queue.version(comment)
    path = moderated.reader.context.queue.path(comment)
    path.write_text(path.read_text("utf-8").replace("Harmless.", "Buy this."), "utf-8")
    fields = {"action": "approve", "seen": "pending", "comment": f"{comment.id} {version}"}
    answer = editor.post("/moderation/decisions", fields)
    assert answer.status_code == 409
    assert "has another text now" in text(answer.text)
    assert "Buy this." in text(answer.text)
    assert moderated.status(comment) == Status.PENDING


def test_of_sixteen_editors_one_decides(moderated: ModeratedBlog) -> None:
    """Sixteen buttons at once: one wins, fifteen hear of it, and the log has one line."""
    comment = moderated.comment()
    version = moderated.reader.context.queue.version(comment)
    editors = [moderated.editor(f"Editor {number}") for number in range(16)]
    actions = ["approve", "reject", "spam", "approve"] * 4

    def decide(number: int) -> TestResponse:
        fields = {"action": actions[number], "seen": "pending", "comment": f"{comment.id} {version}"}
        return editors[number].post("/moderation/decisions", fields)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(decide, range(16)))
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 15
    assert all("decided already" in text(answer.text) for answer in answers if answer.status_code == 409)
    (entry,) = moderated.reader.context.log.of(comment.id)
    assert moderated.status(comment) == entry.after
    assert answers[int(entry.by.removeprefix("Editor "))].status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"action": "approve", "seen": "pending"},
        {"action": "approve", "comment": "00000001-first x"},
        {"action": "eat", "seen": "pending", "comment": "00000001-first x"},
        {"seen": "pending", "comment": "00000001-first x"},
        {"action": "approve", "seen": "nowhere", "comment": "00000001-first x"},
    ],
)
def test_a_form_that_says_too_little_is_answered_with_what_is_missing(
    moderated: ModeratedBlog, fields: dict[str, object]
) -> None:
    """400, the queue, and a sentence."""
    answer = moderated.editor().post("/moderation/decisions", fields)
    assert answer.status_code == 400
    assert "No comment was selected" in text(answer.text) or "It was not said what to do" in text(answer.text)


@pytest.mark.parametrize("choice", ["../../x y", "no-such-comment x", "", " ", "\0", "x" * 5000, "00000001-first"])
def test_no_such_comment_is_no_error_of_ours(moderated: ModeratedBlog, choice: str) -> None:
    """Whatever a form names as a comment, the answer is a page that says so."""
    fields: dict[str, object] = {"action": "spam", "seen": "pending", "comment": choice}
    assert moderated.editor().post("/moderation/decisions", fields).status_code == 409


def test_an_address_is_trusted_once_it_is_confirmed(moderated: ModeratedBlog) -> None:
    """Approve and trust remembers the address of whoever has confirmed it, and is offered for no other."""
    editor, private_store = moderated.editor(), moderated.reader.context.private_store
    sure = moderated.comment("One.", email="sure@example.org", minutes=9)
    unsure = moderated.comment("Two.", email="unsure@example.org", minutes=8)
    moderated.reader.context.consent.confirm("sure@example.org", moderated.now)
    page = editor.get().text
    assert page.count("Approve and trust</button>") == 1
    editor.act("trust", sure, unsure)
    assert moderated.status(unsure) == Status.APPROVED
    assert private_store.trusted("sure@example.org")
    assert not private_store.trusted("unsure@example.org")


def test_undoing_takes_trust_back(moderated: ModeratedBlog) -> None:
    """What "approve and trust" has trusted is trusted no more once it is undone."""
    editor, private_store = moderated.editor(), moderated.reader.context.private_store
    sure = moderated.comment("One.", email="sure@example.org")
    moderated.reader.context.consent.confirm("sure@example.org", moderated.now)
    editor.act("trust", sure)
    assert private_store.trusted("sure@example.org")
    editor.post("/moderation/undo", {})
    assert not private_store.trusted("sure@example.org")


def test_spam_of_a_trusted_address_ends_the_trust(moderated: ModeratedBlog) -> None:
    """The editor is told; where nobody was trusted there is nothing to tell."""
    editor, private_store = moderated.editor(), moderated.reader.context.private_store
    first, second = (moderated.comment(f"{number}", email="sure@example.org", minutes=number) for number in (8, 9))
    moderated.reader.context.consent.confirm("sure@example.org", moderated.now)
    private_store.trust("sure@example.org", moderated.now)
    answer = editor.act("spam", first)
    assert answer.status_code == 200
    assert "sure@example.org was trusted, and is no more" in text(answer.text)
    assert not private_store.trusted("sure@example.org")
    assert editor.act("spam", second).status_code == 303


def edit(moderated: ModeratedBlog, identifier: str, **fields: str) -> tuple[str, dict[str, str]]:
    """Return where a comment's edit form goes, and its fields as it was shown, with others over them."""
    page = moderated.editor(f"Reader {len(fields)}").get(f"/moderation/comments/{identifier}").text
    (form,) = [each for each in tree(page).iter(f"{HTML}form") if each.get("id") == "edit"]
    shown = {each.get("name", ""): each.get("value", "") for each in form.iter(f"{HTML}input")}
    (body,) = form.iter(f"{HTML}textarea")
    return form.get("action", ""), shown | {"body": (body.text or "").removeprefix("\n")} | fields


def test_an_edit_keeps_the_difference(moderated: ModeratedBlog) -> None:
    """The words change, what they were is kept and shown, and undoing puts them back."""
    editor, comment = moderated.editor(), moderated.comment("A bicicle.", "Robin")
    action, fields = edit(moderated, comment.id, body="A bicycle.", website="https://robin.example/")
    assert editor.post(action, fields).status_code == 303
    page = editor.get(f"/moderation/comments/{comment.id}").text
    assert comment_in(moderated, comment.id).body == "A bicycle."
    assert comment_in(moderated, comment.id).website == "https://robin.example/"
    assert "<p>A <del>bicicle</del><ins>bicycle</ins>.</p>" in page
    assert "<ins>https://robin.example/</ins>" in page
    assert "Edit by Dana" in text(page)
    editor.post("/moderation/undo", {})
    assert comment_in(moderated, comment.id).body == "A bicicle."


def test_an_edit_of_a_text_that_changed_meanwhile_is_not_lost(moderated: ModeratedBlog) -> None:
    """The second editor hears of the first, and finds their own words still in the form."""
    dana, robin, comment = moderated.editor("Dana"), moderated.editor("Robin"), moderated.comment("A bicicle.")
    action, fields = edit(moderated, comment.id)
    dana.post(action, fields | {"body": "A bicycle."})
    answer = robin.post(action, fields | {"body": "A red bicicle."})
    assert answer.status_code == 409
    assert "has another text now: Dana edited it meanwhile" in text(answer.text)
    assert comment_in(moderated, comment.id).body == "A bicycle."
    (form,) = [each for each in tree(answer.text).iter(f"{HTML}form") if each.get("id") == "edit"]
    assert "A red bicicle." in "".join(form.itertext())


@pytest.mark.parametrize(
    "fields", [{"body": " "}, {"author": "\u202e"}, {"website": "javascript:alert(1)"}, {"body": "x" * 20_000}]
)
def test_an_edit_keeps_to_the_limits(moderated: ModeratedBlog, fields: dict[str, str]) -> None:
    """What a reader may not send an editor may not write; the form says why."""
    comment = moderated.comment()
    action, shown = edit(moderated, comment.id)
    answer = moderated.editor().post(action, shown | fields)
    assert answer.status_code == 400
    assert comment_in(moderated, comment.id) == comment


def test_an_answer_approves_what_it_answers(moderated: ModeratedBlog) -> None:
    """The reply stands below it, as the author's."""
    editor, comment = moderated.editor(), moderated.comment()
    version = moderated.reader.context.queue.version(comment)
    address = f"/moderation/comments/{comment.id}/reply"
    assert editor.post(address, {"body": "Thank *you*.", "author": "Dana", "version": version}).status_code == 303
    assert moderated.status(comment) == Status.APPROVED
    (answer,) = [each for each in moderated.reader.context.queue.approved() if each.reply_to == comment.id]
    assert (answer.author, answer.body, answer.by_author) == ("Dana", "Thank *you*.", True)


def test_an_answer_to_what_was_decided_meanwhile_is_not_lost(moderated: ModeratedBlog) -> None:
    """Nothing is published, and the words stay in the form."""
    dana, robin, comment = moderated.editor("Dana"), moderated.editor("Robin"), moderated.comment()
    version = moderated.reader.context.queue.version(comment)
    robin.act("spam", comment)
    fields: dict[str, object] = {"body": "Thank you.", "author": "Dana", "version": version}
    answer = dana.post(f"/moderation/comments/{comment.id}/reply", fields)
    assert answer.status_code == 409
    assert not [each for each in moderated.reader.context.queue.approved() if each.by_author]


def test_an_answer_without_words_says_so(moderated: ModeratedBlog) -> None:
    """400, and nothing is approved."""
    comment = moderated.comment()
    answer = moderated.editor().post(f"/moderation/comments/{comment.id}/reply", {"body": "", "author": "Dana"})
    assert answer.status_code == 400
    assert moderated.status(comment) == Status.PENDING


@pytest.mark.parametrize("path", ["no-such-comment", "x", "..", "%2e%2e%2fx", "a" * 3000])
def test_no_such_comment_has_no_page(moderated: ModeratedBlog, path: str) -> None:
    """404, for every address that names none."""
    assert moderated.editor().get(f"/moderation/comments/{path}").status_code in {404, 308}


def test_looking_changes_nothing(moderated: ModeratedBlog) -> None:
    """Every page may be opened, and prefetched, without an effect."""
    editor, comment = moderated.editor(), moderated.comment()
    editor.get()
    before = moderated.reader.files()
    for path in ("/moderation", "/moderation?status=spam", "/moderation/bar", f"/moderation/comments/{comment.id}"):
        assert editor.get(path).status_code == 200
        assert editor.browser.head(path, base_url="https://talk.example").status_code == 200
    for path in ("/moderation/decisions", "/moderation/undo", f"/moderation/comments/{comment.id}/edit"):
        assert editor.get(path).status_code == 405
    assert moderated.reader.files() == before


def test_actions_are_those_of_the_room() -> None:
    """What the pages call a decision is what the terminal calls it."""
    assert {*AFTER, "restore"} - {"trust"} == {str(action) for action in Action}


@pytest.mark.parametrize(
    ("action", "done"), [("approve", "approved"), ("reject", "rejected"), ("spam", "marked as spam")]
)
def test_a_save_that_comes_after_a_decision_is_named_and_kept(moderated: ModeratedBlog, action: str, done: str) -> None:
    """Who decided, what and when; the comment stays as it was decided about, and what was typed stands in the form."""
    dana, robin, comment = moderated.editor("Dana"), moderated.editor("Robin"), moderated.comment("As it was.")
    address = f"/moderation/comments/{comment.id}"
    form = next(each for each in tree(dana.get(address).text).iter(f"{HTML}form") if each.get("id") == "edit")
    hidden = {each.get("name"): each.get("value") for each in form.iter(f"{HTML}input") if each.get("type") == "hidden"}
    robin.act(action, comment)
    typed = hidden | {"body": "As I want it.", "author": comment.author, "website": ""}
    answer = dana.post(f"{address}/edit", typed)
    assert answer.status_code == 409
    assert f"was decided already: {done} by Robin on" in text(answer.text)
    assert "Your text is still in the form below" in text(answer.text)
    assert "As I want it." in answer.text
    assert comment_in(moderated, comment.id).body == "As it was."
    again = next(each for each in tree(answer.text).iter(f"{HTML}form") if each.get("id") == "edit")
    hidden = {
        each.get("name"): each.get("value") for each in again.iter(f"{HTML}input") if each.get("type") == "hidden"
    }
    assert dana.post(f"{address}/edit", typed | hidden).status_code == 303
    assert comment_in(moderated, comment.id).body == "As I want it."
