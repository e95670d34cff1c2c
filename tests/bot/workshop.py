"""A data folder with one page of its own, and the hands that prepare, publish and ask."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answer import Answer
from bot.conversation import Conversation
from bot.database import open_database
from bot.preparing import Preparer, Upload
from bot.proposals import Proposal
from bot.publishing import Publisher
from bot.session import Sessions
from bot.settings import Settings
from index.embedding import EmbeddingModel
from index.search import Searcher

ACTOR = "cli:root"
TODAY = date(2026, 11, 24)
PAGE = """---
title: {title}
topic: land
language: zh-Hans
as_of: "2024"
source: 测试资料
{more}---

# {title}

## {heading}

{text}
"""


class CountingModel:
    """A model that remembers which texts it was given to embed."""

    def __init__(self, model: EmbeddingModel) -> None:
        self._model = model
        self.embedded: list[str] = []

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def dimensions(self) -> int:
        return self._model.dimensions

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        return self._model.encode_queries(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> "NDArray[np.float32]":
        self.embedded += texts
        return self._model.encode_passages(texts, progress)


class Workshop:
    """Everything below one folder; the pages folder holds `park.md` from the start."""

    def __init__(self, folder: Path, model: EmbeddingModel) -> None:
        (folder / "pages").mkdir(exist_ok=True)
        self.settings = Settings.model_validate({"data_dir": folder / "data", "pages_dir": folder / "pages"})
        self.publisher = Publisher(self.settings, open_database(self.settings.database_file))
        self.store = self.publisher.store
        self.model = model
        self.folder = folder
        self.write_page("park", "柳湾示范园", "柳湾示范园规划面积为17平方公里。")

    def write_page(self, name: str, title: str, text: str, heading: str = "概况", more: str = "") -> Path:
        return write_page(self.settings, f"{name}.md", title, text, heading, more)

    def preparer(self) -> Preparer:
        return Preparer(self.settings, self.publisher, self.model, today=lambda: TODAY)

    def pages(self) -> Proposal:
        return self.preparer().pages(ACTOR, with_preview=False)

    def upload(self, path: Path) -> Proposal:
        return self.preparer().files([Upload(path, path.name)], ACTOR, with_preview=False)

    def publish(self, proposal: Proposal) -> str:
        self.publisher.publish(proposal.id, ACTOR)
        return proposal.snapshot

    def ask(self, question: str, snapshot: str | None = None) -> Answer:
        _, index = self.store.load(self.model.name, self.model.dimensions, snapshot)
        conversation = Conversation(Searcher(index, self.model), Sessions(1, lambda: 0.0), 500, today=lambda: TODAY)
        return conversation.answer(question)


def write_page(
    settings: Settings,
    name: str,
    title: str = "测试园区",
    text: str = "测试园区面积为17平方公里。",
    heading: str = "概况",
    more: str = "",
) -> Path:
    """Write a page of one sentence into the pages folder."""
    path = settings.pages_dir / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(title=title, heading=heading, text=text, more=more), encoding="utf-8")
    return path


def break_page(settings: Settings, name: str) -> Path:
    """Write a page whose date, on line 5, is none."""
    path = write_page(settings, name, "坏页", "文字。")
    path.write_text(path.read_text(encoding="utf-8").replace('"2024"', "去年"), encoding="utf-8")
    return path


def gb18030_notice(folder: Path) -> Path:
    """A notice as an old editor saved it."""
    path = folder / "食堂通知.txt"
    text = "一、供餐时间\n柳湾示范园职工食堂每天供餐到晚上九点半。\n二、联系方式\n请到综合楼一层咨询。\n"
    path.write_bytes(text.encode("gb18030"))
    return path


def word_notice(folder: Path, text: str = "班车每天上午七点四十分从北门发车。") -> Path:
    """A notice of one heading and one sentence."""
    import docx

    path = folder / "班车安排.docx"
    document = docx.Document()
    document.add_heading("班车安排", level=0)
    document.add_heading("发车时间", level=1)
    document.add_paragraph(text)
    document.save(str(path))
    return path
