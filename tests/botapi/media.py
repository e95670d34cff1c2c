"""Files in messages: what a bot uploads and how photos and documents look on the wire."""

from typing import Any

from .params import Upload
from .state import ApiError, Json, StoredFile, World, bad_request

_IMAGE_MARKS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"RIFF")
PHOTO_LIMIT = 10 * 1024 * 1024


def document_content(stored: StoredFile) -> Json:
    """The document field of a message."""
    optional = {"file_name": stored.name, "mime_type": stored.mime_type}
    return {"document": stored.to_wire() | {k: v for k, v in optional.items() if v is not None}}


def photo_content(stored: StoredFile) -> Json:
    """The photo field of a message, with the one size there is."""
    return {"photo": [stored.to_wire() | {"width": 800, "height": 600}]}


def media_content(kind: str, stored: StoredFile) -> Json:
    """The field of a message that holds the media."""
    return photo_content(stored) if kind == "photo" else document_content(stored)


def bot_file(world: World, params: Json, kind: str, value: Any) -> StoredFile:
    """The file a bot sends: an upload, attach://name of one, or a known file_id."""
    if isinstance(value, str) and value.startswith("attach://"):
        value = params.get(value.removeprefix("attach://"))
    if isinstance(value, Upload):
        return _keep_upload(world, kind, value)
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    if str(value).startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = world.files.get(str(value))
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored


def _keep_upload(world: World, kind: str, upload: Upload) -> StoredFile:
    size = len(upload.data)
    if size > world.upload_limit:
        raise ApiError(413, "Request Entity Too Large")
    if size == 0:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        if size > PHOTO_LIMIT:
            raise bad_request(
                f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
            )
        if not upload.data.startswith(_IMAGE_MARKS):
            raise bad_request("IMAGE_PROCESS_FAILED")
    return world.add_file(upload.data, f"{kind}s", upload.name, upload.content_type)
