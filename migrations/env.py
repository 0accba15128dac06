"""Runs migrations on the database named by the caller (`smarthands migrate`) or `-x url=…`."""

from alembic import context
from sqlalchemy import Connection

from smarthands.model import Base
from storage.database import open_database
from storage.migrating import ready_to_migrate


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = open_database(context.get_x_argument(as_dictionary=True)["url"])
    with ready_to_migrate(engine) as connection:
        run(connection)
        connection.commit()
    engine.dispose()
