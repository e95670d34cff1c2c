"""What pressed buttons carry: a verb and its values in one line of text, written and read by one table."""

import re
from collections.abc import Mapping

from bot.replies import LONGEST_ACTION

NUMBER = "([1-9][0-9]{0,14})"
ANSWER = "([0-9a-f]{12})"  # an answer's id


class Carried:
    """The buttons of one desk: verb → pattern of what follows it and a colon; a verb without values stands alone."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        self._patterns = {verb: re.compile(pattern, re.ASCII) for verb, pattern in patterns.items()}

    def action(self, verb: str, *values: object) -> str:
        """What a button carries; `parsed` is its inverse.

        Raises ValueError for what that one would not read, or a messenger not carry.
        """
        written = ":".join([verb, *map(str, values)])
        if self.parsed(written) is None:
            raise ValueError(f"no button of this desk: {verb}")
        return written

    def parsed(self, written: object) -> tuple[str, tuple[str, ...]] | None:
        """The verb and its values, empty ones for those left out; None for what no button of this desk carries."""
        if not isinstance(written, str) or len(written.encode("utf-8", "replace")) > LONGEST_ACTION:
            return None
        verb, colon, rest = written.partition(":")
        if verb not in self._patterns or bool(colon) != bool(rest):
            return None
        found = self._patterns[verb].fullmatch(rest)
        return (verb, tuple(value or "" for value in found.groups())) if found else None
