"""Reading a target as an office wrote it."""

from __future__ import annotations

import argparse

from hxapp.commands.command import (
    DONE,
    Command,
    Misunderstood,
    needed,
    print_json,
)


def _declare_parse(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("phrase", nargs="?")
    parser.add_argument("--unit")
    parser.add_argument("--json", action="store_true")


def _parse_phrase(chosen: argparse.Namespace) -> int:
    from hxapp.domain.targets import parse_phrase, short_words, words
    from hxapp.domain.words import tidy
    from hxapp.services.phrases import facts_of, judged_by_name

    text = needed(chosen, "phrase", "lời văn cần đọc (đặt trong dấu ngoặc kép)")
    if not tidy(text):
        raise Misunderstood("Lời văn cần đọc còn trống.")
    phrase = parse_phrase(text)
    if chosen.json:
        targets = [
            {**facts_of(target), "words": words(target), "short": short_words(target)} for target in phrase.targets
        ]
        print_json({"indicator": phrase.indicator, "targets": targets})
        return DONE
    print(f"Chỉ tiêu: {phrase.indicator or '(lời văn không nêu tên)'}")
    for number, target in enumerate(phrase.targets, start=1):
        said = words(target)
        named = f"{target.name}: {said}" if target.name else said
        judged = judged_by_name(target, target.name or phrase.indicator, chosen.unit or "")
        print(f"{number}. {'Trong đó, ' if target.of_which else ''}{named}\n   {judged}")
    return DONE


COMMANDS = {
    "parse": Command(_declare_parse, _parse_phrase),
}
