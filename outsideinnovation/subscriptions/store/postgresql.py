"""PostgreSQL, directly or behind a transaction pooler (pgbouncer): no prepared statements, no SET, no session locks."""

from collections.abc import Iterable

from sqlalchemy import URL, Engine, create_engine

from outsideinnovation.errors import SettingsError

PATIENCE = 10  # seconds to wait for a connection


def vacuum(engine: Engine, tables: Iterable[str]) -> bool:
    """Rewrite *tables*, each in a transaction of its own, and return False: nobody can have kept an old copy of them."""
    with engine.connect() as opened:
        connection = opened.execution_options(isolation_level="AUTOCOMMIT")
        for table in tables:
            connection.exec_driver_sql(f'VACUUM (FULL) "{table}"')
    return False


def engine_of(url: URL) -> Engine:
    """Return an engine whose connections a transaction pooler may share out: nothing is prepared on the server."""
    options = {"prepare_threshold": None, "connect_timeout": PATIENCE}
    try:
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=options)
    except ModuleNotFoundError:
        raise SettingsError(
            "OI_DATABASE_URL names PostgreSQL, and its driver is missing: pip install 'outsideinnovation[postgres]'."
        ) from None
