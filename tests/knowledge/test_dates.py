"""A document's date is the latest that it states about itself, with the precision that it gives."""

import pytest

from knowledge.dates import stated_date


@pytest.mark.parametrize(
    ("paragraphs", "date"),
    [
        (["办法", "（2019年12月1日园区管委会通过）"], "2019-12-01"),
        (["办法", "（2019年12月1日通过 根据2021年3月5日决定修正）"], "2021-03-05"),
        (["办法", "根据2010年3月5日《甲的决定》修正 根据2018年10月26日《乙的决定》修正"], "2018-10-26"),
        (["办法", "（2002年6月1日通过 根据2018年10月26日《关于修改〈办法〉的决定》修正）"], "2018-10-26"),
        (["办法", "正文。", "本办法自2020年11月1日起施行。"], "2020-11-01"),
        (["通知", "正文。", "柳湾示范园管理处", "二〇二三年九月三十日"], "2023-09-30"),
        (["辦法", "2022年8月發布"], "2022-08"),
        (["指南", "发布日期：2024-05-06"], "2024-05-06"),
        (["指南", "数据截至2023年。"], "2023"),
        (["Notice", "Effective 1 December 2019."], "2019-12-01"),
        (["Notice", "Updated: March 5, 2021"], "2021-03-05"),
    ],
)
def test_what_a_document_says_of_itself_is_its_date(paragraphs: list[str], date: str) -> None:
    assert stated_date(paragraphs) == date


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["报告", "园区2018年5月1日开工建设。"],
        ["办法", "正文。", "2001年3月1日通过的《旧办法》同时废止。"],
        ["办法", "根据《土地办法（2001年3月1日施行）》的规定。"],
        ["指南", "发布日期：2024年13月45日"],
        ["指南"],
        [],
    ],
)
def test_other_dates_are_not_the_documents(paragraphs: list[str]) -> None:
    assert stated_date(paragraphs) is None


def test_what_is_repealed_does_not_date_the_document() -> None:
    end = "本办法自2020年11月1日起施行，2030年1月1日公布的《旧办法》同时废止。"
    assert stated_date(["办法", "正文。", end]) == "2020-11-01"


def test_a_date_in_the_middle_of_a_long_document_does_not_count() -> None:
    body = ["正文。"] * 20
    assert stated_date(["办法", *body, "细则2029年1月1日起施行。", *body]) is None
