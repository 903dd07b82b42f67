"""What happened to a case, told line by line in the set-up's words; ids and codes, never a name,
an address or a word of the customer. Pure.
"""

from collections.abc import Iterable
from typing import Literal
from zoneinfo import ZoneInfo

from agentdesk.board.behind import TimelineLine
from agentdesk.board.wording import exact_span
from agentdesk.clock import to_datetime
from agentdesk.domain import events as e
from agentdesk.domain.rules.effects import said
from agentdesk.domain.setup import CodeSetup, Setup

CLOCKS = {"FR": "first reply", "NR": "next reply", "PU": "update", "RES": "resolving"}
CLOCKS_LATE = {"ACK": "acknowledging", "DEC": "deciding"}
SEVERITIES = {1: "grave", 2: "serious", 3: "usual", 4: "slight"}
_FORMS = {"refund": "a refund", "credit": "a credit", "replacement": "a replacement"}
_BY = {"customer": "the customer wrote", "agent": "by hand", "timer": "its time has come"}
_GONE = {
    "time": "closed",
    "spam": "closed as spam: no figure counts it",
    "duplicate": "closed as a duplicate: no figure counts it",
    "merged": "closed, folded into another: no figure counts it",
}
_BAD = (e.SlaBreached, e.ComplaintBreached, e.SendFailed)
_WARN = (e.SlaWarned, e.CaseEscalated, e.CaseReopened, e.ComplaintOpened, e.InteractionAbandoned)


class Words:
    """The set-up's words for ids and codes; a code that is not in it any more stands for itself."""

    def __init__(self, setup: Setup, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._queues = {queue.id: queue.name for queue in setup.queues}
        self._people = {person.id: person.name for person in setup.people}
        self._codes = _names(
            *(setup.dispositions, setup.root_causes, setup.escalation_reasons),
            *(setup.away_reasons, setup.complaints.categories, setup.complaints.outcomes),
        )

    def queue(self, id: str) -> str:
        """Return a queue's name."""
        return self._queues.get(id, id)

    def person(self, id: str | None) -> str:
        """Return the name of a person of ours; ``nobody`` without one."""
        return "nobody" if id is None else self._people.get(id, id)

    def who(self, actor: str) -> str:
        """Return who did something."""
        return {"customer": "the customer", "system": "automatic"}.get(actor, self.person(actor))

    def code(self, code: str | None) -> str:
        """Return the words for a coded reason, disposition, root cause, category or outcome."""
        if not code:
            return ""
        return self._codes.get(code, code.replace("_", " "))

    def name(self, id: str) -> str:
        """Return the name of a queue or person."""
        return self._queues.get(id) or self.person(id)

    def at(self, instant: int) -> str:
        """Return an instant in the board's zone: ``2026-03-02 10:32``."""
        return to_datetime(instant).astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def near(self, instant: int, now: int) -> str:
        """Return an instant as :meth:`at` does; on the day of ``now`` only its time."""
        day, _, time = self.at(instant).partition(" ")
        return time if self.at(now).startswith(day) else f"{day} {time}"


def warned(clock: str, percent: str) -> str:
    """Return a warning in few words, what it is about first: lines are cut at their end."""
    return f"{CLOCKS.get(clock, clock)}: {percent} % of time used"


def tell(entries: Iterable[e.Entry], setup: Setup, zone: str) -> tuple[TimelineLine, ...]:
    """Tell a case's stream, the oldest first, as it was known after its last entry."""
    stream = tuple(entries)
    words, undone = Words(setup, zone), _taken_back(stream)
    lines = []
    for entry in stream:
        fact = entry.fact
        sentence = sentence_of(fact.event, words)
        if sentence:
            lines.append(
                TimelineLine(
                    seq=entry.seq,
                    at=fact.at,
                    who=words.who(fact.actor),
                    words=sentence,
                    kind=fact.event.kind,
                    undone=fact.command in undone,
                    level=_level(fact.event),
                )
            )
    return tuple(lines)


def _taken_back(stream: Iterable[e.Entry]) -> frozenset[str]:
    """Return the commands that had been taken back by the end of a stream."""
    without: set[str] = set()
    for entry in stream:
        if isinstance(entry.fact.event, e.CaseRestored):
            without = set(entry.fact.event.without)
        elif isinstance(entry.fact.event, e.MailUnplaced):
            without.add(entry.fact.event.placed_by)
    return frozenset(without)


def _level(event: e.Event) -> Literal["", "warn", "bad"]:
    if isinstance(event, _BAD) or (isinstance(event, e.SlaStopped) and not event.met):
        return "bad"
    return "warn" if isinstance(event, _WARN) else ""


def sentence_of(event: e.Event, words: Words) -> str:
    """Return the sentence; empty for what says nothing to people (a rank, a step of sending)."""
    for family in (
        _beginning,
        _hands,
        _states,
        _moves,
        _changes,
        _messages,
        _clocks,
        _talks,
        _care,
    ):
        if sentence := family(event, words):
            return sentence
    return ""


def _beginning(event: e.Event, words: Words) -> str:
    match event:
        case e.CaseCreated():
            origin = f", split from or following case {event.parent}" if event.parent else ""
            return (
                f"created by {event.channel} in {words.queue(event.queue)}, P{event.priority}, "
                f"{words.code(event.type)}{origin}"
            )
        case e.CaseImported():
            return f"came from elsewhere into {words.queue(event.queue)}, {event.state}"
        case e.MessagesImported():
            return f"{event.count} past messages came in"
        case e.CaseRestored():
            return "put back to how it was before an act" if event.without else "done again"
        case e.MailUnplaced():
            return "a mail that had been put here went out again"
        case e.CaseMerged():
            return f"folded into case {event.into}"
        case e.CaseAbsorbed():
            return f"took in case {event.source}, a duplicate"
        case e.CaseSplit():
            return f"a second issue became case {event.child}"
        case e.ContentRemoved():
            why = {"erasure": "the customer was erased", "retention": "its time was up"}
            return f"what was written in it was removed: {why[event.why]}"
        case e.MessageRedacted():
            return f"something was taken out of message {event.message_id} for good"
    return ""


def _hands(event: e.Event, words: Words) -> str:
    match event:
        case e.CaseAssigned():
            how = {"take": "taken by", "next": "taken as next by", "assign": "assigned to"}
            before = f", from {words.person(event.previous)}" if event.previous else ""
            return f"{how.get(event.how, 'routed to')} {words.person(event.agent)}{before}"
        case e.CaseReleased():
            why = "given back" if event.reason == "released" else "given back, its owner is away"
            return f"{why} by {words.person(event.agent)}"
        case e.CaseReserved():
            return f"kept for {words.person(event.agent)} until {words.at(event.until)}"
        case e.CaseUnreserved():
            return f"no longer kept for {words.person(event.agent)}"
        case e.PersonNotified():
            return f"{words.person(event.agent)} was told by the rule {event.rule}"
    return ""


def _states(event: e.Event, words: Words) -> str:
    match event:
        case e.CaseWaiting():
            whom = "the customer" if event.waits_for == "customer" else "a third party"
            party = f" ({words.code(event.party)})" if event.party else ""
            return f"waits for {whom}{party}, reminder {words.at(event.remind_at)}"
        case e.CaseResumed():
            return f"the waiting is over: {_BY[event.reason]}"
        case e.CaseReminded():
            return f"reminder {event.number}"
        case e.CaseSnoozed():
            return f"snoozed until {words.at(event.until)}"
        case e.CaseWoken():
            return f"back from its snooze: {_BY[event.by]}"
        case e.CaseResolved():
            cause = f", root cause {words.code(event.root_cause)}" if event.root_cause else ""
            return f"resolved: {words.code(event.disposition)}{cause}"
        case e.CaseReopened():
            by = "the customer wrote" if event.by == "customer" else "by a lead"
            why = f", {words.code(event.reason)}" if event.reason else ""
            return f"reopened: {by}{why}"
        case e.CaseThanked():
            return "the customer only said thanks: not reopened"
        case e.CaseClosed():
            return _GONE[event.reason]
    return ""


def _moves(event: e.Event, words: Words) -> str:
    match event:
        case e.CaseEscalated(escalation="hierarchical"):
            lead = "a lead" if event.lead in (None, "any") else words.person(event.lead)
            return f"asked for the attention of {lead}: {words.code(event.reason)}"
        case e.CaseEscalated() | e.CaseReturned():
            verb = "escalated" if isinstance(event, e.CaseEscalated) else "sent back"
            return (
                f"{verb} from L{event.from_tier} {words.queue(event.from_queue)} to "
                f"L{event.to_tier} {words.queue(event.to_queue)}: {words.code(event.reason)}"
            )
        case e.CaseTransferred():
            way = f"{words.queue(event.from_queue)} to {words.queue(event.to_queue)}"
            return f"transferred from {way}: {words.code(event.reason)}"
        case e.CaseRouted():
            way = f"{words.queue(event.from_queue)} to {words.queue(event.to_queue)}"
            return f"moved from {way} by a rule"
        case e.RuleFired():
            did = said(event.effects, words.name) or "found nothing left to do"
            return f"the rule {event.rule} {did}"
        case e.RuleReminded():
            return f"the rule {event.rule} reminded of it"
    return ""


def _changes(event: e.Event, words: Words) -> str:
    match event:
        case e.CasePrioritised():
            why = f": {words.code(event.reason)}" if event.reason else ""
            return f"priority P{event.before} became P{event.after}{why}"
        case e.CaseClassified():
            skills = f", {event.skills}" if event.skills else ""
            return f"classed as {words.code(event.type)}, {event.language}{skills}"
        case e.CaseLevelled():
            return f"the customer's level became {event.level}" + (", VIP" if event.vip else "")
        case e.CaseTagged():
            changes = [f"+{tag}" for tag in event.added]
            return " ".join(["tags", *changes, *(f"−{tag}" for tag in event.removed)])
        case e.CaseCustomerSet():
            same = "two identities of its customer became one"
            return same if event.merged else "given to a customer"
        case e.CaseLinked():
            gone = "taken off its incident"
            return gone if event.incident is None else f"linked to incident {event.incident}"
        case e.CustomerVerified():
            return f"the customer's identity was checked: {event.level}"
        case e.IncidentDeclared():
            return "declared an incident"
        case e.IncidentAnswered():
            return "the cases of this incident were answered together"
        case e.IncidentEnded():
            return "the incident is over"
    return ""


def _messages(event: e.Event, words: Words) -> str:
    match event:
        case e.MessagePosted(direction="note"):
            return "wrote the hand-over" if event.purpose == "handover" else "wrote a note"
        case e.MessagePosted(direction="in"):
            what = {"auto_reply": "an automatic mail came", "bounce": "a delivery failed"}
            return what.get(event.purpose, f"wrote by {event.channel}")
        case e.MessagePosted():
            used = f", with {len(event.answer_ids)} answers" if event.answer_ids else ""
            return f"{'' if event.human else 'automatic: '}answered by {event.channel}{used}"
        case e.SendQueued() if event.hold_until is not None:
            return f"the answer is held until {words.at(event.hold_until)}"
        case e.SendSent():
            return "the answer left"
        case e.SendFailed():
            more = ", it is tried again" if event.retry else ""
            return f"the answer could not leave: {words.code(event.code)}{more}"
        case e.SendRecalled():
            return "the answer was taken back before it left"
        case e.AnswerWanted():
            return "told the editors that an answer is " + (
                "wrong" if event.answer_id else "missing"
            )
    return ""


def _clocks(event: e.Event, words: Words) -> str:
    match event:
        case e.SlaStarted():
            return f"{CLOCKS[event.clock]} due {words.at(event.due_at)} ({event.policy})"
        case e.SlaPaused():
            return f"clock of {CLOCKS[event.clock]} paused"
        case e.SlaResumed():
            return f"clock of {CLOCKS[event.clock]} runs on, due {words.at(event.due_at)}"
        case e.SlaRetargeted():
            due = f", due {words.at(event.due_at)}" if event.due_at is not None else ""
            return f"{CLOCKS[event.clock]} has another target{due}"
        case e.SlaStopped():
            how = "in time" if event.met else "too late"
            return f"{CLOCKS[event.clock]} {how}, {exact_span(event.elapsed_ms)} of open time used"
        case e.SlaWarned():
            return warned(event.clock, str(event.percent))
        case e.SlaBreached():
            return f"{CLOCKS[event.clock]} is late"
        case e.SlaCancelled():
            return f"clock of {CLOCKS[event.clock]} cancelled: it counts for nothing"
    return ""


def _talks(event: e.Event, words: Words) -> str:
    match event:
        case e.InteractionQueued():
            return f"a {event.channel} waits in {words.queue(event.queue)}"
        case e.InteractionOffered():
            return f"rang at {words.person(event.agent)}"
        case e.InteractionDeclined():
            rang = "rang out at" if event.reason == "timeout" else "declined by"
            return f"{rang} {words.person(event.agent)}"
        case e.InteractionConnected():
            return f"{words.person(event.agent)} answered"
        case e.InteractionHeld():
            return "put on hold"
        case e.InteractionUnheld():
            return "back from hold"
        case e.InteractionEnded():
            return "the talk is over"
        case e.InteractionWrapped():
            return "its wrap-up is done"
        case e.InteractionAbandoned():
            return "the customer gave up waiting"
        case e.InteractionFlowedOut():
            return f"left the queue: {words.code(event.to)}"
    return ""


def _care(event: e.Event, words: Words) -> str:
    match event:
        case e.PromiseMade():
            return f"promised something by {words.at(event.due_at)}"
        case e.PromiseSettled():
            return "the promise was kept" if event.kept else "the promise was not kept"
        case e.GoodwillGranted():
            return f"granted {_FORMS[event.form]}: {event.cents / 100:.2f} {event.currency}"
        case e.SurveySent():
            return f"asked the customer ({event.survey.upper()})"
        case e.SurveyAnswered():
            return f"the customer answered {event.survey.upper()}: {event.score}"
        case e.QaEvaluated():
            failed = ", an item failed the whole" if event.auto_fail else ""
            return f"evaluated with {event.scorecard}{failed}"
        case e.ComplaintOpened():
            kind = f"{SEVERITIES.get(event.severity, str(event.severity))}"
            return f"complaint: {words.code(event.category)}, {kind}"
        case e.ComplaintAcknowledged():
            return "the complaint was acknowledged"
        case e.ComplaintInvestigated():
            return f"{words.person(event.investigator)} looks into the complaint"
        case e.ComplaintDecided():
            return f"the complaint was decided: {words.code(event.outcome)}"
        case e.ComplaintClosed():
            return "the complaint is closed"
        case e.ComplaintBreached():
            return f"{CLOCKS_LATE[event.clock]} the complaint is late"
    return ""


def _names(*lists: tuple[CodeSetup, ...]) -> dict[str, str]:
    return {code.id: code.name for codes in lists for code in codes}
