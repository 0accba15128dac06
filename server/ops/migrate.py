"""Migration of an installation's database, without the libraries that other maintenance needs."""

from sqlalchemy.exc import OperationalError

from server.settings.error import SettingsError
from server.settings.settings import Settings
from storage import migrating
from storage.database import open_database


def migrate(settings: Settings) -> None:
    """Brings the database to the newest revision. SettingsError when it can't be used."""
    engine = open_database(settings.database_url)
    try:
        migrating.migrate(engine)
    except OperationalError as error:
        line = str(error.orig).strip().partition("\n")[0]
        raise SettingsError(f"SMARTHANDS_DATABASE_URL can't be used: {line}") from None
    except migrating.BrokenReferences as error:
        raise SettingsError(f"SMARTHANDS_DATABASE_URL can't be migrated: {error}") from None
    finally:
        engine.dispose()
