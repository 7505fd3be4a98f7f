"""The words editors marked as spam: learnt from what lies in the queue, kept small, and doubted when damaged."""

import json
import stat
from pathlib import Path

import pytest
from comment_samples import comment
from hypothesis import given, settings
from hypothesis import strategies as st

from outsideinnovation.comments.form import Words
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.spam import Known, Model, score, vocabulary
from outsideinnovation.comments.spam import model as model_module
from outsideinnovation.errors import StorageError

FINE = ["lead users told us more than the survey", "our customers built the prototype themselves", "toolkits helped us"]
SPAM = ["cheap watches and casino bonus", "casino bonus for you at http://casino.example/", "buy cheap pills online"]


def decided(times: int = 4) -> list[Comment]:
    """Return comments that editors have decided, as they lie in the queue."""
    said = [(words, Status.APPROVED) for words in FINE] + [(words, Status.SPAM) for words in SPAM]
    return [
        comment(number, status, body=f"{words} {number}", author=f"Reader {number}")
        for number, (words, status) in enumerate(said * times)
    ]


def form(body: str, author: str = "Somebody") -> Words:
    """Return a form's words."""
    return Words("a-post", author, body)


def test_words_that_editors_marked_as_spam_are_known_again() -> None:
    """A new text with the old words is told by them, and the editor sees which."""
    model = Model.train(decided())
    spam, fine = model.opinion(form("Casino bonus, cheap!")), model.opinion(form("The customers' prototype"))
    assert spam.probability > 0.95
    assert {"casino", "bonus", "cheap"} <= set(spam.words)
    assert fine.probability < 0.05
    assert {"customers", "prototype"} <= set(fine.words)
    assert model.opinion(form("zzz yyy xxx")).probability == 0.5


def test_the_verdict_says_which_words() -> None:
    """What speaks against a comment, or for it, is said in words."""
    known = Known(model=Model.train(decided()))
    (against,) = [reason for reason in score(form("casino bonus"), known).reasons if reason.name == "words"]
    (in_favour,) = [
        reason for reason in score(form("toolkits helped customers"), known).reasons if reason.name == "words"
    ]
    assert against.score > 0.4
    assert "words that editors know from spam: " in against.detail
    assert "casino" in against.detail
    assert in_favour.score < -0.4
    assert "from approved comments: " in in_favour.detail


def test_where_links_lead_and_what_names_say_is_telling() -> None:
    """The host of a link, and a word in a name, count for themselves."""
    tokens = vocabulary.tokens(
        Words("p", "Cheap Pills", "see http://www.casino.example/x", website="https://pills.example")
    )
    assert tokens == ["host:casino.example", "host:pills.example", "name:cheap", "name:pills", "see"]


def test_scripts_without_spaces_have_words_too() -> None:
    """Chinese, Japanese and Thai are read in pairs of signs, other scripts in words of one form."""
    assert vocabulary.words("客户创新 STRASSE straße Ｆｕｌｌ") == [
        "客户",
        "户创",
        "创新",
        "strasse",
        "strasse",
        "full",
    ]


@pytest.mark.parametrize("times", [0, 1])
def test_too_few_decisions_make_no_opinion(times: int) -> None:
    """Before five comments of each kind the model says nothing, and the verdict does without it."""
    model = Model.train(decided(times))
    assert model.opinion(form("casino")) is None
    assert not [reason for reason in score(form("casino"), Known(model=model)).reasons if reason.name == "words"]


def test_what_waits_or_was_rejected_teaches_nothing() -> None:
    """Off topic is not spam, and what nobody has looked at is neither."""
    others = [comment(number, status) for number, status in enumerate([Status.PENDING, Status.REJECTED] * 9)]
    assert Model.train(others) == Model()


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(FINE + SPAM), st.none() | st.sampled_from(Status)), min_size=1, max_size=12))
def test_learning_one_by_one_comes_to_the_same_as_learning_all(steps: list[tuple[str, Status | None]]) -> None:
    """Decisions may change and be taken back: the model is what the queue says in the end."""
    model, states = Model(), dict[str, Status | None]()
    for body, status in steps:
        model.decided(form(body), states.get(body), status)
        states[body] = status
    final = [comment(0, status, body=body, author="Somebody") for body, status in states.items() if status]
    assert model == Model.train(final)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    """The file is JSON, readable by its owner only, and gives the same opinions."""
    path = tmp_path / "instance" / model_module.FILE
    model = Model.train(decided())
    model.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Model.load(path) == model
    assert json.loads(path.read_text("utf-8"))["spam"] == 12


def test_the_file_holds_the_most_telling_words_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size has a limit: common words and those seen once go first."""
    monkeypatch.setattr(model_module, "KEPT", 4)
    model = Model.train(decided())
    model.save(tmp_path / "spam.json")
    kept = Model.load(tmp_path / "spam.json")
    assert len(kept.tokens) == 4
    assert set(kept.tokens) <= set(" ".join(FINE + SPAM).split())
    assert kept.opinion(form("casino")).probability > 0.8


def test_a_flood_of_random_words_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """While it learns, the model holds a bounded number of words, and keeps what it knows."""
    monkeypatch.setattr(model_module, "_ROOM", 500)
    model = Model.train(decided())
    for number in range(40):
        noise = " ".join(f"w{number}x{word}" for word in range(2000))
        assert len(vocabulary.tokens(form(noise))) <= vocabulary.TOKENS
        model.decided(form(noise), None, Status.SPAM)
        assert len(model.tokens) <= 500
    assert "customers" in model.tokens


DAMAGED = [
    *[b"", b"{", b"null", b"[]", b"7", b'"x"', b"\xff\xfe", b"{}", b"[" * 100_000],
    *[b'{"version": 2, "spam": 1, "fine": 1, "tokens": {}}', b'{"version": 1, "spam": -1, "fine": 1, "tokens": {}}'],
    *[b'{"version": 1, "spam": 1, "fine": true, "tokens": {}}', b'{"version": 1, "spam": 1, "fine": 1, "tokens": []}'],
    *[
        b'{"version": 1, "spam": 1, "fine": 1, "tokens": {"a": %s}}' % counts
        for counts in (b"1", b"[1]", b"[1,-1]", b"[1,1e9]")
    ],
    b'{"version": 1, "spam": 1, "fine": %s, "tokens": {}}' % (b"9" * 5000),
]


@pytest.mark.parametrize("data", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_is_no_model(tmp_path: Path, data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """It is told in one line and never believed: everything can be learnt again from the queue."""
    path = tmp_path / "spam.json"
    path.write_bytes(data)
    assert Model.load(path) == Model()
    (said,) = caplog.messages
    assert str(path) in said


def test_a_file_cut_anywhere_is_no_model(tmp_path: Path) -> None:
    """Half a file is not taken for a whole one."""
    path = tmp_path / "spam.json"
    Model.train(decided()).save(path)
    data = path.read_bytes().rstrip()
    for cut in range(0, len(data), 37):
        path.write_bytes(data[:cut])
        assert Model.load(path) == Model()


@pytest.mark.parametrize(("spam", "fine"), [(6, 0), (0, 6), (6, 6)])
def test_counts_that_contradict_each_other_raise_nothing(spam: int, fine: int) -> None:
    """A word may stand in more comments than there were: the file was edited, or comments were forgotten."""
    model = Model(spam, fine, {"casino": [99, 0], "prototype": [0, 99], "both": [10**15, 1]})
    for body in ("casino", "prototype", "both", "neither"):
        opinion = model.opinion(form(body))
        assert opinion is None or 0 <= opinion.probability <= 1


def test_a_missing_file_is_an_empty_model(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A new site has nothing to say and nothing to complain of."""
    assert Model.load(tmp_path / "none.json") == Model()
    assert not caplog.messages


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    """Saving fails loudly; the service can go on without."""
    with pytest.raises(StorageError):
        Model().save(tmp_path)


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_are_read_as_all_letters_are(text: str) -> None:
    """The short way for ASCII finds what the long way finds."""
    assert vocabulary.words(text) == vocabulary.words(f"{text} é")[:-1]
