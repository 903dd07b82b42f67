"""Finding answers key by key among 5,000, beside a plain scan of every text for what is typed."""

import random
import sys
import time
from collections.abc import Sequence

from agentdesk.domain.content import Answer
from agentdesk.seat.finding import Finder

ANSWERS, SEARCHES = 5_000, 60
_PARTS = tuple("re fund par cel or der grin wa ter boil er card bill ship ment war ran".split())  # noqa: SIM905


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def words(chance: random.Random, many: int) -> list[str]:
    """Return made-up words that look alike, as words of one trade do."""
    made = {
        "".join(chance.choice(_PARTS) for _ in range(chance.randint(1, 4))) + chance.choice("  sne")
        for _ in range(many)
    }
    return sorted(word.strip() for word in made)


def answers(chance: random.Random) -> list[Answer]:
    """Return answers whose words are as unevenly spread as in any language."""
    known = words(chance, 20_000)
    chance.shuffle(known)
    weights = [1 / (rank + 2) ** 0.9 for rank in range(len(known))]

    def text(length: int) -> str:
        return " ".join(chance.choices(known, weights, k=length))

    return [
        Answer(f"a{n}", "canned", text(4), chance.choice(known)[:10], text(90))
        for n in range(ANSWERS)
    ]


def typed(chance: random.Random, known: Sequence[Answer]) -> str:
    """Return words of an answer in another order, half of the time mistyped."""
    answer = chance.choice(known)
    wanted = [*chance.sample(answer.name.split(), 2), chance.choice(answer.body.split())]
    chance.shuffle(wanted)
    text = " ".join(wanted)
    if chance.random() < 0.5:
        at = chance.randrange(len(text) - 1)
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text


def main() -> None:
    """Print how long a key takes, and a plain scan for the same letters."""
    chance = random.Random(1)
    known = answers(chance)
    finder = Finder(known)
    began = time.perf_counter()
    finder.ready()
    _say(f"{ANSWERS:,} answers, once beforehand: {time.perf_counter() - began:.2f} s")
    keys, scans = [], []
    for _ in range(SEARCHES):
        text = typed(chance, known)
        for length in range(1, len(text) + 1):
            began = time.perf_counter()
            finder.find(text[:length], "en")
            keys.append(time.perf_counter() - began)
            began = time.perf_counter()
            [a for a in known if text[:length] in a.name or text[:length] in a.body]
            scans.append(time.perf_counter() - began)
    for what, times in (("a key", keys), ("a plain scan", scans)):
        times.sort()
        p50, p95, p99 = (times[int(len(times) * p)] * 1000 for p in (0.5, 0.95, 0.99))
        _say(f"{what}: p50 {p50:.2f}  p95 {p95:.2f}  p99 {p99:.2f} ms of {len(times):,}")


if __name__ == "__main__":
    main()
