"""The worker process: environment -> Settings -> kit -> loop."""

import os
import signal

import structlog

from server.kit import open_kit
from server.logging import configure
from server.settings.settings import Settings
from workers import chores, consumers
from workers.loop import Worker
from workers.registry import chores_in, consumers_in
from workers.sandbox.probe import reached

log = structlog.get_logger()


def main() -> None:
    os.umask(
        0o077
    )  # pictures under way are nobody else's, also where the worker is started by hand
    settings = Settings.from_environment(os.environ, part="worker")
    configure(settings.log_level)
    if open_ways := reached():
        log.warning(
            "decoders are not confined: the kernel lacks Landlock or seccomp", reached=open_ways
        )
    worker = Worker(
        open_kit(settings), consumers_in(consumers), chores_in(chores), confined=not open_ways
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: worker.stop())
    worker.run()


if __name__ == "__main__":
    main()
