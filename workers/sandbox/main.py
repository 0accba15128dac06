"""The frame of every confined program: it sets its own limits, works, and prints a line of JSON."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workers.sandbox.limits import Limits, confine
from workers.sandbox.unreadable import Unreadable


def main(work: Callable[[Path, Path], dict[str, Any]], too_large: str) -> None:
    """Read the arguments SOURCE INTO PARENT_PID MEMORY CPU and answer with what `work` returns;
    `too_large` is the sentence for people when memory runs out."""
    source, into = map(Path, sys.argv[1:3])
    parent, memory, cpu = map(int, sys.argv[3:6])
    confine(Limits(memory=memory, cpu=cpu), parent, source, into)
    try:
        answer = work(source, into)
    except Unreadable as refusal:
        answer = {"unreadable": refusal.code, "message": refusal.message}
    except MemoryError:
        answer = {"unreadable": "out_of_memory", "message": too_large}
    print(json.dumps(answer))
