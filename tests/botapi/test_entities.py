"""Tests of HTML parsing and of the entities Telegram detects itself."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from . import EntityError, detect_entities, parse_html, utf16_length


@pytest.mark.parametrize(
    ("source", "text", "types"),
    [
        ("<b>a<i>b</i></b>c", "abc", ["bold", "italic"]),
        ("<u>1</u><ins>2</ins>", "12", ["underline"] * 2),
        ("<s>3</s><strike>4</strike><del>5</del>", "345", ["strikethrough"] * 3),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", ["spoiler", "spoiler"]),
        ("<a href='http://a.cn?b=1&amp;c=2'>x</a>", "x", ["text_link"]),
        ('<a href="tg://user?id=5">x</a>', "x", ["text_mention"]),
        ("<a href='nonsense'>x</a>", "x", []),
        ('<pre><code class="language-python">x</code></pre>', "x", ["pre"]),
        ("<b>a<code>b</code>c</b>", "abc", ["bold", "code", "bold"]),
        ("<blockquote expandable>x</blockquote>", "x", ["expandable_blockquote"]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", ["custom_emoji"]),
        ("&lt;&gt;&amp;&quot;&#x27;&#39;&nbsp;&copy;&", "<>&\"''&nbsp;&copy;&", []),
        ("a > b & c", "a > b & c", []),
        ("<B>x</>", "x", ["bold"]),
    ],
)
def test_html(source: str, text: str, types: list[str]) -> None:
    parsed, entities = parse_html(source)
    assert (parsed, [entity.type for entity in entities]) == (text, types)


def test_html_entity_details() -> None:
    _, (link,) = parse_html("😀<a href='http://a.cn?b=1&amp;c=2'>x</a>")
    assert (link.offset, link.length, link.url) == (2, 1, "http://a.cn/?b=1&c=2")
    _, (pre,) = parse_html('<pre><code class="language-python">x</code></pre>')
    assert pre.language == "python"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("字<p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("a < b", 'Unclosed start tag at byte offset 2|Unsupported start tag ""'),
        ("<3", "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
        ("<a href>x</a>", "Expected equal sign"),
        ("<a href='x", "Unclosed start tag"),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier"),
        ("<br/>", 'Unsupported start tag "br/"'),
        ("&#xd800;", "invalid Unicode characters"),
    ],
)
def test_broken_html(source: str, problem: str) -> None:
    with pytest.raises(EntityError, match=problem):
        parse_html(source)


@settings(max_examples=300, deadline=None, database=None)
@given(st.text())
def test_escaped_text_parses_back_to_itself(text: str) -> None:
    assert parse_html(html.escape(text)) == (text, ())
    parsed, entities = parse_html(f"<b>{html.escape(text)}</b>")
    assert parsed == text
    assert [(entity.offset, entity.length) for entity in entities] == ([(0, utf16_length(text))] if text else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", ["bot_command"]),
        ("你好/start", []),
        ("/start你好", []),
        ("/a/b", []),
        ("/start@x", []),
        ("a@my_bot", []),
        ("问@my_bot", []),
        ("问 @my_bot，好", ["mention"]),
        ("见 https://a.cn/@x/#y。", ["url"]),
        ("a.b@c.cn #开发区 #1", ["email", "hashtag"]),
    ],
)
def test_detected_entities(text: str, found: list[str]) -> None:
    assert [entity.type for entity in detect_entities(text)] == found
