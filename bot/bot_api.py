"""Ask a Bot API server, once and within a time limit, whether token and chats are in order."""

import asyncio
import json
from typing import Any

SECONDS = 10.0
_LONGEST_REPLY = 1 << 20  # bytes


class BotApiError(Exception):
    """The server did not do what it was asked; `status` is 0 where it could not be asked. Never holds the token."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        super().__init__(reason)


def call(api_url: str, token: str, method: str, seconds: float = SECONDS, **values: str) -> dict[str, Any]:
    """Return the result of a method that gives an object; BotApiError after `seconds` at most."""
    try:
        return asyncio.run(asyncio.wait_for(_call(f"{api_url}/bot{token}/{method}", values), seconds))
    except TimeoutError:
        raise BotApiError(0, f"no answer within {seconds:.0f} seconds") from None


async def _call(address: str, values: dict[str, str]) -> dict[str, Any]:
    import httpx

    try:
        async with httpx.AsyncClient() as client, client.stream("POST", address, data=values) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _LONGEST_REPLY:
                    raise BotApiError(response.status_code, "the reply is no Bot API server's")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # The error's own words hold the address, and that the token.
        raise BotApiError(0, f"cannot be reached ({type(error).__name__})") from None
    try:
        reply = json.loads(body)
        if reply["ok"] is True and isinstance(reply["result"], dict):
            return dict(reply["result"])
    except (ValueError, KeyError, TypeError):
        raise BotApiError(response.status_code, "the reply is no Bot API server's") from None
    raise BotApiError(response.status_code, f"answers with status {response.status_code}")
