"""The answer to a message that asks for an acknowledgement."""

from collections.abc import Callable
from typing import Any

import structlog

from smarthands.errors import Code, Problem

log = structlog.get_logger()


def refused(code: str, message: str) -> dict[str, Any]:
    return {"ok": False, "error": {"code": code, "message": message}}


def answered(act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return {"ok": True} | act()
    except Problem as problem:
        return refused(problem.code.value, problem.detail)
    except Exception as error:
        log.error("unexpected", exc_info=error)
        return refused(Code.INTERNAL.value, "Something on the server failed. Try again.")
