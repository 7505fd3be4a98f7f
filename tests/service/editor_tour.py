"""A walk through everything that editors are shown: each page in each of its states, refusals too."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pyotp
from service_editor import HTTPS, PASSWORD, Editor, ModeratedBlog
from service_reader import tree
from soft_authenticator import SoftAuthenticator
from werkzeug.test import Client, TestResponse

from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.spam.steps import score
from outsideinnovation.comments.spam.verdict import Known
from outsideinnovation.deploy.live_state import LiveState
from outsideinnovation.service.moderation import page_cache
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers
from outsideinnovation.subscriptions.subscriber import Preferences, Source

QUEUE, ACCOUNT, SIGN_IN = "/moderation", "/moderation/account", "/moderation/sign-in"
LINKS = "Zz http://10.0.0.7/zz zn <a href='https://zz.example'>zz</a>"
Pages = dict[str, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """Words as the spam filter gets them."""

    author: str
    body: str
    website: str | None = None


def tour(moderated: ModeratedBlog) -> Pages:
    """Return every page that editors meet on their way, by a name."""
    pages: Pages = {}
    _doors(moderated, pages)
    editor = moderated.editor("Zzdana")
    _statistics(moderated, editor, pages)
    _queue(moderated, editor, pages)
    _progress(moderated, editor, pages)
    _comment(moderated, editor, pages)
    _mailed(moderated, pages)
    _account(moderated, editor, pages)
    _statistics(moderated, editor, pages, " filled")
    return pages


def _doors(moderated: ModeratedBlog, pages: Pages) -> None:
    """Sign in wrongly in each way, and be invited."""
    stranger, accounts = moderated.reader.app.test_client(), moderated.accounts
    token = accounts.add("Zzwren", moderated.now)
    invited = f"{QUEUE}/invitation/{token}"
    pages["sign in"] = _get(stranger, SIGN_IN)
    pages["sign in refused"] = _post(stranger, SIGN_IN, {"name": "Zznobody", "password": "zz"})
    pages["invitation"] = _get(stranger, invited)
    for name, password in (("short", "zz"), ("named", "zzwren zzwren zzwren"), ("code", PASSWORD)):
        fields = {"password": password, "again": password, "code": "zz"}
        pages[f"invitation {name}"] = _post(stranger, invited, fields)
    pages["invitation differs"] = _post(stranger, invited, {"password": "zz", "again": "zzz"})
    pages["invitation over"] = _get(stranger, f"{QUEUE}/invitation/zz")
    pages["signed out"] = _post(stranger, f"{QUEUE}/undo", {})
    pages["another site's form"] = _post(stranger, f"{QUEUE}/undo", {}, Sec_Fetch_Site="cross-site")
    pages["knock"] = _get(stranger, QUEUE, Sec_Fetch_Site="cross-site")
    pages["welcome"] = _accept(moderated, stranger, invited, token)
    half = _post(stranger, SIGN_IN, {"name": "Zzwren", "password": PASSWORD})
    pages["second step"] = half
    pages["second step refused"] = _post(stranger, f"{SIGN_IN}/code", {"half": _value(half, "half"), "code": "zz"})
    pages["second step too late"] = _post(stranger, f"{SIGN_IN}/code", {"half": "zz", "code": "zz"})
    pages["passkey refused"] = _post(stranger, f"{SIGN_IN}/passkey", {"answer": "zz"})
    for _ in range(12):
        pages["too many attempts"] = _post(stranger, SIGN_IN, {"name": "Zznobody", "password": "zz"})
    moderated.reader.later(hours=2)


def _queue(moderated: ModeratedBlog, editor: Editor, pages: Pages) -> None:
    """Look at every list, decide in every way, and be refused."""
    for status in Status:
        pages[f"no {status}"] = editor.get(f"{QUEUE}?status={status}").text
    pages["nothing fits"] = editor.get(f"{QUEUE}?q=zz&reason=links&post=first").text
    parent = moderated.comment("Zz zp.", "Zzsam", status=Status.REJECTED, minutes=7000)
    for known in (
        Known(seconds=1, trap=True, repeats=2, spam=2, recent=9),
        Known(seconds=0.4, previewed=True, recent=4, repeats=1, spam=1),
    ):
        doubtful = judged(moderated, LINKS, known)
    for known in (Known(confirmed=True, approved=1), Known(confirmed=True, approved=2), Known()):
        judged(moderated, f"Zz {known.approved}", known)
    judged(moderated, " ".join(f"https://zz{number}.example" for number in range(30)), Known())
    judged(moderated, "Zz https://zz.example", Known(), "https://zz.example")
    moderated.comment("Zz *za*.", "Zzrobin", reply_to=parent.id, website="https://zz.example", post="second")
    moderated.comment("Zz.", "Zzrobin", post="zz-gone", minutes=3)
    moderated.comment("Zz zz.", "Zzrobin", minutes=0)
    for status in (Status.APPROVED, Status.SPAM):
        moderated.comment(f"Zz z{status}.", "Zzrobin", status=status, minutes=2000)
    for status in Status:
        pages[f"some {status}"] = editor.get(f"{QUEUE}?status={status}").text
    pages["narrowed"] = editor.get(f"{QUEUE}?q=zz&reason=links&post=first&sort=score").text
    first = moderated.comment(
        "Zz zf.", "Zzrobin", email="zz@zz.example", reasons=score(Typed("Zz", "zz"), Known()).reasons
    )
    pages["nothing chosen"] = editor.post(f"{QUEUE}/decisions", {"action": "approve", "seen": "pending"}).text
    pages["no action"] = editor.post(f"{QUEUE}/decisions", {"comment": f"{first.id} ", "seen": "pending"}).text
    pages["nothing to undo"] = editor.post(f"{QUEUE}/undo", {}).text
    moderated.reader.context.private_store.trust("zz@zz.example", moderated.now)
    pages["distrusted"] = editor.act("spam", first).text
    pages["undone"] = _after(editor, editor.post(f"{QUEUE}/undo", {}))
    for action in ("approve", "restore", "reject", "restore", "approve"):
        now = moderated.reader.context.queue.find(first.id)
        pages[f"last act {action}"] = _after(editor, editor.act(action, now, seen=now.status))
        other = moderated.comment(f"Zz z{action}.", "Zzeve", status=now.status, minutes=len(pages))
        chosen = [f"{now.id} 1", f"{other.id} {moderated.reader.context.queue.version(other)}"]
        fields = {"action": "spam", "seen": now.status, "comment": chosen}
        pages[f"decided before {action}"] = editor.post(f"{QUEUE}/decisions", fields).text
        editor.post(f"{QUEUE}/undo", {})
        moderated.reader.later(minutes=2)
    pages["gone"] = editor.post(
        f"{QUEUE}/decisions", {"action": "approve", "comment": "20260101-zz 1", "seen": "pending"}
    ).text
    pages["changed"] = editor.post(
        f"{QUEUE}/decisions", {"action": "approve", "comment": f"{doubtful.id} 1", "seen": "pending"}
    ).text
    moderated.editor("Zzeli").act("spam", moderated.reader.context.queue.find(first.id), seen=Status.APPROVED)
    pages["undo too late"] = editor.post(f"{QUEUE}/undo", {}).text
    for number in range(30):
        moderated.comment(f"Zz {number}.", "Zzmany", minutes=number)
    pages["page two"] = editor.get(f"{QUEUE}?page=2").text
    editor.post(f"{QUEUE}/shortcuts", {"shortcuts": "off"})
    pages["keys off"] = editor.get(QUEUE).text
    moderated.reader.context.queue.folder.joinpath("pending/first/20260101-broken.md").write_text("zz", "utf-8")
    pages["broken"] = editor.get(f"{QUEUE}?q=zz").text


def _progress(moderated: ModeratedBlog, editor: Editor, pages: Pages) -> None:
    """See the site behind the queue, failed, back at an older release, and up to date."""
    now = moderated.now
    one = moderated.comment("Zz zl.", "Zzrobin", status=Status.APPROVED, minutes=0)
    two, three = moderated.comment("Zz zt.", "Zzeve"), moderated.comment("Zz zth.", "Zzeve")
    editor.act("approve", two, three)
    moderated.reader.later(minutes=5)
    ids = frozenset(place.id for place in _approved(moderated))
    states = {
        "waiting": LiveState(frozenset({"20260101-zz"}), now, 0.5),
        "withdrawn": LiveState(ids | {"20260101-zz"}, now, 0.5),
        "waits": LiveState(ids - {one.id, two.id}, now, 0.5),
        "failed": LiveState(ids, now, 0.5, errors="zz", failed=now),
        "went back": LiveState(ids - {three.id}, now - timedelta(days=2), 0.5, went_back=True),
        "live": LiveState(ids, now, 0.5),
    }
    for name, state in states.items():
        with _live(moderated, state):
            pages[f"progress {name}"] = editor.get(QUEUE).text
            pages[f"progress bar {name}"] = editor.get(f"{QUEUE}/bar").text


def _comment(moderated: ModeratedBlog, editor: Editor, pages: Pages) -> None:
    """Edit, answer, and be refused, on the page of one comment in each state."""
    comment = moderated.comment("Zz zy, zx zw zv.", "Zzrobin")
    path = f"{QUEUE}/comments/{comment.id}"
    version = moderated.reader.context.queue.version(comment)
    pages["comment"] = editor.get(path).text
    pages["edit refused"] = editor.post(
        f"{path}/edit", {"body": "", "author": "", "website": "zz zz", "version": version}
    ).text
    pages["edit too late"] = editor.post(f"{path}/edit", {"body": "zz", "author": "Zz", "seen": "spam"}).text
    pages["edit of another text"] = editor.post(f"{path}/edit", {"body": "zz", "author": "Zz", "version": "1"}).text
    fields = {"body": "Zz zq zv.", "author": "Zzz", "website": "https://zz.example", "version": version}
    pages["edited"] = _after(editor, editor.post(f"{path}/edit", fields))
    pages["undo of an edit"] = _after(editor, editor.post(f"{QUEUE}/undo", {}))
    editor.post(f"{path}/edit", fields)
    pages["reply to another text"] = editor.post(f"{path}/reply", {"body": "Zz.", "author": "Zzz", "version": "1"}).text
    version = moderated.reader.context.queue.version(moderated.reader.context.queue.find(comment.id))
    pages["answered"] = _after(
        editor, editor.post(f"{path}/reply", {"body": "Zz.", "author": "Zzz", "version": version})
    )
    rejected = moderated.comment("Zz r.", "Zzrobin", status=Status.REJECTED)
    refused = editor.post(f"{QUEUE}/comments/{rejected.id}/reply", {"body": "Zz.", "author": "Zzz"}).text
    pages["reply to a rejected one"] = refused
    for status in Status:
        other = moderated.comment(f"Zz *z{status}*.", "Zzrobin", status=status)
        pages[f"comment {status}"] = editor.get(f"{QUEUE}/comments/{other.id}").text


def _mailed(moderated: ModeratedBlog, pages: Pages) -> None:
    """Follow the links in mails, and come too late."""
    stranger, queue = moderated.reader.app.test_client(), moderated.reader.context.queue
    for action in ("approve", "reject", "spam"):
        comment = moderated.comment(f"Zz *z{action}*.", "Zzrobin", minutes=40)
        link = moderated.link(comment, action)
        pages[f"mailed {action}"] = _get(stranger, link)
        pages[f"mailed {action} done"] = _post(stranger, link, {})
        pages[f"mailed {action} again"] = _get(stranger, link)
    restore = moderated.link(queue.find(comment.id), "restore")
    moderated.reader.later(minutes=1)
    pages["mailed restore"] = _get(stranger, restore)
    pages["mailed restore done"] = _post(stranger, restore, {})
    pages["mailed taken back"] = _get(stranger, link)
    pages["mailed changed"] = _get(stranger, moderated.link(queue.find(comment.id), version="1"))
    pages["mailed changed, done"] = _post(stranger, moderated.link(queue.find(comment.id), version="1"), {})
    pages["mailed nonsense"] = _get(stranger, f"{QUEUE}/decide/zz")
    moderated.reader.later(days=4)
    pages["mailed over"] = _get(stranger, link)


def _account(moderated: ModeratedBlog, editor: Editor, pages: Pages) -> None:
    """Add and remove each factor, wrongly and rightly."""
    editor = moderated.editor("Zzfinn")
    pages["account"] = editor.get(ACCOUNT).text
    pages["wrong password"] = editor.post(f"{ACCOUNT}/app/new", {"password": "zz"}).text
    pages["last app"] = editor.post(f"{ACCOUNT}/app/remove", {}).text
    pages["app not begun"] = editor.post(f"{ACCOUNT}/app", {"code": "zz"}).text
    pages["new app"] = editor.post(f"{ACCOUNT}/app/new", {"password": PASSWORD}).text
    pages["new app refused"] = editor.post(f"{ACCOUNT}/app", {"code": "zz"}).text
    device = SoftAuthenticator("https://talk.example")
    asked = editor.post(f"{ACCOUNT}/passkeys/new", {"label": "", "password": PASSWORD}).text
    pages["new passkey"] = asked
    pages["passkey unreadable"] = editor.post(f"{ACCOUNT}/passkeys", {"answer": "zz"}).text
    options = _value(asked, "data-given", attribute=True)
    answer = device.create(options)
    editor.post(f"{ACCOUNT}/passkeys", {"label": "", "answer": answer})
    pages["passkey again"] = editor.post(f"{ACCOUNT}/passkeys", {"label": "", "answer": answer}).text
    pages["no passkey"] = editor.post(f"{ACCOUNT}/passkeys/remove", {"passkey": "zz"}).text
    pages["account with a passkey"] = editor.get(ACCOUNT).text
    editor.post(f"{ACCOUNT}/app/remove", {})
    (only,) = moderated.accounts.passkeys.list("Zzfinn")
    pages["last passkey"] = editor.post(f"{ACCOUNT}/passkeys/remove", {"passkey": only.id}).text
    stranger = moderated.reader.app.test_client()
    pages["second step without an app"] = _post(stranger, SIGN_IN, {"name": "Zzfinn", "password": PASSWORD})
    editor.post("/moderation/sign-out", {})


def _statistics(moderated: ModeratedBlog, editor: Editor, pages: Pages, state: str = "") -> None:
    """Look at the numbers."""
    if state:
        moderated.reader.later(minutes=2)
        with moderated.reader.context.database.write() as connection:
            for status in (SubscriptionStatus.CONFIRMED, SubscriptionStatus.UNCONFIRMED):
                date = moderated.now - timedelta(days=100)
                subscribers.add(connection, f"{status}@zz.example", status, Source.FORM, Preferences(), date)
        old = moderated.comment("Zz zo.", "Zzold", minutes=90 * 1440)
        editor = moderated.editor("Zzgil")
        editor.act("approve", old)
        moderated.comment("Zz zff.", "Zzold", minutes=-90 * 1440)
    pages[f"statistics{state}"] = editor.get(f"{QUEUE}/statistics").text


def judged(moderated: ModeratedBlog, body: str, known: Known, author: str = "Zzjudged") -> Comment:
    """Put a comment into the queue with all that the spam filter has to say of it."""
    verdict = score(Typed(author, body), known)
    minutes = 100 + len(moderated.reader.comments())
    return moderated.comment(
        body, author, email="zz@zz.example", score=verdict.score, reasons=verdict.reasons, minutes=minutes
    )


def _approved(moderated: ModeratedBlog) -> list[Comment]:
    found, _ = moderated.reader.context.queue.look(Status.APPROVED)
    return list(found)


@contextmanager
def _live(moderated: ModeratedBlog, state: LiveState) -> Iterator[None]:
    """Let *state* be what is known of the site."""
    app = moderated.reader.app
    with app.app_context():
        cache = page_cache.page_cache(moderated.reader.context)
    app.extensions[page_cache.EXTENSION] = replace(cache, live=_Known(state))  # type: ignore[arg-type]
    context = moderated.reader.context
    app.extensions["outsideinnovation"] = replace(context, live=lambda: state.comments)
    yield
    app.extensions |= {"outsideinnovation": context, page_cache.EXTENSION: cache}


class _Known:
    """What is known of the site, whatever its file says."""

    def __init__(self, state: LiveState) -> None:
        self._state = state

    def value(self) -> LiveState:
        """Return it."""
        return self._state


def _accept(moderated: ModeratedBlog, stranger: Client, path: str, token: str) -> str:
    code = pyotp.TOTP(moderated.accounts.invitation(token, moderated.now).secret).at(moderated.now)
    return _post(stranger, path, {"password": PASSWORD, "again": PASSWORD, "code": code})


def _after(editor: Editor, answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text
    return editor.get(answer.headers["Location"].partition("#")[0]).text


def _get(browser: Client, path: str, **headers: str) -> str:
    return browser.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()}, **HTTPS).text


def _post(browser: Client, path: str, fields: dict[str, str], **headers: str) -> str:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.post(path, data=fields, headers=named, **HTTPS).text


def _value(page: str, name: str, *, attribute: bool = False) -> str:
    found = [
        each.get(name) if attribute else each.get("value")
        for each in tree(page).iter()
        if (each.get(name) if attribute else each.get("name") == name)
    ]
    return str(found[0])
