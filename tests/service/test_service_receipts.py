"""The receipt: it says where a comment stands, and lets its writer correct it for a while and take it back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from service_reader import JSON, NOW, WORDS, Reader, form
from tests_support import Blog

from outsideinnovation.comments import moderation, queue_position, record
from outsideinnovation.comments.moderation import Action
from outsideinnovation.service.context import EXTENSION


def decide(reader: Reader, action: Action, *ids: str) -> None:
    """Let an editor decide."""
    moderation.decide(reader.context.queue, action, ids, log=reader.context.log, by="wren", now=reader.now)


def correction(reader: Reader, address: str, **fields: str) -> dict[str, str]:
    """Return the receipt's form, filled in."""
    return form(reader.browser.get(address).text, "write") | fields | {"action": "correct"}


def test_the_place_in_the_queue_is_said(reader: Reader) -> None:
    """The oldest is the first; later ones do not push it back."""
    reader.submit(body="One.")
    reader.later(seconds=1)
    address = reader.send(body="Two.")
    reader.later(seconds=1)
    reader.submit(body="Three.", post="second")
    assert "number 2 of 3" in reader.browser.get(address).text


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "about a minute"), (2, "about 2 minutes"), (44, "about 44 minutes"), (50, "about an hour"), (89, "about an hour"),
     (90, "about 2 hours"), (600, "about 10 hours"), (2000, "about 33 hours"), (2880, "about 2 days")],
)  # fmt: skip
def test_waits_are_said_as_people_say_them(minutes: float, words: str) -> None:
    """Nobody needs seconds."""
    assert queue_position.in_words(minutes) == words


def test_the_usual_wait_is_the_median_of_the_last_decisions(reader: Reader) -> None:
    """Three comments were decided after 1, 2 and 10 hours: it takes about two. Before that, nothing is claimed."""
    ids = [reader.submit(body=f"No. {number}") for number in range(3)]
    address = reader.send(body="Mine.")
    assert "usually" not in reader.browser.get(address).text
    for hours, identifier in zip((1, 1, 8), ids, strict=True):
        reader.later(hours=hours)
        decide(reader, Action.APPROVE, identifier)
    assert "An editor usually decides within about 2 hours." in reader.browser.get(address).text


def test_a_comment_may_be_corrected_for_a_while(reader: Reader) -> None:
    """The corrected words replace the first ones, in the file and on the receipt; the id stays."""
    address = reader.send()
    before = reader.comments()
    answer = reader.post(correction(reader, address, body="Well said, *most* of it.", author="Dana K."), address)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert reader.comments() == before
    kept = record.parse(before[0].read_bytes(), before[0])
    assert (kept.body, kept.author) == ("Well said, *most* of it.", "Dana K.")
    assert "<em>most</em>" in reader.browser.get(address).text


def test_corrected_words_are_judged_again(reader: Reader) -> None:
    """Nothing slips in under the score of harmless words."""
    address = reader.send()
    (path,) = reader.comments()
    before = reader.context.private_store.get(path.stem).score
    links = " ".join(f"https://example.com/{number}" for number in range(6))
    assert reader.post(correction(reader, address, body=links), address).status_code == 303
    after = reader.context.private_store.get(path.stem)
    assert after.score > before
    assert "links" in {reason.name for reason in after.reasons}


def test_after_the_time_nothing_is_corrected_any_more(reader: Reader) -> None:
    """COMMENTS_CORRECTION_MINUTES later the form is gone, and what was open in a tab is refused."""
    address = reader.send()
    filled = correction(reader, address, body="Too late.")
    reader.later(minutes=16)
    assert 'value="correct"' not in reader.browser.get(address).text
    answer = reader.post(filled, address)
    assert answer.status_code == 403
    assert "Too late." not in reader.comments()[0].read_text("utf-8")


def test_a_correction_that_cannot_be_taken_is_given_back(reader: Reader) -> None:
    """400 names the field, and what was typed stands there still."""
    address = reader.send()
    answer = reader.post(correction(reader, address, body="More words.", author=""), address)
    assert answer.status_code == 400
    assert form(answer.text, "write")["body"] == "More words."
    assert "No name" in answer.text


def test_a_correction_may_remove_the_website(reader: Reader) -> None:
    """An emptied field removes it; a program that says nothing of it leaves it there."""
    address = reader.send(website="https://example.org/")
    (path,) = reader.comments()
    filled = correction(reader, address, body="Other words.")
    del filled["website"]
    assert reader.post(filled, address).status_code == 303
    assert record.parse(path.read_bytes(), path).website == "https://example.org/"
    assert reader.post(correction(reader, address, website=""), address).status_code == 303
    assert record.parse(path.read_bytes(), path).website is None


def test_a_comment_is_corrected_ten_times_at_most(reader: Reader) -> None:
    """Then it is 429 with the words in the form still; it can be taken back as before."""
    address = reader.send()
    for number in range(10):
        assert reader.post(correction(reader, address, body=f"No. {number}"), address).status_code == 303
    answer = reader.post(correction(reader, address, body="Once more."), address)
    assert answer.status_code == 429
    assert form(answer.text, "write")["body"] == "Once more."
    assert "No. 9" in reader.comments()[0].read_text("utf-8")
    assert reader.post({"action": "withdraw"}, address).status_code == 303
    assert reader.comments() == []


def test_a_program_reads_in_the_receipt_what_was_sent(reader: Reader) -> None:
    """All that is public of the comment, the version to correct it from, and until when; the version works."""
    identifier = reader.submit(website="https://example.org/", email="dana@example.org", reply_to="00000001-first")
    address = reader.post(
        WORDS | {"website": "https://example.org/", "email": "dana@example.org", "reply_to": "00000001-first"}, **JSON
    ).json["receipt"].removeprefix("https://talk.example")  # fmt: skip
    said = reader.browser.get(address, headers=JSON).json
    version = said.pop("version")
    assert said == WORDS | {
        "id": identifier, "status": "pending", "place": 1, "waiting": 1, "usual_wait": "",
        "website": "https://example.org/", "reply_to": "00000001-first",
        "date": "2026-05-03T10:31:00Z", "until": "2026-05-03T10:46:00Z",
    }  # fmt: skip
    fields = {"action": "correct", "author": "Dana", "body": "Better.", "version": version}
    assert reader.post(fields, address, **JSON).status_code == 303
    reader.later(minutes=16)
    said = reader.browser.get(address, headers=JSON).json
    assert (said["body"], "until" in said) == ("Better.", False)


def test_an_editors_decision_is_not_overtaken_by_a_correction(reader: Reader) -> None:
    """What an editor has read is what is published: a correction that comes later is refused with 409."""
    address = reader.send()
    filled = correction(reader, address, body="Something else.")
    decide(reader, Action.APPROVE, reader.comments()[0].stem)
    assert reader.post(filled, address).status_code == 409
    (path,) = [path for path in reader.comments("approved") if path.stem != "00000001-first"]
    assert "Something else." not in path.read_text("utf-8")


def test_of_two_corrections_the_second_hears_of_the_first(reader: Reader) -> None:
    """The form carries the version that it was made from."""
    address = reader.send()
    one, two = correction(reader, address, body="One."), correction(reader, address, body="Two.")
    assert reader.post(one, address).status_code == 303
    answer = reader.post(two, address)
    assert answer.status_code == 409
    assert form(answer.text, "write")["body"] == "Two."


def test_a_waiting_comment_may_be_taken_back(reader: Reader) -> None:
    """It leaves the queue for good, and nothing says whose it was; so says the receipt, however often one presses."""
    address = reader.send(email="dana@example.org")
    (path,) = reader.comments()
    for _ in range(2):
        assert reader.post({"action": "withdraw"}, address).status_code == 303
    assert reader.comments() == []
    private = reader.context.private_store.get(path.stem)
    assert private is not None
    assert private.email is None
    assert reader.context.private_store.by_email("dana@example.org") == []
    receipt = reader.browser.get(address)
    assert receipt.status_code == 200
    assert "taken your comment back" in receipt.text
    assert reader.browser.get(address, headers=JSON).json["status"] == "withdrawn"
    assert not [name for name, data in reader.files().items() if b"Well *said*" in data or b"dana@" in data]


def test_what_was_decided_cannot_be_taken_back(reader: Reader) -> None:
    """409, and the comment stays where the editor put it."""
    address = reader.send()
    decide(reader, Action.APPROVE, reader.comments()[0].stem)
    assert reader.post({"action": "withdraw"}, address).status_code == 409
    assert len(reader.comments("approved")) == 2


def test_taking_back_makes_no_room_for_more(blog: Blog) -> None:
    """Who sends and takes back again and again meets the limit as everybody does."""
    reader = Reader(blog, "COMMENTS_RATE_PER_HOUR = 1\n")
    reader.post({"action": "withdraw"}, reader.send())
    assert reader.post(reader.preview(body="And again.")).status_code == 429
    reader.close()


def test_what_was_taken_back_may_be_sent_anew(reader: Reader) -> None:
    """Whoever goes back in the browser and sends it again has a new comment, and a new receipt."""
    filled = reader.preview()
    first = reader.post(filled).headers["Location"]
    reader.post({"action": "withdraw"}, first)
    reader.later(seconds=1)
    second = reader.post(filled).headers["Location"]
    assert first != second
    assert len(reader.comments()) == 1


@pytest.mark.parametrize("action", [Action.REJECT, Action.SPAM])
def test_a_refused_comment_is_said_to_be_refused_and_nothing_more(reader: Reader, action: Action) -> None:
    """Spam or not, the words are the same: whoever sends spam learns nothing."""
    address = reader.send()
    decide(reader, action, reader.comments()[0].stem)
    page = reader.browser.get(address).text
    assert "decided not to publish it" in page
    assert "spam" not in page.lower()
    assert reader.browser.get(address, headers=JSON).json["status"] == "rejected"


def test_an_approved_comment_is_live_once_readers_see_it(reader: Reader) -> None:
    """First it is approved and waits for the site; once that is built, the receipt links to it."""
    address = reader.send()
    identifier = reader.comments()[0].stem
    decide(reader, Action.APPROVE, identifier)
    assert "An editor has approved it" in reader.browser.get(address).text
    reader.app.extensions[EXTENSION] = replace(reader.context, live=lambda: {identifier})
    assert f'href="https://ours.example/2005/12/first.html#comment-{identifier}"' in reader.browser.get(address).text


def test_an_unknown_button_does_nothing(reader: Reader) -> None:
    """400, and the comment waits as before."""
    address = reader.send()
    for fields in ({}, {"action": "approve"}):
        assert reader.post(fields, address).status_code == 400
    assert len(reader.comments()) == 1


@pytest.mark.parametrize("token", ["x", "ü", "%00", "a" * 3_000])
def test_a_receipt_that_is_none_is_refused(reader: Reader, token: str) -> None:
    """403, whatever stands in the address."""
    assert reader.browser.get(f"/comments/receipt/{token}").status_code == 403


def test_the_receipt_of_an_erased_comment_says_so(reader: Reader) -> None:
    """404: there is nothing to show, and nothing to do."""
    address = reader.send()
    reader.comments()[0].unlink()
    for answer in (reader.browser.get(address), reader.post({"action": "withdraw"}, address)):
        assert answer.status_code == 404


def test_a_receipt_outlives_a_change_of_key(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links that were given out go on working when a new key is put before the old one."""
    from outsideinnovation.tokens import Keyring

    address = reader.send()
    keys = ("a new key, long enough", *reader.context.keyring.keys)
    reader.app.extensions[EXTENSION] = replace(reader.context, keyring=Keyring(keys))
    assert reader.browser.get(address).status_code == 200


def test_the_time_for_corrections_is_a_setting(reader: Reader) -> None:
    """The page says until when."""
    address = reader.send()
    assert f"{NOW + timedelta(seconds=30, minutes=15):%H:%M} UTC" in reader.browser.get(address).text
    assert WORDS["body"] in form(reader.browser.get(address).text, "write")["body"]


@pytest.mark.parametrize("tidied", [False, True])
def test_who_looks_at_a_comment_that_cannot_be_read_is_not_told_that_nothing_was_kept(
    reader: Reader, *, tidied: bool
) -> None:
    """The file is broken, or was set aside for that: it is kept, and was not erased."""
    address = reader.send()
    reader.comments()[0].write_bytes(b"cut o")
    if tidied:
        reader.context.queue.recover(reader.now)
    answer = reader.browser.get(address)
    assert answer.status_code == 503
    assert "It cannot be shown just now" in answer.text
    assert "Nothing was kept" not in answer.text
    assert "erased" not in answer.text
