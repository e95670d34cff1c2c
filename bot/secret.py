"""The installation's own secret, under which identities are hashed; made at the first start."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

_BYTES = 32


def load_secret(path: Path) -> bytes:
    """Return the secret that `path` holds; one is made there, readable by its owner only, where there is none.

    Raises OSError when the file can neither be read nor written.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(_BYTES))
    return path.read_bytes()


def keyed_hash(secret: bytes, text: str) -> str:
    """HMAC-SHA256 of `text` in hex: the same for the same text, and without the secret nobody can tell of which."""
    return hmac.digest(secret, text.encode("utf-8", "replace"), hashlib.sha256).hex()
