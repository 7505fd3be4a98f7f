"""Passkeys on the editors' pages: added behind the password, listed, removed, and good for signing in."""

import json
import re

import pyotp
import pytest
from service_editor import COOKIE, HTTPS, PASSWORD, Editor, ModeratedBlog, text
from service_reader import HTML, JSON, tree
from soft_authenticator import SoftAuthenticator, letters
from werkzeug.test import Client, TestResponse

ORIGIN = "https://talk.example"
ACCOUNT = "/moderation/account"
NEW, ADD, REMOVE = f"{ACCOUNT}/passkeys/new", f"{ACCOUNT}/passkeys", f"{ACCOUNT}/passkeys/remove"


@pytest.fixture
def stranger(moderated: ModeratedBlog) -> Client:
    """Somebody's browser."""
    return moderated.reader.app.test_client()


def options(page: str) -> str:
    """Return what the page asks the browser for."""
    (form,) = [each for each in tree(page).iter(f"{HTML}form") if each.get("data-passkey") == "create"]
    return form.get("data-given", "")


def given(editor: Editor, label: str = "My phone") -> SoftAuthenticator:
    """Add a passkey as an editor does."""
    device = SoftAuthenticator(ORIGIN)
    page = editor.post(NEW, {"label": label, "password": PASSWORD})
    assert page.status_code == 200, text(page.text)
    added = editor.post(ADD, {"label": label, "answer": device.create(options(page.text))})
    assert added.status_code == 303
    return device


def asked(stranger: Client, half: str = "") -> str:
    """Ask what a browser is to sign."""
    answer = stranger.post("/moderation/sign-in/passkey/options", data={"half": half}, **HTTPS)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    return answer.text


def signed_in(stranger: Client, answer: str, **fields: str) -> TestResponse:
    """Send what an authenticator signed."""
    return stranger.post("/moderation/sign-in/passkey", data={"answer": answer, **fields}, **HTTPS)


def test_a_passkey_is_added_and_lets_in(moderated: ModeratedBlog, stranger: Client) -> None:
    """It is listed by its name, and the cookie is the one that every session has."""
    editor = moderated.editor()
    device = given(editor)
    assert "My phone since 3 May 2026, never used" in text(editor.get(ACCOUNT).text)
    answer = signed_in(stranger, device.get(asked(stranger)), to="/moderation?status=spam")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/moderation?status=spam"
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith(COOKIE)
    assert "HttpOnly" in cookie
    assert "Dana" in stranger.get("/moderation", **HTTPS).text
    assert "last used 3 May 2026" in text(editor.get(ACCOUNT).text)


def test_a_passkey_is_offered_beside_the_code_to_whoever_has_one(moderated: ModeratedBlog, stranger: Client) -> None:
    """After the password; it ends the first step as a code does."""
    editor = moderated.editor()
    first = {"name": "Dana", "password": PASSWORD}
    assert "Use a passkey" not in stranger.post("/moderation/sign-in", data=first, **HTTPS).text
    device = given(editor)
    page = stranger.post("/moderation/sign-in", data=first, **HTTPS).text
    assert "Use a passkey instead" in page
    (half,) = re.findall(r'data-passkey="get".*?name="half" value="([^"]+)"', page, re.DOTALL)
    assert signed_in(stranger, device.get(asked(stranger, half)), half=half).status_code == 303
    again = stranger.post("/moderation/sign-in/passkey/options", data={"half": half}, **HTTPS)
    assert again.status_code == 403
    assert "begin again" in again.json["error"]


def test_another_editors_passkey_a_replay_and_another_origin_are_refused(
    moderated: ModeratedBlog, stranger: Client
) -> None:
    """403 and a sentence each, and no cookie."""
    danas, robins = given(moderated.editor("Dana")), given(moderated.editor("Robin"))
    page = stranger.post("/moderation/sign-in", data={"name": "Dana", "password": PASSWORD}, **HTTPS).text
    (half,) = re.findall(r'data-passkey="get".*?name="half" value="([^"]+)"', page, re.DOTALL)
    answers = [signed_in(stranger, robins.get(asked(stranger, half)), half=half)]
    used = danas.get(asked(stranger))
    assert signed_in(stranger, used).status_code == 303
    answers.append(signed_in(stranger, used))
    danas.origin = "https://talk.example.evil.example"
    answers.append(signed_in(stranger, danas.get(asked(stranger))))
    answers += [signed_in(stranger, ""), signed_in(stranger, "{}"), signed_in(stranger, "\0")]
    assert [each.status_code for each in answers] == [403] * 6
    assert not any(each.headers.getlist("Set-Cookie") for each in answers)
    assert all('role="alert"' in each.text for each in answers)


def test_the_password_stands_before_a_new_passkey(moderated: ModeratedBlog) -> None:
    """Whoever finds a computer open adds none, and no app either."""
    editor = moderated.editor()
    for path in (NEW, f"{ACCOUNT}/app/new"):
        answer = editor.post(path, {"label": "Mine", "password": "something else"})
        assert answer.status_code == 403
        assert "This is not your password" in text(answer.text)
    assert editor.post(ADD, {"answer": "{}"}).status_code == 403


def test_passkeys_are_removed_but_not_the_last_factor(moderated: ModeratedBlog) -> None:
    """Several an editor; without the app the last one stays."""
    editor = moderated.editor()
    phone, laptop = given(editor), given(editor, "My <laptop>")
    assert "My &lt;laptop&gt;" in editor.get(ACCOUNT).text
    assert editor.post(f"{ACCOUNT}/app/remove", {}).status_code == 303
    assert editor.post(REMOVE, {"passkey": letters(phone.id)}).status_code == 303
    last = editor.post(REMOVE, {"passkey": letters(laptop.id)})
    assert last.status_code == 409
    assert "your last way to sign in" in text(last.text)
    assert editor.post(REMOVE, {"passkey": letters(phone.id)}).status_code == 404
    listed = editor.get(ACCOUNT, **JSON).json
    assert listed == {"passkeys": [{"id": letters(laptop.id), "label": "My <laptop>"}], "app": False}


def test_the_app_is_changed(moderated: ModeratedBlog, stranger: Client) -> None:
    """A wrong code shows the same drawing again; a right one lets codes of the new app in."""
    editor = moderated.editor()
    page = editor.post(f"{ACCOUNT}/app/new", {"password": PASSWORD})
    (secret,) = [each.text or "" for each in tree(page.text).iter(f"{HTML}code") if each.get("class") == "secret"]
    wrong = editor.post(f"{ACCOUNT}/app", {"code": "no"})
    assert wrong.status_code == 403
    assert secret in wrong.text
    app = pyotp.TOTP(secret.replace(" ", ""))
    assert editor.post(f"{ACCOUNT}/app", {"code": app.at(moderated.now)}).status_code == 303
    moderated.reader.later(minutes=1)
    half = stranger.post(
        "/moderation/sign-in", data={"name": "Dana", "password": PASSWORD}, headers=JSON, **HTTPS
    ).json["half"]
    code = {"half": half, "code": app.at(moderated.now)}
    assert stranger.post("/moderation/sign-in/code", data=code, **HTTPS).status_code == 303


def test_the_account_is_for_editors(moderated: ModeratedBlog, stranger: Client) -> None:
    """Nobody else sees or changes anything, and other sites' forms are refused."""
    given(moderated.editor())
    assert stranger.get(ACCOUNT, **HTTPS).headers["Location"] == "/moderation/sign-in?to=/moderation/account"
    for path in (NEW, ADD, REMOVE, f"{ACCOUNT}/app/new", f"{ACCOUNT}/app", f"{ACCOUNT}/app/remove"):
        assert stranger.post(path, data={"password": PASSWORD}, **HTTPS).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert stranger.post("/moderation/sign-in/passkey/options", headers=foreign, **HTTPS).status_code == 403


def test_programs_are_told_what_the_browser_would_be_asked(moderated: ModeratedBlog) -> None:
    """The options as JSON."""
    answer = moderated.editor().post(NEW, {"password": PASSWORD, "label": "x"}, **JSON)
    assert json.loads(answer.json["options"])["rp"]["id"] == "talk.example"
