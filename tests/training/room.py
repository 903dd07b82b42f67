"""A scenario played through the desk's own use-cases, on a store in memory."""

from typing import Any

from agentdesk.clock import MINUTE
from agentdesk.desk.incidents import DeclareIncident
from agentdesk.desk.incoming import Receive
from agentdesk.desk.open_case import OpenCase
from agentdesk.desk.receive import RECEIVE
from agentdesk.desk.redacting import Redact
from agentdesk.desk.replying import Reply
from agentdesk.desk.taking import Take
from agentdesk.training.acts import Act, Acts
from agentdesk.training.customers import Crowd
from agentdesk.training.happenings import Happening
from agentdesk.training.picks import Picks
from agentdesk.training.regret import Pick
from agentdesk.training.scenario import Scenario
from agentdesk.training.scoring import Score, attempt, score
from tests.support.office import Office


class Room:
    """A trainee at a desk in memory whose customers are a scenario's."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.crowd = scenario, Crowd(scenario)
        self.office = Office(scenario.setup, self.crowd.start)
        self.acts = Acts.of(scenario)
        self.picks = Picks(scenario, self.crowd.guests, self.acts.guest_of)
        self.found: list[Happening] = []
        self._read = 0
        self.office.here(scenario.trainee)
        self._learn()

    def at(self, minutes: float) -> None:
        """Let time pass, and everything happen that does."""
        end = self.crowd.start + int(minutes * MINUTE)
        while (next_at := self.crowd.next_at) is not None and next_at <= end:
            for happening in self.crowd.until(next_at):
                self.found.append(happening)
                self._carry_out(happening)
            self._learn()
        self.crowd.until(end)
        self.office.clock.at = end

    def do(self, kind: Any, guest: str, **fields: Any) -> str:
        """Let the trainee do something in a customer's case; return the command's id."""
        case_id = self.case(guest)
        self.office.do(self.scenario.trainee, kind, case_id=case_id, **fields)
        self._learn()
        return self.office.acts[-1][2].command_id

    def reply(self, guest: str, *answers: str, **more: Any) -> str:
        """Let the trainee write to a customer, with answers put in."""
        address = self.crowd.guests[guest].address
        to = () if self.crowd.guests[guest].arrival.channel == "chat" else (address,)
        mail = {"subject": "Re:", "rfc_id": f"{len(self.office.acts)}@desk.example", "raw": b"x"}
        fields = {**mail, **more} if to else more
        return self.do(Reply, guest, body="Hello.", to=to, answer_ids=answers, **fields)

    def redact(self, guest: str, words: str) -> str:
        """Let the trainee take words out of a customer's first message."""
        first = self.office.store.messages(self.case(guest))[0]
        self.do(Take, guest)
        return self.do(Redact, guest, message_id=first.id, text=words)

    def declare(self, title: str) -> int:
        """Let the lead open a case that is an incident; return its number."""
        lead = next(p.id for p in self.scenario.setup.people if p.role == "lead")
        fields = {"channel": "call", "subject": title, "body": title, "name": "Provider"}
        queue = self.scenario.setup.queues[1].id
        outcome = self.office.do(lead, OpenCase, queue=queue, **fields)
        case_id = int(outcome.result["case_id"])
        self.office.do(lead, DeclareIncident, case_id=case_id, title=title)
        self._learn()
        return case_id

    def case(self, guest: str) -> int:
        """Return a customer's case."""
        found = self.acts.case_of(guest)
        assert found is not None, guest
        return found

    def words(self, guest: str) -> list[str]:
        """Return everything that was done for a customer."""
        return [act.text for act in self.acts.standing if act.guest == guest]

    @property
    def chosen(self) -> list[Pick]:
        """Every pick so far."""
        return self.picks.found

    def score(self) -> Score:
        """Return the score as it stands."""
        return score(attempt(self.crowd, self.found, self.office.clock.at))

    def _carry_out(self, happening: Happening) -> None:
        if happening.kind not in ("arrives", "says") or not happening.text:
            return
        guest = self.crowd.guests[happening.guest]
        first = happening.kind == "arrives"
        queue = self.scenario.setup.queue(guest.arrival.queue)
        mail = guest.arrival.channel == "mail"
        self.office.clock.at = max(self.office.clock.at, happening.at)
        command = Receive(
            command_id=happening.command,
            actor="customer",
            from_address=guest.address,
            from_name=guest.name,
            to=queue.addresses[:1] if mail else (),
            subject=happening.subject,
            body=happening.text,
            reply_text=happening.text,
            rfc_id=f"{happening.command}@customers.example" if mail else None,
            channel=guest.arrival.channel,
            case_id=None if first else self.case(guest.key),
            queue=queue.id if first else None,
        )
        self.office.act(RECEIVE, command)

    def _learn(self) -> None:
        log = self.office.store.log
        for entry in log[self._read :]:
            self.picks.take(entry)
            for deed in self.acts.take(entry):
                at = deed.told_at if isinstance(deed, Act) else deed.at
                self.found += self.crowd.until(at)
                self.crowd.tell(deed)
        self._read = len(log)
