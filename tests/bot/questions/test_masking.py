"""What tells who somebody is does not reach the log; figures and what is asked do. All numbers are made up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.questions.masking import kept_form, mask
from knowledge.personal import find_personal


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("手机138 1234 5678，想看地", "手机***，想看地"),
        ("打13812345678给我", "打***给我"),
        ("电话0358-7654321", "电话***"),
        ("(0358)7654321", "***"),
        ("03587654321转802", "***"),
        ("座机7654321", "座机***"),
        ("电话号码是 7654 3210", "电话号码是 ***"),
        ("400-123-4567", "***"),
        ("+86 358 7654321", "***"),
        ("call me at +1 415 555 2671 please", "call me at *** please"),
        ("+852 9123 4567", "***"),
        ("一三八一二三四五六七八", "***"),
        ("身份证140102650307123", "身份证***"),
        ("账号123456789012345", "账号***"),
        ("邮箱zhang.san@example.com。", "邮箱***。"),
        ("QQ 123456", "QQ ***"),
        ("微信 abc123", "微信 ***"),
        ("加我微信号：wxid_ab-12，谢谢", "加我微信号：***，谢谢"),
        ("vx: zhang2024", "vx: ***"),
        ("my WeChat is zhangsan", "my WeChat is ***"),
        ("wechat abc123", "wechat ***"),
        ("找 @zhang_san_88", "找 ***"),
        ("t.me/zhangsan", "t.me/***"),
        ("我叫王建国，面积多大", "我叫***，面积多大"),
        ("我叫王建国想问面积", "我叫***想问面积"),
        ("我叫欧阳建国", "我叫***"),
        ("我叫小明。", "我叫***。"),
        ("我叫約翰·史密斯，", "我叫***，"),
        ("我叫陳大文，想了解標準地", "我叫***，想了解標準地"),
        ("我是李总 联系13812345678", "我是***总 联系***"),
        ("我是李总，联系我", "我是***总，联系我"),
        ("我是鹏飞集团的王建国，电话多少", "我是鹏飞集团的***，电话多少"),
        ("我姓王", "我姓***"),
        ("联系人：张三", "联系人：***"),
        ("联系人张三，园区在哪", "联系人***，园区在哪"),
        ("聯絡人：陳大文", "聯絡人：***"),
        ("姓名：李四 咨询用地", "姓名：*** 咨询用地"),
        ("请回复王先生", "请回复***先生"),
        ("张三（13812345678）", "***（***）"),
        ("王建国电话13812345678", "***电话***"),
        ("My name is John Smith, how large is it?", "My name is ***, how large is it?"),
        ("my name is li wei and I want land", "my name is *** and I want land"),
        ("I am Li Wei from Hong Kong", "I am *** from Hong Kong"),
        ("This is Wang speaking", "This is *** speaking"),
        ("contact person: Zhang San", "contact person: ***"),
        ("Mr. Wang asked me", "Mr. *** asked me"),
    ],
)
def test_what_tells_who_somebody_is_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "氢能产业园规划投资780亿元是真的吗",
        "总面积62.42平方公里",
        "2023年和2024-2025年的产值",
        "1985年至今，2023-09-30",
        "投资1000000000元",
        "投资13812345678元",
        "100000000吨焦炭",
        "3.5万人就业，100强，870万吨",
        "3800户，12%",
        "联系人是谁",
        "联系方式是什么",
        "联系电话是多少",
        "请联系招商局",
        "我是投资者，想建厂",
        "我是山西人",
        "我是做焦化的",
        "我叫什么",
        "金岩董事长是谁",
        "鹏飞集团的郑鹏是谁",
        "高总产值多少",
        "微信公众号叫什么",
        "手机产量是多少",
        "党组织书记跟党务工作者各有几位",
        "I am an investor from Hong Kong",
        "Is there a wechat official account",
        "How many hydrogen refuelling stations are planned by 2025?",
        "What is the name of the park",
        "",
    ],
)
def test_what_is_asked_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("１３８１２３４５６７８", "***"),
        ("138\u200b1234\u200b5678", "***"),
        ("我叫陳大文，總面積多大？", "我叫***,总面积多大?"),
        ("My name is John Smith", "my name is ***"),
        ("七百八十亿", "780亿"),
    ],
)
def test_what_is_kept_is_normalised_and_hides_nothing_by_width_or_script(text: str, kept: str) -> None:
    assert kept_form(text) == kept


AROUND = st.text(alphabet="我想问面积是多大，。 ?abc", max_size=12)
LANDLINE = st.from_regex(r"0[1-9][0-9]{2}-[2-9][0-9]{6}", fullmatch=True)
MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@settings(max_examples=40)
@given(AROUND, st.one_of(LANDLINE, MOBILE), AROUND)
def test_no_telephone_number_gets_through(left: str, number: str, right: str) -> None:
    kept = kept_form(f"{left} {number} {right}")
    assert number not in kept and number[-7:] not in kept


@given(AROUND, st.floats(0.01, 99_999, allow_nan=False), st.sampled_from(["亿元", "万吨", "%", "平方公里", "亩", "户"]))
def test_no_figure_is_lost(left: str, figure: float, unit: str) -> None:
    text = f"{left}规划{figure:.2f}{unit}吗"
    assert f"{figure:.2f}{unit}" in mask(text)


@given(st.text(alphabet="我叫是王李总张三联系人电话微信0123456789+-()@ .,，：namei*abc", max_size=80))
def test_nothing_personal_is_found_in_what_is_kept(text: str) -> None:
    assert find_personal(kept_form(text)) == []


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "138",
        "我叫",
        "我是王的",
        "联系人",
        "微信a",
        "a ",
        "name: ",
        "+1",
        "(03",
        "电话1",
        "I am Li ",
        "@a",
        "零",
        "王先",
        "*",
    ],
)
def test_a_hundred_thousand_characters_are_masked(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert len(mask(text)) <= 3 * len(text)
