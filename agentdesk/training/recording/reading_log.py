"""Makes contacts of the log of a desk: each case's course as what came, was said and was done."""

from collections.abc import Iterable, Mapping

from agentdesk.domain import events
from agentdesk.domain.events import Entry
from agentdesk.training.acts import NOT_OURS, Act, Acts, Undone
from agentdesk.training.recording.backlog import Standing, Turns
from agentdesk.training.recording.patience import LIVE
from agentdesk.training.recording.visits import Did, Outage, Said, Visit

FELT = ("resolved", "closed", "asked", "promised", "answered", "connected")
"""What of ours makes customers say something; of several the first."""
WITHOUT = ("special-category", "special", "sensitive", "health")
"""Tags of cases that are about health and the like: they never come into a recording."""

ERASED = "erased or past retention"
DOUBLE = "spam, duplicate or merged"

Tags = Mapping[str, tuple[str, ...]]
"""The tags of answers, by id."""


class Course:
    """Reads one case's stream, entry by entry."""

    def __init__(self, case_id: int) -> None:
        self.case_id = case_id
        self.created: events.CaseCreated | None = None
        self.at = 0
        self.customer = self.type = ""
        self.tags: set[str] = set()
        self.gone = ""
        """Why the case cannot be recorded, in words; ``""`` if it can."""
        self.incident = ""
        self.declared_at: int | None = None
        self.disposition = self.root_cause = ""
        self.targets: dict[str, int] = {}
        self.messages: list[tuple[int, int, str]] = []
        """The customer's messages: when, which, under which command."""
        self.turns = Turns()

    def take(self, entry: Entry) -> None:
        """Take in the next entry."""
        fact, event = entry.fact, entry.fact.event
        self.turns.take(entry)
        if isinstance(event, events.CaseCreated):
            self.created, self.at = event, fact.at
            self.customer, self.type = event.customer_id or "", event.type
        elif isinstance(event, events.CaseCustomerSet):
            self.customer = event.customer_id
        elif isinstance(event, events.CaseClassified):
            self.type = event.type
        elif isinstance(event, events.CaseTagged):
            self.tags = (self.tags | set(event.added)) - set(event.removed)
        elif isinstance(event, events.SlaStarted):
            self.targets.setdefault(event.clock, event.target_ms)
        elif isinstance(event, events.CaseLinked):
            self.incident = "" if event.incident is None else str(event.incident)
        elif isinstance(event, events.IncidentDeclared):
            self.declared_at = fact.at
        elif isinstance(event, events.CaseResolved):
            self.disposition, self.root_cause = event.disposition, event.root_cause or ""
        elif isinstance(event, events.MessagePosted):
            if event.direction == "in" and event.purpose == "message":
                self.messages.append((fact.at, event.message_id, fact.command))
        else:
            self.gone = _unfit(event) or self.gone

    @property
    def outage(self) -> Outage | None:
        """The known event that the case is, if it is one."""
        return None if self.declared_at is None else Outage(str(self.case_id), self.declared_at)

    def visit(self, acts: Iterable[Act], undone: set[str], since: int, until: int) -> Visit | None:
        """Return the contact as a window had it; ``None`` if nobody waited for us in it.

        What lies before ``since`` is over, what lies behind ``until`` did not happen yet.
        """
        created = self.created
        if created is None:
            return None
        messages = [one for one in self.messages if one[2] not in undone and one[0] < until]
        stood = Standing(self.at, created.queue, created.priority, 0, "")
        if self.at < since:
            found = self.turns.standing(undone, since, until)
            if found is None or created.channel in LIVE:
                return None
            stood = found
            messages = [one for one in messages if one[1] >= stood.message]
        did = [act for act in acts if stood.at <= act.at < until and act.by not in NOT_OURS]
        first = min((act.at for act in did if act.word in ("answered", "connected")), default=None)
        return Visit(
            ref=str(self.case_id),
            at=stood.at,
            queue=stood.queue,
            channel=created.channel,
            customer=self.customer,
            type=self.type,
            priority=stood.priority,
            language=created.language,
            level=created.level,
            vip=created.vip,
            disposition=self.disposition,
            root_cause=self.root_cause,
            waited_ms=None if first is None else max(0, first - stood.at),
            promised_ms=self.targets.get("NR" if stood.before == "under way" else "FR"),
            settled_ms=self.targets.get("RES"),
            message=messages[0][1] if messages else None,
            said=tuple(_said(messages[1:], stood.at, did)),
            did=tuple(Did(act.at, act.word, act.detail, act.by) for act in did),
            incident=self.incident,
            before=stood.before,
        )


def _unfit(event: events.Event) -> str:
    """Say why what happened makes a case unfit to be recorded; ``""`` if it does not."""
    if isinstance(event, events.ContentRemoved):
        return ERASED
    if isinstance(event, events.CaseClosed):
        return "" if event.reason == "time" else DOUBLE
    return DOUBLE if isinstance(event, events.CaseMerged) else ""


def _said(later: Iterable[tuple[int, int, str]], since: int, did: Iterable[Act]) -> Iterable[Said]:
    """Return what a customer said next, each with what made them."""
    acts = list(did)
    for at, message, _ in later:
        between = [act for act in acts if since <= act.at <= at]
        felt = min(
            (act for act in between if act.word in FELT),
            key=lambda act: (FELT.index(act.word), -act.at),
            default=None,
        )
        if felt is None:
            yield Said(at, "silence", max(1_000, at - since), message=message)
        else:
            detail = felt.detail if felt.word == "asked" else ""
            yield Said(at, felt.word, max(1_000, at - felt.at), detail, message)
        since = at


def visits_of(
    entries: Iterable[Entry], tags: Tags, since: int, until: int
) -> dict[int, tuple[Course, Visit | None]]:
    """Return the contacts that whole streams of cases tell of a window, by the case."""
    courses: dict[int, Course] = {}
    acts = Acts(tags)
    done: dict[int, list[Act]] = {}
    undone: set[str] = set()
    for entry in sorted(entries, key=lambda one: one.seq):
        case_id = entry.fact.case_id
        if case_id is not None:
            courses.setdefault(case_id, Course(case_id)).take(entry)
        for act in acts.take(entry):
            if isinstance(act, Undone):
                undone.add(act.command)
        event = entry.fact.event
        if isinstance(event, events.CommandRedone):
            undone.discard(event.redone)
    for act in acts.standing:
        done.setdefault(act.case_id or 0, []).append(act)
    return {
        id: (course, course.visit(done.get(id, ()), undone, since, until))
        for id, course in courses.items()
    }


class Calls:
    """Reads calls and chats: how long each waited, and whether it was given up."""

    def __init__(self) -> None:
        self._queued: dict[int, tuple[int, events.InteractionQueued]] = {}
        self._over: dict[int, tuple[int, bool]] = {}
        """By the call: when its waiting ended, and whether by giving up."""
        self._case: dict[int, int] = {}

    def take(self, entry: Entry) -> None:
        """Take in an entry of the log."""
        event, at = entry.fact.event, entry.fact.at
        if isinstance(event, events.InteractionQueued):
            self._queued[event.interaction_id] = at, event
        elif isinstance(event, events.InteractionConnected | events.InteractionFlowedOut):
            self._over.setdefault(event.interaction_id, (at, False))
        elif isinstance(event, events.InteractionAbandoned):
            self._over.setdefault(event.interaction_id, (at, True))
        else:
            return
        if event.case_id is not None:
            self._case[event.interaction_id] = event.case_id

    def waits(self) -> dict[int, tuple[int, int, bool]]:
        """Return by the case when its first call came, how long it waited, whether it gave up."""
        found: dict[int, tuple[int, int, bool]] = {}
        for id, (at, _) in self._queued.items():
            case, over = self._case.get(id), self._over.get(id)
            if case is not None and over is not None:
                found.setdefault(case, (at, over[0] - at, over[1]))
        return found

    def alone(self, begins: int, ends: int) -> list[Visit]:
        """Return the calls of a window that became no case: mostly those that gave up."""
        return [
            Visit(
                ref=f"call {id}",
                at=at,
                queue=event.queue,
                channel=event.channel,
                waited_ms=None if id not in self._over else self._over[id][0] - at,
                gave_up=id in self._over and self._over[id][1],
            )
            for id, (at, event) in self._queued.items()
            if begins <= at < ends and id not in self._case
        ]
