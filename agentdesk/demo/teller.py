"""Telling the sample's stories through the desk's own door, one act after the other.

A teller is a generator (:mod:`agentdesk.data.telling`): it asks for each act and learns what
became of it. Everything is told in the order of time on a clock wound by hand, so the log, the
clocks and the queue are what they would be if it had happened.
"""

from collections.abc import Generator
from typing import Any, TypeAlias

from agentdesk.channels.email.compose import Outgoing, compose
from agentdesk.clock import ManualClock
from agentdesk.data.errors import Refused
from agentdesk.data.telling import Asked, Do, Due
from agentdesk.data.unit import Outcome
from agentdesk.demo.staff import LEAD
from agentdesk.demo.stories import Person, Step, Story
from agentdesk.desk.incoming import Receive
from agentdesk.desk.receive import RECEIVE
from agentdesk.desk.registry import USE_CASES
from agentdesk.desk.sender import STEP
from agentdesk.desk.sender import Step as SendStep
from agentdesk.desk.timers import FIRE, fire
from agentdesk.domain.setup import Setup

Acts: TypeAlias = Generator[Asked, Any, None]
ADDRESSES = {"o": "orders@fjordfarrow.example", "h": "help@fjordfarrow.example"}
SPOKEN = ("call", "visit")
PLAIN = {
    "escalate": "escalate",
    "back": "return_to_tier",
    "snooze": "snooze",
    "promise": "promise",
    "wait_for": "wait",
    "resolve": "resolve",
    "tag": "tag",
    "complain": "open_complaint",
    "decide": "decide_complaint",
    "incident": "declare_incident",
    "link": "link_incident",
    "note": "note",
}
"""What an act is called in a story, and in the desk."""


class Told:
    """One story as far as it has been told."""

    def __init__(self, number: int, story: Story, person: Person) -> None:
        self.number, self.story, self.person = number, story, person
        self.case_id = 0
        self.queue = story.to
        self.wrote = self.answered = ""
        """The newest Message-ID of the customer's and of ours."""
        self.letters = 0
        self.promise_id: int | None = None
        self.reopened_by: int | None = None
        """The customer's message that opened the case again, until somebody acts on it."""


class Teller:
    """Tells acts; keeps what later acts need to know of earlier ones.

    ``name`` begins the ids of its commands. A teller that does not deliver leaves what is sent
    to whoever sends.
    """

    def __init__(
        self, clock: ManualClock, setup: Setup, *, name: str = "demo", delivers: bool = True
    ) -> None:
        self.clock, self.setup, self.name, self.delivers = clock, setup, name, delivers
        self.customers: dict[str, str] = {}
        """Customer ids by their key in the file."""
        self.count = 0

    # ---- one act

    def do(self, kind: str, actor: str, /, **fields: Any) -> Generator[Asked, Any, Outcome]:
        """Do one thing as somebody; ids count up, so that two tellings are alike."""
        self.count += 1
        use_case = USE_CASES[kind]
        command = use_case.command(command_id=f"{self.name}-{self.count}", actor=actor, **fields)
        outcome: Outcome = yield Do(use_case, command)
        return outcome

    def until(self, at: int) -> Acts:
        """Let time pass, and fire what falls due on the way."""
        self.clock.at = max(self.clock.at, at)
        stuck: set[object] = set()
        while True:
            timers = yield Due(self.clock.at)
            fresh = [timer for timer in timers if timer not in stuck]
            if not fresh:
                return
            for timer in fresh:
                stuck.add(timer)
                try:
                    yield Do(FIRE, fire(timer))
                except Refused:
                    continue

    # ---- how a case begins

    def begin(self, told: Told) -> Acts:
        """Let a customer write, call or come by."""
        story = told.story
        if story.channel in SPOKEN:
            yield from self._talk(told)
        else:
            yield from self.arrive(told, story.body)
        if story.type is not None or story.priority is not None:
            yield from self._class(told)

    def _class(self, told: Told) -> Acts:
        story, case_id = told.story, told.case_id
        if story.type is not None and story.type != self.setup.queue(self._queue(story)).type:
            why = "Sorted by hand."
            yield from self.do("classify", LEAD, case_id=case_id, type=story.type, reason=why)
        if story.priority not in (None, self.setup.queue(self._queue(story)).priority):
            # A lower priority gives the clocks more time, which wants a reason.
            why = "An idea: nothing is broken." if (story.priority or 3) > 3 else ""
            fields = {"case_id": case_id, "priority": story.priority, "reason": why}
            yield from self.do("prioritise", LEAD, **fields)

    def _queue(self, story: Story) -> str:
        address = ADDRESSES.get(story.to)
        if address is None:
            return story.to
        return next(queue.id for queue in self.setup.queues if address in queue.addresses)

    def _talk(self, told: Told) -> Acts:
        story = told.story
        fields: dict[str, Any] = {
            "channel": story.channel,
            "subject": story.subject,
            "body": story.body,
            "customer_id": self.customers[told.person.key],
            "queue": self._queue(story),
            "language": story.language,
            "answer": story.answer,
        }
        if not story.who:
            outcome = yield from self.do("open_case", "customer", **fields)
        else:
            fields["duration_ms"] = 60_000 * (2 + told.number % 9)
            try:
                outcome = yield from self.do("open_case", story.who, take=True, **fields)
            except Refused:
                # Whoever is on another call logs this one without having it.
                outcome = yield from self.do("open_case", story.who, **fields)
        told.case_id, told.queue = outcome.result["case_id"], self._queue(story)

    def arrive(self, told: Told, text: str) -> Acts:
        """Let a customer write, the first time or again."""
        story, person = told.story, told.person
        told.letters += 1
        first = told.case_id == 0
        queue = self._queue(story)
        domain = person.mail.rpartition("@")[2]
        told.wrote = f"{self.name}-{told.number}-{told.letters}@{domain}"
        # A web form is answered by mail; what is written in a chat stays in it.
        channel = "mail" if story.channel == "web" and not first else story.channel
        command = Receive(
            command_id=f"{self.name}-mail-{told.number}-{told.letters}",
            actor="customer",
            from_address=person.mail,
            from_name=person.name,
            to=(self.setup.queue(queue).addresses or ("",))[:1] if channel == "mail" else (),
            subject=story.subject if first else f"Re: {story.subject}",
            body=text,
            reply_text=text,
            date=self.clock.at,
            rfc_id=told.wrote if channel == "mail" else None,
            in_reply_to=(told.answered or None) if channel == "mail" else None,
            channel=channel,
            case_id=None if first else told.case_id,
            queue=queue if first else None,
            language=story.language,
        )
        outcome: Outcome = yield Do(RECEIVE, command)
        reopened = outcome.result["decision"] == "reopened"
        told.reopened_by = outcome.result["message_id"] if reopened else None
        if first:
            told.case_id, told.queue = outcome.result["case_id"], queue

    # ---- what happens next

    def act(self, told: Told, step: Step, cases: dict[int, int]) -> Acts:
        """Do a step of a story. ``cases`` are the case numbers of all stories so far."""
        case_id = told.case_id
        if step.mail:
            yield from self.arrive(told, step.mail)
        elif step.take:
            yield from self.take(told, step.who)
        elif step.reply:
            yield from self.reply(told, step)
        elif step.dismiss:
            if told.reopened_by is not None:
                thanks = {"case_id": case_id, "message_id": told.reopened_by}
                yield from self.do("dismiss_thanks", step.who, **thanks)
        elif step.keep:
            if told.promise_id is not None:
                promise = {"case_id": case_id, "promise_id": told.promise_id}
                yield from self.do("settle_promise", step.who, **promise)
        else:
            word = next((word for word in PLAIN if getattr(step, word)), "note")
            outcome = yield from self.do(
                PLAIN[word], step.who, case_id=case_id, **self._fields(word, step, cases)
            )
            yield from self._after(told, step, word, outcome)

    def take(self, told: Told, who: str) -> Acts:
        """Let somebody take a case; who has their hands full is given it by a lead."""
        try:
            yield from self.do("take", who, case_id=told.case_id)
        except Refused:
            yield from self.do("assign", LEAD, case_id=told.case_id, to=who)

    def _after(self, told: Told, step: Step, word: str, outcome: Outcome) -> Acts:
        if word == "promise":
            told.promise_id = outcome.result["promise_id"]
        elif word == "escalate":
            told.queue = self.setup.queue(told.queue).escalates_to or told.queue
        elif word == "complain":
            yield from self.do("acknowledge_complaint", step.who, case_id=told.case_id)
        elif word == "decide":
            yield from self.do("close_complaint", step.who, case_id=told.case_id)

    def _fields(self, word: str, step: Step, cases: dict[int, int]) -> dict[str, Any]:
        now = self.clock.at
        handover = ("known", "tried", "expected", "promised")
        end = {
            "disposition": step.resolve,
            "root_cause": step.cause,
            "summary": step.summary,
            "answer_ids": step.answers,
        }
        made: dict[str, dict[str, Any]] = {
            "note": {"body": step.note},
            "escalate": {"reason": step.escalate, **{n: getattr(step, n) for n in handover}},
            "back": {"reason": step.back, "note": step.note},
            "snooze": {"until": now + step.snooze},
            "promise": {"text": step.promise, "due_at": now + step.by},
            "wait_for": {
                "waits_for": "third_party",
                "party": step.wait_for,
                "remind_at": now + step.until,
            },
            "resolve": end,
            "tag": {"add": step.tag},
            "complain": {"category": step.complain, "severity": 3, "remedy": step.note},
            "decide": {"outcome": step.decide, "response": step.note},
            "incident": {"title": step.incident},
            "link": {"incident_id": cases.get(step.link)},
        }
        return made[word]

    def reply(self, told: Told, step: Step) -> Acts:
        """Let an agent answer; in the past, what is sent has left at once."""
        case_id, channel = told.case_id, told.story.channel
        fields: dict[str, Any] = {}
        if channel in ("mail", "web"):
            told.answered = f"{self.name}-{self.count}-{case_id}@fjordfarrow.example"
            fields = self._mail(told, step)
        outcome = yield from self.do(
            "reply",
            step.who,
            case_id=case_id,
            body=step.reply,
            then="resolve" if step.resolve else "wait" if step.wait else "stay",
            disposition=step.resolve,
            root_cause=step.cause,
            summary=step.summary,
            answer_ids=step.answers,
            **fields,
        )
        if channel not in SPOKEN and self.delivers:
            yield from self._leaves(case_id, outcome.result["message_id"])

    def _mail(self, told: Told, step: Step) -> dict[str, Any]:
        sender = self.setup.queue(self._queue_now(told)).from_address or ADDRESSES["h"]
        subject = f"Re: {told.story.subject}"
        raw = compose(
            Outgoing(
                from_email=sender,
                from_name=self.setup.person(step.who).name,
                to=(told.person.mail,),
                subject=subject,
                text=step.reply,
                message_id=told.answered,
                at=self.clock.at,
                number=told.case_id,
                in_reply_to=told.wrote,
            )
        )
        return {
            "to": (told.person.mail,),
            "subject": subject,
            "rfc_id": told.answered,
            "in_reply_to": told.wrote or None,
            "raw": raw,
        }

    def _queue_now(self, told: Told) -> str:
        return told.queue if told.queue not in ADDRESSES else self._queue(told.story)

    def _leaves(self, case_id: int, message_id: int) -> Acts:
        for what in ("started", "sent"):
            yield Do(
                STEP,
                SendStep(
                    command_id=f"send:{message_id}:1:{what}",
                    actor="system",
                    case_id=case_id,
                    message_id=message_id,
                    what=what,
                ),
            )
