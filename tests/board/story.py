"""The story of the metrics vectors as entries of a log: plainly, or with what must not count."""

from agentdesk.board.ledger.ledger import Ledger
from agentdesk.domain.events import Entry
from tests.unit.test_figures_from_events import Telling, cases, live, nothing_that_counts, people


def entries(*, told_twice: bool = False) -> list[Entry]:
    """Return the log; ``told_twice`` with undone acts, spam, duplicates and an erasure in it."""
    telling = Telling()
    cases(telling)
    live(telling)
    people(telling)
    if told_twice:
        nothing_that_counts(telling)
    return [Entry(seq, fact.at, fact) for seq, fact in enumerate(telling.run(), start=1)]


def ledger_of(log: list[Entry], at: int | None = None) -> Ledger:
    """Fold what was recorded by a moment."""
    ledger = Ledger()
    ledger.apply(entry for entry in log if at is None or entry.recorded_at <= at)
    return ledger
