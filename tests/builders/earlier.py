"""A database as an earlier version of Smart Hands left it."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, delete

from smarthands.model import Login
from storage.migrating import ROOT, ready_to_migrate


def downgrade(engine: Engine, revision: str) -> None:
    """Leads the schema down to the revision."""
    config = Config(ROOT / "alembic.ini")
    with ready_to_migrate(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()


def forget_logins(engine: Engine) -> None:
    """Deletes every login: while there is one, nobody leads the schema below the phones' keys."""
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(delete(Login))
