"""From clause to clause: what a phrase's clauses hand on, so that its drafts know their heads, verbs and parts (9)."""

from __future__ import annotations

from hxapp.domain.phrases.binding import Draft, Range, drafts
from hxapp.domain.phrases.clauses import Clause
from hxapp.domain.phrases.folding import Tokens
from hxapp.domain.phrases.items import Kind
from hxapp.domain.phrases.sets import ACTIONS, MEASURES, PREDICATES, PREPOSITIONS


class Gathering:
    """The drafts of a phrase as its clauses come: what a clause hands on to the next."""

    # Its lists are never changed in place.
    pending: list[Range] = []
    stale: list[Range] = []  # pending words with a semicolon behind them
    head: list[Range] = []
    times: list[Range] = []
    per: str | None = None
    gov = ""
    listing = False  # a verb and a colon open the list, so that the verb governs across semicolons
    parting = False  # behind 'trong đó', before its first figure
    part: Draft | None = None  # the first draft of an open 'trong đó'
    whole: Draft | None = None
    loose: Draft | None = None
    outer: Draft | None = None  # the last one that stands in no brackets
    held: Draft | None = None  # kept without a figure, while its name may go on

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.found: list[Draft] = []
        self.everything: list[Range] = []

    def finish(self) -> list[Draft]:
        """All drafts in the order of the text."""
        if self.held is not None:
            self._let_go(None, [])
        self._return()
        self.found.sort(key=lambda draft: draft.first)
        return self.found

    def _return(self) -> None:
        """Words behind 'và' after a figure are of its name where no other figure takes them."""
        if self.loose is not None:
            self.loose.tail = self.loose.tail + self.loose.leftover
            self.loose = None

    def take(self, clause: Clause) -> None:
        """The clause's drafts, with what the ones before hand on to them."""
        opener = clause.opener
        if opener == Kind.STOP:
            self._return()
            self.head, self.pending, self.part, self.gov, self.listing = [], [], None, "", False
        elif opener == Kind.SEMICOLON:
            self._return()
            self.stale, self.pending = [] if self.found else self.pending, []
            if not self.head and not self.listing:
                self.gov = ""
        made = drafts(self.tokens.words, clause)
        if self.held is not None:
            self._let_go(clause, made)
        if opener == Kind.OF_WHICH:
            self.part, self.pending, self.parting = None, [], True
            self.whole = self.outer if self.outer is not None and self.outer.figure is not None else None
        if not made:
            self._hand_on(clause)
            return
        if made[0].figure is None and made[0].keep and not made[0].plan and not clause.bracket:
            self.held = made[0]
            self._hand_on(clause)
            return
        for draft in made:
            self._join(draft, opener)
        if not clause.bracket:
            self.pending = [one for one in made[-1].leftover if one[0] < one[1]]
            self.loose = made[-1] if self.pending else None
        self.per = None

    def _let_go(self, clause: Clause | None, made: list[Draft]) -> None:
        """What is kept without a figure is a target of its own, unless the next clause goes on with its name."""
        held, self.held = self.held, None
        assert held is not None
        if clause is not None and clause.opener == Kind.COMMA and clause.items:
            item = clause.items[0]
            word = self.tokens.words[item.first]
            if item.kind == Kind.NAME and word not in MEASURES and word not in ACTIONS:
                if not made:
                    more = [(one.first, one.last) for one in clause.items if one.kind in (Kind.NAME, Kind.RATE)]
                    held.pre = held.pre + more
                    self.held = held
                if not made or made[0].figure is not None:
                    return
        self.pending = []
        held.head = self.head
        self._part(held, held.opener)
        self.outer = held
        self.found.append(held)

    def _hand_on(self, clause: Clause) -> None:
        last = self.found[-1] if self.found else None
        words = self.tokens.words
        listed = last is not None and clause.opener == Kind.COMMA and not last.pre and last.tail and not clause.bracket
        if last is not None and listed and PREDICATES.isdisjoint(words[last.tail[0][0] : last.tail[-1][1]]):
            last.tail = last.tail + [(one.first, one.last) for one in clause.items if one.kind == Kind.NAME]
            return
        named = bool(clause.items) and clause.items[-1].kind == Kind.NAME
        for item in clause.items:
            if item.kind in (Kind.NAME, Kind.RATE):
                self.everything.append((item.first, item.last))
                if not clause.bracket:
                    self.pending = [*self.pending, (item.first, item.last)]
            elif item.kind == Kind.COLON and self.pending and not self.found and named:
                self.head, self.pending = self.pending, []
            elif item.kind == Kind.PER:
                self.per = item.value.lstrip("/")
            elif item.kind == Kind.TIME:
                self.times = [*self.times, (item.first, item.last)]
            elif item.kind == Kind.VERB:
                self.gov = item.value

    def _join(self, draft: Draft, opener: int) -> None:
        found = self.found
        if draft.bracket:
            draft.parent = self.outer
        else:
            if draft.head:
                draft.head = self.pending + draft.head
                self.head, self.gov = draft.head, draft.gov
            else:
                draft.head = self.head
                if self.pending and self._goes_on(draft):
                    draft.pre = self.pending + draft.pre
                    self.loose = None
                elif self.stale and not draft.pre and not draft.tail:
                    draft.pre = self.stale
            self.pending, self.stale = [], []
            self._govern(draft)
            self.outer = draft
        if self.per is not None and draft.per is None:
            draft.per = self.per
        if self.times:
            draft.times, self.times = self.times + draft.times, []
        self._part(draft, opener)
        found.append(draft)

    def _goes_on(self, draft: Draft) -> bool:
        """Whether the words of the clauses before, without a figure of their own, are of this name."""
        words = self.tokens.words
        figure = draft.figure
        if not draft.pre:
            return figure is None or not draft.tail or words[draft.tail[0][0]] in PREPOSITIONS
        if figure is None or figure.nothing:
            return False
        if draft.strives:
            return False
        first = words[draft.pre[0][0]]
        return (first not in MEASURES and first not in ACTIONS) or words[self.pending[0][0]] in MEASURES

    def _govern(self, draft: Draft) -> None:
        """A verb before the first noun of a list governs its items until another verb (5.7)."""
        if draft.verb or draft.keep:
            self.listing = self.listing or draft.listing
            leads = draft.keep or ((draft.verb_first or not draft.pre) and not draft.level and not draft.link)
            self.gov = ("keep" if draft.keep else draft.verb) if leads else ""
        elif draft.strives and draft.figure is not None:
            self.gov = ""
        elif draft.figure is not None and self.gov:
            first = self.tokens.words[draft.pre[0][0]] if draft.pre else ""
            if first in ACTIONS or draft.rate or draft.times_over or self._states(draft):
                self.gov = ""
            elif self.gov == "keep":
                draft.keep = True
            else:
                draft.gov = self.gov

    def _states(self, draft: Draft) -> bool:
        """Whether a share opens a sentence of its own behind 'và' ('giảm … 0,3% và 90% hộ dùng nước sạch')."""
        last = self.found[-1] if self.found else None
        if not draft.joined or draft.pre or not draft.tail or last is None or not last.pre:
            return False
        return not PREDICATES.isdisjoint(self.tokens.words[draft.tail[0][0] : draft.tail[-1][1]])

    def _part(self, draft: Draft, opener: int) -> None:
        """Whether the figure is one of those 'trong đó' (9), and a share of a total that is a figure (10)."""
        figure = draft.figure
        if figure is None:
            return
        if not (draft.pre or draft.tail or self.parting) and self.found:
            draft.of_which = self.found[-1].of_which
        elif self.parting:
            self.part, self.parting = draft, False
            draft.of_which = True
        elif opener == Kind.APART:
            self.part = self.part if draft.bracket else None
        elif self.part is not None:
            first = self.part.figure
            same = first is not None and (figure.unit == first.unit or draft.bracket)
            word = self.tokens.words[draft.pre[0][0]] if draft.pre else ""
            begins = self.tokens.words[self.part.pre[0][0]] if self.part.pre else ""
            if same and (word not in MEASURES or word == begins):
                draft.of_which = True
            elif not draft.bracket:
                self.part = None
        if draft.of_which and self.whole is not None and self.whole.figure is not None:
            total = self.whole.figure.unit
            draft.part_of_total = draft.part_of_total or (
                figure.unit == "%" and total is not None and total not in ("%", "‰", "lần")
            )
