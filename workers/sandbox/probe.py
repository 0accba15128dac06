"""The confined process that tries to reach what a decoder must not, and the question to it.

It takes the arguments of `workers.sandbox.photo` and prints `{"reached": [names]}`.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from confinement import walls
from workers.sandbox.main import main
from workers.sandbox.run import LIMITS, RenderFailed, run_confined

_PROGRAM = "workers.sandbox.probe"


def reached() -> list[str]:
    """What a confined process reaches on this machine and should not: nothing, behind walls.

    A machine on which the process ends without an answer is taken to have none.
    """
    with TemporaryDirectory(prefix="smarthands-") as name:
        source = Path(name, "original")
        source.touch()
        try:
            answer = run_confined(_PROGRAM, source, Path(name), LIMITS)
        except RenderFailed as failure:
            return [str(failure)]
    return [str(each) for each in answer["reached"]]


def _attempt(_source: Path, _into: Path) -> dict[str, Any]:
    return {"reached": walls.reached()}


if __name__ == "__main__":
    main(_attempt, "The probe needs too much memory.")
