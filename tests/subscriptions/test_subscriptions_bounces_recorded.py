"""What came back has its consequences, once: dead addresses and complainants hear no more, and who asks is let go."""

from collections import Counter

import pytest
from bounce_samples import PATHS, complaint, dsn, failed, mail
from delivery_scenes import Scene, address
from tests_relay import Relay

from outsideinnovation.subscriptions.bounces.delivery_status import Meaning
from outsideinnovation.subscriptions.bounces.recording import record
from outsideinnovation.subscriptions.store.bounces import SOFT_LIMIT
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore


@pytest.fixture
def scene(database: Database) -> Scene:
    """A blog that has sent a post to two readers."""
    made = Scene(database)
    made.read_by("dana", "eli")
    made.publish("a")
    return made


@pytest.fixture
def path(scene: Scene) -> str:
    """The return path of what Dana got."""
    with Relay() as relay:
        scene.deliver(relay)
        return next(each.sender for each in relay.taken if each.to == address("dana"))


def told(scene: Scene, *mails: bytes) -> dict[Meaning, int]:
    """Return how many of *mails* meant what."""
    return dict(record(mails, scene.database, PATHS, scene.now))


def test_a_hard_bounce_stops_the_subscription(scene: Scene, path: str) -> None:
    """Hers alone, and the same report twice counts once."""
    report = dsn(failed("5.1.1", "550 5.1.1 unknown"), to=path)
    assert told(scene, report, report) == Counter({Meaning.HARD: 1, Meaning.NONE: 1})
    assert (scene.status("dana"), scene.status("eli")) == ("bounced", "confirmed")


def test_soft_bounces_count_up(scene: Scene, path: str) -> None:
    """The last of several stops it; the same one again and again does not."""
    reports = [dsn(failed("4.4.7", f"expired, try {number}"), to=path) for number in range(SOFT_LIMIT)]
    assert told(scene, *[reports[0]] * 9, *reports[1:-1])[Meaning.SOFT] == SOFT_LIMIT - 1
    assert scene.status("dana") == "confirmed"
    told(scene, reports[-1])
    assert scene.status("dana") == "bounced"


def test_a_complaint_is_for_good(scene: Scene, path: str) -> None:
    """Whoever called it spam is suppressed."""
    assert told(scene, complaint("abuse", path)) == {Meaning.COMPLAINT: 1}
    assert scene.status("dana") == "suppressed"


def test_out_of_office_and_forged_ones_change_nothing(scene: Scene, path: str) -> None:
    """Nor does a return path of another blog, or of a delivery that is gone."""
    away = mail(f"I am away, ask {address('dana')} , please.", "Auto-Submitted: auto-replied\n", path, address("dana"))
    forged = dsn(failed("5.1.1"), to="news+bounce-1-00000000000000000000@blog.example")
    gone = dsn(failed("5.1.1"), to=PATHS.of(999))
    assert told(scene, away, forged, gone) == {Meaning.NONE: 3}
    assert (scene.status("dana"), scene.status("eli")) == ("confirmed", "confirmed")


def test_who_asks_by_mail_is_let_go(scene: Scene, path: str) -> None:
    """By the address in List-Unsubscribe, or by a provider's opt-out; the same mail twice counts once."""
    dana = SubscriberStore(scene.database).by_address(address("dana"))
    assert dana
    asked = mail("unsubscribe", to=f"news+unsubscribe-{dana.token}@blog.example", sender="whoever@else.example")
    assert told(scene, asked, asked) == {Meaning.UNSUBSCRIBE: 1, Meaning.NONE: 1}
    assert (scene.status("dana"), scene.status("eli")) == ("unsubscribed", "confirmed")


def test_a_providers_opt_out_lets_go_too(scene: Scene, path: str) -> None:
    """It names the return path, not the reader."""
    assert told(scene, complaint("opt-out", path)) == {Meaning.UNSUBSCRIBE: 1}
    assert scene.status("dana") == "unsubscribed"
