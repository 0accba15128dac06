"""A confined program whose decoder ends the process, as a library does that finds itself broken."""

import os
from pathlib import Path
from typing import Any

from workers.sandbox.main import main


def _abort(_source: Path, _into: Path) -> dict[str, Any]:
    os.abort()


if __name__ == "__main__":
    main(_abort, "")
