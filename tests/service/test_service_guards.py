"""What stands before every view: other sites' forms, bodies that are too large or of another kind, and forged addresses."""

import io
import logging
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from service_reader import HTML, JSON, WORDS, Reader, tree
from tests_support import Blog
from werkzeug.test import create_environ, run_wsgi_app
from werkzeug.wrappers import Response

from outsideinnovation.comments.network import UNKNOWN
from outsideinnovation.service import proxies
from outsideinnovation.service.context import EXTENSION
from outsideinnovation.service.route import LARGEST
from outsideinnovation.service.routes import ROUTES
from outsideinnovation.service.security import FORM
from outsideinnovation.tokens import Purpose

SITE, HERE, EVIL = "https://ours.example", "https://talk.example", "https://evil.example"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 202),  # curl, and browsers of long ago
        ({"Sec_Fetch_Site": "same-origin"}, 202),
        ({"Sec_Fetch_Site": "same-origin", "Origin": "null"}, 202),  # a page with no-referrer
        ({"Sec_Fetch_Site": "none"}, 202),
        ({"Sec_Fetch_Site": "same-site", "Origin": SITE}, 202),
        ({"Sec_Fetch_Site": "cross-site", "Origin": SITE}, 202),  # the static page, on its own host
        ({"Sec_Fetch_Site": "cross-site", "Origin": HERE}, 202),
        ({"Sec_Fetch_Site": "cross-site", "Origin": EVIL}, 403),
        ({"Sec_Fetch_Site": "same-site", "Origin": "https://other.ours.example"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "nonsense", "Origin": EVIL}, 403),
        ({"Origin": SITE}, 202),
        ({"Origin": "HTTPS://OURS.EXAMPLE"}, 202),
        ({"Origin": HERE}, 202),
        ({"Origin": "http://localhost"}, 202),  # the host that was asked
        ({"Origin": EVIL}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://ours.example.evil.example"}, 403),
        ({"Origin": "https://ours.example:444"}, 403),
        ({"Origin": "http://ours.example"}, 403),
        ({"Origin": f"{SITE} {EVIL}"}, 403),
    ],
)
def test_other_sites_forms_are_refused(reader: Reader, headers: dict[str, str], status: int) -> None:
    """Sec-Fetch-Site is asked first, then Origin, against exactly the site and the service."""
    answer = reader.post(WORDS, **JSON, **headers)
    assert answer.status_code == status
    assert bool(reader.comments()) is (status == 202)


def test_one_click_comes_from_anywhere(reader: Reader) -> None:
    """A mail program stops mail as RFC 8058 has it: urlencoded or multipart, no cookie, and 200 without a redirect."""
    token = reader.context.keyring.sign(Purpose.STOP, {"address": "dana@example.org", "comment": "00000001-first"})
    reader.submit(email="dana@example.org")
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        answer = reader.browser.post(
            f"/comments/stop/{token}",
            data={"List-Unsubscribe": "One-Click"},
            content_type=kind,
            headers={"Sec-Fetch-Site": "cross-site", "Origin": EVIL},
        )
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert reader.context.consent.is_stopped("dana@example.org", "00000001-first")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("multipart/form-data; boundary=x", b"--x--"),
        ("text/plain", b"post=first"),
        ("application/json", b"{}"),
        ("application/x-www-form-urlencoded-not", b"post=first"),
        ("", b"post=first"),
    ],
)
def test_bodies_of_other_kinds_are_refused(reader: Reader, kind: str, data: bytes) -> None:
    """Only forms are read, as forms send them."""
    answer = reader.browser.post("/comments", data=data, content_type=kind)
    assert answer.status_code == 415
    assert reader.comments() == []


def test_compressed_bodies_are_refused(reader: Reader) -> None:
    """A small body cannot become a large one."""
    assert reader.post(WORDS, Content_Encoding="gzip").status_code == 415


@pytest.mark.parametrize("size", [70_000, LARGEST + 1])
def test_bodies_that_are_too_large_are_refused(reader: Reader, size: int) -> None:
    """413, a themed page or JSON, whatever the fields are."""
    for headers in ({}, JSON):
        answer = reader.post(WORDS | {"body": "x" * size}, **headers)
        assert answer.status_code == 413
        assert answer.is_json is bool(headers)


def send_part(reader: Reader, body: bytes, length: object, address: str = "/comments") -> Response:
    """Send *body*, announced with *length* (None: chunked), as servers hand it on; a client would put the length right."""
    environ = create_environ(address, method="POST", content_type=FORM, headers=JSON)
    environ |= {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True}
    environ.pop("CONTENT_LENGTH", None)
    environ |= {} if length is None else {"CONTENT_LENGTH": str(length)}
    chunks, status, headers = run_wsgi_app(reader.app.wsgi_app, environ, buffered=True)
    return Response(chunks, status, headers)


WHOLE = urlencode(WORDS | {"body": "The first half. The second half."}).encode()


def test_a_form_that_is_cut_off_is_refused_wherever_it_is_cut(reader: Reader) -> None:
    """Behind a server that hands on what has come, half a comment is 400, says so, and is never kept."""
    for length in range(len(WHOLE)):
        answer = send_part(reader, WHOLE[:length], len(WHOLE))
        assert answer.status_code == 400
        assert "Only a part of the form has come" in answer.json["error"]
    assert reader.comments() == []
    assert send_part(reader, WHOLE, len(WHOLE)).status_code == 202
    assert "The second half." in reader.comments()[0].read_text("utf-8")


def test_no_address_takes_a_part_of_a_form(reader: Reader) -> None:
    """It holds for every form of the service, also for those that may come from anywhere."""
    before = reader.files()
    for route in ROUTES:
        if "POST" in route.methods:
            answer = send_part(reader, b"action=approve&email=a", 60, re.sub("<[^>]*>", "x", route.rule))
            assert answer.status_code == 400, route.name
    assert reader.files() == before


@pytest.mark.parametrize("body", [WHOLE, WHOLE[:30], b"body=" + b"x" * 200_000])
def test_a_body_without_a_length_is_refused(reader: Reader, body: bytes) -> None:
    """Of a chunked body nobody knows whether all of it has come; 411 (RFC 9110, 15.5.12), and it is not read."""
    answer = send_part(reader, body, None)
    assert answer.status_code == 411
    assert "Content-Length" in answer.json["error"]
    assert reader.comments() == []


def test_one_click_may_come_in_chunks(reader: Reader) -> None:
    """A mail program's wish to stop mail holds nothing that could be cut off, so it never fails for want of a length."""
    reader.submit(email="dana@example.org")
    token = reader.context.keyring.sign(Purpose.STOP, {"address": "dana@example.org", "comment": "00000001-first"})
    answer = send_part(reader, b"List-Unsubscribe=One-Click", None, f"/comments/stop/{token}")
    assert answer.status_code == 200
    assert reader.context.consent.is_stopped("dana@example.org", "00000001-first")


@pytest.mark.parametrize("length", ["", "0", "-1", "no number", len(WHOLE) - 1, len(WHOLE) + 1])
def test_a_length_that_is_not_true_is_refused(reader: Reader, length: object) -> None:
    """Whatever a server writes there: what is read is what was announced, or nothing is."""
    answer = send_part(reader, WHOLE, length)
    assert answer.status_code == 400
    assert reader.comments() == []


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "10.0.0.7", "::1", "fd00::1", "::ffff:10.0.0.7", ""])
def test_a_proxy_that_nobody_named_is_told_once(
    reader: Reader, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, header: str, peer: str
) -> None:
    """One line says what is wrong and how to put it right; it names no address."""
    monkeypatch.setattr(proxies.LOGGER, "filters", [])  # Pelican's, where another test has imported it before
    for _ in range(3):
        reader.browser.get("/healthz", headers={header: "203.0.113.77"}, environ_base={"REMOTE_ADDR": peer})
    (line,) = [each.getMessage() for each in caplog.records if "proxy" in each.getMessage()]
    assert "OI_TRUSTED_PROXIES is not set" in line
    assert "OI_TRUSTED_PROXIES=1" in line
    assert "203.0.113.77" not in caplog.text


@pytest.mark.parametrize("peer", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_a_header_from_elsewhere_is_no_proxy(reader: Reader, caplog: pytest.LogCaptureFixture, peer: str) -> None:
    """Anybody may send it, so a stranger's is not worth a line; nor is a request without one."""
    reader.browser.get("/healthz", headers={"X-Forwarded-For": "203.0.113.77"}, environ_base={"REMOTE_ADDR": peer})
    reader.browser.get("/healthz", environ_base={"REMOTE_ADDR": "127.0.0.1"})
    assert "proxy" not in caplog.text


@pytest.mark.parametrize("hops", ["0", "1"])
def test_a_proxy_that_was_named_is_not_told(
    blog: Blog, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, hops: str
) -> None:
    """Whoever has set the number, even to none, knows what they do."""
    monkeypatch.setenv("OI_TRUSTED_PROXIES", hops)
    reader = Reader(blog)
    reader.browser.get("/healthz", headers={"X-Forwarded-For": "203.0.113.77"})
    reader.close()
    assert "proxy" not in caplog.text


def test_the_log_says_the_same_thing_as_often_as_it_happens(tmp_path: Path) -> None:
    """Loggers made after Pelican was imported say each line once; those of a service are made before, and nothing is lost."""
    script = """
import logging, outsideinnovation.cli.service, outsideinnovation.service, outsideinnovation.service.worker
made = logging.root.manager.loggerDict.items()
names = [name for name, each in made if name.startswith("outsideinnovation.") and isinstance(each, logging.Logger)]
import pelican
logging.basicConfig(level=logging.INFO, format="%(message)s")
for name in 2 * names: logging.getLogger(name).info("%s: 1 mail sent.", name)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, check=True, encoding="utf-8"
    )
    said = Counter(ran.stderr.splitlines())
    assert "outsideinnovation.service.jobs: 1 mail sent." in said
    assert set(said.values()) == {2}


def test_a_forged_address_does_not_help(reader: Reader) -> None:
    """Without a proxy of ours nothing in X-Forwarded-For is believed; with one, only what it wrote itself."""
    ours = {"REMOTE_ADDR": "192.0.2.9"}
    for hops, forged in ((0, "203.0.113.5"), (0, "203.0.113.6, 203.0.113.7"), (1, "203.0.113.8, 198.51.100.1")):
        reader.app.extensions[EXTENSION] = replace(reader.context, hops=hops)
        words = WORDS | {"body": f"From {forged}."}
        answer = reader.browser.post(
            "/comments", data=words, headers=JSON | {"X-Forwarded-For": forged}, environ_base=ours
        )
        assert answer.status_code == 202
    networks = {
        private.network: identifier
        for identifier, private in reader.context.private_store.of(path.stem for path in reader.comments()).items()
    }
    wanted = {reader.context.keyring.pseudonym(Purpose.NETWORK, f"{each}/32") for each in ("192.0.2.9", "198.51.100.1")}
    assert set(networks) == wanted


@pytest.mark.parametrize("forwarded", ["", ",", "x" * 5_000, "::1%eth0, [", "\x7f", "unknown", "1.2.3.4:99999"])
def test_nonsense_in_the_forwarded_header_is_no_error(reader: Reader, forwarded: str) -> None:
    """What cannot be read counts as the peer."""
    reader.app.extensions[EXTENSION] = replace(reader.context, hops=1)
    assert reader.post(WORDS, **JSON, X_Forwarded_For=forwarded).status_code == 202


def test_a_local_socket_has_no_address(reader: Reader) -> None:
    """Behind a Unix socket all are of one unknown network, where no proxy says more."""
    answer = reader.browser.post("/comments", data=WORDS, headers=JSON, environ_base={"REMOTE_ADDR": ""})
    assert answer.status_code == 202
    (private,) = reader.context.private_store.of([answer.json["id"]]).values()
    assert private.network == reader.context.keyring.pseudonym(Purpose.NETWORK, UNKNOWN)


def test_every_answer_carries_the_headers(reader: Reader) -> None:
    """Nothing may run, be framed, be kept or be indexed; the path, which holds a signed link, goes to nobody."""
    for address in (reader.send(), "/healthz", "/no-such", "/comments", "/comments/receipt/x"):
        headers = reader.browser.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin"
        assert headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/comments", 400),
        ("PUT", "/comments", 405),
        ("DELETE", "/comments/receipt/x", 405),
        ("GET", "/", 404),
        ("GET", "/comments/receipt", 404),
        ("GET", "/outbox/", 404),
        ("POST", "/outbox/", 404),
        ("GET", "/comments/theme/../../pages.py", 404),
    ],
)
def test_what_is_not_there_is_answered_in_the_sites_own_words(
    reader: Reader, method: str, address: str, status: int
) -> None:
    """A themed page, strictly parsed, or JSON; a method that does not fit says which do."""
    answer = reader.browser.open(address, method=method)
    assert answer.status_code == status
    assert len(list(tree(answer.text).iter(f"{HTML}h1"))) == 1
    assert (status == 405) is ("Allow" in answer.headers)
    assert "error" in reader.browser.open(address, method=method, headers=JSON).json


def test_reading_changes_nothing(reader: Reader) -> None:
    """GET and HEAD of every address, with tokens that are good for something, leave every file as it is."""
    sign = reader.context.keyring.sign
    address = {"address": "dana@example.org", "comment": "00000001-first"}
    receipt = reader.send(email="dana@example.org", notify="yes")
    waiting = [
        receipt,
        f"/comments/confirm/{sign(Purpose.CONFIRMATION, address)}",
        f"/comments/stop/{sign(Purpose.STOP, address)}",
        "/healthz",
        "/comments?body=x&post=first&author=y",
        f"{receipt}?action=withdraw",
    ]
    reader.context.intake.close()
    before = reader.files()
    for path in waiting:
        for method in ("GET", "HEAD", "OPTIONS"):
            for headers in ({}, JSON):
                assert reader.browser.open(path, method=method, headers=headers).status_code in {200, 405}
    assert reader.files() == before
    assert not reader.context.consent.is_confirmed("dana@example.org")
    assert not reader.context.consent.is_stopped("dana@example.org", "00000001-first")


def test_logs_hold_nothing_personal(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever happens to a comment, neither its words nor an address, a token or a network is logged."""
    caplog.set_level(logging.DEBUG)
    canaries = {
        "author": "Canaria",
        "body": "Kanarienvogel",
        "email": "canary@example.org",
        "website": "https://canary.example/",
    }
    here = {"REMOTE_ADDR": "203.0.113.77"}
    fields = WORDS | canaries | {"notify": "yes"}
    receipt = reader.browser.post("/comments", data=fields, headers=JSON, environ_base=here).json["receipt"]
    token = receipt.rpartition("/")[2]
    reader.browser.get(f"/comments/receipt/{token}")
    reader.browser.post(f"/comments/receipt/{token}", data={"action": "correct", **canaries}, environ_base=here)
    broken = replace(reader.context, queue=None)  # whatever view comes next fails in a way nobody foresaw
    reader.app.extensions[EXTENSION] = broken
    assert reader.browser.get(f"/comments/receipt/{token}").status_code == 500
    assert (
        reader.browser.post("/comments", data=fields | {"reply_to": "00000001-first"}, headers=JSON).status_code == 500
    )
    assert "AttributeError" in caplog.text
    for canary in (*canaries.values(), token, "203.0.113.77", "canary"):
        assert canary not in caplog.text


def test_a_theme_that_fails_is_said_in_plain_words(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    """Where no page can be made, there is still an answer, and the log says no more than where it went wrong."""
    reader.app.extensions[EXTENSION] = replace(reader.context, pages=None)
    answer = reader.browser.get("/comments/receipt/canary")
    assert answer.status_code == 403
    assert answer.mimetype == "text/plain"
    assert "canary" not in caplog.text


def test_health_says_whether_comments_can_be_kept(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """200 and ok; 503 where the queue cannot be written."""
    answer = reader.browser.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    monkeypatch.setattr("os.access", lambda *_: False)
    answer = reader.browser.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["status"] == "failing"
    assert int(answer.headers.get("Retry-After", "1")) > 0


@pytest.mark.parametrize(
    ("service", "asked", "location"),
    [
        ("https://talk.example", "", ""),
        ("https://ours.example/service", "", "/service"),
        ("https://ours.example/service", "/service", "/service"),
        ("/talk", "/talk", "/talk"),
    ],
)
def test_the_service_may_live_below_a_path(blog: Blog, service: str, asked: str, location: str) -> None:
    """Whether or not the proxy takes the path off, every address in answers begins with it."""
    reader = Reader(blog, f"SERVICE_URL = {service!r}\n")
    page = reader.post(WORDS, f"{asked}/comments")
    assert f'action="{location}/comments"' in page.text
    receipt = reader.post(WORDS, f"{asked}/comments", **JSON).json["receipt"]
    whole = service if service.startswith("https") else f"{SITE}{service}"
    assert receipt.startswith(f"{whole}/comments/receipt/")
    reader.close()


def test_a_foreign_theme_leaves_the_pages_to_ours(blog: Blog) -> None:
    """A theme without the service's pages gets ours, with its stylesheet from the service itself."""
    (blog.root / "plain" / "templates").mkdir(parents=True)
    (blog.root / "plain" / "templates" / "base.html").write_text("<html></html>", "utf-8")
    reader = Reader(blog, "THEME = 'plain'\n")
    page = reader.post(WORDS).text
    assert 'href="/comments/theme/css/style.css"' in page
    with reader.browser.get("/comments/theme/css/style.css") as style:
        assert style.mimetype == "text/css"
    reader.close()
