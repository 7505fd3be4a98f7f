"""Readers' words at the service: previewed, sent, kept durably, acknowledged once; refused with a reason that helps."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from service_reader import HTML, JSON, NOW, WORDS, Reader, form, tree
from tests_support import Blog
from tests_waiting import until

from outsideinnovation.comments import moderation, record
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.record import Status
from outsideinnovation.tokens import Purpose


def test_a_preview_shows_the_comment_as_it_will_look_and_keeps_nothing(reader: Reader) -> None:
    """The post's form is answered with the words rendered by the theme's own macro, and no file is written."""
    answer = reader.post(WORDS | {"website": "https://example.org/"})
    assert answer.status_code == 200
    card = next(each for each in tree(answer.text).iter(f"{HTML}article") if "h-cite" in each.get("class", ""))
    assert "".join(card.find(f".//{HTML}div").itertext()).strip() == "Well said, all of it."
    assert card.find(f".//{HTML}a[@class='p-author h-card']").get("href") == "https://example.org/"
    assert reader.comments() == []


def test_what_was_typed_stands_in_the_preview_to_be_changed(reader: Reader) -> None:
    """Every field comes back as it was typed, so that no word is lost."""
    typed = {
        "body": "\n\n  *A* <b>\n& end",
        "email": "dana@example.org",
        "website": "https://example.org/",
        "notify": "yes",
    }
    filled = reader.preview(**typed)
    assert {name: filled[name].replace("\r\n", "\n") for name in typed} == typed
    assert filled["token"]


def test_sending_the_preview_keeps_the_words_and_leads_to_the_receipt(reader: Reader) -> None:
    """One durable file in pending/, one private row, 303, and a receipt that says where it stands."""
    address = reader.send(email="dana@example.org")
    (path,) = reader.comments()
    kept = record.parse(path.read_bytes(), path)
    assert (kept.author, kept.body, kept.post, kept.status) == ("Dana", WORDS["body"], "first", Status.PENDING)
    private = reader.context.private_store.get(kept.id)
    assert private is not None
    assert private.email == "dana@example.org"
    assert "dana@example.org" not in path.read_text("utf-8")
    receipt = reader.browser.get(address)
    assert receipt.status_code == 200
    assert "number 1 of 1" in receipt.text


def test_the_preview_may_be_changed_and_looked_at_again(reader: Reader) -> None:
    """The second button shows the changed words and sends nothing; its form is still the same one."""
    filled = reader.preview() | {"body": "Other words.", "again": "yes"}
    answer = reader.post(filled)
    assert answer.status_code == 200
    assert "<p>Other words.</p>" in answer.text
    assert reader.comments() == []
    first, second = (
        reader.context.keyring.read("form", token, NOW)
        for token in (filled["token"], form(answer.text, "write")["token"])
    )
    assert first == second


def test_a_double_click_or_retry_gets_the_same_receipt(reader: Reader) -> None:
    """The same words from the same form are one comment, however often they arrive."""
    filled = reader.preview()
    addresses = set()
    for _ in range(3):
        reader.later(seconds=5)
        addresses.add(reader.post(filled).headers["Location"])
    assert len(addresses) == 1
    assert len(reader.comments()) == 1


def test_a_retry_is_not_one_comment_more_for_the_limit(blog: Blog) -> None:
    """Whoever clicks twice at the limit gets the receipt, and not a refusal."""
    reader = Reader(blog, "COMMENTS_RATE_PER_HOUR = 1\n")
    filled = reader.preview()
    first = reader.post(filled)
    assert reader.post(filled).headers["Location"] == first.headers["Location"]
    assert reader.post(reader.preview(body="More.")).status_code == 429
    reader.close()


def test_programs_get_the_receipt_at_once(reader: Reader) -> None:
    """Accept: application/json skips the preview: 202 with id, status and the receipt's whole address; sent twice, the same."""
    answers = [reader.post(WORDS, **JSON) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json == answers[1].json
    said = answers[0].json
    assert set(said) == {"id", "status", "receipt"}
    assert said["status"] == "pending"
    assert said["receipt"].startswith("https://talk.example/comments/receipt/")
    assert [path.stem for path in reader.comments()] == [said["id"]]
    receipt = reader.browser.get(said["receipt"].removeprefix("https://talk.example"), headers=JSON)
    assert receipt.json["status"] == "pending"
    assert receipt.json["place"] == 1


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("application/json", True),
        ("*/*", False),
        ("", False),
        ("text/html,*/*;q=0.8", False),
        ("application/json, text/html;q=0.5", True),
    ],
)
def test_json_is_for_those_who_prefer_it(reader: Reader, accept: str, *, is_json: bool) -> None:
    """A browser, and whoever does not say, gets a page."""
    answer = reader.post(WORDS, Accept=accept)
    assert answer.is_json is is_json


@pytest.mark.parametrize(
    ("fields", "status", "field", "words"),
    [
        ({"body": ""}, 400, "body", "no words"),
        ({"body": " \n\u200b"}, 400, "body", "no words"),
        ({"author": ""}, 400, "author", "no name"),
        ({"author": "x" * 81}, 400, "author", "81 characters"),
        ({"email": "nobody"}, 400, "email", "@"),
        ({"website": "javascript:alert(1)"}, 400, "website", "https://"),
        ({"website": "https://example.org/" + "x" * 200}, 400, "website", "220"),
        ({"notify": "yes"}, 400, "email", "address"),
        ({"post": ""}, 400, "post", "post"),
        ({"body": "x" * 16_385}, 413, "body", "16385"),
        ({"body": "ü" * 8_193}, 413, "body", "16386"),
        ({"post": "no-such"}, 404, "post", "no such post"),
        ({"post": "../../etc/passwd"}, 404, "post", "no such post"),
        ({"post": "x" * 5_000}, 404, "post", "no such post"),
        ({"post": "first\0"}, 404, "post", "no such post"),
        ({"post": "closed"}, 409, "post", "closed"),
        ({"reply_to": "00000009-nobody"}, 409, "reply_to", "not on this post"),
        ({"reply_to": "../../x"}, 400, "reply_to", "no such comment"),
        ({"post": "second", "reply_to": "00000001-first"}, 409, "reply_to", "not on this post"),
        ({"subject": "Cheap watches"}, 400, "subject", "stay empty"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_field_and_the_reason(
    reader: Reader, fields: dict[str, str], status: int, field: str, words: str
) -> None:
    """A page gives the form back with what was typed; a program hears field, fault and remedy. Nothing is kept."""
    answer = reader.post(WORDS | fields, **JSON)
    assert answer.status_code == status
    named = {each["field"]: f"{each['what']} {each['remedy']}" for each in answer.json["problems"]}
    assert words in named[field] + answer.json["error"]
    token = reader.preview()["token"]
    page = reader.post(WORDS | fields | {"token": token})
    assert page.status_code == status
    back = form(page.text, "write")
    typed = (WORDS | fields)["body"].replace("\0", "")
    assert back["body"].replace("\r\n", "\n") == typed
    assert reader.comments() == []


def test_an_answer_goes_to_an_approved_comment_of_that_post(reader: Reader) -> None:
    """The preview says whom it answers, and the file says it too."""
    filled = reader.preview(reply_to="00000001-first")
    reader.post(filled)
    (path,) = reader.comments()
    assert record.parse(path.read_bytes(), path).reply_to == "00000001-first"


def test_an_answer_to_a_waiting_comment_is_refused(reader: Reader) -> None:
    """What nobody may see cannot be answered, and nothing tells whether it exists."""
    waiting = reader.submit()
    unknown = reader.post(WORDS | {"reply_to": "0" * 12 + "-0000"}, **JSON)
    answer = reader.post(WORDS | {"body": "Yes.", "reply_to": waiting}, **JSON)
    assert (answer.status_code, answer.json) == (unknown.status_code, unknown.json) == (409, unknown.json)


@pytest.mark.parametrize("token", ["x", "eyJ2YWx1ZSI6MX0.abc", "ü", "\0", "a" * 10_000])
def test_a_form_that_was_not_ours_is_not_sent(reader: Reader, token: str) -> None:
    """403, with the words in a form that can be sent."""
    answer = reader.post(WORDS | {"token": token})
    assert answer.status_code == 403
    assert reader.comments() == []
    again = reader.post(form(answer.text, "write"))
    assert again.status_code == 303


def test_a_preview_left_open_for_a_day_gives_the_words_back(reader: Reader) -> None:
    """Its token is over; what was typed is not lost."""
    filled = reader.preview()
    reader.later(hours=25)
    answer = reader.post(filled)
    assert answer.status_code == 403
    assert form(answer.text, "write")["body"] == WORDS["body"]


def test_a_token_for_something_else_sends_nothing(reader: Reader) -> None:
    """The receipt's token is signed with the same keys, and is no form's."""
    token = reader.send().rpartition("/")[2]
    assert reader.post(WORDS | {"body": "More.", "token": token}).status_code == 403


def test_too_many_from_one_network_are_asked_to_wait(blog: Blog) -> None:
    """429 with Retry-After, by network; others go on writing, and an hour later so does this one."""
    reader = Reader(blog, "COMMENTS_RATE_PER_HOUR = 2\n")
    here = {"REMOTE_ADDR": "192.0.2.1"}
    for number in range(3):
        answer = reader.browser.post(
            "/comments", data=WORDS | {"body": f"No. {number}"}, headers=JSON, environ_base=here
        )
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    elsewhere = reader.browser.post("/comments", data=WORDS, headers=JSON, environ_base={"REMOTE_ADDR": "192.0.2.2"})
    assert elsewhere.status_code == 202
    reader.later(hours=1, minutes=1)
    answer = reader.browser.post("/comments", data=WORDS | {"body": "At last"}, headers=JSON, environ_base=here)
    assert answer.status_code == 202
    reader.close()


def test_the_limit_holds_for_those_who_send_at_the_same_moment(blog: Blog) -> None:
    """Twenty at once, three allowed: three are taken, seventeen are asked to wait, and no more is kept."""
    reader = Reader(blog, "COMMENTS_RATE_PER_HOUR = 3\n")
    together = threading.Barrier(20)

    def send(number: int) -> tuple[int, bool]:
        browser = reader.app.test_client()
        together.wait()
        answer = browser.post("/comments", data=WORDS | {"body": f"No. {number}"}, headers=JSON)
        return answer.status_code, "Retry-After" in answer.headers

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert sorted(answers) == [(202, False)] * 3 + [(429, True)] * 17
    assert len(reader.comments()) == 3
    reader.close()


@pytest.mark.parametrize(
    ("action", "status"), [(Action.APPROVE, "approved"), (Action.REJECT, "rejected"), (Action.SPAM, "rejected")]
)
def test_a_retry_hears_what_became_of_the_comment(reader: Reader, action: Action, status: str) -> None:
    """Its state is the real one; spam is said to be rejected, and nothing more."""
    identifier = reader.submit()
    moderation.decide(reader.context.queue, action, [identifier], log=reader.context.log, by="wren", now=NOW)
    answer = reader.post(WORDS, **JSON)
    assert (answer.status_code, answer.json["id"], answer.json["status"]) == (202, identifier, status)


def test_a_full_queue_says_when_to_come_again(blog: Blog) -> None:
    """503 with Retry-After; nothing is kept and nothing claimed."""
    reader = Reader(blog, "COMMENTS_PENDING_LIMIT = 1\n")
    reader.submit()
    answer = reader.post(WORDS | {"body": "One more."}, **JSON)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert len(reader.comments()) == 1
    reader.close()


def test_a_form_sent_in_a_blink_is_scored_and_kept(reader: Reader) -> None:
    """Haste is a reason an editor sees; it refuses nobody."""
    reader.post(reader.preview())
    (path,) = reader.comments()
    private = reader.context.private_store.get(path.stem)
    assert private is not None
    assert "haste" in {reason.name for reason in private.reasons}


def haste(reader: Reader) -> list[str]:
    """Return what the filter says of the haste of the last comment that came."""
    private = reader.context.private_store.get(reader.comments()[-1].stem)
    assert private is not None
    return [reason.detail for reason in private.reasons if reason.name == "haste"]


def test_who_sends_a_preview_after_a_second_is_no_suspect(reader: Reader) -> None:
    """The words were written before, on the post's page, for as long as it took."""
    filled = reader.preview()
    reader.later(seconds=1)
    reader.post(filled)
    assert haste(reader) == []


def test_a_second_preview_makes_the_form_no_younger(reader: Reader) -> None:
    """What counts is when the form was first shown, with or without words, however often it was shown since."""
    for first in (WORDS, WORDS | {"body": ""}):
        filled = form(reader.post(first).text, "write") | {"body": f"After {len(reader.comments())} others, a word."}
        reader.later(seconds=15)
        filled = form(reader.post(filled | {"again": "yes"}).text, "write")
        reader.post(filled)
        assert haste(reader) == []


def test_words_that_come_sooner_than_they_can_be_written_are_told(reader: Reader) -> None:
    """A form that the service showed without words, and that is back with some after three seconds."""
    filled = form(reader.post(WORDS | {"body": ""}).text, "write") | {"body": "Written at once."}
    reader.later(seconds=3)
    reader.post(filled)
    assert haste(reader) == ["sent 3 s after the form was shown"]


def test_nobody_makes_a_form_older_than_it_is(reader: Reader) -> None:
    """The time is signed: altered, or signed for something else, it is refused; said beside it, it is not read."""
    filled = reader.preview()
    payload, _, signature = filled["token"].rpartition(".")
    old = (NOW - timedelta(hours=1)).timestamp()
    claims = {"nonce": "x", "shown": old, "previewed": True}
    other = reader.context.keyring.sign(Purpose.RECEIPT, claims, expires=NOW + timedelta(hours=1))
    for token in (f"{payload[:-2]}AA.{signature}", other, f".{signature}"):
        assert reader.post(filled | {"token": token}).status_code == 403
    assert reader.comments() == []
    assert reader.post(filled | {"shown": str(old), "previewed": "1"}).status_code == 303
    assert haste(reader) == ["sent 0.0 s after the preview was shown"]


def test_the_words_of_a_comment_stand_nowhere_but_in_its_file(reader: Reader) -> None:
    """What was typed lies in pending/ alone, and the address in the private database alone."""
    reader.send(body="Canaryword is here.", email="canary@example.org")
    wanted = {str(reader.comments()[0].relative_to(reader.blog.root))}
    # The name under which it was written first goes after the answer.
    until(lambda: holding(reader, b"Canaryword") == wanted)
    assert not [path for path in holding(reader, b"canary@") if path.startswith("content/")]


def test_the_id_says_when_the_comment_came(reader: Reader) -> None:
    """Ids sort by time, to the millisecond, so the queue does too."""
    first = reader.submit()
    reader.later(seconds=1)
    second = reader.submit(body="Later.")
    assert first < second
    assert datetime.fromtimestamp(int(re.match(r"[0-9a-f]+", first)[0], 16) / 1000, UTC) == NOW


def approved(reader: Reader, status: str = "approve") -> None:
    """Let a confirmed reader's first comment be decided."""
    identifier = reader.submit(email="dana@example.org", body="My first one.")
    reader.context.consent.confirm("dana@example.org", NOW)
    moderation.decide(reader.context.queue, Action(status), [identifier], log=reader.context.log, by="wren", now=NOW)


@pytest.mark.parametrize(
    ("after", "decided", "confirmed", "network", "status"),
    [
        (1, "approve", True, "192.0.2.1", "approved"),
        (None, "approve", True, "192.0.2.1", "pending"),  # nobody is trusted
        (2, "approve", True, "192.0.2.1", "pending"),  # not often enough yet
        (1, "reject", True, "192.0.2.1", "pending"),
        (1, "approve", False, "192.0.2.1", "pending"),  # whose address it is nobody knows
        (1, "approve", True, "192.0.2.2", "pending"),  # somebody else may have typed the address
    ],
)
def test_a_trusted_reader_needs_no_editor(
    blog: Blog, after: int | None, decided: str, *, confirmed: bool, network: str, status: str
) -> None:
    """By the setting, a confirmed address, approved comments, and the network that these came from; else it waits."""
    reader = Reader(blog, f"COMMENTS_TRUST_AFTER = {after}\n")
    here = {"REMOTE_ADDR": "192.0.2.1"}
    mine = WORDS | {"email": "dana@example.org"}
    first = reader.browser.post("/comments", data=mine, headers=JSON, environ_base=here).json["id"]
    if confirmed:
        reader.context.consent.confirm("dana@example.org", NOW)
    moderation.decide(reader.context.queue, Action(decided), [first], log=reader.context.log, by="wren", now=NOW)
    more = mine | {"body": "And one thing more."}
    answer = reader.browser.post("/comments", data=more, headers=JSON, environ_base={"REMOTE_ADDR": network})
    assert answer.json["status"] == status
    assert answer.json["id"] in {path.stem for path in reader.comments(status)}
    reader.close()


def test_an_editors_trust_counts_without_the_setting(reader: Reader) -> None:
    """Approving somebody and trusting them is a decision about one address; the log says by what later ones were approved."""
    approved(reader)
    assert reader.submit(email="dana@example.org", body="More.") in {path.stem for path in reader.comments()}
    reader.context.private_store.trust("dana@example.org", NOW)
    identifier = reader.post(WORDS | {"email": "dana@example.org", "body": "Still more."}, **JSON).json["id"]
    assert identifier in {path.stem for path in reader.comments("approved")}
    assert reader.context.log.last(identifier).by == "trust"


def test_texts_that_wait_are_known_after_a_start(reader: Reader) -> None:
    """What comes a second time is noticed, though the service was started anew in between."""
    reader.submit(body="Buy the finest watches of the whole valley here and now, for so little money.")
    reader.context.screening.remember(reader.context.queue)
    again = "Buy the finest watches of the whole valley here and now, for so little money!"
    assert reader.context.repetition.count(again) > 0


def holding(reader: Reader, words: bytes) -> set[str]:
    """Return the files of the site that hold *words*."""
    return {path for path, data in reader.files().items() if words in data}
