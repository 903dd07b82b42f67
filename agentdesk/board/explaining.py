"""Why a number is what it is, and what stands behind it, in words. Pure."""

from collections.abc import Iterator
from difflib import get_close_matches

from agentdesk.board.around import handler_of
from agentdesk.board.behind import Behind, Counts, Explained
from agentdesk.board.errors import BoardError
from agentdesk.board.figures.figure import Figure, Item
from agentdesk.board.figures.registry import FIGURES, find
from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.records import CaseRecord, TalkRecord
from agentdesk.board.scope import Scope
from agentdesk.board.sight import Sight
from agentdesk.board.telling import CLOCKS, Words
from agentdesk.board.values import Value
from agentdesk.board.wording import (
    NONE,
    STATE_WORDS,
    WINDOW_WORDS,
    counted,
    exact_span,
    format_value,
)
from agentdesk.clock import DAY
from agentdesk.domain.rows import AgentState

HANDLED = "handled"
"""The one figure that is told of a person: how much, never how fast."""
_CASE_STATES = {
    "waiting_customer": "waits for the customer",
    "waiting_third_party": "waits for a third party",
}


def figure_named(name: str, variant: str) -> Figure:
    """Return a figure by its name. Raises ``BoardError`` for what is none."""
    try:
        return find(name, variant)
    except KeyError:
        near = get_close_matches(name, FIGURES, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise BoardError(f"There is no figure “{name}”.{hint}") from None


def explain(
    ledger: Ledger, sight: Sight, at: int, figure: Figure, queue: str, agent: str = ""
) -> Explained:
    """Say why a figure is what it is, of everything looked at, of one queue, or of an agent."""
    look = sight.look(ledger, at, figure, scope_in(sight, queue))
    value = figure.measure(look)
    if agent:
        value = figure.reduce([item for item in figure.items(look) if _is_by(agent, item, figure)])
    numbers = sight.numbers(figure)
    return Explained(
        figure=figure.id,
        queue=queue,
        name=figure.name,
        version=figure.version,
        definition=figure.definition,
        formula=figure.formula,
        source=figure.source,
        parameters=numbers,
        value=value,
        words=_sentences(figure, value, numbers, sight, _whose(sight, queue, agent)),
        start=None if figure.standing else look.span.start,
        at=at,
    )


def behind(
    ledger: Ledger, sight: Sight, at: int, figure: Figure, queue: str, agent: str = ""
) -> Iterator[Behind]:
    """Yield what a figure counts, in its order: of everything looked at, a queue, or an agent."""
    look = sight.look(ledger, at, figure, scope_in(sight, queue))
    states = {now.agent: now.state for now in ledger.agents()}
    for item in figure.behind(look):
        if not agent or _is_by(agent, item, figure):
            yield _line(item, figure, sight.words, at, states)


def scope_in(sight: Sight, queue: str) -> Scope:
    """Return what is looked at, or one queue of it."""
    scope = sight.scope
    if not queue:
        return scope
    seen = not scope.nothing and (not scope.queues or queue in scope.queues)
    return Scope(frozenset({queue}), scope.channels, nothing=not seen)


def _is_by(agent: str, item: Item, figure: Figure) -> bool:
    """Say whether an agent handled what is counted. Raises ``BoardError`` for other figures."""
    if figure.id != HANDLED:
        raise BoardError("People are not compared by their figures: ask for a queue instead.")
    return handler_of(item) == agent


def _whose(sight: Sight, queue: str, agent: str) -> str:
    if agent:
        return f"by {sight.words.person(agent)}"
    return f"of {sight.words.queue(queue) if queue else 'all that is looked at'}"


def _sentences(
    figure: Figure, value: Value, numbers: dict[str, int], sight: Sight, whose: str
) -> str:
    when = "as of this moment" if figure.standing else _stretch(figure, sight)
    said = [f"{figure.name} {whose}, {when}: {format_value(value, exact=True)}."]
    made = counted(value, lasting=figure.spread)
    if value.value is None:
        because = f"it would be {made}" if value.numerator else "nothing counts for it"
        said = [f"{figure.name} {whose}, {when}: {NONE}, because {because}."]
    elif value.denominator is not None:
        said.append(f"That is {made}.")
    if value.median is not None and value.longest is not None:
        said.append(
            f"The median is {exact_span(value.median)}, the longest {exact_span(value.longest)}."
            if value.unit == "ms"
            else f"The median is {value.median:g}, the greatest {value.longest:g}."
        )
    for name, number in numbers.items():
        words = name.removesuffix("_ms").replace("_", " ")
        said.append(f"“{words}” is {exact_span(number) if name.endswith('_ms') else number}.")
    if value.provisional:
        said.append("It is provisional: something that has not ended yet can still change it.")
    if value.why:
        said.append(value.why)
    return " ".join(said)


def _stretch(figure: Figure, sight: Sight) -> str:
    length = sight.stretch(figure.id)
    if length is None:
        return WINDOW_WORDS[sight.window]
    return f"the last {length // DAY} days" if length % DAY == 0 else WINDOW_WORDS[sight.window]


def _line(
    item: Item, figure: Figure, words: Words, at: int, states: dict[str, AgentState]
) -> Behind:
    subject = item.subject
    case_id = talk_id = None
    agent = ""
    if isinstance(subject, CaseRecord):
        said, case_id = _case(subject, words, at), subject.id
    elif isinstance(subject, TalkRecord):
        said = _talk(subject, words, at)
        case_id, talk_id = subject.case_id, subject.id
    else:
        agent, state = subject, states.get(subject)
        said = [words.person(subject), STATE_WORDS[state] if state else ""]
    return Behind(
        at=item.at,
        queue=figure.queue_of(item),
        counts=_counts(item, figure),
        words=" · ".join(word for word in (*said, _amount(item, figure)) if word),
        case_id=case_id,
        talk_id=talk_id,
        agent=agent,
        provisional=item.provisional,
    )


def _counts(item: Item, figure: Figure) -> Counts:
    """Say whether what stands behind a share was met; half of it (a score) is neither."""
    if figure.unit != "share" or item.denominator != 1 or item.numerator not in (0, 1):
        return "counts"
    return "met" if item.numerator else "not met"


def _amount(item: Item, figure: Figure) -> str:
    if figure.unit in ("share", "count") or not item.denominator:
        return ""
    return format_value(Value(figure.unit, item.numerator, item.denominator), exact=True)


def _case(case: CaseRecord, words: Words, at: int) -> list[str]:
    state = _CASE_STATES.get(case.state, case.state)
    if case.wake_at is not None:
        state = f"snoozed until {words.near(case.wake_at, at)}"
    said = [state, case.channel, f"P{case.priority}"]
    running = [(c.due_at, c.kind) for c in case.clocks if c.state == "running" and c.due_at]
    if case.disposition:
        said.append(words.code(case.disposition))
    elif running:
        due, clock = min(running)
        how = "late since" if due < at else "due"
        said.append(f"{CLOCKS.get(clock, clock)} {how} {words.near(due, at)}")
    if case.active and case.owner:
        said.append(f"with {words.person(case.owner)}")
    return said


def _talk(talk: TalkRecord, words: Words, at: int) -> list[str]:
    """Say what became of a call or chat; not who answered: nobody is ranked by speed."""
    if talk.wait_ms is not None:
        became = f"answered after {exact_span(talk.wait_ms)}"
    elif talk.abandoned_at is not None:
        became = f"gave up after {exact_span(talk.abandoned_at - talk.queued_at)}"
    elif talk.flowed_at is not None:
        became = f"left the queue: {words.code(talk.flowed_to)}"
    else:
        became = f"waits for {exact_span(max(0, at - talk.queued_at))}"
    return [talk.channel, became, f"target {exact_span(talk.target_ms)}"]
