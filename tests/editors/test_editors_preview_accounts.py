"""The author of a preview: let in by a link that works once, and known to nobody else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outsideinnovation.editors import Accounts
from outsideinnovation.editors.preview_accounts import LASTS, PreviewAccounts
from outsideinnovation.editors.refusals import PassError

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def accounts(tmp_path: Path) -> PreviewAccounts:
    """The accounts of a preview without any editor."""
    return PreviewAccounts(tmp_path / "editors.sqlite")


def test_a_link_works_once(accounts: PreviewAccounts) -> None:
    """The session it gives is the author's; the link gives no other."""
    link = accounts.new_link()
    session = accounts.enter(link, NOON)
    known = accounts.session(session, NOON)
    assert known is not None
    assert known.name == "editor"
    with pytest.raises(PassError, match="used already"):
        accounts.enter(link, NOON)


@pytest.mark.parametrize("token", ["", "nonsense", "ü\udcff"])
def test_nothing_else_signs_in(accounts: PreviewAccounts, token: str) -> None:
    """No guess does, neither before there is a link nor while there is one nor afterwards."""
    for _ in range(2):
        with pytest.raises(PassError):
            accounts.enter(token, NOON)
        assert accounts.session(token, NOON) is None
        accounts.new_link()


def test_a_new_link_makes_the_old_one_worthless(accounts: PreviewAccounts) -> None:
    """There is one at a time."""
    old = accounts.new_link()
    accounts.new_link()
    with pytest.raises(PassError):
        accounts.enter(old, NOON)


def test_a_session_ends(accounts: PreviewAccounts) -> None:
    """It does with its time, and when the author signs out."""
    session = accounts.enter(accounts.new_link(), NOON)
    assert accounts.session(session, NOON + LASTS - timedelta(seconds=1))
    assert accounts.session(session, NOON + LASTS) is None
    accounts.sign_out(session)
    assert accounts.session(session, NOON) is None


def test_a_service_on_the_same_site_knows_nothing_of_it(accounts: PreviewAccounts, tmp_path: Path) -> None:
    """Neither link nor session is written down, so they are worth nothing to any other program."""
    session = accounts.enter(accounts.new_link(), NOON)
    beside = (Accounts(tmp_path / "editors.sqlite"), PreviewAccounts(tmp_path / "editors.sqlite"))
    assert [each.session(session, NOON) for each in beside] == [None, None]
