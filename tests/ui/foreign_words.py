"""Tells Vietnamese from foreign words in the texts of a window."""

from __future__ import annotations

import re


def words(text: str) -> set[str]:
    return set(text.split())


# A word in plain ASCII letters is foreign unless it stands here. Left out on purpose: 'to', 'an', 'do', 'on', 'can'.
PLAIN = words(
    """
    ba ban ca cao cha chi cho chung con danh dung ghi hai hay in khay khi khung lam ngang ngay nhau nhu phong phim qua
    ra sai sang sao sau thanh thay theo thu tin trang trong xem xoay xong
    """
)
# What is English too is Vietnamese in these.
PHRASES = ("phóng to", "an toàn", "do thái", "di động", "hy lạp", "n'ko")
PAPER = words(
    "ANSI DL JIS PRC US Chou Executive Folio Kaku Ledger Legal Letter Monarch Quarto Statement Super Tabloid You"
)
UNITS = words("CC DD KB MB GB TB byte cm mm in pc pt Cicero Didot Inch Pica Point")
NAMES = PAPER | UNITS | words("HTML PDF Esc SA CH sa ch")
SCRIPTS = words(
    """
    Armenia Bengal Devanagari Gruzia Gujarat Gurmukhi Kannada Khmer Kirin Latinh Malayalam Ogham Oriya Rune Sinhala
    Syria Tamil Telugu Thaana
    """
)
CONTROLS = words("FSI LRE LRI LRM LRO PDI RLE RLI RLM RLO ZWJ ZWNJ ZWSP Unicode")
ABOUT_QT = words("Company GNU GPL Linux Ltd Qt The")


def foreign(text: str, names: set[str] = NAMES) -> list[str]:
    """The words of `text` that are neither Vietnamese nor a name."""
    # Behind a tab stand the keys of a menu's line, behind '#' the digits of a colour.
    bare = re.sub(r"<[^>]*>|&\w+;|%\d|\t.*|#[0-9a-f]{6}", " ", text).replace("&", "").casefold()
    for phrase in PHRASES:
        bare = bare.replace(phrase, " ")
    known = PLAIN | {name.casefold() for name in names}
    return [word for word in re.findall(r"[^\W\d_]+", bare) if word.isascii() and len(word) > 1 and word not in known]
