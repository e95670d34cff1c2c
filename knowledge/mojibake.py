"""Notice text that was read in the wrong encoding or through a font without its characters."""

import re

_REPLACED = re.compile(r"\ufffd|锟斤拷|烫烫烫|屯屯屯")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_CID = re.compile(r"(?:\(cid:[0-9]{1,5}\)){2}")  # what a PDF without a character map gives
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{6,}")
_LATIN_RUN = re.compile(r"[\u0080-\u024f\u0152-\u02dc\u2010-\u2122]{6,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LONGEST_RUN = 200  # characters that are decoded again
_SOME = 3  # private characters or controls; a bullet from a symbol font is one


def find_mojibake(text: str) -> int | None:
    """The place of the first characters that nobody wrote, None where `text` reads well. Linear in its length."""
    places = [found.start() for pattern in (_REPLACED, _CID) if (found := pattern.search(text))]
    for pattern in (_PRIVATE, _CONTROL):
        odd = [found.start() for found in pattern.finditer(text)]
        if len(odd) >= _SOME:
            places.append(odd[0])
    places += [run.start() for run in _HAN_RUN.finditer(text) if _reads(run.group(), "gb18030", "utf-8")][:1]
    places += [
        run.start()
        for run in _LATIN_RUN.finditer(text)
        if any(_reads(run.group(), "latin-1", real) for real in ("utf-8", "gb18030"))
        or _reads(run.group(), "cp1252", "utf-8")
    ][:1]
    return min(places, default=None)


def _reads(run: str, taken_for: str, real: str) -> bool:
    """Whether the bytes of `run` make Chinese in the encoding `real`, so that it was taken for another."""
    decoded = run[:_LONGEST_RUN].encode(taken_for, errors="ignore").decode(real, errors="replace")
    han = len(_HAN.findall(decoded))
    return han >= 2 and decoded.count("\ufffd") <= 2 and han * 5 >= len(decoded) * 3
