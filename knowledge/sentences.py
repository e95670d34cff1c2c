"""Cut running text into sentences without losing, changing or cutting inside a number or a quotation."""

_ENDERS = frozenset("。!?！？…\n\u2028\u2029")
_CLOSERS = frozenset("\"'”’」』)）】》〉]")
_PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》", "（": "）", "【": "】"}
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof no nos co ltd inc corp st vs etc e.g i.e u.s u.k approx fig vol art sec dept est"
    " jan feb mar apr jun jul aug sep sept oct nov dec a.m p.m ph.d".split()
)
_LONGEST_QUOTATION = 200


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the [start, end) spans of the sentences; together they cover `text` exactly.

    A sentence ends at 。！？… or a line break, at a full stop that ends an English sentence, and takes closing
    quotes and brackets with it. An ender inside an open Chinese quotation of up to 200 characters does not end
    the sentence around it. Runs in time linear in the length of `text`.
    """
    spans: list[tuple[int, int]] = []
    start = position = 0
    quoted_until = -1
    while position < len(text):
        character = text[position]
        if character in _PAIRS and position >= quoted_until:
            closing = text.find(_PAIRS[character], position + 1, position + _LONGEST_QUOTATION)
            if closing >= 0 and "\n" not in text[position:closing]:
                quoted_until = closing
        position += 1
        inside_quotation = position - 1 < quoted_until
        ends = _ends_sentence(text, position - 1)
        if not ends or (inside_quotation and character != "\n"):
            continue
        while position < len(text) and (text[position] in _ENDERS or text[position] in _CLOSERS):
            position += 1
        while position < len(text) and text[position] in " \t\u3000":
            position += 1
        spans.append((start, position))
        start = position
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def split_sentences(text: str) -> list[str]:
    """Return the sentences of `text`, outer white space removed, empty ones left out."""
    sentences = (text[start:end].strip() for start, end in sentence_spans(text))
    return [sentence for sentence in sentences if sentence]


def _ends_sentence(text: str, place: int) -> bool:
    """Whether the character at `place` may end a sentence."""
    character = text[place]
    if character == ".":
        return _ends_english_sentence(text, place)
    if character in "!?":  # inside an address (…/form?id=3) they end nothing
        return not (place + 1 < len(text) and _in_latin_word(text[place + 1]) and text[place + 1] != ".")
    return character in _ENDERS


def _ends_english_sentence(text: str, dot: int) -> bool:
    """Whether the full stop at `dot` closes a sentence rather than an abbreviation, number or address."""
    after = dot + 1
    while after < len(text) and text[after] in _CLOSERS:
        after += 1
    if after < len(text) and not text[after].isspace():
        return False
    word_start = dot
    while word_start > 0 and dot - word_start < 12 and _in_latin_word(text[word_start - 1]):
        word_start -= 1
    word = text[word_start:dot].lower()
    initials = all(len(part) == 1 and part.isalpha() for part in word.split("."))
    list_number = word.isdigit() and text[max(0, word_start - 1) : word_start].strip(" \t") in ("", "\n")
    at_line_start = not text[:word_start].rstrip(" \t") or text[:word_start].rstrip(" \t").endswith("\n")
    if word in _ABBREVIATIONS or initials or (list_number and at_line_start):
        return False
    following = text[after : after + 12].lstrip()
    return not (following and following[0].isascii() and following[0].islower())


def _in_latin_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == ".")
