"""Subscription requests in the database: the form appends them, they are decided afterwards; the fairest first."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.insertion import unless_there
from outsideinnovation.subscriptions.store.schema import requests
from outsideinnovation.subscriptions.subscriber import Preferences
from outsideinnovation.subscriptions.subscription_request import SubscriptionRequest

OF_A_NETWORK = 50  # requests that wait at once; the newest stay
IN_ALL = 20_000


@dataclass(frozen=True, slots=True)
class SubscriptionRequestStore:
    """The requests in *database*; no more than *in_all* wait, and *of_a_network* of one network."""

    database: Database
    of_a_network: int = OF_A_NETWORK
    in_all: int = IN_ALL

    def add(self, request: SubscriptionRequest) -> None:
        """Write down *request* durably; an older one for the same address makes room for it."""
        with self.database.write() as connection:
            connection.execute(delete(requests).where(requests.c.address_key == addresses.key(request.address)))
            connection.execute(unless_there(connection, requests, ["address_key"]), _row(request))
            self._make_room(connection, request.network)

    def waiting(self, at_most: int) -> list[SubscriptionRequest]:
        """Return the requests that are to be decided first.

        Those of a neighbourhood with few of them come before those of one with many, then the same by network,
        then the newest (adaptive LIFO): whoever floods the form waits for themselves, and who comes after is served.
        """
        newest = requests.c.received.desc(), requests.c.id.desc()
        around = func.row_number().over(partition_by=requests.c.neighbourhood, order_by=newest)
        inside = func.row_number().over(partition_by=requests.c.network, order_by=newest)
        ranked = select(requests, around.label("around"), inside.label("inside")).subquery()
        order = ranked.c.around, ranked.c.inside, ranked.c.received.desc(), ranked.c.id.desc()
        with self.database.read() as connection:
            return [_request(row) for row in connection.execute(select(ranked).order_by(*order).limit(at_most))]

    def drop(self, identifiers: Iterable[int]) -> None:
        """Forget requests that are decided; one that was renewed meanwhile has another id, and stays."""
        with self.database.write() as connection:
            connection.execute(delete(requests).where(requests.c.id.in_(list(identifiers))))

    def expire(self, before: datetime) -> int:
        """Forget what came before that moment; return how many."""
        with self.database.write() as connection:
            return connection.execute(delete(requests).where(requests.c.received < before)).rowcount

    def count(self) -> int:
        """Return how many wait."""
        with self.database.read() as connection:
            return connection.execute(select(func.count()).select_from(requests)).scalar_one()

    def _make_room(self, connection: Connection, network: str) -> None:
        newest = requests.c.received.desc(), requests.c.id.desc()
        for part, most in ((requests.c.network == network, self.of_a_network), (requests.c.id > 0, self.in_all)):
            last = connection.execute(
                select(requests.c.received, requests.c.id).where(part).order_by(*newest).offset(most).limit(1)
            ).first()
            if last:
                connection.execute(
                    delete(requests).where(part, requests.c.received <= last.received, requests.c.id <= last.id)
                )


def _row(request: SubscriptionRequest) -> dict[str, Any]:
    return {
        "address": request.address,
        "address_key": addresses.key(request.address),
        "frequency": request.preferences.frequency,
        "categories": dump(request.preferences.categories),
        "received": request.received,
        "network": request.network,
        "neighbourhood": request.neighbourhood,
    }


def _request(row: Row[Any]) -> SubscriptionRequest:
    preferences = Preferences(row.frequency, load(row.categories))
    return SubscriptionRequest(row.address, preferences, row.received, row.network, row.neighbourhood, row.id)


def dump(chosen: Iterable[str]) -> str:
    """Return categories as one column holds them."""
    return json.dumps(sorted(chosen), ensure_ascii=False)


def load(column: str) -> frozenset[str]:
    """Return the categories that a column holds."""
    return frozenset(json.loads(column))
