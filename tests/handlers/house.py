"""The whole program over a few pages of its own, with dice for a model, seen from visitors' phones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.parts import Parts
from bot.settings import Settings
from bot.wiring import open_parts, refresh
from tests.botapi import BotApiServer, ChatMessage
from tests.botapi.chats import PrivateChat
from tests.handlers.desk import OWNER, Dice
from tests.handlers.polling import polling

LI, WANG, SMITH = 70030010, 70030020, 70030030  # long enough not to be met in a hash
PAGE = """---
title: {title}
topic: {topic}
language: {language}
as_of: "2024"
source: {source}
{more}---

# {title}

{body}
"""
CHAIN = """chain:
  lead: [{lead}]
  stages:
    - id: raw
      label: {raw}
      nodes:
        - {{id: bamboo, label: {bamboo}, figure: {figure}, as_of: "2023"}}
    - id: paper
      label: {paper}
      nodes:
        - {{id: sheets, label: {sheets}, enterprises: [{lead}]}}
  edges:
    - [bamboo, sheets]
entries:
  - kind: industry
    id: paper
    name: {title}
    facts:
      - {{label: {leads}, value: {lead}}}
  - kind: park
    id: willow
    name: {willow}
    facts:
      - {{label: {area}, value: {willow_area}}}
  - kind: park
    id: apricot
    name: {apricot}
    facts:
      - {{label: {area}, value: {apricot_area}, as_of: "2023"}}
"""
ZH = {
    "title": "竹纸产业", "lead": "柳湾纸业", "raw": "原料", "bamboo": "毛竹", "figure": "年产3万吨", "paper": "造纸",
    "sheets": "竹纸", "leads": "链主企业", "willow": "柳湾园", "apricot": "杏花园", "area": "规划面积",
    "willow_area": "17平方公里", "apricot_area": "5平方公里",
}  # fmt: skip
EN = {
    "title": "Bamboo paper", "lead": "Willow Paper", "raw": "Raw material", "bamboo": "Moso bamboo",
    "figure": "30 kilotonnes a year", "paper": "Papermaking", "sheets": "Bamboo sheets", "leads": "Chain leader",
    "willow": "Willow Park", "apricot": "Apricot Park", "area": "Planned area", "willow_area": "17 square kilometres",
    "apricot_area": "5 square kilometres",
}  # fmt: skip
BODY = """## 柳湾园

柳湾园规划面积为{area}平方公里。柳湾园位于河东。

## 杏花园

杏花园种植杏树三千亩。杏花园规划面积为5平方公里。

## 毛竹

毛竹年产3万吨，全部供应柳湾纸业。

## 问法

### 柳湾园

- 柳湾园规划面积多大

### 杏花园

- 杏花园种了多少杏树
- 杏花园规划面积多大

### 毛竹

- 毛竹年产多少吨
"""
BODY_EN = """## Willow Park

Willow Park has a planned area of 17 square kilometres. Willow Park lies east of the river.

## Apricot Park

Apricot Park grows three thousand mu of apricot trees. Apricot Park has a planned area of 5 square kilometres.

## Asked as

### Willow Park

- How large is Willow Park?

### Apricot Park

- How many apricot trees does Apricot Park grow?
- How large is Apricot Park?
"""


@dataclass
class House:
    """The bot with everything that it is made of."""

    server: BotApiServer
    parts: Parts
    chats: dict[int, PrivateChat] = field(default_factory=dict)

    def chat(self, person: int, language: str = "zh-hans") -> PrivateChat:
        """The person's private chat with the bot."""
        if person not in self.chats:
            self.chats[person] = self.server.private_chat(person, "Li", language_code=language)
        return self.chats[person]

    async def checked(self) -> None:
        """Wait until it is known which suggested questions are sure."""
        assert self.parts.shelf is not None and self.parts.sureness is not None
        holdings = self.parts.shelf.holdings
        assert holdings is not None
        everything = [[one] for one in holdings.questions]
        await asyncio.to_thread(self.parts.sureness.sure, holdings, everything, len(everything), 20.0)

    async def told(self, person: int, text: str) -> ChatMessage:
        """Write something and read the reply."""
        await self.chat(person).send_text(text)
        return await self.chat(person).next_reply()

    async def press(self, person: int, message: ChatMessage, start: str, **how: Any) -> str | None:
        """Press the first button whose data begin so; the word that passes."""
        data = next(data for data in message.callback_data if data.startswith(start))
        chat = self.chat(person)
        return (await chat.next_answer(await chat.press(message, data, **how))).text

    async def led(self, person: int, message: ChatMessage, start: str, **how: Any) -> ChatMessage:
        """Press a button and read the message that comes of it."""
        await self.press(person, message, start, **how)
        return await self.chat(person).next_reply()

    async def turned(self, person: int, message: ChatMessage, start: str) -> ChatMessage:
        """Press a button and read what its message has become."""
        await self.press(person, message, start)
        return await self.chat(person).next_edit()


def settings_with_pages(folder: Path) -> Settings:
    """Settings whose pages folder holds two pages, published."""
    settings = Settings.model_validate(
        {
            "data_dir": folder / "data",
            "pages_dir": folder / "pages",
            "owner_ids": frozenset({OWNER}),
            "question_burst": 1000,  # a test writes faster than a person
        }
    )
    publish_pages(settings)
    return settings


def publish_pages(settings: Settings, area: int = 17) -> None:
    """Write the pages and publish them."""
    settings.pages_dir.mkdir(exist_ok=True)
    values = {"topic": "paper", "body": BODY.format(area=area), "language": "zh-Hans", "source": "《测试资料》"}
    zh = PAGE.format(title=ZH["title"], more=CHAIN.format(**ZH), **values)
    values |= {"body": BODY_EN, "language": "en", "source": "A test"}
    en = PAGE.format(title=EN["title"], more=CHAIN.format(**EN), **values)
    (settings.pages_dir / "paper.zh.md").write_text(zh, encoding="utf-8")
    (settings.pages_dir / "paper.en.md").write_text(en, encoding="utf-8")
    refresh(settings, Dice())


@asynccontextmanager
async def house_of(settings: Settings, server: BotApiServer | None = None) -> AsyncIterator[House]:
    """The application over what is published, polling; a server may outlive it."""
    if server is None:
        # A button that is answered after more than a second is refused, and so remembered, as an expired one.
        async with BotApiServer(callback_ttl=1.0) as own, house_of(settings, own) as house:
            yield house
        return
    parts = open_parts(settings, Dice())
    async with polling(server, parts):
        yield House(server, parts)
