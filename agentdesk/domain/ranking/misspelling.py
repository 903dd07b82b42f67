"""What a word that no answer has may stand for: a slip of the finger, or words written as one."""

from collections.abc import Callable, Iterator

SLIP = 0.7
"""What a word counts that was probably meant."""
PART = 0.5
"""What a part counts of a word that was put together of known ones."""
SHORTEST = 4
"""Letters from which on a word can be mistyped, and be a part."""
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщъыьэюя"


def meant(word: str, count: Callable[[str], int]) -> list[tuple[str, float]]:
    """Return the known words that an unknown one may stand for, with what each counts.

    ``count`` says how many answers have a word. Numbers stand for nothing but themselves.
    """
    if len(word) < SHORTEST or not word.isalpha():
        return []
    near = {other: n for other in slips(word) if len(other) >= 3 and (n := count(other))}
    if near:
        best = min(near, key=lambda other: (-near[other], other))
        return [(best, SLIP)]
    return [(part, PART) for part in _parts(word, count)]


def slips(word: str) -> Iterator[str]:
    """Yield every word that is one slip away: a letter missing, doubled, wrong, or two swapped."""
    letters = _CYRILLIC if word[0] >= "\u0400" else _LATIN
    for n in range(len(word) + 1):
        head, tail = word[:n], word[n:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in letters:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def _parts(word: str, count: Callable[[str], int]) -> list[str]:
    """Return the longest known beginning and end of a word that was put together."""
    if len(word) < 2 * SHORTEST:
        return []
    cuts = range(SHORTEST, len(word) - SHORTEST + 1)
    end = next((word[n:] for n in cuts if count(word[n:])), "")
    head = next((word[:n] for n in reversed(cuts) if count(word[:n])), "")
    return [part for part in (head, end) if part]
