"""A chat message as its readers see it."""

from smarthands.events import stamp
from smarthands.model import Message
from smarthands.views.values import JsonDict, author


def message_view(message: Message) -> JsonDict:
    return {
        "id": str(message.id),
        "session_id": str(message.session_id),
        "author": author(message),
        "text": message.text,
        "sent_at": stamp(message.sent_at),
    }
