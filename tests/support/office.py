"""A small desk to tell stories about: two tiers of billing, one queue of machines, six people."""

from typing import Any, TypeVar

from agentdesk.clock import DAY, HOUR, MINUTE, ManualClock
from agentdesk.data.unit import Command, Decision, Outcome, Refused, State, UseCase
from agentdesk.desk.common import CaseCommand, needs_case
from agentdesk.desk.incoming import Receive
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.receive import RECEIVE
from agentdesk.desk.registry import use_case_of
from agentdesk.desk.replying import Reply
from agentdesk.desk.story import Story
from agentdesk.desk.timers import fire
from agentdesk.domain.events import SendSent, SendStarted
from agentdesk.domain.rows import AgentRow, CaseRow, SendRow
from agentdesk.domain.setup import (
    CalendarSetup,
    Channel,
    CodeSetup,
    PersonSetup,
    QueueSetup,
    Setup,
)
from tests.support.memory_store import MemoryStore
from tests.support.policies import seed_policies
from tests.support.proofs import problems

MONDAY = 1_772_442_000_000
"""Monday, 2 March 2026, 09:00 UTC: the office has just opened."""

C = TypeVar("C", bound=Command)

_Hours = dict[str, tuple[tuple[str, str], ...]]
_HOURS: _Hours = {str(day): (("09:00", "17:00"),) for day in range(5)}
_ALWAYS: _Hours = {str(day): (("00:00", "24:00"),) for day in range(7)}

SETUP = Setup(
    name="Office",
    version=1,
    zone="UTC",
    allow_as=True,
    queues=(
        QueueSetup(
            id="billing",
            name="Billing",
            team="money",
            addresses=("billing@desk.example",),
            from_address="billing@desk.example",
            escalates_to="billing2",
            dispositions=("answered", "refunded", "no_reply", "by_phone"),
        ),
        QueueSetup(id="billing2", name="Billing experts", team="money", tier=2),
        QueueSetup(
            id="machines", name="Machines", team="things", addresses=("machines@desk.example",)
        ),
    ),
    people=(
        PersonSetup(id="lena", name="Lena", team="money", queues=("billing",)),
        PersonSetup(id="omar", name="Omar", team="money", queues=("billing", "machines")),
        PersonSetup(id="rita", name="Rita", team="money", tier=2, queues=("billing", "billing2")),
        PersonSetup(
            id="mona",
            name="Mona",
            role="lead",
            team="money",
            tier=3,
            queues=("billing", "billing2", "machines"),
        ),
        PersonSetup(id="sven", name="Sven", role="supervisor"),
        PersonSetup(id="chip", name="Chip", team="things", queues=("machines",)),
    ),
    calendars=(
        CalendarSetup(id="hours", zone="UTC", weekly=_HOURS),
        CalendarSetup(id="always", zone="UTC", weekly=_ALWAYS),
    ),
    policies=seed_policies("hours", "always"),
    dispositions=(
        CodeSetup(id="answered", name="Answered"),
        CodeSetup(id="refunded", name="Refunded", needs_root_cause=True),
        CodeSetup(id="no_reply", name="No reply", needs_answer=False),
        CodeSetup(id="by_phone", name="Settled by phone", needs_answer=False),
        CodeSetup(id="repaired", name="Repaired"),
    ),
    root_causes=(CodeSetup(id="invoice", name="Invoice wrong"),),
    escalation_reasons=(
        CodeSetup(id="knowledge", name="Needs an expert"),
        CodeSetup(id="customer", name="The customer asks for it"),
    ),
    away_reasons=(CodeSetup(id="lunch", name="Lunch"),),
)


class Office:
    """A store in memory with a clock that moves when told, and people who act on it."""

    def __init__(self, setup: Setup = SETUP, at: int = MONDAY) -> None:
        self.clock = ManualClock(at)
        self.store = MemoryStore(setup, self.clock)
        self.acts: list[tuple[int, UseCase[Any], Command, str | None]] = []
        """What was tried: when, what, and the refusal if it was refused; for a twin store."""
        self._commands = 0
        self._mails = 0

    def new_id(self) -> str:
        """Return the next command id; the same in every run."""
        self._commands += 1
        return f"command-{self._commands}"

    def act(self, use_case: UseCase[Any], command: Command) -> Outcome:
        """Run a use-case. Raises ``Refused``."""
        now = self.clock.at
        try:
            outcome = self.store.act_now(use_case, command)
        except Refused as refused:
            self.acts.append((now, use_case, command, refused.sentence))
            raise
        self.acts.append((now, use_case, command, None))
        return outcome

    def do(self, actor: str, kind: type[C], **fields: Any) -> Outcome:
        """Let somebody do something. Raises ``Refused``."""
        command = kind(command_id=self.new_id(), actor=actor, **fields)
        return self.act(use_case_of(command), command)

    def refusal(self, actor: str, kind: type[C], **fields: Any) -> Refused:
        """Return the refusal of something that must not be possible, and leaves no trace."""
        before = len(self.store.log), dict(self.store.content)
        try:
            self.do(actor, kind, **fields)
        except Refused as refused:
            assert (len(self.store.log), dict(self.store.content)) == before
            return refused
        raise AssertionError(f"{kind.__name__} was not refused")

    def here(self, *people: str) -> None:
        """Let people sit down and be available."""
        for person in people:
            self.do(person, SetAgentState, state="available")

    def mail(
        self,
        body: str = "My card was charged twice.",
        *,
        to: str = "billing@desk.example",
        sender: str = "ada@lovelace.example",
        case_id: int | None = None,
        subject: str = "Charged twice",
        channel: Channel = "mail",
    ) -> int:
        """Let a customer write; return the case."""
        self._mails += 1
        command = Receive(
            command_id=f"mail-{self._mails}",
            actor="customer",
            from_address=sender,
            from_name=sender.split("@")[0].capitalize(),
            to=(to,),
            subject=subject,
            body=body,
            reply_text=body,
            rfc_id=f"{self._mails}@there.example",
            case_id=case_id,
            channel=channel,
        )
        result = self.act(RECEIVE, command).result
        return int(result["case_id"])

    def reply(
        self, actor: str, case_id: int, body: str = "We look into it.", **more: Any
    ) -> Outcome:
        """Let somebody answer by mail."""
        self._mails += 1
        given = {
            "to": ("ada@lovelace.example",),
            "subject": "Re: Charged twice",
            "rfc_id": f"{self._mails}@desk.example",
            "raw": b"the frozen bytes",
        }
        return self.do(actor, Reply, case_id=case_id, body=body, **{**given, **more})

    def deliver(self) -> None:
        """Let every message leave whose hold is over."""
        queued = [s for s in self.store.table.all(SendRow) if s.state == "queued"]
        for send in queued:
            self._mails += 1
            command = CaseCommand(
                command_id=f"send-{self._mails}", actor="system", case_id=send.case_id
            )
            self.act(leaves(send.message_id), command)

    def later(self, ms: int) -> None:
        """Let time pass, and every timer fire that falls due on the way."""
        end = self.clock.at + ms
        while due := self.store.due_timers(end):
            timer = due[0]
            self.clock.at = max(self.clock.at, timer.due_at)
            command = fire(timer)
            self.act(use_case_of(command), command)
            assert timer not in self.store.due_timers(end), f"{timer} does not go away"
        self.clock.at = end

    def case(self, case_id: int) -> CaseRow:
        """Return how a case stands."""
        return self.store.case(case_id)

    def agent(self, person: str) -> AgentRow | None:
        """Return what somebody does."""
        return self.store.table.get(AgentRow, person)

    def prove(self) -> None:
        """Check that the rows are what the log says, and the counters what the rows say."""
        assert problems(self.store.table, (entry.fact for entry in self.store.log)) == []


def leaves(message_id: int) -> UseCase[CaseCommand]:
    """Return the use-case by which a message that was queued has left."""

    def decide(state: State, command: CaseCommand) -> Decision:
        story = Story(state, command)
        story.tell(SendStarted(case_id=command.case_id, message_id=message_id))
        story.tell(SendSent(case_id=command.case_id, message_id=message_id))
        return story.end()

    return UseCase("leaves", CaseCommand, needs_case, decide)


__all__ = ["DAY", "HOUR", "MINUTE", "MONDAY", "SETUP", "Office"]
