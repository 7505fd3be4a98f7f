"""The queue shows editors what they need to decide: how it will look, what was typed, who wrote it, and how far the site is."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from service_editor import ModeratedBlog, cards, text
from service_reader import HTML, Reader, tree
from tests_support import Blog

from outsideinnovation.comments.private_store import Reason
from outsideinnovation.comments.queue_filter import QueueFilter
from outsideinnovation.comments.queue_page import PAGE
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.review import age, ancestors
from outsideinnovation.comments.thread import Node, Order, arrange
from outsideinnovation.comments.walk import Walk
from outsideinnovation.deploy import live_state
from outsideinnovation.service.moderation.comment_cards import published


def test_the_oldest_stands_first(moderated: ModeratedBlog) -> None:
    """Who waits longest is looked at first; how long it is stands there."""
    young, old = moderated.comment("Young.", minutes=5), moderated.comment("Old.", minutes=3 * 1440)
    page = moderated.editor().get().text
    assert cards(page) == [old.id, young.id]
    assert "2 comments waiting" in text(page)
    assert "3 days waiting" in text(page)
    assert "5 minutes waiting" in text(page)


def test_every_state_is_counted(moderated: ModeratedBlog) -> None:
    """The tabs say how many there are of each."""
    for status in (Status.PENDING, Status.SPAM, Status.SPAM):
        moderated.comment(f"{status}", status=status, author=f"{status}", minutes=len(list(Status)))
        moderated.reader.later(seconds=1)
    assert "Pending 1 Approved 1 Rejected 0 Spam 2" in text(moderated.editor().get().text)


def test_a_comment_is_shown_exactly_as_it_will_be_published(blog: Blog) -> None:
    """The markup on the editor's page and on the built post's page is the same, letter for letter."""
    for post in ("first", "second", "closed"):
        blog.post(post)
    reader = Reader(blog)
    moderated = ModeratedBlog(reader)
    root = moderated.comment("The first of them.", "Ann", status=Status.APPROVED, minutes=500)
    above = root
    for number in range(4):
        above = moderated.comment(
            f"Answer {number}.", "Ben", status=Status.APPROVED, minutes=400 - number, reply_to=above.id
        )
    waiting = [
        moderated.comment(
            "It holds *two*\n\n> quoted\n\n- <b>one</b> & `code`",
            "Zoë <b>",
            minutes=9,
            website="https://zoe.example/?a=1&b=2",
        ),
        moderated.comment("Too deep to be indented.", "Cleo", minutes=8, reply_to=above.id),
    ]
    editor = moderated.editor()
    shown = editor.get().text
    assert editor.act("approve", *waiting).status_code == 303
    assert blog.run("build").exit_code == 0
    built = blog.page("2005/12/first.html")
    for comment in waiting:
        assert _card(shown, comment) == _card(built, comment)
    assert 'in reply to <a class="u-in-reply-to"' in _card(shown, waiting[1])
    reader.close()


def _card(page: str, comment: Comment) -> str:
    found = re.search(rf'<article id="comment-{comment.id}".*?</article>', page, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_whom_a_comment_answers_is_said_as_in_the_thread(moderated: ModeratedBlog, depth: int) -> None:
    """The chain above a comment decides as the whole thread does, at any depth."""
    chain = [moderated.comment("0", status=Status.APPROVED, minutes=100)]
    for number in range(1, 6):
        chain.append(
            moderated.comment(str(number), status=Status.APPROVED, minutes=100 - number, reply_to=chain[-1].id)
        )
    context = moderated.reader.context
    context = replace(context, site=context.site.changed({"COMMENTS_DEPTH": depth}))
    with moderated.reader.app.test_request_context():
        nodes = {node.comment.id: node for node in _nodes(arrange(chain, Order.OLDEST, depth).replies)}
        for comment in chain:
            shown = published(context, comment, ancestors(Walk(context.queue.folder), comment))
            assert shown == context.pages.comment(nodes[comment.id])


def _nodes(replies: tuple[Node, ...]) -> list[Node]:
    return [each for node in replies for each in (node, *_nodes(node.replies))]


def test_what_was_typed_stands_beside_it(moderated: ModeratedBlog) -> None:
    """Marks, markup and blank lines are seen as they were typed."""
    typed = "It holds *two*\n\n    <b>one</b> & [a](https://example.org/)"
    moderated.comment(typed)
    page = moderated.editor().get().text
    assert typed in ["".join(each.itertext()) for each in tree(page).iter(f"{HTML}pre")]


def test_what_shows_as_it_was_typed_stands_there_once(moderated: ModeratedBlog) -> None:
    """One line takes one line's room: the typed text stands beside it only where it differs."""
    moderated.comment("Well said.", website="https://robin.example/")
    page = moderated.editor().get().text
    assert not list(tree(page).iter(f"{HTML}pre"))
    assert text(page).count("Well said.") == 1
    assert "https://robin.example/" in text(page)


def test_the_comments_above_are_shown(moderated: ModeratedBlog) -> None:
    """An answer is read with what it answers, the oldest first, and the state of each that readers do not see."""
    first = moderated.comment("What is it?", "Ann", status=Status.APPROVED, minutes=90)
    second = moderated.comment("A basket.", "Ben", minutes=80, reply_to=first.id)
    moderated.comment("Which one?", "Cleo", minutes=70, reply_to=second.id)
    assert "Ann: What is it? Ben pending: A basket." in text(moderated.editor().get().text)


@pytest.mark.parametrize("parent", ["../../../../etc/passwd", "x" * 64, "no-such-comment", ""])
def test_an_answer_to_nothing_is_shown_all_the_same(moderated: ModeratedBlog, parent: str) -> None:
    """A file edited by hand may name anything as what it answers; no path is made of it."""
    comment = moderated.comment("Hm.", reply_to="00000001-first")
    path = moderated.reader.context.queue.path(comment)
    path.write_text(path.read_text("utf-8").replace("00000001-first", parent), "utf-8")
    page = moderated.editor().get()
    assert page.status_code == 200
    assert cards(page.text) == [comment.id]


def test_a_circle_of_answers_ends(moderated: ModeratedBlog) -> None:
    """Two that answer each other are shown, once each above the other."""
    one = moderated.comment("One.", minutes=9, reply_to="00000001-first")
    two = moderated.comment("Two.", minutes=8, reply_to=one.id)
    path = moderated.reader.context.queue.path(one)
    path.write_text(path.read_text("utf-8").replace("00000001-first", two.id), "utf-8")
    assert cards(moderated.editor().get().text) == [one.id, two.id]


def test_the_author_is_known_by_address_and_by_name(moderated: ModeratedBlog) -> None:
    """What became of their other comments, counted apart, since anybody may write any name."""
    for number, status in enumerate((Status.APPROVED, Status.APPROVED, Status.SPAM)):
        moderated.comment(f"{number}", "Robin", status=status, email="robin@example.org", minutes=900 - number)
    moderated.comment("Other.", " ROBIN", status=Status.REJECTED, email="other@example.org", minutes=800)
    moderated.comment("New.", "Robin", email="Robin@example.org")
    said = text(moderated.editor().get().text)
    assert "Address Robin@example.org, not confirmed. Others from it: 2 approved, 1 spam" in said
    assert "Others by this name 2 approved, 1 rejected, 1 spam" in said


def test_score_and_reasons_are_said(moderated: ModeratedBlog) -> None:
    """Why a comment looks like spam stands there with what each reason adds, and leads to others like it."""
    moderated.comment(score=0.72, reasons=[Reason("links", 0.4, "12 links"), Reason("known", -0.2)])
    page = moderated.editor().get().text
    assert "Spam filter probably spam; for it: 12 links; against it: known" in text(page)
    assert 'href="/moderation?reason=links"' in page
    assert "score over" not in page
    moderated.comment("More.", minutes=3, score=0.8, reasons=[Reason("links", 0.8)])
    assert '<span class="score over">almost certainly spam</span>' in moderated.editor("Robin").get().text


def test_the_post_is_named_and_linked(moderated: ModeratedBlog) -> None:
    """The title leads to the live page; a post that is not live is said to be none."""
    moderated.comment()
    moderated.comment("On nothing.", post="gone")
    page = moderated.editor().get().text
    assert 'href="https://ours.example/2005/12/first.html"' in page
    assert "on gone, which is not live" in text(page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["a", "b", "c"]),
        ("post=second", ["b"]),
        ("q=BASKET", ["a", "c"]),
        ("q=robin+basket", ["c"]),
        ("q=nothing+at+all", []),
        ("reason=links", ["b", "c"]),
        ("sort=newest", ["c", "b", "a"]),
        ("sort=score", ["b", "c", "a"]),
        ("sort=score&reason=links&q=basket", ["c"]),
        ("status=approved", ["00000001-first"]),
        ("status=rejected", []),
        ("status=nonsense&sort=nonsense&page=-1&post=../x&unknown=1", ["a", "b", "c"]),
        ("page=999999999999999999999", ["a", "b", "c"]),
        ("q=%00+", ["a", "b", "c"]),
        ("q=%ED%A0%80", []),
    ],
)
def test_filters_stand_in_the_address(moderated: ModeratedBlog, query: str, expected: list[str]) -> None:
    """What is looked at can be kept as a link; what is no filter is left out."""
    links = [Reason("links", 0.1)]
    made = {
        "a": moderated.comment("My basket.", "Ann", minutes=30, score=0.9),
        "b": moderated.comment("Words.", "Ben", post="second", minutes=20, score=0.1, reasons=links),
        "c": moderated.comment("That Basket!", "Robin", minutes=10, score=0.5, reasons=links),
    }
    answer = moderated.editor().get(f"/moderation?{query}")
    assert answer.status_code == 200
    assert cards(answer.text) == [made[name].id if name in made else name for name in expected]


def test_a_page_holds_a_few_and_leads_on(moderated: ModeratedBlog) -> None:
    """The rest is on the next page; one that was emptied leads to the last there is."""
    made = [moderated.comment(f"{number}", minutes=1000 - number) for number in range(PAGE + 3)]
    editor = moderated.editor()
    assert cards(editor.get().text) == [comment.id for comment in made[:PAGE]]
    second = editor.get("/moderation?page=2").text
    assert cards(second) == [comment.id for comment in made[PAGE:]]
    assert "Page 2 of 2" in text(second)
    assert cards(editor.get("/moderation?page=7").text) == cards(second)


def test_a_broken_file_is_named_and_the_others_are_shown(moderated: ModeratedBlog) -> None:
    """A file that a hand has spoilt does not keep editors from the rest."""
    comment = moderated.comment()
    path = moderated.reader.context.queue.path(comment)
    path.with_name("0000000000000-broken.md").write_text("no head", "utf-8")
    page = moderated.editor().get().text
    assert cards(page) == [comment.id]
    assert "A file cannot be read" in text(page)
    assert "0000000000000-broken.md" in text(page)


def test_a_comment_that_comes_meanwhile_is_there(moderated: ModeratedBlog) -> None:
    """Names are remembered between pages, but never longer than they are true."""
    editor = moderated.editor()
    one = moderated.comment("One.", minutes=9)
    assert cards(editor.get().text) == [one.id]
    two = moderated.comment("Two.", minutes=8)
    assert cards(editor.get().text) == [one.id, two.id]
    moderated.reader.context.queue.move(one, Status.SPAM)
    assert cards(editor.get().text) == [two.id]
    assert cards(editor.get("/moderation?status=spam").text) == [one.id]


def test_the_bar_says_what_waits_for_the_build_and_how_it_went(moderated: ModeratedBlog) -> None:
    """Approved and not live yet; then live; then, where a build fails, why."""
    editor, comment = moderated.editor(), moderated.comment()
    site = moderated.reader.context.site
    live_state.record(site, ["00000001-first"], moderated.now, seconds=0.4, files=3)
    assert "All that is approved is live" in text(editor.get().text)
    editor.act("approve", comment)
    assert "1 approved, waiting for the build" in text(editor.get().text)
    assert "1 approved, waiting for the build" in editor.get("/moderation/bar").text
    live_state.record_failure(site, "posts/x.md:3: no such date <b>", moderated.now)
    failed = editor.get().text
    assert "failed, and readers see the site as it was before:posts/x.md:3: no such date <b>" in text(failed)
    live_state.record(site, ["00000001-first", comment.id], moderated.now + timedelta(seconds=3), seconds=0.4, files=3)
    moderated.reader.later(minutes=2)
    assert "Last build 1 minute ago, in 0.4 s. All that is approved is live." in text(editor.get().text)


def test_waiting_for_the_build_becomes_a_link_to_the_live_comment(moderated: ModeratedBlog) -> None:
    """What the last act approved waits, in the bar that is asked again; once readers see it, the bar has links to it."""
    editor, comments = (
        moderated.editor(),
        [moderated.comment(f"{number}", "Ann", minutes=9 - number) for number in range(5)],
    )
    editor.act("approve", *comments)
    for page in (editor.get().text, editor.get("/moderation/bar").text):
        assert re.search(r'id="outcome"[^>]* data-waiting>\s+waiting for the build', page)
    site, ids = moderated.reader.context.site, [comment.id for comment in comments]
    live_state.record(site, ["00000001-first", *ids[:4]], moderated.now, seconds=0.4, files=3)
    bar = editor.get("/moderation/bar").text
    for identifier in ids[:3]:
        assert f'<a href="https://ours.example/2005/12/first.html#comment-{identifier}">Ann’s comment</a>' in bar
    assert "and 1 more; 1 waiting for the build" in " ".join(bar.split())
    live_state.record(site, ["00000001-first", *ids], moderated.now, seconds=0.4, files=3)
    page = editor.get("/moderation?status=approved").text
    assert "waiting for the build" not in page
    assert f'<a href="https://ours.example/2005/12/first.html#comment-{ids[4]}">live</a>' in page
    approved = [moderated.reader.context.queue.find(identifier) for identifier in ids]
    editor.act("reject", *approved, seen=Status.APPROVED)
    assert 'id="outcome"' not in editor.get("/moderation/bar").text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "less than a minute"), (-5, "less than a minute"), (60, "1 minute"), (7199, "1 hour"), (86_400 * 2, "2 days")],
)
def test_ages_are_said_in_the_largest_unit(moderated: ModeratedBlog, seconds: int, said: str) -> None:
    """Also for a clock that is behind."""
    assert age(moderated.now - timedelta(seconds=seconds), moderated.now) == said


@pytest.mark.parametrize("query", ["", "status=spam", "post=first&q=a+b%26c&reason=x&sort=score&page=3"])
def test_a_filter_comes_back_from_its_own_address(query: str) -> None:
    """What a form sends back leads to where it was sent from."""
    from urllib.parse import urlencode

    wanted = QueueFilter.back(query)
    assert QueueFilter.back(urlencode(wanted.query)) == wanted


def test_single_keys_are_switched_off_and_on(moderated: ModeratedBlog) -> None:
    """The setting is on the page, and is kept (WCAG 2.1.4)."""
    editor = moderated.editor()
    assert "<body data-shortcuts>" in editor.get().text
    switched = editor.post("/moderation/shortcuts", {"shortcuts": "off", "back": "status=spam"})
    assert switched.headers["Location"] == "/moderation?status=spam"
    page = editor.get().text
    assert "<body>" in page
    assert "Single keys are off" in text(page)
    editor.post("/moderation/shortcuts", {"shortcuts": "on"})
    assert "<body data-shortcuts>" in editor.get().text
