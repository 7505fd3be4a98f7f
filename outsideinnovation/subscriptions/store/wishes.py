"""Wishes in the database: appended by requests, decided afterwards; the fairest first."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.insertion import unless_there
from outsideinnovation.subscriptions.store.schema import wishes
from outsideinnovation.subscriptions.subscriber import Preferences
from outsideinnovation.subscriptions.wish import Wish

OF_A_NETWORK = 50  # wishes that wait at once; the newest stay
IN_ALL = 20_000


@dataclass(frozen=True, slots=True)
class WishStore:
    """The wishes in *database*; no more than *in_all* wait, and *of_a_network* of one network."""

    database: Database
    of_a_network: int = OF_A_NETWORK
    in_all: int = IN_ALL

    def add(self, wish: Wish) -> None:
        """Write down *wish* durably; an older one for the same address makes room for it."""
        with self.database.write() as connection:
            connection.execute(delete(wishes).where(wishes.c.address_key == addresses.key(wish.address)))
            connection.execute(unless_there(connection, wishes, ["address_key"]), _row(wish))
            self._make_room(connection, wish.network)

    def waiting(self, at_most: int) -> list[Wish]:
        """Return the wishes that are to be decided first.

        Those of a neighbourhood that few wish from come before those of one that many wish from, then the same by network,
        then the newest (adaptive LIFO): whoever floods the form waits for themselves, and who comes after is served.
        """
        newest = wishes.c.received.desc(), wishes.c.id.desc()
        around = func.row_number().over(partition_by=wishes.c.neighbourhood, order_by=newest)
        inside = func.row_number().over(partition_by=wishes.c.network, order_by=newest)
        ranked = select(wishes, around.label("around"), inside.label("inside")).subquery()
        order = ranked.c.around, ranked.c.inside, ranked.c.received.desc(), ranked.c.id.desc()
        with self.database.read() as connection:
            return [_wish(row) for row in connection.execute(select(ranked).order_by(*order).limit(at_most))]

    def drop(self, identifiers: Iterable[int]) -> None:
        """Forget wishes that are decided; one that was renewed meanwhile has another id, and stays."""
        with self.database.write() as connection:
            connection.execute(delete(wishes).where(wishes.c.id.in_(list(identifiers))))

    def expire(self, before: datetime) -> int:
        """Forget what came before that moment; return how many."""
        with self.database.write() as connection:
            return connection.execute(delete(wishes).where(wishes.c.received < before)).rowcount

    def count(self) -> int:
        """Return how many wait."""
        with self.database.read() as connection:
            return connection.execute(select(func.count()).select_from(wishes)).scalar_one()

    def _make_room(self, connection: Connection, network: str) -> None:
        newest = wishes.c.received.desc(), wishes.c.id.desc()
        for part, most in ((wishes.c.network == network, self.of_a_network), (wishes.c.id > 0, self.in_all)):
            last = connection.execute(
                select(wishes.c.received, wishes.c.id).where(part).order_by(*newest).offset(most).limit(1)
            ).first()
            if last:
                connection.execute(
                    delete(wishes).where(part, wishes.c.received <= last.received, wishes.c.id <= last.id)
                )


def _row(wish: Wish) -> dict[str, Any]:
    return {
        "address": wish.address,
        "address_key": addresses.key(wish.address),
        "frequency": wish.preferences.frequency,
        "categories": dump(wish.preferences.categories),
        "received": wish.received,
        "network": wish.network,
        "neighbourhood": wish.neighbourhood,
    }


def _wish(row: Row[Any]) -> Wish:
    preferences = Preferences(row.frequency, load(row.categories))
    return Wish(row.address, preferences, row.received, row.network, row.neighbourhood, row.id)


def dump(chosen: Iterable[str]) -> str:
    """Return categories as one column holds them."""
    return json.dumps(sorted(chosen), ensure_ascii=False)


def load(column: str) -> frozenset[str]:
    """Return the categories that a column holds."""
    return frozenset(json.loads(column))
