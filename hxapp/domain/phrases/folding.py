"""A phrase made ready for reading: spelt one way, cut into tokens that know their places in the text as given."""

from __future__ import annotations

import re
from itertools import accumulate, compress, count
from operator import not_
from unicodedata import combining, is_normalized, normalize

# A phrase is an indicator and its figures; of a longer text only so much is read, which bounds the time.
MOST_CHARACTERS = 4000

# One character for one, so that places stay: OCR's ƣ, every dash and blank, full-width signs, curly quotes.
_SAME = {
    **dict.fromkeys("–—−‐‑‒―÷", "-"),
    **dict.fromkeys("\t\n\r\v\f\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("“”„«»‘’", '"'),
    "ƣ": "ư", "Ƣ": "Ư", "％": "%", "≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤", "＜": "<", "＞": ">", "：": ":", "；": ";",
    "ð": "đ", "Ð": "Đ", "²": "2", "³": "3", "İ": "I",
}  # fmt: skip
_SWAPS = str.maketrans(_SAME)
# Seen by nobody: taken out, which shifts the places.
_HIDDEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_UNSEEN = re.compile(f"[{_HIDDEN}]")
_ODD = re.compile(f"[{''.join(_SAME)}{_HIDDEN}]")

# A number ends before its '0/00'; letters and digits glued together are two tokens, save 'm2'; else one sign.
_TOKEN = re.compile(
    r"[kdc]?m[23](?!\w)|[^\W\d_]+|[0-9]+(?:,[0-9]+?)?(?=0/00(?![0-9]))|0/00|[0-9]+(?:[.,][0-9]+)*"
    r"|%[0o](?!\w)|>=|=>|<=|=<|\S"
)

# Words spelt two ways, and the way they are looked up in the lists.
SPELLINGS = {
    "tỉ": "tỷ", "sỹ": "sĩ", "hoá": "hóa", "xoá": "xóa", "khoá": "khóa", "toà": "tòa", "hoà": "hòa", "thuỷ": "thủy",
    "uỷ": "ủy", "luỹ": "lũy", "tuý": "túy", "quí": "quý", "kì": "kỳ", "ngàn": "nghìn", "bẩy": "bảy",
}  # fmt: skip
_SPELT_TWICE = frozenset(SPELLINGS)


_AND_A_BLANK = (1).__add__


def tokens_of(words: str) -> list[str]:
    """The tokens of an entry of the word lists, as a phrase's are looked up."""
    return [SPELLINGS.get(word, word) for word in _TOKEN.findall(words)]


class Tokens:
    """The tokens of a phrase: lower-case words, numbers and signs, where they start, and the text they stand in.

    `places` tells where each character of that text stood in the text as given (None: where it stands).
    """

    __slots__ = ("places", "shown", "starts", "words")

    def __init__(self, text: str) -> None:
        self.shown, low, self.places = _plain(text)
        pieces = low.lower().split(" ")
        places = list(accumulate(map(_AND_A_BLANK, map(len, pieces)), initial=0))
        words: list[str] = []
        starts: list[int] = []
        done = 0
        # Words stand as they are; the few pieces with signs and numbers are cut up.
        for piece in compress(count(), map(not_, map(str.isalpha, pieces))):
            words += pieces[done:piece]
            starts += places[done:piece]
            at, text = places[piece], pieces[piece]
            done = piece + 1
            head = text[:-1]
            if (head.isalpha() or head.isdecimal()) and not text[-1].isalnum():  # 'nghèo,', '95%'
                words += head, text[-1]
                starts += at, at + len(head)
                continue
            for match in _TOKEN.finditer(text):
                words.append(match[0])
                starts.append(at + match.start())
        words += pieces[done:]
        starts += places[done:-1]
        if not _SPELT_TWICE.isdisjoint(words):
            words = [SPELLINGS.get(word, word) for word in words]
        self.words, self.starts = words, starts

    def end(self, token: int) -> int:
        """Where the token ends in the shown text."""
        return self.starts[token] + len(self.words[token])

    def given(self, first: int, last: int) -> tuple[int, int]:
        """Where the tokens first to last (without last) stand in the text as given."""
        start, end = self.starts[first], self.end(last - 1)
        return (start, end) if self.places is None else (self.places[start], self.places[end])

    def given_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the tokens stand in the text as given; None for no tokens."""
        return self.given(start, end) if start < end else None

    def text(self, first: int, last: int) -> str:
        """The words first to last (without last) as shown, blanks single."""
        if first >= last:
            return ""
        text = self.shown[self.starts[first] : self.starts[last - 1] + len(self.words[last - 1])]
        return text if text.isprintable() and "  " not in text else " ".join(text.split())


def _plain(text: str) -> tuple[str, str, list[int] | None]:
    """The text to show, the text to read, and where each of their characters stood (None: where it stands)."""
    if len(text) > MOST_CHARACTERS:
        cut = text.rfind(" ", MOST_CHARACTERS // 2, MOST_CHARACTERS)
        text = text[: cut if cut > 0 else MOST_CHARACTERS]
    places = None
    composed = is_normalized("NFC", text)
    if composed and not _ODD.search(text):
        return text, text, places
    if not composed or _UNSEEN.search(text):
        text, places = _composed(text)
    return text.replace("ƣ", "ư").replace("Ƣ", "Ư"), text.translate(_SWAPS), places


def _composed(text: str) -> tuple[str, list[int]]:
    """The text with letters composed and unseen characters gone, and where each character stood (and the end)."""
    pieces: list[str] = []
    places: list[int] = []
    at, size = 0, len(text)
    while at < size:
        end = at + 1
        while end < size and combining(text[end]):
            end += 1
        piece = normalize("NFC", _UNSEEN.sub("", text[at:end]))
        pieces.append(piece)
        places.extend([at] * len(piece))
        at = end
    places.append(size)
    return "".join(pieces), places
