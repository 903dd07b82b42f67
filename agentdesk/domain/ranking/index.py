"""An index of answers that is asked which of them are near to some words. Pure, in memory.

How near is BM25 over each answer's words: its name, shortcut and tags (which count :data:`NAME`
times), its text, and the learned words of customers, which count as :data:`MANY` texts at most,
however many there are, so that an answer of a thousand cases does not drown one of three. How rare
a word is is told by the *effective* number of answers that have it, (sum of counts)² / sum of
squared counts: a word that a hundred learned texts brought by chance into fifty answers, but is
at home in two, counts as rare. All of it is explained in docs/answers.md.

The same answers and learned texts give the same index, in whatever order they came and whatever
came and went between: all that it keeps are integers.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from typing import NamedTuple

from agentdesk.domain.ranking.languages import guess
from agentdesk.domain.ranking.tokens import terms

NAME = 4
"""What a word of the name, shortcut or tags counts more than one of the text."""
MANY = 10
"""From so many learned texts on, more of them only share what these weigh."""
SURE = 2.0
"""So many small words of another language say that an answer is not in the one it is said to be."""
UNKNOWN = "en"
"""By whose rules words are stemmed whose language nothing tells."""
ENOUGH = 20
"""So often a word counts in one answer at most when it is asked how rare it is."""
_MOST = 0xFFFF
_SLOT, _BASE = 32, 16


class Words(NamedTuple):
    """What an answer is found by before anything was learned."""

    id: str
    name: str
    text: str
    language: str = ""
    """As it was given; what the text itself tells counts more."""


class Index:
    """Answers by their words. Changing it and asking it are for one thread at a time."""

    def __init__(self) -> None:
        self.terms: dict[str, int] = {}
        """Words, numbered."""
        self.posts: list[array[int]] = []
        """By term, ``slot << 32 | count in the answer << 16 | learned texts that have it``."""
        self.sums: array[int] = array("Q")
        """By term, the sum of what it counts in its answers, each :data:`ENOUGH` at most."""
        self.squares: array[int] = array("Q")
        """By term, the sum of the squares of that."""
        self.ids: list[str] = []
        """By slot; ``""`` for a free one."""
        self.spoken: list[str] = []
        """By slot, the language of an answer."""
        self.lengths: array[int] = array("I")
        """By slot, how many words an answer counts as."""
        self.parts: array[float] = array("d")
        """By slot, what one learned text counts."""
        self.length = 0
        """The sum of all lengths."""
        self._slots: dict[str, int] = {}
        self._free: list[int] = []
        self._own: list[array[int]] = []
        """By slot, the answer's own terms and how much each counts, in turns."""
        self._counts: list[tuple[int, int, int]] = []
        """By slot: own words, learned texts, words of these."""
        self._languages: Counter[str] = Counter()
        self._learned: dict[str, bytes] = {}
        """By id of a learned text: its answer's slot, then its terms."""

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, answer_id: object) -> bool:
        return answer_id in self._slots

    @property
    def learned(self) -> int:
        """How many learned texts there are."""
        return len(self._learned)

    def languages(self) -> list[str]:
        """Return the languages of the answers, the one of most answers first."""
        counts = {language: n for language, n in self._languages.items() if language and n}
        return sorted(counts, key=lambda language: (-counts[language], language))

    def count(self, term: str) -> int:
        """Return how many answers have a word."""
        number = self.terms.get(term)
        return 0 if number is None else len(self.posts[number])

    def effective(self, number: int) -> float:
        """Return in how many answers a term is at home."""
        return self.sums[number] ** 2 / self.squares[number]

    # ---- answers

    def put(self, words: Words) -> None:
        """Put an answer in; one that was there keeps what it has learned."""
        text = f"{words.name}\n{words.text}"
        language = guess(text, SURE if words.language else 0.5) or words.language
        slot = self._slot_for(words.id)
        self._take_out(slot)
        self.spoken[slot] = language
        self._languages[language] += 1
        counts: Counter[str] = Counter()
        length = 0
        for text, weight in ((words.name, NAME), (words.text, 1)):
            found = terms(text, language or UNKNOWN)
            length += weight * len(found)
            for term in found:
                counts[term] += weight
        own = self._own[slot]
        for term, count in counts.items():
            number, count = self._number(term), min(count, _MOST)
            own.extend((number, count))
            self._add(number, slot, count << _BASE)
        self._resize(slot, own=length)

    def drop(self, answer_id: str) -> None:
        """Take an answer out, with all that it has learned."""
        slot = self._slots.pop(answer_id, None)
        if slot is None:
            return
        for text_id in [i for i, kept in self._learned.items() if _slot_in(kept) == slot]:
            self.forget(text_id)
        self._take_out(slot)
        self.ids[slot] = ""
        self._free.append(slot)

    def _slot_for(self, answer_id: str) -> int:
        slot = self._slots.get(answer_id)
        if slot is not None:
            return slot
        if self._free:
            slot = self._free.pop()
        else:
            slot = len(self.ids)
            self.ids.append("")
            self.spoken.append("")
            self.lengths.append(0)
            self.parts.append(1.0)
            self._own.append(array("I"))
            self._counts.append((0, 0, 0))
        self.ids[slot] = answer_id
        self._slots[answer_id] = slot
        self._languages[self.spoken[slot]] += 1
        return slot

    def _take_out(self, slot: int) -> None:
        own = self._own[slot]
        for n in range(0, len(own), 2):
            self._add(own[n], slot, -(own[n + 1] << _BASE))
        del own[:]
        self._resize(slot, own=-self._counts[slot][0])
        self._languages[self.spoken[slot]] -= 1

    def _resize(self, slot: int, *, own: int = 0, texts: int = 0, words: int = 0) -> None:
        """Change how long an answer is; learned texts beyond :data:`MANY` add no length."""
        before = self._counts[slot]
        own, texts, words = before[0] + own, before[1] + texts, before[2] + words
        self._counts[slot] = (own, texts, words)
        self.parts[slot] = MANY / max(MANY, texts)
        length = own + words * MANY // max(MANY, texts)
        self.length += length - self.lengths[slot]
        self.lengths[slot] = length

    # ---- learned texts

    def learn(self, text_id: str, answer_id: str, text: str, language: str = "") -> bool:
        """Let an answer learn a text; one that was learned before is replaced.

        Returns ``False`` if there is no such answer.
        """
        self.forget(text_id)
        slot = self._slots.get(answer_id)
        if slot is None:
            return False
        found = set(terms(text, language or self.spoken[slot] or UNKNOWN))
        numbers = [self._number(term) for term in found]
        for number in numbers:
            self._add(number, slot, 1)
        self._resize(slot, texts=1, words=len(numbers))
        self._learned[text_id] = array("I", (slot, *numbers)).tobytes()
        return True

    def forget(self, text_id: str) -> None:
        """Take a learned text out, if it is there."""
        kept = self._learned.pop(text_id, None)
        if kept is None:
            return
        slot, *numbers = array("I", kept)
        for number in numbers:
            self._add(number, slot, -1)
        self._resize(slot, texts=-1, words=-len(numbers))

    def texts(self) -> list[str]:
        """Return the ids of all learned texts."""
        return list(self._learned)

    # ---- postings

    def _number(self, term: str) -> int:
        number = self.terms.get(term)
        if number is None:
            number = self.terms[term] = len(self.posts)
            self.posts.append(array("Q"))
            self.sums.append(0)
            self.squares.append(0)
        return number

    def _add(self, number: int, slot: int, amount: int) -> None:
        """Change what a term counts in an answer; nothing left takes the answer out of its list."""
        post, first = self.posts[number], slot << _SLOT
        at = len(post) if not post or post[-1] < first else bisect_left(post, first)
        if at < len(post) and post[at] >> _SLOT == slot:
            before = post[at]
            if before + amount == first:
                del post[at]
            else:
                post[at] = before + amount
        else:
            before = first
            post.insert(at, first + amount)
        old, new = _weight(before), _weight(before + amount)
        self.sums[number] += new - old
        self.squares[number] += new * new - old * old


def _weight(post: int) -> int:
    """Return what a term counts in an answer when it is asked how rare it is."""
    return min(ENOUGH, (post >> _BASE & _MOST) + (post & _MOST))


def _slot_in(kept: bytes) -> int:
    return array("I", kept[:4])[0]
