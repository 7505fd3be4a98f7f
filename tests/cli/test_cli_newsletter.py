"""``oi newsletter`` as an author and an editor meet it: real pages, a real database and a real relay."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from newsletter_blog import SETTINGS, NewsletterBlog
from tests_relay import Faults, Relay
from tests_support import Blog

from outsideinnovation.notifications.newsletter.live_pages import LivePages
from outsideinnovation.subscriptions.subscriber import Frequency


@pytest.fixture
def paper(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> NewsletterBlog:
    """A blog with an archive and no subscriber."""
    return NewsletterBlog(blog, monkeypatch)


@pytest.fixture
def relay(paper: NewsletterBlog) -> Iterator[Relay]:
    """The relay that it sends to."""
    with Relay() as running:
        paper.to(running)
        yield running


def test_a_published_post_goes_out_once(paper: NewsletterBlog, relay: Relay) -> None:
    """To whoever gets each post; publishing sends nothing itself, and a second run or a renamed post sends nothing."""
    paper.read_by("dana", "eli")
    said = paper.news()
    assert "1 new post can be corrected until" in said
    assert not relay.taken
    result = paper.blog.run("newsletter", "send")
    assert result.exit_code == 0, result.output
    assert result.stdout == "“Fresh” (each): begun\n2 sent.\n"
    assert sorted(each.to for each in relay.taken) == ["dana@readers.example", "eli@readers.example"]
    assert "New words." in relay.taken[0].message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    (paper.blog.content / "posts" / "fresh.md").rename(paper.blog.content / "posts" / "renamed.md")
    paper.publish()
    assert paper.blog.run("newsletter", "send").stdout == "0 sent.\n"
    assert len(relay.taken) == 2


def test_an_archive_and_a_back_dated_post_are_sent_only_when_asked(paper: NewsletterBlog, relay: Relay) -> None:
    """By --post, which says so where the post went out already, or is none."""
    paper.read_by("dana")
    paper.blog.post("back-dated", date="2019-01-01")
    paper.publish()
    assert paper.blog.run("newsletter", "send").stdout == "0 sent.\n"
    foreseen = paper.blog.run("newsletter", "send", "--post", "archived", "--dry-run")
    assert foreseen.stdout == "“Archived” (each): would go to 1\n"
    assert paper.blog.run("newsletter", "send", "--post", "archived").stdout == "“Archived” (each): begun\n1 sent.\n"
    again = paper.blog.run("newsletter", "send", "--post", "archived")
    assert again.exit_code == 1
    assert "Post archived went out, or will" in again.stderr
    missing = paper.blog.run("newsletter", "send", "--post", "nowhere")
    assert missing.exit_code == 1
    assert "No post nowhere is live" in missing.stderr
    assert len(relay.taken) == 1


def test_a_post_may_have_an_address_of_any_script(paper: NewsletterBlog, relay: Relay) -> None:
    """In headers and links it is written in ASCII, as browsers send it."""
    paper.read_by("dana")
    paper.news("größe-日本")
    assert paper.blog.run("newsletter", "send").stdout.endswith("1 sent.\n")
    address = "/gr%C3%B6%C3%9Fe-%E6%97%A5%E6%9C%AC"
    [mail] = relay.taken
    assert address in str(mail.message["Archived-At"])
    assert all(address in part.get_content() for part in mail.message.iter_parts())


def test_an_issue_that_cannot_be_written_waits(
    paper: NewsletterBlog, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what to mend; nobody's delivery has failed, and when it is mended all get it."""
    paper.read_by("dana")
    paper.news()
    with monkeypatch.context() as broken:
        broken.setattr(LivePages, "_url", lambda _, entry: f"https://ours.example/a b/{entry.url}")
        result = paper.blog.run("newsletter", "send")
    assert (result.exit_code, relay.taken) == (1, [])
    assert "Issue each/fresh cannot be written, and waits:" in result.stderr
    assert paper.value("SELECT count(*) FROM deliveries") == 0
    assert paper.blog.run("newsletter", "send").stdout == "1 sent.\n"


def test_the_first_post_of_an_empty_blog_is_news(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look, before there was any post, has seen the whole archive."""
    paper = NewsletterBlog(blog, monkeypatch)
    (blog.content / "posts" / "archived.md").unlink()
    (blog.root / "instance" / "subscriptions.sqlite").unlink()
    for name in ("-wal", "-shm"):
        (blog.root / "instance" / f"subscriptions.sqlite{name}").unlink(missing_ok=True)
    blog.run("publish", "--max-deletes", "100")
    paper.read_by("dana")
    paper.news()
    with Relay() as running:
        paper.to(running)
        assert blog.run("newsletter", "send").stdout == "“Fresh” (each): begun\n1 sent.\n"


def test_what_was_only_built_is_not_mailed(paper: NewsletterBlog, relay: Relay) -> None:
    """A build is for the author's eyes; readers are told of what `oi publish` has made live."""
    paper.read_by("dana")
    paper.blog.post("fresh", "New words.", date=f"{datetime.now(UTC):%Y-%m-%d %H:%M}")
    assert paper.blog.run("build").exit_code == 0
    assert paper.blog.run("newsletter", "send").stdout == "0 sent.\n"
    assert "1 new post" in paper.publish()
    assert paper.blog.run("newsletter", "send").stdout.endswith("1 sent.\n")


def test_a_correction_is_what_readers_get(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the time for corrections is over nothing goes; a post that is withdrawn meanwhile never does."""
    paper = NewsletterBlog(blog, monkeypatch, "SUBSCRIPTIONS_CORRECTION_MINUTES = 15\n")
    paper.read_by("dana")
    paper.news(body="A tpyo.")
    with Relay() as running:
        paper.to(running)
        assert blog.run("newsletter", "send").stdout == "0 sent.\n"
        assert "“Fresh” goes out after" in blog.run("newsletter", "status").stdout
        blog.post("fresh", "A typo.", date="2026-05-03")
        paper.publish()
        blog.settings(SETTINGS)
        paper.value("SELECT 1")
        database = paper.database
        with database.write() as connection:
            connection.exec_driver_sql("UPDATE posts SET due = seen WHERE due IS NOT NULL")
        database.close()
        assert blog.run("newsletter", "send").stdout.endswith("1 sent.\n")
        assert "A typo." in running.taken[0].message.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_status_tells_who_waits_and_why(paper: NewsletterBlog, relay: Relay) -> None:
    """In words for an editor, and as the rows that interfaces.md promises for programs."""
    paper.read_by("dana", "eli", "fay", "gus")
    relay.faults = Faults(
        recipients={
            "eli@readers.example": "450 4.2.0 Greylisted, come back",
            "fay@readers.example": "550 5.1.1 No such user <fay@readers.example>",
        }
    )
    paper.news()
    sent = paper.blog.run("newsletter", "send")
    assert sent.stdout.endswith("2 sent, 1 put off, 1 failed.\n")
    told = paper.blog.run("newsletter", "status").stdout
    assert "“Fresh” (to those who get each post), begun " in told
    assert "2 sent, 1 waiting, 1 failed" in told
    assert "Waiting: 1, tried again from " in told
    assert "because: 450 4.2.0 Greylisted, come back" in told
    assert "Failed: 1, because: 550 5.1.1 No such user <the reader>" in told
    row = json.loads(paper.blog.run("newsletter", "status", "--json").stdout)
    assert row["issue"] == "each/fresh"
    assert row["posts"] == ["fresh"]
    assert row["finished"] is False
    counts = {name: row[name] for name in ("ready", "sending", "deferred", "sent", "failed", "skipped")}
    assert counts == {"ready": 0, "sending": 0, "deferred": 1, "sent": 2, "failed": 1, "skipped": 0}
    relay.faults = Faults()
    assert paper.blog.run("newsletter", "send").stdout == "0 sent.\n"
    assert paper.blog.run("newsletter", "send", "--retry-now").stdout == "1 sent.\n"
    assert json.loads(paper.blog.run("newsletter", "status", "--json").stdout)["finished"] is True
    assert paper.value("SELECT status FROM subscribers WHERE address LIKE 'fay%'") == "bounced"


def test_status_of_a_new_site_says_that_nothing_went_out(blog: Blog) -> None:
    """Before any build, any setting and any subscriber."""
    result = blog.run("newsletter", "status")
    assert (result.exit_code, result.stdout) == (0, "No issue has gone out yet.\n")


@pytest.mark.parametrize("form", ["html", "text"])
def test_preview_shows_the_newest_post_and_sends_nothing(paper: NewsletterBlog, relay: Relay, form: str) -> None:
    """As text by default; nothing is written down, so the post goes out later as it would have."""
    paper.read_by("dana")
    paper.news(body="New *words* of a [link](https://elsewhere.example/).")
    shown = paper.blog.run("newsletter", "preview", "--as", form).stdout
    assert "words" in shown
    assert "https://elsewhere.example/" in shown
    assert f"https://ours.example/subscriptions/unsubscribe/{'0' * 32}" in shown
    assert "\ue000" not in shown
    digest = paper.blog.run("newsletter", "preview", "archived", "fresh").stdout
    assert digest.startswith("Subject: Archived, and 1 more\n")
    assert not relay.taken
    assert paper.blog.run("newsletter", "send").stdout.endswith("1 sent.\n")


def test_a_trial_goes_to_oneself_alone(paper: NewsletterBlog, relay: Relay) -> None:
    """With links that are nobody's, though the post has gone out or never will; readers get nothing of it."""
    paper.read_by("dana")
    foreseen = paper.blog.run("newsletter", "send", "--to", "me@ours.example", "--dry-run")
    assert "would go to me@ours.example. Nothing was sent." in foreseen.stderr
    assert not relay.taken
    result = paper.blog.run("newsletter", "send", "--to", "me@ours.example", "--post", "archived")
    assert (result.exit_code, result.stdout) == (0, "")
    assert [each.to for each in relay.taken] == ["me@ours.example"]
    assert relay.taken[0].message["Subject"] == "Archived"
    assert paper.value("SELECT count(*) FROM issues") == 0
    refused = paper.blog.run("newsletter", "send", "--to", "no address")
    assert refused.exit_code == 1
    assert "no mail address" in refused.stderr


def test_a_trial_of_a_digest_says_one_address(paper: NewsletterBlog, relay: Relay) -> None:
    """What a mail program offers as its page on the web is what the mail's own link leads to."""
    paper.news()
    paper.blog.run("newsletter", "send", "--to", "me@ours.example", "--post", "archived", "--post", "fresh")
    message = relay.taken[0].message
    page = message["Archived-At"].strip("<>")
    assert page.startswith("https://ours.example/")
    assert page in message.get_body(("plain",)).get_content()


def test_a_digest_has_a_page_on_the_web(paper: NewsletterBlog, relay: Relay) -> None:
    """Archived-At of a post alone is its page; a digest's text stands at an address of the service, without anybody's links."""
    from outsideinnovation.service import create_app

    paper.read_by("dana")
    paper.read_by("eli", frequency=Frequency.DAILY)
    paper.news()
    paper.news("fresher")
    database = paper.database
    with database.write() as connection:  # as if both had appeared three days ago
        connection.exec_driver_sql(
            "UPDATE posts SET due = datetime('now', '-3 days') || '.000000' WHERE due IS NOT NULL"
        )
    database.close()
    paper.blog.run("newsletter", "send")
    by_reader: dict[str, list[str]] = {}
    for each in relay.taken:
        by_reader.setdefault(each.to, []).append(str(each.message["Archived-At"]))
    assert set(by_reader["dana@readers.example"]) == {
        f"<https://ours.example/{path}>" for path in _addresses(paper, "fresh", "fresher")
    }
    (digest,) = by_reader["eli@readers.example"]
    path = digest.strip("<>").removeprefix("https://ours.example")
    client = create_app(paper.blog.root, background=False).test_client()
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Fresher" in answer.text
    assert "https://ours.example/subscribe/" in answer.text
    assert "/unsubscribe/" not in answer.text
    assert client.get("/subscriptions/issues/nothing").status_code == 404


def test_a_stopped_sender_finishes_the_mail_in_hand(paper: NewsletterBlog, relay: Relay) -> None:
    """Ctrl-C and SIGTERM end it with exit code 0, and the next run goes on: everybody once."""
    paper.read_by(*(f"r{number}" for number in range(30)))
    paper.news()
    paper.blog.settings(SETTINGS + "SUBSCRIPTIONS_MAILS_PER_SECOND = 20\n")
    for number in (signal.SIGINT, signal.SIGTERM):
        before = len(relay.taken)
        command = [sys.executable, "-m", "outsideinnovation", "--site", str(paper.blog.root), "newsletter", "send"]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ)
        while len(relay.taken) < before + 3:
            assert running.poll() is None, running.communicate()
        running.send_signal(number)
        said, warned = running.communicate()
        assert running.returncode == 0
        assert b"Stopped." in warned
        assert b" sent." in said
        assert len(relay.taken) < 30
    paper.blog.settings(SETTINGS)
    paper.blog.run("newsletter", "send")
    assert len(relay.taken) == len({each.to for each in relay.taken}) == 30


def test_a_terminal_sees_how_far_it_is(paper: NewsletterBlog, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all who get it, though few of them are written down yet."""
    monkeypatch.setattr("outsideinnovation.subscriptions.store.issues.PAGE", 7)
    paper.read_by(*(f"r{number}" for number in range(40)))
    paper.news()
    totals: list[tuple[int, int]] = []

    @contextmanager
    def watched() -> Iterator[Callable[[str, int, int], None]]:
        yield lambda _, done, total: totals.append((done, total))

    monkeypatch.setattr("outsideinnovation.cli.newsletter.sending.bar", watched)
    result = paper.blog.run("newsletter", "send")
    assert result.stdout.endswith("40 sent.\n")
    assert totals == [(number, 40) for number in range(1, 41)]


def test_a_cancelled_issue_goes_to_nobody_else(paper: NewsletterBlog, relay: Relay) -> None:
    """What is on its way can be ended by its name."""
    paper.read_by("dana")
    relay.faults = Faults(recipients={"dana@readers.example": "450 4.2.0 Later"})
    paper.news()
    paper.blog.run("newsletter", "send")
    assert paper.blog.run("newsletter", "cancel", "each/fresh").exit_code == 0
    relay.faults = Faults()
    assert paper.blog.run("newsletter", "send", "--retry-now").stdout == "0 sent.\n"
    assert "cancelled" in paper.blog.run("newsletter", "status").stdout
    assert paper.blog.run("newsletter", "cancel", "each/fresh").exit_code == 1


def test_without_relay_or_settings_it_says_what_is_missing(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what to set."""
    paper = NewsletterBlog(blog, monkeypatch)
    assert "OI_SMTP_URL is not set" in blog.run("newsletter", "send").stderr
    blog.settings()
    refused = blog.run("newsletter", "send")
    assert refused.exit_code == 1
    assert "MAIL_FROM" in refused.stderr
    assert paper.value("SELECT count(*) FROM issues") == 0


def test_a_relay_in_trouble_is_an_error_and_loses_nobody(paper: NewsletterBlog) -> None:
    """It is left in peace for a while then, which the next run says, unless --retry-now is given."""
    paper.read_by("dana")
    paper.news()
    with Relay() as gone:
        paper.to(gone)
    refused = paper.blog.run("newsletter", "send")
    assert refused.exit_code == 1
    assert "cannot be spoken to" in refused.stderr
    assert "send again later" in refused.stderr
    assert "The next try is at" in paper.blog.run("newsletter", "send").stderr
    with Relay() as back:
        paper.to(back)
        assert paper.blog.run("newsletter", "send", "--retry-now").stdout == "1 sent.\n"


def _addresses(paper: NewsletterBlog, *posts: str) -> list[str]:
    from outsideinnovation import catalogue

    return [entry.url for entry in catalogue.read(paper.blog.site.catalogue) if entry.id in posts]
