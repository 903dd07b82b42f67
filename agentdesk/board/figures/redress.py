"""Complaints, and what was granted out of goodwill."""

from collections.abc import Iterator

from agentdesk.board.figures.counting import cases_of, count, figure, ratio
from agentdesk.board.figures.figure import Figure, Item, Look
from agentdesk.board.records import CaseRecord, ComplaintRecord

COMPLAINTS = "ISO 10002:2018 §7; docs/events.md, “Figures”"


def _goodwill(look: Look) -> Iterator[Item]:
    currency = look.setup.goodwill.currency
    for case in cases_of(look):
        for grant in case.goodwill:
            if look.span.holds(grant.at) and grant.currency == currency:
                yield Item(grant.at, case, grant.cents)


def _opened(look: Look) -> Iterator[tuple[CaseRecord, ComplaintRecord]]:
    for case in cases_of(look):
        if case.complaint is not None and look.span.holds(case.complaint.opened_at):
            yield case, case.complaint


def _complaints(look: Look) -> Iterator[Item]:
    return (Item(complaint.opened_at, case) for case, complaint in _opened(look))


def _acknowledged(look: Look) -> Iterator[Item]:
    for case, x in _opened(look):
        done = _first(x.acknowledged_at, x.decided_at, x.closed_at)
        yield _in_time(look, case, x, done, x.ack_due_at)


def _decided(look: Look) -> Iterator[Item]:
    for case, x in _opened(look):
        yield _in_time(look, case, x, _first(x.decided_at, x.closed_at), x.decide_due_at)


def _first(*instants: int | None) -> int | None:
    return min((at for at in instants if at is not None), default=None)


def _in_time(look: Look, case: CaseRecord, x: ComplaintRecord, done: int | None, due: int) -> Item:
    met = (look.at if done is None else done) <= due
    return Item(x.opened_at, case, met, 1, met and done is None)


FIGURES: tuple[Figure, ...] = (
    figure(
        "goodwill",
        "Goodwill",
        "Goodwill",
        "cents",
        _goodwill,
        count("cents"),
        definition="Refunds, credits and replacements that were granted, in the currency of the "
        "set-up; what was granted in another is not added.",
        formula="Σ cents of goodwill.granted",
    ),
    figure(
        "complaints",
        "Complaints",
        "Compl.",
        "count",
        _complaints,
        count(),
        definition="Complaints that were opened.",
        formula="number of complaint.opened",
        source=COMPLAINTS,
        good=-1,
    ),
    figure(
        "complaints.ack",
        "Complaints acknowledged in time",
        "Ack.",
        "share",
        _acknowledged,
        ratio("share"),
        definition="Complaints that were acknowledged no later than due, or are not due yet, of "
        "those opened.",
        formula="(acknowledged ≤ due + not yet due) ÷ opened",
        source=COMPLAINTS,
        good=1,
    ),
    figure(
        "complaints.decided",
        "Complaints decided in time",
        "Decided",
        "share",
        _decided,
        ratio("share"),
        definition="Complaints that were decided no later than due, or are not due yet, of those "
        "opened.",
        formula="(decided ≤ due + not yet due) ÷ opened",
        source=COMPLAINTS,
        good=1,
    ),
)
