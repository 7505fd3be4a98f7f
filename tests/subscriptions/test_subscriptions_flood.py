"""Ten thousand forged sign-ups from many networks: the caps hold, and honest readers still come through."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from subscription_samples import WEEKLY, SubscribedBlog, origin

from outsideinnovation.contacts.caps import ConfirmationLimits
from outsideinnovation.contacts.origin import Origin
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscription_requests import SubscriptionRequestStore
from outsideinnovation.subscriptions.subscription_request import SubscriptionRequest

MINUTE = timedelta(minutes=1)


def flood(database: Database, forged: int, networks: int, start: datetime) -> None:
    """Let *forged* requests from *networks* networks in a tenth as many neighbourhoods come within an hour, and wait."""
    chance = random.Random(networks)
    requests = SubscriptionRequestStore(database)
    for number in range(forged):
        network = chance.randrange(networks)
        where = Origin(f"forger {network}", f"around forger {network // 10}")
        moment = start + timedelta(hours=1) * number / forged
        requests.add(
            SubscriptionRequest(f"victim{number}@example.org", WEEKLY, moment, where.network, where.neighbourhood)
        )


@pytest.mark.parametrize(("forged", "networks"), [(2_500, 40), (10_000, 2_000)])
def test_caps_hold_and_honest_readers_come_through(
    sqlite: Database, tmp_path: Path, now: datetime, forged: int, networks: int
) -> None:
    """In every hour no more than 100 mails go, and each honest reader is asked within half an hour of asking."""
    sqlite_without_waiting(sqlite)
    subscribed = SubscribedBlog(sqlite, tmp_path, ConfirmationLimits(total=100))
    flood(sqlite, forged, networks, now)
    posted: list[tuple[datetime, str]] = []
    honest = {f"honest{number}@example.net": now + timedelta(hours=1) + number * 21 * MINUTE for number in range(6)}
    for minute in range(60, 60 * 4, 3):
        moment = now + minute * MINUTE
        for number, (address, asked) in enumerate(honest.items()):
            if asked == moment:
                subscribed.opt_in.request(address, WEEKLY, origin(number), moment)
        posted += [(moment, notice.subscriber.address) for notice in subscribed.decide(moment)]
    for moment, _ in posted:
        assert sum(moment <= each < moment + timedelta(hours=1) for each, _ in posted) <= 100
    reached = {address: moment for moment, address in posted if address in honest}
    assert set(reached) == set(honest)
    assert all(reached[address] - asked <= 30 * MINUTE for address, asked in honest.items())
    for notice in list(subscribed.posted.values()):
        if notice.subscriber.address in honest:
            asked = reached[notice.subscriber.address]
            assert subscribed.opt_in.confirm(notice.confirmation or "", asked)[0].status is SubscriptionStatus.CONFIRMED


def test_what_waits_is_bounded(database: Database, now: datetime) -> None:
    """Of one network the newest stay, and of all too; the disk is no stranger's."""
    requests = SubscriptionRequestStore(database, of_a_network=3, in_all=8)
    for number in range(12):
        where = origin(number % 4)
        moment = now + number * MINUTE
        requests.add(
            SubscriptionRequest(f"reader{number}@example.org", WEEKLY, moment, where.network, where.neighbourhood)
        )
    assert {request.address for request in requests.waiting(20)} == {
        f"reader{number}@example.org" for number in range(4, 12)
    }
    for number in range(20, 26):
        requests.add(
            SubscriptionRequest(
                f"reader{number}@example.org", WEEKLY, now + number * MINUTE, "network 0", "neighbourhood 0"
            )
        )
    waiting = [request for request in requests.waiting(20) if request.network == "network 0"]
    assert [request.address for request in waiting] == [f"reader{number}@example.org" for number in (25, 24, 23)]


def sqlite_without_waiting(database: Database) -> None:
    """Let commits not wait for the disk: this test asks who is served, and nothing about power cuts."""
    with database.write():
        pass
    engine = database._opened()
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
