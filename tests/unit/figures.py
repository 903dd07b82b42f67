"""The figures' rules as ``docs/events.md`` tells them: folds of the log and of nothing else."""

from collections.abc import Callable, Iterable, Iterator
from statistics import mean, median
from typing import Any, NamedTuple, TypeVar

from agentdesk.clock import DAY, SECOND
from agentdesk.domain import events as e
from agentdesk.domain.rows import ClockKind

SHORT = 5 * SECOND
ATTAINED: tuple[ClockKind, ...] = ("FR", "NR", "RES")
"""The clocks that count in the attainment of all; updates to the customer stand by themselves."""

E = TypeVar("E", bound=e.Event)


class Share(NamedTuple):
    """A count of a count: shares are divided when they are shown, never added up."""

    n: int
    of: int

    @property
    def percent(self) -> float | None:
        """Return it in per cent, two digits; ``None`` of nothing."""
        return round(100 * self.n / self.of, 2) if self.of else None


class Talk(NamedTuple):
    """One live interaction; durations in ms, ``None`` for what did not happen."""

    channel: str
    queued_at: int
    target: int
    case_id: int | None
    wait: int | None
    agent: str | None
    connected_at: int | None
    ended_at: int | None
    wrapped_at: int | None
    held: int
    abandoned: int | None

    @property
    def answered_in_time(self) -> bool:
        """Whether somebody answered within the target."""
        return self.wait is not None and self.wait <= self.target


class Clock(NamedTuple):
    """How one target on one case stands at the end of the log."""

    case_id: int
    kind: ClockKind
    elapsed: int | None
    due_at: int | None
    met: bool | None


def _open_imported(facts: Iterable[e.Fact]) -> set[int]:
    """Return the cases from elsewhere that are active at the end of the log."""
    active: set[int] = set()
    imported: set[int] = set()
    for fact in facts:
        match fact.event:
            case e.CaseImported(case_id=case, state=state):
                imported.add(case)
                active |= {case} if state in ("new", "open") else set()
            case e.CaseResolved(case_id=case) | e.CaseClosed(case_id=case):
                active.discard(case)
            case e.CaseReopened(case_id=case) if case in imported:
                active.add(case)
    return active


class Log:
    """What counts of a log at a snapshot: without what was taken back, spam and duplicates."""

    def __init__(self, facts: Iterable[e.Fact], snapshot: int) -> None:
        found = [fact for fact in facts if fact.at <= snapshot]
        undone: dict[str, bool] = {}
        for fact in found:
            if isinstance(fact.event, e.CommandUndone):
                undone |= {fact.event.undone: True, fact.command: True}
            elif isinstance(fact.event, e.CommandRedone):
                undone |= {fact.event.redone: False, fact.command: True}
        kept = [fact for fact in found if not undone.get(fact.command)]
        gone = {
            fact.case_id
            for fact in kept
            if isinstance(fact.event, e.CaseClosed) and fact.event.reason != "time"
        }
        counted = [fact for fact in kept if fact.case_id is None or fact.case_id not in gone]
        self.imported = {
            fact.event.case_id: fact.at
            for fact in counted
            if isinstance(fact.event, e.CaseImported)
        }
        self.open_imported = _open_imported(counted)
        self.counted = counted
        # Of a case that came from elsewhere its course does not count: only its age, the clocks
        # that began here, and what happened here beside them: calls, surveys, complaints …
        self.facts = [
            fact
            for fact in counted
            if fact.case_id not in self.imported
            or not fact.event.kind.startswith(("case.", "message."))
        ]
        self.snapshot = snapshot

    def of(self, kind: type[E]) -> Iterator[tuple[int, E]]:
        """Yield the events of a kind with the instant of each."""
        for fact in self.facts:
            if isinstance(fact.event, kind):
                yield fact.at, fact.event

    def cases(self, kind: type[Any], where: Callable[[Any], bool] = lambda _: True) -> set[int]:
        """Return the cases with an event of a kind."""
        return {event.case_id for _, event in self.of(kind) if where(event)}

    # ---- live interactions

    def talks(self, channel: str) -> list[Talk]:
        """Return the interactions of a channel that were queued."""
        at: dict[tuple[type[e.Event], int], int] = {}
        held: dict[int, int] = {}
        agents: dict[int, str] = {}
        for fact in self.facts:
            event = fact.event
            if not event.kind.startswith("interaction."):
                continue
            number: int = getattr(event, "interaction_id")  # noqa: B009 - every one has it
            at[type(event), number] = fact.at
            if isinstance(event, e.InteractionUnheld):
                held[number] = held.get(number, 0) + fact.at - at[e.InteractionHeld, number]
            elif isinstance(event, e.InteractionConnected):
                agents[number] = event.agent
        result = []
        for queued_at, event in self.of(e.InteractionQueued):
            number = event.interaction_id
            connected = at.get((e.InteractionConnected, number))
            left = at.get((e.InteractionAbandoned, number))
            talk = Talk(
                event.channel,
                queued_at,
                event.target_ms,
                event.case_id,
                None if connected is None else connected - queued_at,
                agents.get(number),
                connected,
                at.get((e.InteractionEnded, number)),
                at.get((e.InteractionWrapped, number)),
                held.get(number, 0),
                None if left is None else left - queued_at,
            )
            if talk.channel == channel:
                result.append(talk)
        return result

    def service(self, channel: str) -> dict[str, Share]:
        """Return the service level by every rule, and the two rates of abandonment."""
        talks = self.talks(channel)
        met = sum(t.answered_in_time for t in talks)
        answered = sum(t.wait is not None for t in talks)
        left = [(t.abandoned, t.target) for t in talks if t.abandoned is not None]
        short = sum(wait <= SHORT for wait, _ in left)
        late = sum(wait > target for wait, target in left)
        early = sum(SHORT < wait <= target for wait, target in left)
        return {
            "default": Share(met, len(talks) - short),
            "strict": Share(met, len(talks)),
            "answered": Share(met, answered),
            "late abandons": Share(met, answered + late),
            "early met": Share(met + early, len(talks) - short),
            "removed": Share(met + len(left) - late, len(talks)),
            "abandoned": Share(len(left) - short, len(talks) - short),
            "abandoned raw": Share(len(left), len(talks)),
        }

    def handling(self, channel: str) -> dict[str, float]:
        """Return means per answered interaction, in seconds."""
        done = [t for t in self.talks(channel) if t.wait is not None]
        return {
            "wait": _mean(t.wait for t in done),
            "handle": _mean(_span(t.connected_at, t.wrapped_at) for t in done),
            "wrap": _mean(_span(t.ended_at, t.wrapped_at) for t in done),
            "hold": _mean(t.held for t in done),
        }

    def occupancy(self, agent: str, start: int, end: int) -> Share:
        """Return time in handling (overlaps once) of time there and not unavailable, in ms."""
        spans = [
            (t.connected_at, t.wrapped_at)
            for channel in ("call", "chat")
            for t in self.talks(channel)
            if t.agent == agent
        ]
        busy, reached = 0, start
        for begin, done in sorted((b, d) for b, d in spans if b is not None and d is not None):
            begin, done = max(begin, reached), min(done, end)
            busy += max(0, done - begin)
            reached = max(reached, done)
        state, since, there = "offline", start, 0
        changes = [(at, x.after) for at, x in self.of(e.AgentStateChanged) if x.agent == agent]
        for at, after in [*changes, (end, "offline")]:
            if state not in ("offline", "unavailable"):
                there += max(0, min(at, end) - max(since, start))
            state, since = after, at
        return Share(busy, there)

    # ---- cases and their clocks

    def clocks(self, kind: ClockKind) -> list[Clock]:
        """Return the clocks of a kind; one that was started again counts each time."""
        open_: dict[int, Clock] = {}
        done: list[Clock] = []
        for _, event in ((x.at, x.event) for x in self.facts if x.event.kind.startswith("sla.")):
            if getattr(event, "clock") != kind:  # noqa: B009 - every sla event has one
                continue
            case_id: int = getattr(event, "case_id")  # noqa: B009
            match event:
                case e.SlaStarted(due_at=due_at):
                    if case_id in open_:
                        done.append(open_.pop(case_id))
                    open_[case_id] = Clock(case_id, kind, None, due_at, None)
                case e.SlaPaused():
                    open_[case_id] = open_[case_id]._replace(due_at=None)
                case e.SlaResumed(due_at=due_at) | e.SlaRetargeted(due_at=due_at):
                    open_[case_id] = Clock(case_id, kind, None, due_at, None)
                case e.SlaStopped(elapsed_ms=elapsed, met=met):
                    open_[case_id] = Clock(case_id, kind, elapsed, None, met)
                case e.SlaCancelled():
                    del open_[case_id]
        return [*done, *open_.values()]

    def attainment(self, *kinds: ClockKind) -> Share:
        """Return the clocks that were met, of those met, missed, or open and past due."""
        clocks = [clock for kind in kinds for clock in self.clocks(kind)]
        met = sum(clock.met is True for clock in clocks)
        missed = sum(
            clock.met is False or (clock.due_at is not None and clock.due_at < self.snapshot)
            for clock in clocks
        )
        return Share(met, met + missed)

    def elapsed(self, kind: ClockKind) -> dict[int, int]:
        """Return what the stopped clocks of a kind used, in seconds, by case."""
        return {c.case_id: c.elapsed // SECOND for c in self.clocks(kind) if c.elapsed is not None}

    def created(self) -> dict[int, tuple[int, e.CaseCreated]]:
        """Return the cases with the instant of their creation."""
        return {event.case_id: (at, event) for at, event in self.of(e.CaseCreated)}

    def resolved(self) -> dict[int, int]:
        """Return when each case that stands resolved was resolved last."""
        last: dict[int, int] = {}
        for fact in self.facts:
            if isinstance(fact.event, e.CaseResolved):
                last[fact.event.case_id] = fact.at
            elif isinstance(fact.event, e.CaseReopened):
                last.pop(fact.event.case_id, None)
        return last

    def resolution(self) -> dict[str, float]:
        """Return the time to resolve, in seconds: open time and calendar time."""
        resolved, created = self.resolved(), self.created()
        used = [value for case, value in self.elapsed("RES").items() if case in resolved]
        calendar = [(at - created[case][0]) / SECOND for case, at in resolved.items()]
        return {
            "mean": mean(used),
            "median": median(used),
            "calendar mean": mean(calendar),
            "calendar median": median(calendar),
        }

    def first_reply(self) -> dict[int, float]:
        """Return the calendar time to the first public reply by a person, in s, by case."""
        first: dict[int, float] = {}
        created = self.created()
        for at, event in self.of(e.MessagePosted):
            if event.direction == "out" and event.public and event.human:
                first.setdefault(event.case_id, (at - created[event.case_id][0]) / SECOND)
        return first

    def first_contact(self) -> Share:
        """Return the cases settled for good by their first interaction, of those resolved."""
        counted = {
            event.case_id: at
            for at, event in self.of(e.CaseResolved)
            if event.disposition != "no_reply"
        }
        moved = self.cases(e.CaseEscalated) | self.cases(e.CaseTransferred)
        moved |= self.cases(e.CaseAssigned, lambda x: x.previous not in (None, x.agent))
        back = self.cases(e.CaseReopened)
        good = [
            case
            for case in counted
            if case not in moved | back and self._at_once(case) and not self._again(case)
        ]
        return Share(len(good), len(counted))

    def claimed_at_once(self) -> int:
        """Return how many cases were resolved within their first interaction at first sight."""
        moved = self.cases(e.CaseEscalated) | self.cases(e.CaseTransferred)
        settled = self.cases(e.CaseResolved, lambda x: x.disposition != "no_reply")
        return sum(self._at_once(case) for case in settled - moved)

    def _at_once(self, case_id: int) -> bool:
        """Say whether a case was first resolved within its first interaction.

        A call or chat: by the end of its wrap-up. Written: before the customer wrote again.
        """
        resolved = min(at for at, x in self.of(e.CaseResolved) if x.case_id == case_id)
        talks = [t for c in ("call", "chat") for t in self.talks(c) if t.case_id == case_id]
        wrapped = [t.wrapped_at for t in talks if t.wrapped_at is not None]
        if wrapped:
            return resolved <= min(wrapped)
        asked = [
            at
            for at, x in self.of(e.MessagePosted)
            if x.case_id == case_id and x.direction == "in" and x.human and at <= resolved
        ]
        return len(asked) <= 1

    def _again(self, case_id: int) -> bool:
        """Say whether the customer came again with the same reason within seven days."""
        created = self.created()
        mine = created[case_id][1]
        done = self.resolved().get(case_id, self.snapshot)
        return mine.customer_id is not None and any(
            other != case_id
            and done < at <= done + 7 * DAY
            and (x.customer_id, x.type, x.reason) == (mine.customer_id, mine.type, mine.reason)
            for other, (at, x) in created.items()
        )

    def rates(self) -> dict[str, Share]:
        """Return the shares of the created cases, and of those ever resolved."""
        created, ever = set(self.created()), self.cases(e.CaseResolved)
        functional = self.cases(e.CaseEscalated, lambda x: x.escalation == "functional")
        hierarchical = self.cases(e.CaseEscalated, lambda x: x.escalation == "hierarchical")
        return {
            "resolved": Share(len(set(self.resolved()) & created), len(created)),
            "reopened": Share(len(self.cases(e.CaseReopened)), len(ever)),
            "functional": Share(len(functional), len(created)),
            "hierarchical": Share(len(hierarchical), len(created)),
            "escalated": Share(len(functional | hierarchical), len(created)),
        }

    def backlog(self) -> dict[int, float]:
        """Return the age of the cases that are active at the snapshot, in seconds."""
        done = set(self.resolved()) | self.cases(e.CaseClosed)
        since = {case: at for case, (at, _) in self.created().items() if case not in done}
        since |= {case: self.imported[case] for case in self.open_imported}
        return {case: (self.snapshot - at) / SECOND for case, at in since.items()}

    # ---- what customers and evaluators say

    def scores(self, survey: str) -> list[int]:
        """Return the answers to a survey."""
        return [x.score for _, x in self.of(e.SurveyAnswered) if x.survey == survey]

    def replies(self, survey: str) -> Share:
        """Return how many of those who were asked answered."""
        sent = sum(x.survey == survey for _, x in self.of(e.SurveySent))
        return Share(len(self.scores(survey)), sent)

    def quality(self) -> list[float]:
        """Return the score of each evaluation in per cent; 0 when an item failed the whole."""
        return [
            0.0
            if x.auto_fail
            else 100
            * sum(w * s for _, w, s in x.items if s is not None)
            / sum(w for _, w, s in x.items if s is not None)
            for _, x in self.of(e.QaEvaluated)
        ]


def _span(start: int | None, end: int | None) -> int:
    assert start is not None
    assert end is not None
    return end - start


def _mean(values: Iterable[int | None]) -> float:
    return mean(value for value in values if value is not None) / SECOND
