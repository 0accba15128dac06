"""A statement as the provider's own people see it."""

from smarthands.events import stamp
from smarthands.model import Statement
from smarthands.views.values import JsonDict, author, moment, named


def statement_view(statement: Statement) -> JsonDict:
    return {
        "id": str(statement.id),
        "verb": statement.verb,
        "author": author(statement),
        "happened_at": stamp(statement.happened_at),
        "at": stamp(statement.at),
        "received_at": stamp(statement.received_at),
        "reason": statement.reason,
        "fault": statement.fault,
        "work": statement.work,
        "state": statement.state,
        "decided_at": moment(statement.decided_at),
        "decided_by": named(
            statement.decided_by, statement.decided_by_name, statement.decided_by_role
        ),
        "decided_reason": statement.decided_reason,
    }
