"""`python -m tests.faults.chore_worker DATABASE_URL LOG`: a worker process with one chore, every
second, that writes the process's id into LOG."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from smarthands.kit import Kit
from storage.database import open_database
from storage.memory import MemoryObjects
from tests.builders.kits import AnnouncedEvents, Clock, make_kit
from workers.loop import Worker
from workers.registry import Chore


class RealClock(Clock):
    def __call__(self) -> datetime:
        return datetime.now(UTC)


def main() -> None:
    url, log = sys.argv[1], Path(sys.argv[2])

    def count(_kit: Kit) -> None:
        with log.open("a") as file:
            file.write(f"{os.getpid()}\n")

    kit = make_kit(open_database(url), MemoryObjects(), RealClock(), AnnouncedEvents())
    Worker(kit, [], [Chore("count", timedelta(seconds=1), count)]).run()


if __name__ == "__main__":
    main()
