"""What any release wrote, this one reads: content, comments, private rows, subscribers, accounts, mail and signed links.

A release adds its fixture by ``make release-fixture``; none is ever changed.
"""

import json
import re
import tarfile
from pathlib import Path

import pytest
from release_fixtures import FOLDER, NOW, found
from tests_support import Blog

from outsideinnovation import __version__
from outsideinnovation.backup.restoring import restore
from outsideinnovation.backup.verification import verify
from outsideinnovation.comments import private_store, seen
from outsideinnovation.contacts import caps, consent
from outsideinnovation.editors import tables
from outsideinnovation.mail.outbox import FOLDER as OUTBOX
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.service import create_app
from outsideinnovation.site import Site
from outsideinnovation.tokens import Keyring, Purpose

RELEASES = sorted(FOLDER.glob("*.tar.gz"))


@pytest.fixture(params=RELEASES, ids=lambda path: path.name.removesuffix(".tar.gz"))
def release(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The unpacked fixture of a release: ``backup`` and ``expected.json``."""
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


def test_this_release_has_a_fixture() -> None:
    """A version number goes on with the fixture of the one before in place."""
    assert FOLDER / f"{__version__}.tar.gz" in RELEASES


def test_an_older_site_is_read_whole(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that its release found in it is missing, nor changed, and it builds and is served."""
    for name in ("OI_DATABASE_URL", "OI_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    expected = json.loads((release / "expected.json").read_text("utf-8"))
    assert verify(release / "backup").program == expected["made"]
    root = release / "site"
    restore(release / "backup", root, NOW, sends_waiting=True, environment={})
    site = Site.load(root)
    assert found(site) == {name: value for name, value in expected.items() if name not in {"signed", "made"}}
    assert Keyring.load(site.instance).read(Purpose.SUBSCRIPTION, expected["signed"], NOW) == 7
    stored = private_store.PrivateStore(site.private_store_path).get("00000000-reader")
    assert stored is not None
    assert stored.email == "00000000-reader@readers.example"
    assert [mail.key for mail in Outbox(site.instance / OUTBOX).mails(MailState.READY)] == ["waits"]
    again = Blog.__new__(Blog)
    again.root, again.content, again.output = root, root / "content", root / "output"
    again.build()
    assert "Well said." in again.page("2005/12/first.html")
    assert create_app(root, background=False).test_client().get("/healthz").status_code == 200


@pytest.mark.parametrize("module", [private_store, seen, caps, consent, tables])
def test_private_tables_only_ever_grow_by_new_ones(module: object) -> None:
    """So opening an older file changes no row of it; what must change one has to be a migration, with a copy first."""
    for name, schema in vars(module).items():
        if isinstance(schema, str) and "CREATE " in schema:
            statements = [each.strip() for each in re.sub("--.*", "", schema).split(";") if each.strip()]
            assert all(re.match(r"CREATE (UNIQUE )?(TABLE|INDEX) IF NOT EXISTS ", each) for each in statements), name
