"""A chat message as its readers see it."""

from smarthands.events import stamp
from smarthands.model import Message
from smarthands.views.values import JsonDict, named


def message_view(message: Message) -> JsonDict:
    return {
        "id": str(message.id),
        "session_id": str(message.session_id),
        "author": named(message.author_id, message.author_name),
        "text": message.text,
        "sent_at": stamp(message.sent_at),
    }
