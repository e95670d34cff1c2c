"""Put what the front desk says into the JSON that the page shows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.replies import Reply, Said


def said_json(said: Said, address: Callable[[Path], str]) -> dict[str, Any]:
    """The object that the page takes; `address` gives where it finds a picture."""
    return {
        "in_place": said.in_place,
        "hint": said.hint,
        "replies": [_reply_json(reply, address) for reply in said.replies],
    }


def _reply_json(reply: Reply, address: Callable[[Path], str]) -> dict[str, Any]:
    return {
        "text": reply.text,
        "notes": list(reply.notes),
        "buttons": [[{"label": button.label, "action": button.action} for button in row] for row in reply.buttons],
        "table": reply.table,
        "picture": address(reply.picture) if reply.picture is not None else "",
        "answer": reply.answer,
        "question": reply.question,
    }
