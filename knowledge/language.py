"""Tell a document's language by its script."""

import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_SAMPLE = 20_000  # characters; enough to tell a script
_TRADITIONAL_SHARE = 0.08  # of the Han characters; Simplified text folds almost none


def language_of(text: str) -> str:
    """`zh-Hans`, `zh-Hant` or `en`: Chinese where Han characters outnumber a quarter of the Latin letters."""
    sample = text[:_SAMPLE]
    han = _HAN.findall(sample)
    if len(han) * 4 <= len(_LATIN.findall(sample)):
        return "en"
    from opencc import OpenCC

    folded = OpenCC("t2s").convert("".join(han))
    changed = sum(before != after for before, after in zip(han, folded, strict=False))
    return "zh-Hant" if changed >= max(1, len(han) * _TRADITIONAL_SHARE) else "zh-Hans"
