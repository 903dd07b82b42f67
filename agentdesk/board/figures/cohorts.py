"""What became of the cases that were created in a stretch of time."""

from bisect import bisect_right
from collections.abc import Callable, Iterator

from agentdesk.board.figures.counting import (
    DOCS,
    cohort_of,
    count,
    figure,
    not_yet,
    parameter,
    ratio,
)
from agentdesk.board.figures.figure import Figure, Item, Items, Look
from agentdesk.board.records import CaseRecord
from agentdesk.clock import DAY

AGAIN: dict[str, int] = {"again_ms": 7 * DAY}
"""A customer who comes again with the same within this time was not helped."""


# ---- done


def _handled(look: Look) -> Iterator[Item]:
    start, end, scope = look.span.start, look.span.end, look.scope
    every = scope.everything
    for case in look.ledger.cases():
        at = case.resolved_at
        # Whoever brought it in resolved has not resolved it here.
        if at is None or case.resolved_by is None or not start <= at < end:
            continue
        if every or scope.takes(case):
            yield Item(at, case)
    for talk in look.ledger.talks():
        at = talk.connected_at
        if at is not None and start <= at < end and (every or scope.takes(talk)):
            yield Item(at, talk)


def _resolution_rate(look: Look) -> Iterator[Item]:
    for case in cohort_of(look):
        stands = case.resolved_at is not None
        yield Item(case.created_at, case, stands, 1, case.state != "closed")


def _reopen_rate(look: Look) -> Iterator[Item]:
    for case in cohort_of(look):
        if case.first_resolved_at is not None:
            yield Item(case.created_at, case, case.reopens > 0, 1, case.state != "closed")
        else:
            yield not_yet(case.created_at, case)


def _escalated(which: Callable[[CaseRecord], int]) -> Items:
    """Return what yields the cohort's cases, and whether they were escalated so."""

    def items(look: Look) -> Iterator[Item]:
        for case in cohort_of(look):
            yield Item(case.created_at, case, which(case) > 0, 1, case.active)

    return items


def _bounces(look: Look) -> Iterator[Item]:
    for case in cohort_of(look):
        yield Item(case.created_at, case, case.returns + case.transfers, 1, case.active)


# ---- first contact


def claimed_at_once(case: CaseRecord) -> bool:
    """Say whether a case was first resolved within its first interaction, and did not move.

    A call or chat: by the end of its wrap-up. Written: before the customer wrote again.
    """
    if case.first_resolved_at is None or case.functional or case.hierarchical or case.transfers:
        return False
    if case.first_wrapped_at is not None:
        return case.first_resolved_at <= case.first_wrapped_at
    return case.asked <= 1


class Returns:
    """When customers came, by what they came with: finds who came again."""

    def __init__(self, look: Look) -> None:
        self._came: dict[tuple[str, str, str], list[int]] = {}
        for case in look.ledger.cases():
            if case.customer_id is not None and not case.imported:
                self._came.setdefault(_same(case), []).append(case.created_at)
        for instants in self._came.values():
            instants.sort()

    def again(self, case: CaseRecord, within_ms: int) -> bool:
        """Say whether the customer came again with the same soon after the case was resolved."""
        if case.customer_id is None or case.resolved_at is None:
            return False
        came, done = self._came[_same(case)], case.resolved_at
        return bisect_right(came, done + within_ms) > bisect_right(came, max(done, case.created_at))


def _same(case: CaseRecord) -> tuple[str, str, str]:
    return case.customer_id or "", case.first_type, case.reason


def _fcr(look: Look) -> Iterator[Item]:
    within_ms = parameter(AGAIN, look, "again_ms")
    returns = Returns(look)
    for case in cohort_of(look):
        if not case.settled:
            if case.active:
                yield not_yet(case.created_at, case)
            continue
        good = (
            claimed_at_once(case)
            and not case.handovers
            and not case.reopens
            and not returns.again(case, within_ms)
        )
        may_come = case.resolved_at is not None and look.at <= case.resolved_at + within_ms
        yield Item(case.created_at, case, good, 1, good and may_come)


def _claimed(look: Look) -> Iterator[Item]:
    for case in cohort_of(look):
        if case.settled:
            yield Item(case.created_at, case, claimed_at_once(case))
        elif case.active:
            yield not_yet(case.created_at, case)


def _rate(
    id: str, name: str, short: str, items: Items, definition: str, formula: str, good: int
) -> Figure:
    return figure(
        id,
        name,
        short,
        "share",
        items,
        ratio("share"),
        definition=definition,
        formula=formula,
        good=good,
    )


FIGURES: tuple[Figure, ...] = (
    figure(
        "handled",
        "Handled",
        "Handled",
        "count",
        _handled,
        count(),
        definition="Cases resolved here and calls and chats answered, each counted when it "
        "happened. A case that was reopened counts again only when it is resolved again.",
        formula="cases resolved + contacts answered",
        moved=True,
        good=1,
    ),
    _rate(
        "resolution_rate",
        "Resolution rate",
        "Resolved",
        _resolution_rate,
        "Cases created in this time that stand resolved, closed since or not, of all created.",
        "cohort whose last word is case.resolved ÷ cohort",
        1,
    ),
    _rate(
        "reopen_rate",
        "Reopen rate",
        "Reopened",
        _reopen_rate,
        "Cases that were reopened, of the cases created in this time that were ever resolved. "
        "A message of thanks reopens nothing.",
        "cases with a case.reopened ÷ cases ever resolved",
        -1,
    ),
    _rate(
        "escalation",
        "Escalation",
        "Escal.",
        _escalated(lambda case: case.functional + case.hierarchical),
        "Cases that went to a higher tier or to a lead at least once, of all created.",
        "cases with a case.escalated ÷ created",
        -1,
    ),
    _rate(
        "escalation.functional",
        "Escalation to a higher tier",
        "Tier up",
        _escalated(lambda case: case.functional),
        "Cases that went to a higher tier at least once, of all created.",
        "cases with a functional case.escalated ÷ created",
        -1,
    ),
    _rate(
        "escalation.hierarchical",
        "Escalation to a lead",
        "To lead",
        _escalated(lambda case: case.hierarchical),
        "Cases for which a lead’s attention was asked at least once, of all created.",
        "cases with a hierarchical case.escalated ÷ created",
        -1,
    ),
    figure(
        "bounces",
        "Bounces",
        "Bounces",
        "ratio",
        _bounces,
        ratio("ratio"),
        definition="How often a case was transferred or sent back to a lower tier, per case "
        "created. What a rule moves is no bounce.",
        formula="(case.returned + case.transferred) ÷ created",
        good=-1,
    ),
    figure(
        "fcr",
        "First contact resolution",
        "FCR",
        "share",
        _fcr,
        ratio("share"),
        definition="Cases settled for good by their first contact: resolved by the end of the "
        "first call or chat, or before the customer wrote a second time; without escalation, "
        "transfer or another owner, not reopened, and the same customer did not come again with "
        "the same type and reason within seven days. Resolved because nobody replied does not "
        "count. Provisional until the seven days are over.",
        formula="settled at first contact ÷ resolved, no_reply left out",
        source=DOCS,
        parameters=AGAIN,
        good=1,
    ),
    _rate(
        "fcr.claimed",
        "First contact resolution, claimed",
        "Claimed",
        _claimed,
        "As first contact resolution, as it looks when the case is resolved: what became of it "
        "since, and whether the customer came again, is not asked.",
        "resolved within the first contact, not moved ÷ resolved, no_reply left out",
        1,
    ),
)
