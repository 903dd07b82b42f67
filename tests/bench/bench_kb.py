"""How well and how fast answers are found: ``python -m tests.bench kb``, or this with a folder.

The folder holds ``articles.jsonl`` (id, title, body), ``queries.jsonl`` (query, relevant) and, if
there are any, ``out_of_scope.jsonl`` (query). Beside every figure stands that of SQLite's own
full-text search (BM25, porter stemmer) over the same texts. What is learned is never asked: of the
queries of each article some are taught and the others asked, in turns.
"""

import json
import random
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from agentdesk.domain.ranking.index import Index, Words
from agentdesk.domain.ranking.searching import NEAR, search

FOLDER = Path(__file__).parents[3] / "shared" / "samples" / "search-clinc150"
Ranked = list[tuple[str, float]]
Search = Callable[[str], Ranked]
ANSWERS, TEXTS, VOCABULARY = 5_000, 100_000, 20_000


class Known(NamedTuple):
    """An article, with the words of solved cases."""

    id: str
    title: str
    body: str
    learned: Sequence[str] = ()


def ours(known: Sequence[Known]) -> Search:
    """Return a search over an index of ours."""
    index = Index()
    for one in known:
        index.put(Words(one.id, one.title, one.body))
        for number, text in enumerate(one.learned):
            index.learn(f"{number}:{one.id}", one.id, text)
    return lambda query: [(hit.id, hit.score) for hit in search(index, query)]


def theirs(known: Sequence[Known]) -> Search:
    """Return a search by FTS5 over title and body, learned texts behind the body."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE f USING fts5(id UNINDEXED, title, body, tokenize='porter')")
    rows = ((one.id, one.title, "\n".join((one.body, *one.learned))) for one in known)
    db.executemany("INSERT INTO f VALUES (?, ?, ?)", rows)

    def find(query: str) -> Ranked:
        words = dict.fromkeys(re.findall(r"\w+", query.lower()))
        if not words:
            return []
        wanted = " OR ".join(f'"{word}"' for word in words)
        sql = "SELECT id, -bm25(f) FROM f WHERE f MATCH ? ORDER BY bm25(f), id LIMIT 5"
        return db.execute(sql, (wanted,)).fetchall()

    return find


def mrr(find: Search, asked: Sequence[tuple[str, str]]) -> float:
    """Return the mean of 1 / place of the right article, 0 where it is not in the first five."""
    total = 0.0
    for query, right in asked:
        ids = [id for id, _ in find(query)]
        total += 1 / (ids.index(right) + 1) if right in ids else 0
    return total / len(asked)


def area(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Return how often a query that fits scores above one that does not (ROC's area)."""
    won = sum((a > b) + 0.5 * (a == b) for a in inside for b in outside)
    return won / (len(inside) * len(outside))


def tops(find: Search, queries: Sequence[str]) -> list[float]:
    """Return the best score of each query."""
    return [max((score for _, score in find(query)), default=0.0) for query in queries]


def rows(path: Path) -> list[dict[str, object]]:
    """Return the JSON lines of a file; none if it is not there."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def say(what: str, one: float, other: float) -> None:
    """Print a figure of ours beside that of FTS5."""
    tell(f"{what:<44} {one:.4f}   FTS5 porter {other:.4f}   ratio {one / other:.3f}")


def quality(folder: Path) -> None:
    """Measure what is found, what is learned and what is kept silent."""
    known = [
        Known(str(a["id"]), str(a["title"]), str(a["body"]))
        for a in rows(folder / "articles.jsonl")
    ]
    asked = [(str(q["query"]), q["relevant"][0]) for q in rows(folder / "queries.jsonl")]  # type: ignore[index]  # a list
    mine, fts = ours(known), theirs(known)
    say(f"MRR@5 of {len(asked)} queries, {len(known)} articles", mrr(mine, asked), mrr(fts, asked))
    outside = [str(q["query"]) for q in rows(folder / "out_of_scope.jsonl")]
    if outside:
        silence(mine, fts, [query for query, _ in asked], outside)
    by: dict[str, list[str]] = {}
    for query, right in asked:
        by.setdefault(right, []).append(query)
    tell("MRR@5 of queries held out, k solved cases an answer taught")
    fewest = min(map(len, by.values()))
    for k in (1, 2, 3, 4):
        if k < fewest:
            say(f"  k = {k}", *taught(known, by, k, bare=False))
    tell("the same, of articles that have a title only; their lines are taught first")
    lines = min(len(one.body.splitlines()) for one in known)
    for k in (0, 1, 5, 9):
        if k < lines + fewest:
            say(f"  k = {k}", *taught(known, by, k, bare=True))


def silence(mine: Search, fts: Search, inside: Sequence[str], outside: Sequence[str]) -> None:
    """Measure how well the score tells what fits from what does not."""
    fits, strays = tops(mine, inside), tops(mine, outside)
    say("area under ROC of the best score", area(fits, strays),
        area(tops(fts, inside), tops(fts, outside)))  # fmt: skip
    near = sum(score >= NEAR for score in fits)
    wrong = sum(score >= NEAR for score in strays)
    tell(
        f"at {NEAR}: near for {near / len(fits):.0%} of what fits, silent for "
        f"{1 - wrong / len(strays):.0%} of what does not, precision {near / (near + wrong):.2f}"
    )


def taught(
    known: Sequence[Known], by: dict[str, list[str]], k: int, *, bare: bool
) -> tuple[float, float]:
    """Return the MRR of ours and of FTS5 with ``k`` cases taught, over every turn."""
    mine = other = 0.0
    turns = min(map(len, by.values()))
    for turn in range(turns):
        cases, asked = [], []
        for one in known:
            queries = by.get(one.id, [])
            if bare:
                rest = [q for n, q in enumerate(queries) if n != turn]
                pool = [*one.body.splitlines(), *rest]
                asked += [(queries[turn], one.id)] if queries else []
                cases.append(Known(one.id, one.title, "", pool[:k]))
            else:
                pool = [queries[(turn + n) % len(queries)] for n in range(k)] if queries else []
                asked += [(query, one.id) for query in queries if query not in pool]
                cases.append(one._replace(learned=pool))
        mine += mrr(ours(cases), asked) / turns
        other += mrr(theirs(cases), asked) / turns
    return mine, other


def speed() -> None:
    """Measure a suggestion over 5,000 answers with 100,000 learned texts, and what these cost."""
    chance = random.Random(1)
    syllables = [c + v for c in "bcdfghklmnprst" for v in "aeiou"]
    vocabulary = [
        "".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(VOCABULARY)
    ]
    weights = list(accumulate(1 / (n + 5) for n in range(VOCABULARY)))

    def text(words: int) -> str:
        return " ".join(chance.choices(vocabulary, cum_weights=weights, k=words))

    answers = [Known(f"a{n}", text(5), text(50)) for n in range(ANSWERS)]
    learned = [text(12) for _ in range(TEXTS)]
    before, begun = memory(), time.perf_counter()
    index = Index()
    for one in answers:
        index.put(Words(one.id, one.title, one.body, "en"))
    for n, words in enumerate(learned):
        index.learn(f"{n}:a", f"a{n % ANSWERS}", words, "en")
    took, grown = time.perf_counter() - begun, memory() - before
    tell(
        f"{ANSWERS:,} answers and {TEXTS:,} learned texts: {took:.1f} s in all "
        f"({took / (ANSWERS + TEXTS) * 1e6:.0f} us each), {grown:.0f} MB"
    )
    fts = theirs([one._replace(learned=learned[n::ANSWERS]) for n, one in enumerate(answers)])
    for count in (3, 12, 40, 150):
        queries = [text(count) for _ in range(40)]
        mine = sorted(timed(lambda q: search(index, q), query) for query in queries)
        other = sorted(timed(fts, query) for query in queries)
        tell(
            f"  {count:>3} words: median {mine[20]:.1f} ms, worst {mine[-1]:.1f} ms (limit 20)"
            f"   FTS5 median {other[20]:.1f} ms   ratio {mine[20] / other[20]:.2f}"
        )


def timed(find: Callable[[str], object], query: str) -> float:
    """Return how many milliseconds a search takes, the best of three: others may be at work."""
    took = []
    for _ in range(3):
        begun = time.perf_counter()
        find(query)
        took.append(time.perf_counter() - begun)
    return min(took) * 1000


def memory() -> float:
    """Return how many MB this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def main(arguments: list[str]) -> int:
    """Run; the folder may be given."""
    given = [argument for argument in arguments if argument != "quality"]
    folder = Path(given[0]) if given else FOLDER
    if (folder / "articles.jsonl").exists():
        quality(folder)
    else:
        tell(f"There is no articles.jsonl in {folder}: how well is not measured.")
    if "quality" not in arguments:
        speed()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
