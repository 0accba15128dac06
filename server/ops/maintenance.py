"""Maintenance of an installation: back up, restore."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from server.kit import s3_settings
from server.ops import backup, restore
from server.ops.archive import ArchiveError
from server.ops.locks import InUseError, lock_data_folder
from server.ops.migrate import migrate
from server.settings.settings import Settings
from storage import seaweed
from storage.bucket import prepare_or_use
from storage.database import open_database
from storage.s3 import S3Objects, open_client
from storage.seaweed import KeyPair


def back_up(settings: Settings, folder: Path) -> None:
    """ArchiveError when no backup can be made. A running installation goes on running."""
    with ExitStack() as stack:
        with suppress(InUseError):  # then the installation runs, and its S3 server with it
            stack.enter_context(at_rest(settings))
        engine = open_database(settings.database_url)
        stack.callback(engine.dispose)
        manifest = backup.backup(engine, S3Objects(s3_settings(settings)), folder)
    rows = sum(manifest["rows"].values())
    print(f"{rows} rows and {manifest['objects']} objects are in {folder}.")
    print("SMARTHANDS_SECRET is not: keep it too, or the links and logins handed out end.")


def bring_back(settings: Settings, folder: Path) -> None:
    """ArchiveError when the folder or the database is unfit; InUseError while the processes run."""
    with at_rest(settings):
        migrate(settings)
        engine = open_database(settings.database_url)
        try:
            manifest = restore.restore(engine, S3Objects(s3_settings(settings)), folder)
        finally:
            engine.dispose()
    print(f"{sum(manifest['rows'].values())} rows and {manifest['objects']} objects are back.")


@contextmanager
def at_rest(settings: Settings) -> Iterator[None]:
    """Holds the data folder, so that nothing starts on it, with S3 up and its bucket prepared."""
    with lock_data_folder(settings.data):
        if not settings.embedded_objects:
            client = open_client(s3_settings(settings), settings.s3_url)
            for sentence in prepare_or_use(client, settings.s3_bucket, [settings.url]):
                print(sentence)
            yield
            return
        try:
            with seaweed.running(
                settings.data / "objects",
                port=settings.s3_port,
                bucket=settings.s3_bucket,
                region=settings.s3_region,
                origins=[settings.url],
                evidence=KeyPair(settings.s3_access_key, settings.s3_secret_key),
                sweeps=KeyPair(
                    settings.s3_sweep_access_key or "", settings.s3_sweep_secret_key or ""
                ),
            ):
                yield
        except seaweed.SeaweedError as error:
            raise ArchiveError(str(error)) from None
