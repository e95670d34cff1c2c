"""Read the figures of a sentence as numbers with a unit, however they are written."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from knowledge.numbering import chinese_number

_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]{1,15}+)(?:\.[0-9]{1,6}+)?"
_HAN = r"[零〇一二两三四五六七八九十百千]{1,9}+(?:点[零〇一二三四五六七八九]{1,6}+)?"
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_SCALES |= {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALE = r"(?:[百千十]?万亿?|[百千十]?亿|[百千]|\s?(?:thousand|million|billion|trillion)\b)"
_FIGURE = re.compile(
    rf"(?<![0-9a-z.,零一二两三四五六七八九十百千第前数几])(?P<share>百分之)?(?P<first>{_ARABIC}|{_HAN})(?P<scale>{_SCALE})?"
    rf"(?:(?<=[亿万])(?P<second>{_ARABIC}|{_HAN})(?P<lower>[百千]?万|千|百))?"
    r"(?P<more>余|多|几)?(?P<late>[万亿])?(?P<plus>\+)?"
)
_ABOUT = re.compile(
    r"(?:近|约|超|超过|大约|逾|接近|达到?近|不低于|不少于|至少|以上|nearly|about|over|some|almost|around)\s?\Z"
)
_ABOUT_AFTER = re.compile(r"\s?(?:以上|左右|上下|以内|以下)")
_RANGE = re.compile(r"\s?(?:-|—|–|~|至|到)\s?[0-9零一二两三四五六七八九十百千]")
_IN_RANGE = re.compile(r"[0-9万亿%](?:-|—|–|~|至|到)\Z")

# Each unit with the one that it is compared in, and how many of it it is.
_UNITS: dict[str, tuple[str, Decimal]] = {
    unit: (base, Decimal(factor))
    for base, units in {
        "元": {"元": "1", "人民币": "1", "块": "1", "yuan": "1", "rmb": "1"},
        "美元": {"美元": "1", "us dollars": "1"},
        "吨": {"吨": "1", "公斤": "0.001", "千克": "0.001", "tonnes": "1", "tons": "1", "t": "1"},
        "㎡": {
            "平方公里": "1000000",
            "km2": "1000000",
            "square kilometres": "1000000",
            "公顷": "10000",
            "hectares": "10000",
            "亩": "666.6666667",
            "mu": "666.6666667",
            "平方米": "1",
            "平米": "1",
            "m2": "1",
        },
        "m³": {"立方米": "1", "m3": "1", "立方": "1", "方": "1"},
        "m": {"公里": "1000", "千米": "1000", "km": "1000", "kilometres": "1000", "米": "1"},
        "kwh": {"度": "1", "千瓦时": "1", "kwh": "1"},
        "kw": {"千瓦": "1", "kw": "1", "兆瓦": "1000", "mw": "1000", "gw": "1000000", "吉瓦": "1000000"},
        "kva": {"千伏安": "1", "kva": "1"},
        "%": {"%": "1", "percent": "1", "per cent": "1", "个百分点": "1"},
        "人": {"人": "1", "名": "1", "位": "1", "people": "1", "persons": "1", "employees": "1", "jobs": "1"},
        "家": {"家": "1", "户": "1", "enterprises": "1", "companies": "1"},
        "个": {"个": "1", "项": "1", "项目": "1", "projects": "1"},
        "座": {"座": "1", "stations": "1"},
        "辆": {"辆": "1", "vehicles": "1", "trucks": "1"},
        "台": {"台": "1", "套": "1", "台套": "1"},
        "件": {"件": "1"},
        "条": {"条": "1"},
        "倍": {"倍": "1", "times": "1"},
        "天": {"个工作日": "1", "工作日": "1", "天": "1", "working days": "1", "days": "1"},
        "年": {"年期": "1", "years": "1", "个年头": "1"},
        "kgce": {"kgce": "1"},
    }.items()
    for unit, factor in units.items()
}
_UNIT = re.compile(
    r"\s?("
    + "|".join(
        re.escape(unit) + (r"(?![a-z0-9])" if unit[-1].isascii() and unit[-1].isalnum() else "")
        for unit in sorted(_UNITS, key=len, reverse=True)
    )
    + ")"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit at text[start:end] of folded text.

    `value` counts `unit`, a base unit (元, 吨, ㎡, %, …). `step` is what one more in the last written place would
    add, `about` whether the text calls the figure rounded (约, 近, 多, 以上).
    """

    value: Decimal
    unit: str
    step: Decimal
    about: bool
    start: int
    end: int


def find_quantities(text: str) -> list[Quantity]:
    """The quantities in `text`, which `knowledge.folding.fold` has folded, in order.

    Figures without a unit, dates, ordinals and ends of a range are left out: they are no facts to compare.
    """
    found = []
    for match in _FIGURE.finditer(text):
        unit = _UNIT.match(text, match.end()) if match["share"] is None else match
        if unit is None or match.group() == "一" or _RANGE.match(text, unit.end()) or _RANGE.match(text, match.end()):
            continue
        if _IN_RANGE.search(text[max(0, match.start() - 3) : match.start()]):
            continue
        value, step = _value(match)
        base, factor = _UNITS["%" if match["share"] is not None else unit[1]]
        about = bool(match["more"] or match["plus"]) or bool(
            _ABOUT.search(text[max(0, match.start() - 8) : match.start()]) or _ABOUT_AFTER.match(text, unit.end())
        )
        found.append(Quantity(value * factor, base, step * factor, about, match.start(), unit.end()))
    return found


def contradict(one: Quantity, other: Quantity) -> bool:
    """Whether both cannot be true of the same thing, rounding allowed for.

    62.4 and 62.42 agree, and so do 约780 and 783; 780 and 870 do not. Quantities of different units never contradict.
    """
    if one.unit != other.unit:
        return False
    difference = abs(one.value - other.value)
    if one.about or other.about:
        return difference >= max(_rounding(one), _rounding(other))
    return difference * 2 > max(one.step, other.step)


def _rounding(quantity: Quantity) -> Decimal:
    """What one more in the last place that is not nought would add: 10 for 780."""
    if not quantity.value:
        return quantity.step
    step = quantity.step
    while quantity.value % (step * 10) == 0:
        step *= 10
    return step


def _value(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    """The matched number and the weight of its last written place."""
    value, step = _number(match["first"])
    scale = _scale(match["scale"]) * _scale(match["late"])
    value, step = value * scale, step * scale
    if match["second"]:
        second, last = _number(match["second"])
        lower = _scale(match["lower"])
        return value + second * lower, last * lower
    return value, step


def _scale(written: str | None) -> Decimal:
    if written is None:
        return Decimal(1)
    written = written.strip()
    if written.isascii():
        return Decimal(_SCALES[written])
    return Decimal(math.prod(_SCALES[character] for character in written))  # 万, 百万, 千亿, 万亿


def _number(written: str) -> tuple[Decimal, Decimal]:
    if written[0] in "0123456789":
        digits = written.replace(",", "")
        places = len(digits.partition(".")[2])
        return Decimal(digits), Decimal(1).scaleb(-places)
    whole, _, decimals = written.partition("点")
    value = Decimal(chinese_number(whole))
    if decimals:
        return value + Decimal(f"0.{_decimals(decimals)}"), Decimal(1).scaleb(-len(decimals))
    return value, Decimal(1)


def _decimals(written: str) -> str:
    return "".join(str(chinese_number(digit)) for digit in written)
