"""Programs that ask for JSON get it on the editors' pages too: the queue, decisions, links in mails, and refusals."""

import json

import pytest
from service_editor import HTTPS, PASSWORD, Editor, ModeratedBlog
from service_reader import JSON
from tests_support import Blog
from werkzeug.test import TestResponse

from outsideinnovation.comments.private_store import Reason
from outsideinnovation.comments.queue_page import PAGE
from outsideinnovation.comments.record import Status


@pytest.fixture
def editor(moderated: ModeratedBlog) -> Editor:
    """Somebody signed in, whose program asks for JSON alone."""
    found = moderated.editor()
    found.browser.environ_base["HTTP_ACCEPT"] = "application/json"
    return found


def told(answer: TestResponse, status: int) -> dict[str, object]:
    """Return the object that was answered with that status."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/json"
    assert isinstance(answer.json, dict)
    return answer.json


def test_the_queue_is_a_list_as_the_command_prints_it(moderated: ModeratedBlog, editor: Editor, blog: Blog) -> None:
    """The keys of `oi comments list --json`, and the version that a decision has to name."""
    comment = moderated.comment("Wörds \x85.", "Robin", reasons=[Reason("links", 0.3, "3 links")])
    answer = editor.get()
    assert answer.mimetype == "application/json"
    (row,) = answer.json
    assert row.pop("version") == moderated.reader.context.queue.version(comment)
    assert row == json.loads(blog.run("comments", "list", "--status", "pending", "--json").stdout)
    assert "\x85" not in answer.text
    assert editor.get("/moderation?status=spam").json == []


def test_the_next_page_is_named(moderated: ModeratedBlog, editor: Editor) -> None:
    """In a Link header, until there is none."""
    ids = [moderated.comment(f"Number {number}.", minutes=900 - number).id for number in range(PAGE + 2)]
    first = editor.get("/moderation?sort=oldest")
    assert first.headers["Link"] == '</moderation?page=2>; rel="next"'
    second = editor.get("/moderation?page=2")
    assert "Link" not in second.headers
    assert [row["id"] for row in [*first.json, *second.json]] == ids


def test_a_decision_says_what_became_of_each(moderated: ModeratedBlog, editor: Editor) -> None:
    """Ids that were decided, and a sentence for what was not; undoing says the same."""
    one, two = moderated.comment("One.", minutes=9), moderated.comment("Two.", minutes=8)
    assert told(editor.act("approve", one), 200) == {"decided": [one.id], "refused": []}
    version = moderated.reader.context.queue.version(two)
    chosen = {"action": "spam", "seen": "pending", "comment": [f"{one.id} {version}", f"{two.id} {version}"]}
    late = told(editor.post("/moderation/decisions", chosen), 409)
    assert late["decided"] == [two.id]
    assert len(late["refused"]) == 1
    assert "decided already: approved by Dana" in late["refused"][0]
    assert told(editor.post("/moderation/undo", {}), 200) == {"decided": [two.id], "refused": []}
    assert told(editor.post("/moderation/undo", {}), 200) == {"decided": [one.id], "refused": []}
    nothing = told(editor.post("/moderation/undo", {}), 409)
    assert nothing == {"decided": [], "refused": ["Nothing that you did is left to be undone."]}
    assert told(editor.post("/moderation/decisions", {}), 400)["decided"] == []


def test_one_comment_is_looked_at_edited_and_answered(moderated: ModeratedBlog, editor: Editor) -> None:
    """Each answers with the comment as it is now, or says what is wrong."""
    comment = moderated.comment("Words.")
    address = f"/moderation/comments/{comment.id}"
    row = told(editor.get(address), 200)
    assert row["body"] == "Words."
    typed = {"body": "Other words.", "author": "Robin", "website": "", "version": row["version"]}
    now = told(editor.post(f"{address}/edit", typed), 200)
    assert (now["body"], now["version"] == row["version"]) == ("Other words.", False)
    assert "another text" in str(told(editor.post(f"{address}/edit", typed), 409)["error"])
    assert "body" in str(told(editor.post(f"{address}/edit", typed | {"body": ""}), 400)["error"])
    answer = {"body": "Thank you.", "author": "Dana", "version": now["version"]}
    assert told(editor.post(f"{address}/reply", answer), 200)["status"] == "approved"
    assert "error" in told(editor.get("/moderation/comments/00000000-nowhere"), 404)


def test_what_is_left_answers_too(editor: Editor) -> None:
    """The bar, the switch for keys, and the way out."""
    assert told(editor.get("/moderation/bar"), 200) == {}
    assert told(editor.post("/moderation/shortcuts", {}), 200)["message"]
    assert told(editor.post("/moderation/sign-out", {}), 200)["url"] == "/moderation/sign-in"
    assert "error" in told(editor.get(), 401)


@pytest.mark.parametrize("path", ["/moderation", "/moderation/bar", "/moderation/comments/00000001-first"])
def test_a_program_that_is_signed_out_is_told_so(moderated: ModeratedBlog, path: str) -> None:
    """401 with a challenge instead of a way to the sign-in's page."""
    answer = moderated.reader.app.test_client().get(path, headers=JSON, **HTTPS)
    assert "signed in" in str(told(answer, 401)["error"])
    assert "__Host-moderation" in answer.headers["WWW-Authenticate"]


def test_a_form_without_a_session_or_of_another_site_is_refused(moderated: ModeratedBlog, editor: Editor) -> None:
    """401 and 403, and nothing is decided."""
    comment = moderated.comment()
    stranger = moderated.reader.app.test_client()
    assert "error" in told(stranger.post("/moderation/decisions", headers=JSON, **HTTPS), 401)
    fields = {
        "action": "approve",
        "seen": "pending",
        "comment": f"{comment.id} {moderated.reader.context.queue.version(comment)}",
    }
    site = {"Sec_Fetch_Site": "same-site", "Origin": "https://ours.example"}
    foreign = editor.post("/moderation/decisions", fields, **site)
    assert "error" in told(foreign, 403)
    assert moderated.status(comment) == Status.PENDING


def test_a_link_in_a_mail_answers_too(moderated: ModeratedBlog) -> None:
    """What it is for, what it did, and why it does not work."""
    comment, browser = moderated.comment(author="Robin"), moderated.reader.app.test_client()
    link = moderated.link(comment)
    looked = told(browser.get(link, headers=JSON, **HTTPS), 200)
    assert (looked["id"], looked["action"]) == (comment.id, "approve")
    assert "POST" in str(looked["message"])
    done = told(browser.post(link, headers=JSON, **HTTPS), 200)
    assert done == {"message": "The comment by Robin was approved.", "id": comment.id}
    assert "decided already: approved by mail" in str(told(browser.post(link, headers=JSON, **HTTPS), 409)["error"])
    assert "error" in told(browser.get("/moderation/decide/x", headers=JSON, **HTTPS), 403)
    moderated.reader.context.queue.path(moderated.reader.context.queue.find(comment.id)).unlink()
    assert "error" in told(browser.get(link, headers=JSON, **HTTPS), 410)


def test_a_program_may_take_an_invitation_up_and_sign_in(moderated: ModeratedBlog) -> None:
    """Both steps, with what is needed for the next one in each answer."""
    editor, browser = moderated.editor(), moderated.reader.app.test_client()

    def send(path: str, status: int, **fields: str) -> dict[str, object]:
        return told(browser.post(path, data=fields, headers=JSON, **HTTPS), status)

    assert "message" in told(browser.get("/moderation/sign-in", headers=JSON, **HTTPS), 200)
    assert "error" in send("/moderation/sign-in", 403, name="Dana", password="a wrong one")
    half = send("/moderation/sign-in", 200, name="Dana", password=PASSWORD)["half"]
    assert "error" in send("/moderation/sign-in/code", 403, half=str(half), code="wrong")
    moderated.reader.later(minutes=1)
    send("/moderation/sign-in/code", 200, half=str(half), code=editor.app.at(moderated.now))
    assert browser.get("/moderation", headers=JSON, **HTTPS).json == []
    address = f"/moderation/invitation/{moderated.accounts.add('Wren', moderated.now)}"
    invited = told(browser.get(address, headers=JSON, **HTTPS), 200)
    assert invited["name"] == "Wren"
    assert invited["secret"]
    assert "differ" in str(send(address, 400, password=PASSWORD, again="another")["error"])


def test_browsers_get_pages(moderated: ModeratedBlog) -> None:
    """Who takes anything, or prefers a page, gets one."""
    editor = moderated.editor()
    for accept in ("*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html, application/json"):
        assert editor.get("/moderation", Accept=accept).mimetype == "text/html"
