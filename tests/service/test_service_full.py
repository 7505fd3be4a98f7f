"""A service without room: readers hear when to come again and keep their words, operators hear it once, nothing is lost."""

import logging
import os

import pytest
from service_reader import JSON, WORDS, Reader, form
from tests_support import Blog, small_disk
from werkzeug.test import TestResponse

from outsideinnovation.comments import record

LIMITED = "COMMENTS_PENDING_LIMIT = 1\n"
PAGE = 4096


def number(reader: Reader, which: int) -> TestResponse:
    """Send one of many comments, as a program does."""
    return reader.post(WORDS | {"body": f"No. {which}"}, **JSON)


def test_a_small_disk_takes_comments_until_it_is_full(blog: Blog) -> None:
    """Then every one is 503, whatever was acknowledged is whole, and with room again the next is taken."""
    with small_disk(blog.content / "comments", 65_536) as disk:
        reader = Reader(blog, "COMMENTS_RATE_PER_HOUR = 0\n")
        answers = [number(reader, which) for which in range(24)]
        taken = [answer for answer in answers if answer.status_code == 202]
        assert len(taken) > 8
        assert [answer.status_code for answer in answers] == [202] * len(taken) + [503] * (24 - len(taken))
        assert os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize < PAGE
        kept = {path.stem: record.parse(path.read_bytes(), path).body for path in reader.comments()}
        assert kept == {answer.json["id"]: f"No. {which}" for which, answer in enumerate(taken)}
        assert number(reader, 0).json == taken[0].json
        receipt = taken[0].json["receipt"].removeprefix("https://talk.example")
        filled = form(reader.browser.get(receipt).text, "write") | {"action": "correct", "body": "Better words."}
        corrected = reader.post(filled, receipt)
        assert (corrected.status_code, "Retry-After" in corrected.headers) == (503, True)
        assert form(corrected.text, "write")["body"] == "Better words."
        assert reader.post({"action": "withdraw"}, receipt).status_code == 303
        assert number(reader, 30).status_code == 202
        reader.close()


def test_no_word_is_lost_when_there_is_no_room(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 is the form with the words, and says when to come again; once there is room the same form sends them."""
    monkeypatch.setattr("outsideinnovation.comments.intake.COUNTED", 0.0)
    reader = Reader(blog, LIMITED)
    filled = reader.preview()
    reader.submit(body="I was first.")
    answer = reader.post(filled)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "send it again in a minute" in answer.text
    back = form(answer.text, "write")
    assert back["body"].replace("\r\n", "\n") == WORDS["body"]
    as_json = reader.post(WORDS, **JSON)
    assert (as_json.status_code, "Retry-After" in as_json.headers) == (503, True)
    assert as_json.json == {"error": "Nothing was kept. Please send it again in a minute.", "problems": []}
    reader.comments()[0].unlink()
    assert reader.post(back).status_code == 303
    reader.close()


def test_what_is_kept_already_is_acknowledged_at_a_full_queue(blog: Blog) -> None:
    """Whoever did not hear the answer, and sends again, gets the receipt."""
    reader = Reader(blog, LIMITED)
    first = number(reader, 1)
    assert number(reader, 2).status_code == 503
    again = number(reader, 1)
    assert (again.status_code, again.json) == (202, first.json)
    reader.close()


def test_whoever_watches_the_service_hears_that_there_is_no_room(blog: Blog) -> None:
    """/healthz is 503 as long as every comment would be, and says why."""
    reader = Reader(blog, LIMITED)
    assert reader.browser.get("/healthz").json == {"status": "ok"}
    reader.submit()
    answer = reader.browser.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["status"] == "failing"
    assert "1 comment waits already" in answer.json["error"]
    reader.close()


def test_a_flood_without_room_is_one_line_a_minute_in_the_log(blog: Blog, caplog: pytest.LogCaptureFixture) -> None:
    """It says what is the matter and what to do, and fills no disk."""
    reader = Reader(blog, LIMITED)
    reader.submit()
    with caplog.at_level(logging.ERROR, "outsideinnovation.service"):
        for which in range(30):
            assert number(reader, which).status_code == 503
            reader.later(seconds=3)
    assert len(caplog.messages) == 2
    assert all("\n" not in said and "oi comments moderate" in said for said in caplog.messages)
    reader.close()


def test_a_broken_file_is_named_in_the_log(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    """Path and line, which are not private; what stands there is not repeated."""
    address = reader.send()
    (path,) = reader.comments()
    path.write_text('+++\nauthor = "Dana"\ndate = Canaryword\n+++\nWords.\n', "utf-8")
    with caplog.at_level(logging.ERROR, "outsideinnovation.service"):
        assert reader.browser.get(address).status_code == 503
    assert f"ContentError {path}:3" in caplog.text
    assert "Canaryword" not in caplog.text


def test_a_programs_error_is_told_in_sentences(reader: Reader) -> None:
    """What is wrong and what to do about it do not run together."""
    answer = reader.post(WORDS | {"body": "x" * 70_000}, **JSON)
    assert answer.status_code == 413
    assert answer.json["error"].startswith("This is too long. A comment may be 16384 bytes long")
