"""The billing rush, worked through by a scripted trainee on a store in memory."""

import hashlib

import msgspec
import pytest

from agentdesk.clock import HOUR
from agentdesk.desk.escalating import AskLead
from agentdesk.desk.incidents import LinkIncident
from agentdesk.desk.notes import Note
from agentdesk.desk.promising import Promise
from agentdesk.desk.taking import Take
from agentdesk.desk.verifying import Verify
from agentdesk.domain.events import encode
from agentdesk.training.happenings import Happening
from agentdesk.training.reading import shipped_scenario
from agentdesk.training.regret import regret
from tests.training.room import Room

ANSWERS = {
    "early": ("incident-note", "double-charge"),
    "rush": ("incident-note", "double-charge"),
    "reminder": ("read-all", "reminder-off"),
    "threat": ("read-all", "our-mistake"),
    "cafe": ("our-mistake", "by-when", "ask-proof"),
    "stranger": ("ask-proof",),
    "omars-invoice": ("invoice-corrected",),
}


class Trainee:
    """Answers everybody three minutes after they came, and knows what the articles say."""

    def __init__(self) -> None:
        self.room = Room(shipped_scenario("billing-rush"))
        self.seen = 0
        self.incident = 0

    def work(self, until: int = 90) -> None:
        """Work minute by minute."""
        for minute in range(1, until + 1):
            self.room.at(minute)
            fresh = self.room.found[self.seen :]
            self.seen = len(self.room.found)
            for happening in fresh:
                self._meet(happening)

    def _meet(self, happening: Happening) -> None:
        guest = self.room.crowd.guests.get(happening.guest)
        if guest is None:
            return
        arrival = guest.arrival.id
        if happening.kind == "arrives" and arrival in ANSWERS:
            self._arrives(guest.key, arrival)
        elif happening.reply == "proves":
            self._cafe(guest.key)
        elif happening.reply in ("lawyer", "shouts"):
            self.room.reply(guest.key, "stay-polite", "by-when")
            self.room.do(AskLead, guest.key, reason="threat", note=happening.text)
        elif happening.reply == "evades":
            self.room.reply(guest.key, "no-because")
            self.room.do(Note, guest.key, body="Could not prove who they are.")

    def _arrives(self, guest: str, arrival: str) -> None:
        if arrival == "rush":
            self._link(guest)
        self.room.reply(guest, *ANSWERS[arrival])

    def _link(self, guest: str) -> None:
        if not self.incident:
            self.incident = self.room.declare("The provider booked twice")
        self.room.do(LinkIncident, guest, incident_id=self.incident)

    def _cafe(self, guest: str) -> None:
        self.room.do(Verify, guest, method="order")
        self.room.do(AskLead, guest, reason="permission", note="Noon.")
        due = self.room.office.clock.at + HOUR
        self.room.do(Promise, guest, due_at=due, text="Back above zero by noon.")


def _hash(room: Room) -> str:
    """Hash the log over kind, virtual time, ids and payload, in order."""
    whole = hashlib.sha256()
    for entry in room.office.store.log:
        fact = entry.fact
        whole.update(
            msgspec.json.encode((entry.seq, fact.at, fact.actor, fact.command, fact.event.kind))
        )
        whole.update(encode(fact.event).encode())
    return whole.hexdigest()


@pytest.fixture(scope="module")
def trainee() -> Trainee:
    trainee = Trainee()
    trainee.work()
    return trainee


def test_the_rush_can_be_passed(trainee: Trainee) -> None:
    score = trainee.room.score()
    assert score.failed_by == ()
    assert score.passed, [(item.id, item.guest, item.because) for item in score.missed]


def test_the_same_trainee_leaves_the_same_log(trainee: Trainee) -> None:
    again = Trainee()
    again.work()
    assert len(again.room.office.store.log) > 200
    assert _hash(again.room) == _hash(trainee.room)


def test_whoever_answers_in_the_order_they_come_is_judged_by_what_waited(
    trainee: Trainee,
) -> None:
    assert all(judged.regret >= 0 for judged in regret(trainee.room.chosen).picks)


def test_a_refund_to_a_stranger_fails() -> None:
    trainee = Trainee()
    trainee.work(40)
    trainee.room.reply("stranger", "refund-sent", then="resolve", disposition="refunded")
    assert [item.id for item in trainee.room.score().failed_by] == ["stranger-paid"]


def test_a_case_that_was_taken_and_left_is_not_answered() -> None:
    trainee = Trainee()
    trainee.room.at(13)
    trainee.room.do(Take, "reminder")
    trainee.room.at(60)
    missed = {(item.id, item.part) for item in trainee.room.score().missed}
    assert ("reminder-off", "timeliness") in missed
