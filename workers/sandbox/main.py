"""What every confined program is: it binds itself, does its work, and prints one line of JSON."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workers.sandbox.limits import Limits, confine
from workers.sandbox.unreadable import Unreadable


def run(work: Callable[[Path, Path], dict[str, Any]], too_large: str) -> None:
    """By the arguments SOURCE INTO PARENT_PID MEMORY CPU; `too_large` is said when memory ends."""
    source, into = map(Path, sys.argv[1:3])
    parent, memory, cpu = map(int, sys.argv[3:6])
    confine(Limits(memory=memory, cpu=cpu), parent)
    try:
        answer = work(source, into)
    except Unreadable as refusal:
        answer = {"unreadable": refusal.code, "message": refusal.message}
    except MemoryError:
        answer = {"unreadable": "out_of_memory", "message": too_large}
    print(json.dumps(answer))
