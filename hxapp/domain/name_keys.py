"""The key of an indicator's name: what its spellings have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from hxapp.domain.words import match_key, nfc, tidy

_TONES = "\u0300\u0309\u0303\u0301\u0323"
_TONE = re.compile(f"[{_TONES}]")
_SYLLABLE = re.compile("(?:[^\\W\\d_][\u0300-\u036f]*)+")
_SHORT_Y = re.compile("(?:[^aeiouy\u0300-\u036f]*|qu)y")
_SAME_LETTER = str.maketrans("ðɖ", "đđ")
_BESIDE_SIGN = re.compile(r" ?([^\w\s\u0300-\u036f]) ?")
MOST_NESTED = 3
BRACKETED = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]")


def name_key(name: str, *, brackets: bool = True) -> str:
    """What two spellings of one name share: case, blanks, sorts of dashes and quotes, composed or not, the accent's
    place (hoà, hòa) and y or i where both are written (tỷ, tỉ; not máy, mái) do not matter; accents do.

    With `brackets` false, words in brackets do not count. For looking something up as it is typed see
    `words.match_key`, whose equality every equality of this key implies but for blanks.
    """
    text = tidy(name)
    for _depth in range(0 if brackets else MOST_NESTED):
        text = BRACKETED.sub(" ", text)
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_SAME_LETTER)
    settled = _SYLLABLE.sub(lambda match: _settled(match[0]), folded)
    signs = "".join(letter if letter.isalnum() or letter in _TONES else _sign(letter) for letter in settled)
    return nfc(_BESIDE_SIGN.sub(r"\1", " ".join(signs.split())))


@lru_cache(maxsize=4096)
def _settled(syllable: str) -> str:
    """The decomposed syllable with its tone behind its letters, and i for a y that is its only vowel (or after qu)."""
    letters = _TONE.sub("", syllable)
    if _SHORT_Y.fullmatch(letters):
        letters = letters[:-1] + "i"
    return letters + "".join(sorted(_TONE.findall(syllable)))


@lru_cache(maxsize=1024)
def _sign(sign: str) -> str:
    return match_key(sign) or sign


# --- what the words of a name weigh -----------------------------------------------------------------------------------
