"""Which answers are near to what a customer wrote: the index of one desk, kept in step.

The pane, ``answers`` in plain mode and ``agentdesk kb search`` all ask :meth:`Suggester.near`, so
that they rank alike. The index is filled in slices beside the screen's work, and follows the log:
a case that is resolved, opened again or taken back changes what was learned on every open desk
within a moment. It holds words, never texts.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from agentdesk.data.readings import Reads
from agentdesk.desk.learning import learned_id, own_words, unfolded
from agentdesk.domain.content import Answer, LearnedText
from agentdesk.domain.events import Entry
from agentdesk.domain.ranking.index import Index, Words
from agentdesk.domain.ranking.searching import NEAR, Hit, search
from agentdesk.domain.views import CaseView

SLICE = 100
"""So many texts are taken in before anything else on the desk has its turn."""
PAGE = 2_000
SPARE = 200
"""So many answers that may not be offered may stand before those that may."""
BESIDE = 0.36
"""What is worth reading beside the best has more than this part of its odds: of a long mail many
answers have something."""
ASKED = 200
"""Letters of the customer's newest words that are enough to ask with; less takes in more."""
TELLING = frozenset(
    {
        "case.resolved",
        "case.reopened",
        "case.restored",
        "case.merged",
        "message.redacted",
        "content.removed",
    }
)
"""Events after which a case may have taught something, or no longer count."""
ERASED = "customer.erased"


class Suggestion(NamedTuple):
    """An answer and how near it is, from 0 to 1."""

    answer: Answer
    score: float


class Suggester:
    """The answers of a store by their words, and what was learned of them."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._index = Index()
        self._known: dict[str, Answer] = {}
        self._knowledge: tuple[int, ...] = ()
        self._seq = 0
        self.ready = False
        """Whether everything has been taken in."""
        self._busy = asyncio.Lock()

    @property
    def learned(self) -> int:
        """How many learned texts are known."""
        return self._index.learned

    # ---- asking

    def near(
        self,
        query: str,
        k: int = 5,
        *,
        language: str = "",
        usable: Callable[[Answer], bool] | None = None,
    ) -> list[Suggestion]:
        """Return the nearest answers, the nearest first, whatever their score.

        ``language`` is the customer's, where the words do not tell. ``usable`` says which answers
        may be offered; archived ones never are.
        """
        hits = search(self._index, query, k + SPARE if usable else k, language)
        return self._suggestions(hits, k, usable)

    def fitting(
        self,
        query: str,
        k: int = 5,
        *,
        language: str = "",
        usable: Callable[[Answer], bool] | None = None,
    ) -> list[Answer]:
        """Return the answers that are near enough to be worth reading: perhaps none."""
        found = self.near(query, k, language=language, usable=usable)
        least = _odds(found[0].score) * BESIDE if found else 0.0
        return [
            suggestion.answer
            for suggestion in found
            if suggestion.score >= NEAR and _odds(suggestion.score) >= least
        ]

    def _suggestions(
        self, hits: Iterable[Hit], k: int, usable: Callable[[Answer], bool] | None
    ) -> list[Suggestion]:
        found = []
        for hit in hits:
            answer = self._known[hit.id]
            if usable is None or usable(answer):
                found.append(Suggestion(answer, hit.score))
                if len(found) == k:
                    break
        return found

    # ---- taking in

    async def fill(self) -> None:
        """Take everything in, a slice at a time. Raises ``StoreError``."""
        async with self._busy:
            self._knowledge = await self._reads.knowledge()
            await self._answers(await self._reads.answers())
            counted = await self._learned(lambda text: True)
            for text_id in self._index.texts():
                if text_id not in counted:
                    self._index.forget(text_id)
            self.ready = True

    async def catch_up(self) -> None:
        """Take in all that happened since the last time, for whoever does not follow the log.

        Raises ``StoreError``.
        """
        if not self.ready:
            self._seq = await self._reads.last_seq()
            await self.fill()
            return
        while entries := await self._reads.entries(self._seq, limit=PAGE):
            self._seq = entries[-1].seq
            cases = told(entries)
            if cases is None:
                await self.fill()
            else:
                await self.cases_changed(cases)
        await self.look_again()

    async def look_again(self) -> bool:
        """Take in what no event tells of: answers that changed, and texts taught in bulk.

        Returns whether there was anything. Raises ``StoreError``.
        """
        if not self.ready:
            return False
        knowledge = await self._reads.knowledge()
        if knowledge == self._knowledge:
            return False
        async with self._busy:
            before, self._knowledge = self._knowledge, knowledge
            new = await self._answers(await self._reads.answers())
            if new:
                await self._learned(lambda text: text.answer_id in new)
            # A moment earlier: a text taught in the same millisecond may have come after.
            await self._take(await self._reads.taught(max(0, before[0] - 1_000)))
        return True

    async def cases_changed(self, case_ids: Collection[int]) -> None:
        """Take in what cases taught, or teach no more. Raises ``StoreError``."""
        if not case_ids or not self.ready:
            return
        async with self._busy:
            texts = await self._reads.learned_in(tuple(case_ids))
            counted = {text.id for text in texts}
            for case_id in case_ids:
                for answer_id in self._known:
                    if (text_id := learned_id(case_id, answer_id)) not in counted:
                        self._index.forget(text_id)
            await self._take(texts)

    async def _answers(self, answers: Sequence[Answer]) -> set[str]:
        """Take answers in as they are; return which are new."""
        known, self._known = self._known, {answer.id: answer for answer in answers}
        wanted = {a.id: a for a in answers if a.state != "archived"}
        for answer_id in known:
            if answer_id not in wanted:
                self._index.drop(answer_id)
        new: set[str] = set()
        for n, answer in enumerate(wanted.values()):
            if answer.id not in self._index:
                new.add(answer.id)
                self._index.put(_words(answer))
            elif _words(known[answer.id]) != _words(answer):
                self._index.put(_words(answer))
            if n % SLICE == SLICE - 1:
                await asyncio.sleep(0)
        return new

    async def _learned(self, wanted: Callable[[LearnedText], bool]) -> set[str]:
        """Take in those of all learned texts that are wanted; return their ids."""
        taken: set[str] = set()
        after = ""
        while page := await self._reads.learned(after, PAGE):
            after = page[-1].id
            texts = [text for text in page if wanted(text)]
            taken.update(text.id for text in texts)
            await self._take(texts)
        return taken

    async def _take(self, texts: Sequence[LearnedText]) -> None:
        for n, text in enumerate(texts):
            self._index.learn(text.id, text.answer_id, text.text, text.language)
            if n % SLICE == SLICE - 1:
                await asyncio.sleep(0)


def told(entries: Iterable[Entry]) -> set[int] | None:
    """Return the cases after whose events learned words may count or not; ``None`` for all."""
    cases: set[int] = set()
    for entry in entries:
        if entry.fact.event.kind == ERASED:
            return None
        if entry.fact.event.kind in TELLING and entry.fact.case_id is not None:
            cases.add(entry.fact.case_id)
    return cases


def _odds(score: float) -> float:
    return score / max(1 - score, 1e-6)


def seed_of(case: CaseView) -> str:
    """Return what answers are looked for with in a case: its subject, and the customer's newest
    words; where these are few, what they wrote before, too."""
    mine = [i.message for i in case.items if i.message.direction == "in"]
    said = [message for message in mine if message.purpose == "message"]
    taken, letters = [], 0
    for message in reversed(said):
        taken.append(message)
        letters += len(unfolded(message))
        if letters >= ASKED:
            break
    return own_words(case.subject, taken)


def _words(answer: Answer) -> Words:
    """Return what an answer is found by; the blanks and variables of its text are no words."""
    name = " ".join((answer.name, answer.shortcut, *answer.tags))
    return Words(answer.id, name, plain(answer.body), answer.language)


def plain(body: str) -> str:
    """Return the text of a template without its variables and tags."""
    parts = body.split("{")
    kept = [parts[0]]
    for part in parts[1:]:
        kept.append(part.rpartition("}")[2] if "}" in part else part)
    return " ".join(kept)
