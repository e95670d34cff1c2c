"""Try every regular expression and text function on hostile repetitions, in a process that the kernel ends when one
takes too long: `python -m tests.security.endurance patterns|functions [CHARACTERS]` names each before it is tried.
"""

import ast
import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from index.normalise import normalise

ROOMS = ("knowledge", "index", "bot", "handlers")
ROOT = Path(__file__).parent.parent.parent
LENGTH = 8_000  # characters
LONGEST_QUESTION = 4_000  # characters: no setting allows more
SECONDS = 10.0  # of processor time that the kernel allows for LENGTH, more for more; an exponential one takes all
AT_ONCE = 0.003  # seconds of processor time below which growth cannot be told
MOST_GROWTH = 9.0
TRIES = 4
REPEATED = (
    *("1", "1 ", "1,", "12.", "1-", "+1 ", "2023", "2023年", "a", "A", "a.", "a-", "a@", "a1", "@", "a,b ", "'", "-"),
    *("=", "%", "0", ",", "一", "一二三", "百", "第", "（", "(", "[", "[a](", "《", "《a", "“", "，", "、", "。"),
    *("\n", " ", "\t", "\u3000", "\u200b", "\u202e", "是,", "有a", "和", " and ", "what ", "it ", "那", "期", "万"),
    *("<", "<!", "<a ", "<meta ", "<?xml ", "<div>", "&#", "(cid:1", "*", "_a", "`", "> ", "- ", "| ", "#", "\\", "!["),
    *("，的", "请问", "你好", "哈", "谢", "我叫", "电话", "转", "王", "亿元", "的", "呢", "吗", "ignore ", "忽略"),
    *("---\n", "\ufdfa", "e\u0301", "\U0001f600"),
)  # fmt: skip


def patterns() -> Mapping[str, re.Pattern[str] | re.Pattern[bytes]]:
    """Every compiled pattern that the rooms' modules hold, and those that they write out where they use them."""
    found: dict[str, re.Pattern[Any]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for at, pattern in enumerate(_within(value)):
                if pattern not in found.values():
                    found[f"{module.__name__}.{name}[{at}]"] = pattern
        for line, text in _written_out(Path(str(module.__file__))):
            found.setdefault(f"{module.__name__}:{line}", re.compile(text))
    return found


def modules() -> Iterator[Any]:
    """Every module of the rooms."""
    for room in ROOMS:
        for module in pkgutil.walk_packages([str(ROOT / room)], f"{room}."):
            if ".migrations" not in module.name and not module.name.endswith("__main__"):
                yield importlib.import_module(module.name)


def functions() -> Mapping[str, Callable[[str], object]]:
    """What is called with text that a stranger wrote, by name."""
    from bot.desk.actions import parsed as desk_action
    from bot.desk.labels import line
    from bot.followup import about, goes_on, joins_on, leaves_topic, points_back
    from bot.handover.actions import parsed as handover_action
    from bot.handover.contacts import read_company, read_contact, read_name, read_phone
    from bot.language import Language, detect_language
    from bot.question import understand
    from bot.questions.exchange import neutralised, restored
    from bot.questions.export import neutral
    from bot.questions.masking import mask
    from bot.smalltalk import wants_more, without_search
    from handlers.rendering import split_text
    from handlers.rights import parsed as staff_button
    from handlers.web.calls import read_call
    from handlers.web.page import preferred_language
    from knowledge.dates import stated_date
    from knowledge.folding import fold
    from knowledge.imitation import find_imitation
    from knowledge.intake import safe_name
    from knowledge.markdown import read_markdown
    from knowledge.mojibake import find_mojibake
    from knowledge.numbering import read_mark, structured
    from knowledge.personal import find_personal, masked
    from knowledge.plain import decode, read_plain
    from knowledge.quantities import find_quantities
    from knowledge.sentences import sentence_spans
    from knowledge.unseen import readable
    from knowledge.webpage import decode_webpage

    def to_web(text: str) -> object:
        return [read_call(kind, text.encode("utf-8", "replace")) for kind in ("ask", "press", "command")]

    return {
        "normalise": normalise.__wrapped__,
        "fold": fold,
        "detect_language": detect_language,
        "sentence_spans": sentence_spans,
        "split_text": split_text,
        "mask": mask,
        "masked": masked,
        "find_personal": find_personal,
        "find_quantities": find_quantities,
        "find_imitation": find_imitation,
        "find_mojibake": find_mojibake,
        "stated_date": lambda text: stated_date([text]),
        "read_mark": read_mark,
        "read_markdown": lambda text: read_markdown(text, "x"),
        "read_plain": read_plain,
        "structured": lambda text: structured(read_plain(text), styled=False),
        "decode": lambda text: decode(text.encode("gb18030", "replace")),
        "read_webpage": _webpage,
        "decode_webpage": lambda text: decode_webpage(text.encode("utf-8", "replace")),
        "safe_name": safe_name,
        "readable": readable,
        "line": line,
        "understand": lambda text: understand(text[:LONGEST_QUESTION]),
        "leaves_topic": leaves_topic,
        "about": lambda text: about("x", text),
        "goes_on": lambda text: (goes_on(text), joins_on(text), points_back(text), wants_more(text)),
        "without_search": lambda text: without_search(text, Language.SIMPLIFIED, len(text)),
        "contacts": lambda text: [_contact(read, text) for read in (read_name, read_company, read_contact, read_phone)],
        "formulas": lambda text: (neutral(text), restored(neutralised(text))),
        "actions": lambda text: (desk_action(text), handover_action(text), staff_button(text)),
        "web": to_web,
        "preferred_language": preferred_language,
    }


def _webpage(text: str) -> object:
    from knowledge.webpage import read_webpage

    try:
        return read_webpage(text)
    except RecursionError as error:  # which `read_source` takes for what it is
        return error


def _contact(read: Callable[[str], object], text: str) -> object:
    from bot.errors import ContactError

    try:
        return read(text)
    except ContactError as error:
        return error


def _within(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping) and depth < 5:
        for pair in value.items():
            yield from _within(pair, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset) and depth < 5:
        for one in value:
            yield from _within(one, depth + 1)


def _written_out(path: Path) -> Iterator[tuple[int, str]]:
    """Patterns given as plain text to functions of `re`, with the line of each."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of, first = node.func.value, node.args[0]
            is_ours = isinstance(of, ast.Name) and of.id == "re" and node.func.attr != "compile"
            if is_ours and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, first.value


def repeated(part: str, length: int) -> str:
    """The part over and over, with an end that may spoil a match."""
    return (part * (length // len(part) + 1))[: length - 1] + "\x00"


def _uses() -> Iterator[tuple[str, Callable[[str], object]]]:
    def finding(pattern: re.Pattern[Any]) -> Callable[[str], object]:
        def find(text: str) -> object:
            subject: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
            return sum(1 for _ in pattern.finditer(subject))

        return find

    if sys.argv[1] == "patterns":
        yield from ((name, finding(pattern)) for name, pattern in patterns().items())
    else:
        yield from functions().items()


def _main(length: int) -> None:
    """Try all with a quarter of the length, and those not done at once with all of it; then time is four times as
    much where it is linear, sixteen times where it is quadratic.
    """
    for name, use in _uses():
        for part in REPEATED:
            quarter, text = repeated(part, length // 4), repeated(part, length)
            sys.stdout.write(f"{name} on {part!r}\n")
            sys.stdout.flush()
            signal.setitimer(signal.ITIMER_PROF, SECONDS * max(1.0, length / LENGTH))
            if _seconds(use, quarter) < AT_ONCE:
                continue
            for _ in range(TRIES):  # a busy machine disturbs one, hardly all
                short, long = _seconds(use, quarter), _seconds(use, text)
                if long < 10 * AT_ONCE or long < MOST_GROWTH * short:
                    break
            else:
                sys.exit(f"{name} on {part!r}: {short:.3f} s for {length // 4} characters, {long:.3f} s for {length}")
    sys.stdout.write("all\n")


def _seconds(use: Callable[[str], object], text: str) -> float:
    """Processor time that it takes, nothing being remembered."""
    normalise.cache_clear()
    started = time.process_time()
    use(text)
    return time.process_time() - started


if __name__ == "__main__":
    _main(int(sys.argv[2]) if len(sys.argv) > 2 else LENGTH)
