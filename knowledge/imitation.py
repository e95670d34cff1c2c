"""Notice text that speaks to a program, or as another speaker, rather than to a reader."""

import re

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FORGET = r"(?:忽略|无视|無視|忘记|忘記|忘掉|不要理会|不要理會|不必理会|抛开|覆盖)"
_EARLIER = r"(?:以上|上述|上面|之前|先前|前面|此前|前述|所有|一切|任何|全部|原有|系统|系統)"
_ORDERS = r"(?:指令|指示|提示词|提示詞|提示|命令|设定|設定|规则|規則|对话|對話)"
_MACHINE = r"(?:AI|人工智能|人工智慧|语言模型|語言模型|聊天机器人|聊天機器人|智能助手)"
_MACHINE_EN = r"(?:ai|assistant|language model|chatbot|dan)\b"
_WORDS = r"(?:\w{1,12}\s){0,3}?"
_EARLIER_EN = r"(?:previous|above|prior|earlier|preceding|all|any|system)\s"
_ORDERS_EN = r"(?:instruction|prompt|rule|direction|message|command)s?\b"
_SPEAKERS = r"(?:system|assistant|user|human|ai|chatbot|用户|用戶|助手|机器人|機器人|客服)"
_FROM_NOW = r"(?:从现在起|从现在开始|從現在起|從現在開始)"
_PATTERNS = re.compile(
    "|".join(
        (
            rf"{_FORGET}[^。！？\n]{{0,6}}{_EARLIER}[^。！？\n]{{0,6}}{_ORDERS}",
            rf"\b(?:ignore|disregard|forget|override)\s{_WORDS}{_EARLIER_EN}{_WORDS}{_ORDERS_EN}",
            r"(?:系统|系統)(?:提示[词詞]?|指令|消息)\s?[:：]|(?:system|developer)\s(?:prompt|message)\b",
            r"<\|[a-z_]{2,20}\|>|\[/?INST\]|<</?SYS>>",
            rf"^\s{{0,4}}{_SPEAKERS}\s?[:：]",
            rf"{_FROM_NOW}[，,]?\s?(?:请|請)?[你您](?:是|要|必须|必須|将|將|只|就|不)",
            rf"[你您](?:现在|現在)?(?:是|扮演)(?:一[个個名位])?{_MACHINE}|作为(?:一[个名款])?{_MACHINE}",
            rf"\byou are (?:now )?(?:an? )?{_MACHINE_EN}|\b(?:pretend to be|act as) (?:an? )?{_MACHINE_EN}",
            r"\bas an? (?:ai|large) language model|\bjailbreak\b|\bdeveloper mode\b",
            r"(?:回答|回复|回覆|告诉|告訴)(?:所有|每个|每個)?(?:用户|用戶|提问者|提問者)[^。！？\n]{0,4}[:：]",
        )
    ),
    re.IGNORECASE | re.MULTILINE,
)


def find_imitation(text: str) -> int | None:
    """The place, nearly, of the first words that give orders to a program or imitate a speaker; None without any.

    Characters that nobody sees are passed over. Linear in the length of `text`.
    """
    found = _PATTERNS.search(_INVISIBLE.sub("", text))
    return found.start() if found else None
