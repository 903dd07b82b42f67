"""The telephone and chat switch of a training room: it hears the log and reports what follows.

A call or chat is queued when a customer comes by it, rings and is connected when somebody gets its
case, ends when the act comes that ends the talk or the customer goes, and waits again when its
case is put back or handed on while the customer is still there. What is to be reported follows
from what is known alone, so that a switch that was rebuilt from the log goes on where it was.
"""

from collections.abc import Callable, Iterator

from agentdesk.data.telling import Do
from agentdesk.desk.common import SYSTEM
from agentdesk.domain import events as e
from agentdesk.domain.events import Entry, Event
from agentdesk.domain.rows import LIVE_CHANNELS, CaseRow
from agentdesk.training.acts import guest_of
from agentdesk.training.play.opening import make

_HANDED_ON = (e.CaseEscalated, e.CaseReturned, e.CaseTransferred)


class Line:
    """The live case of a customer: who has it, and the call or chat it is."""

    def __init__(self, case_id: int, guest: str, channel: str, queue: str) -> None:
        self.case_id, self.guest, self.channel, self.queue = case_id, guest, channel, queue
        self.owner: str | None = None
        self.over = False
        """Somebody ended the talk: resolved it, or waits for an answer."""
        self.wants = True
        """The customer is there to be talked to."""
        self.talks = 0
        self.number = 0
        """Of the call or chat that goes on; 0 if none does."""
        self.state = ""
        self.agent = ""


class Switch:
    """Takes in the log and says what is to be reported next."""

    def __init__(self, is_gone: Callable[[str], bool]) -> None:
        """``is_gone`` says whether a customer, by name, is done with us."""
        self._is_gone = is_gone
        self._lines: dict[int, Line] = {}
        self._by_number: dict[int, Line] = {}
        self._of_guest: dict[str, list[int]] = {}
        self._touched: dict[int, None] = {}
        self._wrapping: dict[int, str] = {}
        """Talks that have ended, and who wraps them up."""
        self._wraps_up: set[str] = set()

    # ---- hearing

    def take(self, entry: Entry) -> None:
        """Take in the next entry of the log."""
        event = entry.fact.event
        if isinstance(event, e.AgentStateChanged):
            if event.after == "wrap_up":
                self._wraps_up.add(event.agent)
            else:
                self._wraps_up.discard(event.agent)
        elif isinstance(event, e.CaseCreated):
            guest = guest_of(entry.fact.command)
            if event.channel in LIVE_CHANNELS and guest:
                line = Line(event.case_id, guest, event.channel, event.queue)
                self._lines[event.case_id] = line
                self._of_guest.setdefault(guest, []).append(event.case_id)
                self._touched[event.case_id] = None
        elif isinstance(event, e.InteractionQueued):
            self._queued(event)
        elif type(event) in _TURNS:
            self._turn(event)
        elif self._lines:
            self._hear_of_case(entry)

    def _hear_of_case(self, entry: Entry) -> None:
        line = self._lines.get(entry.fact.case_id or 0)
        if line is not None and _case(line, entry):
            self._touched[line.case_id] = None

    def went(self, guest: str) -> None:
        """Hear that something may have become of a customer."""
        self._touched.update(dict.fromkeys(self._of_guest.get(guest, ())))

    def is_back(self, event: e.InteractionQueued) -> str:
        """Return who waits in a queue once more, by a call or chat just taken in; else ``""``."""
        line = self._by_number.get(event.interaction_id)
        return line.guest if line is not None and line.talks > 1 else ""

    def look_again(self) -> None:
        """Look at every line anew, after the log was taken in without reporting anything."""
        self._touched.update(dict.fromkeys(self._lines))

    def _queued(self, event: e.InteractionQueued) -> None:
        line = self._lines.get(event.case_id or 0)
        if line is not None:
            line.talks, line.number, line.state = line.talks + 1, event.interaction_id, "waiting"
            self._by_number[line.number] = line

    def _turn(self, event: Event) -> None:
        number: int = getattr(event, "interaction_id", 0)
        if isinstance(event, e.InteractionWrapped):
            self._wrapping.pop(number, None)
        line = self._by_number.get(number)
        if line is None or line.number != number:
            return
        line.state = _TURNS[type(event)]
        if isinstance(event, e.InteractionOffered | e.InteractionConnected):
            line.agent = event.agent
        elif isinstance(event, e.InteractionEnded):
            self._wrapping[number] = line.agent
        if line.state == "":
            line.number = 0

    # ---- reporting

    def reports(self) -> Iterator[Do]:
        """Yield what is to be reported, one after the other; each must be taken in before the next.

        What the desk refuses is not reported again.
        """
        while self._touched:
            case_id = next(iter(self._touched))
            before = None
            while (report := self._next(self._lines[case_id])) is not None and report != before:
                before = report
                yield report
            del self._touched[case_id]
        for number, agent in list(self._wrapping.items()):
            if agent not in self._wraps_up:
                del self._wrapping[number]
                yield _report(number, "wrapped")

    def _next(self, line: Line) -> Do | None:
        gone = self._is_gone(line.guest)
        there = line.wants and not gone and not line.over
        if not line.number:
            if not there:
                return None
            return make(
                "queue_interaction",
                f"switch:{line.case_id}:{line.talks + 1}",
                SYSTEM,
                channel=line.channel,
                queue=line.queue,
                case_id=line.case_id,
            )
        if line.state == "waiting":
            if not there:
                return _report(line.number, "abandoned")
            return _report(line.number, "offered", line.owner) if line.owner else None
        if line.state == "ringing":
            return _report(line.number, "connected", line.agent)
        if not there or line.owner != line.agent:
            return _report(line.number, "ended")
        return None


def _report(number: int, what: str, agent: str = "") -> Do:
    id = f"switch:talk:{number}:{what}:{agent}" if agent else f"switch:talk:{number}:{what}"
    fields = {"interaction_id": number, "what": what, "agent": agent}
    return make("report_interaction", id, SYSTEM, **fields)


_TURNS: dict[type[Event], str] = {
    e.InteractionOffered: "ringing",
    e.InteractionDeclined: "waiting",
    e.InteractionConnected: "talking",
    e.InteractionHeld: "talking",
    e.InteractionUnheld: "talking",
    e.InteractionEnded: "",
    e.InteractionWrapped: "",
    e.InteractionAbandoned: "",
    e.InteractionFlowedOut: "",
}
"""What a call or chat does after each report; ``""`` if it goes on no more."""


def _case(line: Line, entry: Entry) -> bool:
    """Take in what became of a live case; say whether that can matter to its talk."""
    event = entry.fact.event
    if isinstance(event, e.CaseAssigned):
        line.owner = event.agent
    elif isinstance(event, e.CaseReleased):
        line.owner = None
    elif isinstance(event, _HANDED_ON):
        # Who is put through to another queue talks to others from there on.
        moves = not isinstance(event, e.CaseEscalated) or event.escalation == "functional"
        if moves:
            line.owner, line.queue, line.wants = None, event.to_queue, False
    elif isinstance(event, e.CaseWaiting | e.CaseResolved | e.CaseClosed | e.CaseMerged):
        line.over, line.wants = True, False
    elif isinstance(event, e.CaseResumed | e.CaseReopened):
        line.over = False
    elif isinstance(event, e.CaseRestored):
        _restored(line, event.row)
    elif isinstance(event, e.MessagePosted):
        if event.direction != "in" or not guest_of(entry.fact.command):
            return False
        line.wants = True
    else:
        return False
    return True


def _restored(line: Line, row: CaseRow) -> None:
    """Take in that an act was taken back or done again."""
    line.owner, line.queue = row.owner, row.queue
    was_over = line.over
    line.over = not row.active or row.state in ("waiting_customer", "waiting_third_party")
    if was_over and not line.over:
        line.wants = True
    elif line.over:
        line.wants = False
