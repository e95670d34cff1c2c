"""Parameters of a Bot API request, decoded from query, JSON, form or multipart bodies."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .names import BOOLEAN_PARAMS, INTEGER_PARAMS, OBJECT_PARAMS
from .state import ApiError, Json, bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    name: str | None
    content_type: str | None
    data: bytes = field(repr=False)


async def read_params(request: web.Request) -> Json:
    """The parameters of a request, decoded; a body beyond all limits is refused as Telegram does."""
    raw: Json = dict(request.query)
    try:
        if request.content_type == "application/json":
            raw |= _json_body(await request.text())
        elif request.can_read_body:
            raw |= {key: _form_value(value) for key, value in (await request.post()).items()}
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    return {key: _decoded(key, value) for key, value in raw.items()}


def _json_body(body: str) -> Json:
    try:
        value = json.loads(body or "{}")
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise bad_request("can't parse request: JSON object expected")
    return value


def _form_value(value: str | bytes | bytearray | web.FileField) -> str | Upload:
    if isinstance(value, web.FileField):
        return Upload(value.filename, value.content_type, value.file.read())
    return value if isinstance(value, str) else bytes(value).decode()


def _decoded(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if key in INTEGER_PARAMS and re.fullmatch(r"-?\d+", value):
        return int(value)
    if key in BOOLEAN_PARAMS:
        return value.lower() in {"true", "1", "yes"}
    if key in OBJECT_PARAMS and value:
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {key} JSON object") from None
    return value


def text_of(params: Json, key: str) -> str:
    """A string parameter, empty where it is missing."""
    value = params.get(key)
    return "" if value is None else str(value)


def integer_of(params: Json, key: str, default: int = 0) -> int:
    """An integer parameter; what is no number counts as missing, as with Telegram."""
    value = params.get(key)
    return value if isinstance(value, int) else default


def object_of(params: Json, key: str) -> Json:
    """A JSON object parameter, empty where it is missing."""
    value = params.get(key) or {}
    if not isinstance(value, dict):
        raise bad_request(f"can't parse {key}: object expected")
    return value


def list_of(params: Json, key: str) -> list[Any]:
    """A JSON array parameter, empty where it is missing."""
    value = params.get(key) or []
    if not isinstance(value, list):
        raise bad_request(f"can't parse {key}: array expected")
    return value
