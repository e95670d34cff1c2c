"""Whoever answers questions without a model and without documents."""

from typing import Any

from bot.answer import Answer, Outcome, Source
from bot.language import Language


class Parrot:
    """Answers every question with its own words."""

    def ask(
        self,
        text: str,
        session: str | None = None,
        default: Language = Language.SIMPLIFIED,
        *,
        chosen: Language | None = None,
        afresh: bool = False,
    ) -> Answer:
        return Answer(f"问：{text}", Outcome.ANSWERED, chosen or default, 1.0, text)


class Moody(Parrot):
    """Answers as a parrot does, but cannot bear one word: 坏."""

    def ask(self, text: str, session: str | None = None, default: Language = Language.SIMPLIFIED, **how: Any) -> Answer:
        if "坏" in text:
            raise RuntimeError("broken")
        return super().ask(text, session, default, **how)


class Silence:
    """Refuses every question, with a passage about hydrogen nearby."""

    def ask(
        self, text: str, session: str | None = None, default: Language = Language.SIMPLIFIED, **_: object
    ) -> Answer:
        near = Source("zh/h2", "氢能", "", None, None, "正文。", 0.4, "zh-Hans", passage="p", topic="hydrogen")
        return Answer("资料里没有", Outcome.REFUSED, default, 0.0, text, sources=(near,))
