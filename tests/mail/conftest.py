"""Fixtures of the mail room's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests_relay import Relay

from outsideinnovation.mail.outbox import Outbox


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    """An empty outbox."""
    return Outbox(tmp_path / "instance" / "outbox")


@pytest.fixture
def relay() -> Iterator[Relay]:
    """A relay that takes everything."""
    with Relay() as running:
        yield running
