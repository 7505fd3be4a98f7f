"""The way in to the editors' pages: invitation, password, code, session; and what keeps everybody else out."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address

import pyotp
import pytest
from service_editor import COOKIE, HTTPS, PASSWORD, ModeratedBlog, text
from service_reader import HTML, JSON, Reader, tree
from tests_support import Blog
from werkzeug.test import Client, TestResponse

from outsideinnovation.editors import attempts, slots
from outsideinnovation.service.context import EXTENSION

WRONG = "Name, password or code do not fit"


@pytest.fixture
def stranger(moderated: ModeratedBlog) -> Client:
    """Somebody's browser."""
    return moderated.reader.app.test_client()


def first(stranger: Client, name: str = "Dana", password: str = PASSWORD, to: str = "") -> TestResponse:
    """Send name and password."""
    return stranger.post("/moderation/sign-in", data={"name": name, "password": password, "to": to}, **HTTPS)


def second(stranger: Client, answer: TestResponse, code: str) -> TestResponse:
    """Send the code, with what the first answer's form holds."""
    fields = {each.get("name", ""): each.get("value", "") for each in tree(answer.text).iter(f"{HTML}input")}
    return stranger.post("/moderation/sign-in/code", data=fields | {"code": code}, **HTTPS)


def cookie(answer: TestResponse) -> str:
    """Return the header that sets the session's cookie."""
    (found,) = [value for value in answer.headers.getlist("Set-Cookie") if "moderation" in value]
    return found


def test_an_invited_editor_chooses_a_password_and_is_in(moderated: ModeratedBlog, stranger: Client) -> None:
    """The page shows a code to scan; what is sent from it opens the queue, and shows the recovery codes this once."""
    token = moderated.accounts.add("Dana", moderated.now)
    address = f"/moderation/invitation/{token}"
    page = stranger.get(address, **HTTPS)
    assert page.status_code == 200
    (drawing,) = [each for each in tree(page.text).iter(f"{HTML}img") if each.get("class") == "code"]
    assert drawing.get("src", "").startswith("data:image/svg+xml")
    (secret,) = [each.text for each in tree(page.text).iter(f"{HTML}code") if each.get("class") == "secret"]
    fields = {
        "password": PASSWORD,
        "again": PASSWORD,
        "code": pyotp.TOTP((secret or "").replace(" ", "")).at(moderated.now),
    }
    welcome = stranger.post(address, data=fields, **HTTPS)
    assert welcome.status_code == 200
    assert len(re.findall(r"\b\w{5}-\w{5}-\w{5}\b", welcome.text)) == 10
    assert "Nothing is waiting" in stranger.get("/moderation", **HTTPS).text
    assert stranger.get(address, **HTTPS).status_code == 403
    assert stranger.post(address, data=fields, **HTTPS).status_code == 403


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "12 to 500"),
        (PASSWORD, "another of them", "differ"),
        ("dana and her bicycle",) * 2 + ("Your name",),
    ],
)
def test_a_password_that_will_not_do_leaves_the_invitation_open(
    moderated: ModeratedBlog, stranger: Client, password: str, again: str, said: str
) -> None:
    """The page says what is wrong, and the same link goes on working."""
    address = f"/moderation/invitation/{moderated.accounts.add('Dana', moderated.now)}"
    answer = stranger.post(address, data={"password": password, "again": again, "code": "1"}, **HTTPS)
    assert answer.status_code == 400
    assert said in text(answer.text)
    assert stranger.get(address, **HTTPS).status_code == 200


def test_signing_in_takes_two_steps(moderated: ModeratedBlog, stranger: Client) -> None:
    """Name and password lead to the code, and the code to the page that was wanted."""
    editor = moderated.editor()
    moderated.reader.later(minutes=5)
    asked = stranger.get("/moderation?status=spam", **HTTPS)
    assert asked.status_code == 303
    form = stranger.get(asked.headers["Location"], **HTTPS)
    (to,) = {each.get("value", "") for each in tree(form.text).iter(f"{HTML}input") if each.get("name") == "to"}
    step = first(stranger, to=to)
    assert step.status_code == 200
    assert "Set-Cookie" not in step.headers
    done = second(stranger, step, editor.app.at(moderated.now))
    assert done.status_code == 303
    assert done.headers["Location"] == "/moderation?status=spam"
    assert stranger.get("/moderation", **HTTPS).status_code == 200


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/moderation@evil.example",
        "/moderation/../x",
        "/comments",
    ],
)
def test_signing_in_leads_nowhere_else(moderated: ModeratedBlog, stranger: Client, to: str) -> None:
    """What stands in the address is no way to another site."""
    editor = moderated.editor()
    moderated.reader.later(minutes=5)
    assert second(stranger, first(stranger, to=to), editor.app.at(moderated.now)).headers["Location"] == "/moderation"


def test_the_cookie_is_bound_to_the_host_and_to_https(moderated: ModeratedBlog, stranger: Client) -> None:
    """No script reads it, no other site or host sends or sets it, nothing carries it in the clear."""
    editor = moderated.editor()
    moderated.reader.later(minutes=5)
    said = cookie(second(stranger, first(stranger), editor.app.at(moderated.now)))
    assert said.startswith(f"{COOKIE}=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(said.split("; "))
    assert "Domain" not in said


@pytest.fixture
def local_office(blog: Blog) -> Iterator[ModeratedBlog]:
    """The editors' side of a blog on this machine alone, without https."""
    reader = Reader(blog, 'SERVICE_URL = "http://127.0.0.1:8000"\n')
    yield ModeratedBlog(reader)
    reader.close()


def test_on_loopback_the_cookie_does_without_https(local_office: ModeratedBlog) -> None:
    """Browsers refuse the prefix without https, so the preview has another cookie, as strict in all else."""
    editor = local_office.editor()
    local_office.reader.later(minutes=5)
    browser = local_office.reader.app.test_client()
    said = cookie(second(browser, first(browser), editor.app.at(local_office.now)))
    assert said.startswith("moderation=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(said.split("; "))
    assert "Secure" not in said


@pytest.mark.parametrize(
    ("name", "password"), [("Dana", "wrong"), ("Nobody", PASSWORD), ("", ""), ("Dana\0", "x" * 9000)]
)
def test_what_does_not_fit_is_answered_alike(
    moderated: ModeratedBlog, stranger: Client, name: str, password: str
) -> None:
    """The answer does not tell who is an editor; the password is not sent back."""
    moderated.editor()
    answer = first(stranger, name, password)
    assert answer.status_code == 403
    assert WRONG in text(answer.text)
    assert not password or password not in answer.text


def test_a_wrong_code_can_be_typed_again(moderated: ModeratedBlog, stranger: Client) -> None:
    """The first step need not be done anew; a used code is a wrong one."""
    editor = moderated.editor()
    moderated.reader.later(minutes=5)
    step = first(stranger)
    wrong = second(stranger, step, "000 00x")
    assert wrong.status_code == 403
    right = editor.app.at(moderated.now)
    assert second(stranger, wrong, right).status_code == 303
    assert second(stranger, first(stranger), right).status_code == 403


def test_a_second_step_without_a_first_begins_anew(moderated: ModeratedBlog, stranger: Client) -> None:
    """A code alone lets nobody in."""
    editor = moderated.editor()
    fields = {"half": "x", "code": editor.app.at(moderated.now)}
    answer = stranger.post("/moderation/sign-in/code", data=fields, **HTTPS)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_guessing_ends_with_429_and_a_time_to_wait(moderated: ModeratedBlog, stranger: Client) -> None:
    """Retry-After says when the next attempt is looked at."""
    moderated.editor()
    for _ in range(attempts.BY_BOTH):
        assert first(stranger, password="a wrong one").status_code == 403
    answer = first(stranger)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 901
    moderated.reader.later(minutes=16)
    assert first(stranger).status_code == 200


def test_signing_out_ends_the_session(moderated: ModeratedBlog) -> None:
    """The cookie is taken away, and would open nothing any more."""
    editor = moderated.editor()
    (kept,) = [each.value for each in editor.browser._cookies.values()]  # type: ignore[attr-defined]
    answer = editor.post("/moderation/sign-out", {})
    assert answer.status_code == 303
    assert "Max-Age=0" in cookie(answer)
    editor.browser.set_cookie(COOKIE, kept, domain="talk.example", secure=True)
    assert editor.get().status_code == 303


def test_an_idle_session_is_over(moderated: ModeratedBlog) -> None:
    """After twelve hours a decision is refused, and nothing is decided."""
    editor, comment = moderated.editor(), moderated.comment()
    moderated.reader.later(hours=12)
    answer = editor.act("approve", comment)
    assert answer.status_code == 403
    assert "session is over" in text(answer.text)
    assert moderated.status(comment) == "pending"


def test_a_removed_editor_decides_nothing(moderated: ModeratedBlog) -> None:
    """Whoever is removed is out in the same moment."""
    editor, comment = moderated.editor(), moderated.comment()
    moderated.accounts.remove("Dana")
    assert editor.act("approve", comment).status_code == 403
    assert moderated.status(comment) == "pending"


PAGES = ["/moderation", "/moderation/bar", "/moderation/comments/00000001-first"]
FORMS = [
    "/moderation/decisions",
    "/moderation/undo",
    "/moderation/shortcuts",
    "/moderation/sign-out",
    "/moderation/comments/00000001-first/edit",
    "/moderation/comments/00000001-first/reply",
]


@pytest.mark.parametrize("path", PAGES)
def test_strangers_see_no_page(moderated: ModeratedBlog, stranger: Client, path: str) -> None:
    """Every page leads to the sign-in instead."""
    del moderated
    answer = stranger.get(path, **HTTPS)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/moderation/sign-in")


@pytest.mark.parametrize("path", FORMS)
def test_strangers_change_nothing(moderated: ModeratedBlog, stranger: Client, path: str) -> None:
    """Every form is refused, and no file changes."""
    before = moderated.reader.files()
    fields = {"body": "x", "author": "x", "action": "reject", "comment": "00000001-first ", "seen": "approved"}
    assert stranger.post(path, data=fields, **HTTPS).status_code == 403
    assert moderated.reader.files() == before


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec_Fetch_Site": "same-site", "Origin": "https://ours.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://ours.example"},
        {"Origin": "null"},
    ],
)
def test_other_sites_forms_are_refused_to_editors_too(
    moderated: ModeratedBlog, path: str, headers: dict[str, str]
) -> None:
    """Not even the blog's own pages decide, where they lie on another host."""
    editor = moderated.editor()
    fields: dict[str, object] = {
        "body": "x",
        "author": "x",
        "action": "reject",
        "comment": "00000001-first ",
        "seen": "approved",
    }
    before = moderated.reader.files()
    assert editor.post(path, fields, **headers).status_code == 403
    assert moderated.reader.files() == before


def test_who_comes_by_a_link_elsewhere_is_let_in_a_step_later(moderated: ModeratedBlog, stranger: Client) -> None:
    """Browsers keep a strict cookie back on such a visit; the page goes on to itself, and then it is there."""
    del moderated
    answer = stranger.get("/moderation?status=spam", headers={"Sec-Fetch-Site": "cross-site"}, **HTTPS)
    assert answer.status_code == 200
    assert 'content="0; url=/moderation?status=spam"' in answer.text
    assert stranger.get("/moderation", headers={"Sec-Fetch-Site": "same-origin"}, **HTTPS).status_code == 303


@pytest.mark.parametrize("path", ["/moderation", "/moderation/sign-in"])
def test_pages_are_kept_nowhere_and_run_only_our_script(moderated: ModeratedBlog, path: str) -> None:
    """no-store, and a policy without inline script, frames or other hosts."""
    answer = moderated.editor().get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for each in tree(answer.text).iter():
        assert not any(name.startswith("on") or name == "style" for name in each.attrib)
        assert each.tag != f"{HTML}style"
        assert each.tag != f"{HTML}script" or (each.get("src") and not each.text)


@pytest.mark.parametrize("name", ["style.css", "moderation.css", "moderation.js", "favicon.svg"])
def test_what_pages_need_is_served(moderated: ModeratedBlog, stranger: Client, name: str) -> None:
    """Style and script come from this service."""
    del moderated
    with stranger.get(f"/moderation/static/{name}", **HTTPS) as answer:
        assert answer.status_code == 200
        assert answer.data


@pytest.mark.parametrize("name", ["..%2f__init__.py", "%2e%2e/routes.py", "nothing.css", "css", "..", "%00"])
def test_nothing_else_is_served(moderated: ModeratedBlog, stranger: Client, name: str) -> None:
    """No path leads out of the folder."""
    del moderated
    assert stranger.get(f"/moderation/static/{name}", **HTTPS).status_code in {404, 308}


def test_the_log_holds_no_secret(moderated: ModeratedBlog, stranger: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Neither passwords nor codes nor tokens are logged."""
    moderated.editor()
    token = moderated.accounts.add("Robin", moderated.now)
    with caplog.at_level(0):
        first(stranger, password="a canary in the mine")
        stranger.get(f"/moderation/invitation/{token}", **HTTPS)
    assert "canary" not in caplog.text
    assert token not in caplog.text


def test_a_session_in_use_goes_on(moderated: ModeratedBlog) -> None:
    """Used every few hours it lasts for days."""
    editor = moderated.editor()
    for _ in range(20):
        moderated.reader.now += timedelta(hours=8)
        assert editor.get().status_code == 200
    moderated.reader.now += timedelta(hours=8)
    assert editor.get().status_code == 303


def test_a_flood_of_sign_ins_stops_nothing_else(moderated: ModeratedBlog, stranger: Client) -> None:
    """With every slot taken the next one hears 503 at once; comments, health and the sign-in's own page go on."""
    moderated.editor()
    with ExitStack() as flood:
        for _ in range(slots.STRANGERS):
            flood.enter_context(moderated.accounts._slots.taken(known=False))
        refused = first(stranger)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "3")
        assert "Try again in a few seconds" in text(refused.text)
        as_json = stranger.post("/moderation/sign-in", data={"name": "Dana", "password": "x"}, headers=JSON, **HTTPS)
        assert (as_json.status_code, "Try again" in as_json.json["error"]) == (503, True)
        assert moderated.reader.submit()
        assert moderated.reader.browser.get("/healthz").status_code == 200
        assert stranger.get("/moderation/sign-in", **HTTPS).status_code == 200
    assert first(stranger).status_code == 200


@pytest.mark.parametrize("step", [1 << 64, 1 << 72], ids=["/64s of one /56", "/56s of one /48"])
def test_changing_the_ipv6_network_wins_little(
    moderated: ModeratedBlog, stranger: Client, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Whoever has many networks from one provider is counted by what is around them, through the proxy's header too."""
    monkeypatch.setattr(attempts, "BY_WIDER", (4, 4) if step == 1 << 64 else (999, 4))
    moderated.reader.app.extensions[EXTENSION] = replace(moderated.reader.context, hops=1)
    began = int(ip_address("2001:db8:1::"))
    statuses = [
        stranger.post(
            "/moderation/sign-in",
            data={"name": f"Nobody {number}", "password": "wrong"},
            headers={"X-Forwarded-For": str(ip_address(began + number * step))},
            **HTTPS,
        ).status_code
        for number in range(6)
    ]
    assert statuses == [403] * 4 + [429] * 2
