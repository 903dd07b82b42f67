"""How live contacts are answered: service level by every rule, abandonment, times of handling."""

from collections.abc import Callable, Iterator

from agentdesk.board.figures.counting import (
    DOCS,
    count,
    figure,
    mean,
    not_yet,
    parameter,
    ratio,
    talks_of,
)
from agentdesk.board.figures.figure import Figure, Item, Items, Look
from agentdesk.board.records import TalkRecord
from agentdesk.clock import SECOND

GENESYS = "Genesys Cloud, service level calculation; " + DOCS
CONNECT = "Amazon Connect, metrics definitions; " + DOCS
SHORT: dict[str, int] = {"short_ms": 5 * SECOND}
"""Who gives up within this time had no chance to be answered."""


def left_after(talk: TalkRecord) -> int | None:
    """Return how long somebody waited who gave up; ``None`` for all others."""
    return None if talk.abandoned_at is None else talk.abandoned_at - talk.queued_at


def answered_in_time(talk: TalkRecord) -> bool:
    """Say whether somebody answered within the target."""
    return talk.wait_ms is not None and talk.wait_ms <= talk.target_ms


def waits(talk: TalkRecord) -> bool:
    """Say whether the customer still waits for an answer."""
    return talk.connected_at is None and talk.abandoned_at is None and talk.flowed_at is None


Rule = Callable[[TalkRecord, int], tuple[bool, bool]]
"""Of a contact and the longest short abandonment: is it met, is it counted at all."""


def _default(talk: TalkRecord, short_ms: int) -> tuple[bool, bool]:
    left = left_after(talk)
    return answered_in_time(talk), left is None or left > short_ms


def _strict(talk: TalkRecord, short_ms: int) -> tuple[bool, bool]:
    return answered_in_time(talk), True


def _answered(talk: TalkRecord, short_ms: int) -> tuple[bool, bool]:
    return answered_in_time(talk), talk.connected_at is not None


def _late_abandons(talk: TalkRecord, short_ms: int) -> tuple[bool, bool]:
    left = left_after(talk)
    late = left is not None and left > talk.target_ms
    return answered_in_time(talk), talk.connected_at is not None or late


def _early_met(talk: TalkRecord, short_ms: int) -> tuple[bool, bool]:
    left = left_after(talk)
    early = left is not None and short_ms < left <= talk.target_ms
    return answered_in_time(talk) or early, left is None or left > short_ms


def _removed(talk: TalkRecord, short_ms: int) -> tuple[bool, bool]:
    left = left_after(talk)
    return answered_in_time(talk) or (left is not None and left <= talk.target_ms), True


def _abandoned_late(talk: TalkRecord, short_ms: int) -> tuple[bool, bool]:
    left = left_after(talk)
    return left is not None and left > short_ms, left is None or left > short_ms


def _abandoned(talk: TalkRecord, short_ms: int) -> tuple[bool, bool]:
    return talk.abandoned_at is not None, True


def _by(rule: Rule) -> Items:
    """Return what yields each contact as met or not, by a rule."""

    def items(look: Look) -> Iterator[Item]:
        short_ms = parameter(SHORT, look, "short_ms")
        for talk in talks_of(look):
            met, counted = rule(talk, short_ms)
            if counted or waits(talk):
                yield Item(talk.queued_at, talk, met, counted, waits(talk))

    return items


def _share(
    id: str, name: str, short: str, rule: Rule, definition: str, formula: str, good: int = 1
) -> Figure:
    source = GENESYS if id.startswith("service") else CONNECT
    # Only what a rule asks for is one of its numbers.
    parameters = SHORT if "short" in formula else {}
    return figure(
        id,
        name,
        short,
        "share",
        _by(rule),
        ratio("share"),
        definition=definition,
        formula=formula,
        source=source,
        parameters=parameters,
        good=good,
    )


VARIANTS: tuple[Figure, ...] = (
    _share(
        "service_level.default",
        "Service level",
        "Service",
        _default,
        "Calls and chats answered within their target T, of those offered; who gave up within a "
        "few seconds is left out.",
        "answered ≤ T ÷ (offered − short)",
    ),
    _share(
        "service_level.strict",
        "Service level, all offered",
        "Service",
        _strict,
        "Calls and chats answered within their target T, of all offered: everybody who gave up "
        "counts against it.",
        "answered ≤ T ÷ offered",
    ),
    _share(
        "service_level.answered",
        "Service level, answered only",
        "Service",
        _answered,
        "Calls and chats answered within their target T, of those that were answered: who gave up "
        "does not count.",
        "answered ≤ T ÷ answered",
    ),
    _share(
        "service_level.late_abandons",
        "Service level, late abandons only",
        "Service",
        _late_abandons,
        "Calls and chats answered within their target T, of those answered and of those who gave "
        "up after the target.",
        "answered ≤ T ÷ (answered + abandoned > T)",
    ),
    _share(
        "service_level.early_met",
        "Service level, early abandons met",
        "Service",
        _early_met,
        "As the default, but who gave up within the target T counts as if it had been met.",
        "(answered ≤ T + abandoned ≤ T that are not short) ÷ (offered − short)",
    ),
    _share(
        "service_level.removed",
        "Service level, removed from queue",
        "Service",
        _removed,
        "Calls and chats that left the queue within their target T, answered or given up, of all "
        "offered.",
        "(answered ≤ T + abandoned ≤ T) ÷ offered",
    ),
)
"""Service level by six rules. T is the target each contact was queued with."""


# ---- counts


def _offered(look: Look) -> Iterator[Item]:
    return (Item(talk.queued_at, talk) for talk in talks_of(look))


def _were_answered(look: Look) -> Iterator[Item]:
    return (Item(x.queued_at, x) for x in talks_of(look) if x.connected_at is not None)


def _gave_up(look: Look) -> Iterator[Item]:
    return (Item(x.queued_at, x) for x in talks_of(look) if x.abandoned_at is not None)


def _declined(look: Look) -> Iterator[Item]:
    for talk in talks_of(look):
        if talk.offers:
            yield Item(talk.queued_at, talk, talk.declines + talk.timeouts, talk.offers)


# ---- times


def _wait(look: Look) -> Iterator[Item]:
    for talk in talks_of(look):
        if talk.wait_ms is not None:
            yield Item(talk.queued_at, talk, talk.wait_ms)
        elif waits(talk):
            yield not_yet(talk.queued_at, talk)


def _lasting(length: Callable[[TalkRecord], int | None]) -> Items:
    """Return what yields a length of each answered contact; of those going on, none yet."""

    def items(look: Look) -> Iterator[Item]:
        for talk in talks_of(look):
            if talk.connected_at is None:
                continue
            ms = length(talk)
            yield not_yet(talk.queued_at, talk) if ms is None else Item(talk.queued_at, talk, ms)

    return items


def _handled_ms(talk: TalkRecord) -> int | None:
    if talk.wrapped_at is None or talk.connected_at is None:
        return None
    return talk.wrapped_at - talk.connected_at


def _talked_ms(talk: TalkRecord) -> int | None:
    if talk.ended_at is None or talk.connected_at is None:
        return None
    return talk.ended_at - talk.connected_at - talk.held_ms


def _held_ms(talk: TalkRecord) -> int | None:
    return None if talk.ended_at is None else talk.held_ms


def _wrapped_ms(talk: TalkRecord) -> int | None:
    if talk.wrapped_at is None or talk.ended_at is None:
        return None
    return talk.wrapped_at - talk.ended_at


FIGURES: tuple[Figure, ...] = (
    *VARIANTS,
    figure(
        "offered",
        "Offered",
        "Offered",
        "count",
        _offered,
        count(),
        definition="Calls and chats that came into the queue.",
        formula="number of interaction.queued",
    ),
    figure(
        "answered",
        "Answered",
        "Answered",
        "count",
        _were_answered,
        count(),
        definition="Calls and chats of those offered that somebody answered.",
        formula="number with an interaction.connected",
    ),
    figure(
        "abandoned",
        "Abandoned",
        "Abandnd",
        "count",
        _gave_up,
        count(),
        definition="Calls and chats of those offered in which the customer gave up waiting. A "
        "callback is none.",
        formula="number with an interaction.abandoned",
        good=-1,
    ),
    _share(
        "abandonment",
        "Abandonment",
        "Abandon",
        _abandoned_late,
        "Calls and chats in which the customer gave up waiting, of those offered; who gave up "
        "within a few seconds is left out of both.",
        "(abandoned − short) ÷ (offered − short)",
        good=-1,
    ),
    _share(
        "abandonment.raw",
        "Abandonment, all",
        "Abandon",
        _abandoned,
        "Calls and chats in which the customer gave up waiting, of all offered.",
        "abandoned ÷ offered",
        good=-1,
    ),
    figure(
        "asa",
        "Average speed of answer",
        "ASA",
        "ms",
        _wait,
        mean(),
        definition="How long customers waited for an answer, of the calls and chats that got one.",
        formula="Σ wait of answered ÷ answered",
        source=CONNECT,
        good=-1,
    ),
    figure(
        "aht",
        "Average handle time",
        "AHT",
        "ms",
        _lasting(_handled_ms),
        mean(),
        definition="From the answer to the end of the wrap-up, of calls and chats whose wrap-up "
        "is done. For planning; never per person.",
        formula="Σ (connected → wrapped) ÷ answered and wrapped up",
        source="Genesys Cloud, average handle time; " + DOCS,
    ),
    figure(
        "talk",
        "Average talk time",
        "Talk",
        "ms",
        _lasting(_talked_ms),
        mean(),
        definition="Time in conversation without the time on hold, of calls and chats that are "
        "over.",
        formula="Σ (connected → ended − held) ÷ answered and ended",
    ),
    figure(
        "hold",
        "Average hold time",
        "Hold",
        "ms",
        _lasting(_held_ms),
        mean(),
        definition="Time on hold, of calls and chats that are over, whether held or not. Who is "
        "still on hold when the talk ends was held until then.",
        formula="Σ (held → unheld) ÷ answered and ended",
        good=-1,
    ),
    figure(
        "wrap_up",
        "Average wrap-up",
        "Wrap-up",
        "ms",
        _lasting(_wrapped_ms),
        mean(),
        definition="From the end of the talk to the end of the wrap-up, of calls and chats whose "
        "wrap-up is done.",
        formula="Σ (ended → wrapped) ÷ answered and wrapped up",
        source="Genesys Cloud, average handle time; " + DOCS,
    ),
    figure(
        "declined",
        "Declined and rung out",
        "Declined",
        "share",
        _declined,
        ratio("share"),
        definition="How often an agent did not take what rang at them, of how often it rang. Per "
        "queue, never per person.",
        formula="interaction.declined ÷ interaction.offered",
        good=-1,
    ),
)
