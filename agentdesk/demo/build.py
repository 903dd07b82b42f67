"""Builds the sample center through the desk's own door, on a clock that is wound by hand.

Everything is told in the order of time, so the log, the clocks and the queue are what they would
be if it had happened. The same ``now`` and ``seed`` give the same log.
"""

import random
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from agentdesk.channels.email.answering import answer_to, receiver_of
from agentdesk.channels.email.intake import take_in
from agentdesk.clock import MINUTE, SECOND, ManualClock
from agentdesk.data.store import Store
from agentdesk.data.unit import Outcome
from agentdesk.demo.mails import mail_bytes
from agentdesk.demo.stories import (
    Answers,
    Cases,
    Customers,
    Person,
    Presence,
    Step,
    Story,
    Stranger,
    read,
)
from agentdesk.desk.receive import RECEIVE
from agentdesk.desk.registry import USE_CASES
from agentdesk.desk.replying import SENT_BY_MAIL, channel_of
from agentdesk.desk.sender import send_due
from agentdesk.desk.tick import fire_due
from agentdesk.domain.content import Outgoing
from agentdesk.domain.setup import Setup

Act = Callable[[], Awaitable[None]]
ADDRESSES = {"o": "orders@fjordfarrow.example", "h": "help@fjordfarrow.example"}
LEAD = "ines"


def alive(setup: Setup) -> Setup:
    """Return the example's set-up as the sample uses it.

    Every promise runs around the clock, so that the queue is alive at whatever hour somebody
    tries it out, and anybody may act as anybody.
    """
    policies = tuple(msgspec.structs.replace(p, calendar="always") for p in setup.policies)
    return msgspec.structs.replace(setup, policies=policies, allow_as=True)


async def build(store: Store, clock: ManualClock, setup: Setup, *, seed: int = 1) -> None:
    """Fill an empty store, opened on ``clock``, with the sample center as of the clock's now."""
    await _Builder(store, clock, seed).run(setup)


class _Nowhere:
    """Takes what the sample's people wrote long ago, and throws it away."""

    name = "throws mail away: the customers of the sample do not exist"
    channels = ("mail", "web", "chat", "call", "visit")

    async def deliver(self, outgoing: Outgoing, case_id: int) -> str:
        """Say that it went nowhere."""
        return "nowhere"


NOWHERE = _Nowhere()


class _Builder:
    """Tells the stories one after the other."""

    def __init__(self, store: Store, clock: ManualClock, seed: int) -> None:
        self.store, self.clock, self.now = store, clock, clock.now()
        self.random = random.Random(seed)
        self.people = {one.key: one for one in read("customers.yaml", Customers).customers}
        self.numbers: dict[int, int] = {}
        self.count = 0

    async def run(self, setup: Setup) -> None:
        cases = read("cases.yaml", Cases)
        ages = [story.at for story in cases.cases]
        self.clock.at = self.now - max(ages) - 60 * MINUTE
        await self.do("load_setup", LEAD, setup=setup)
        for person in self.people.values():
            await self.know(person)
        for answer in read("answers.yaml", Answers).answers:
            await self.do("keep_answer", LEAD, **msgspec.structs.asdict(answer))
        for person_setup in setup.people:
            if person_setup.role in ("agent", "lead"):
                await self.do("set_agent_state", person_setup.id, state="available")
        for ago, act in sorted(self.acts(cases), key=lambda item: -item[0]):
            # Acts never fall on the whole minute; the order stays as it is told.
            self.clock.at = max(self.clock.at + SECOND, self.now - ago)
            await fire_due(self.store, self.clock.at)
            await send_due(self.store, NOWHERE)
            await act()
        self.clock.at = self.now
        await fire_due(self.store, self.now)
        await send_due(self.store, NOWHERE)
        for person_setup in setup.people:
            await self.store.live.beat(person_setup.id, self.now)

    def acts(self, cases: Cases) -> list[tuple[int, Act]]:
        """Return every act with how long ago it was."""
        found: list[tuple[int, Act]] = []
        for number, story in enumerate(cases.cases, start=1):
            jitter = self.random.randrange(50) * SECOND
            found.append((story.at + jitter, self.begin(number, story)))
            for place, step in enumerate(story.then):
                ago = step.at + jitter - (place + 1) * SECOND // 2
                found.append((ago, self.step(number, story, step)))
        found += [(one.at, self.stranger(one)) for one in cases.held]
        found += [(one.at, self.presence(one)) for one in cases.people]
        return found

    async def do(self, kind: str, actor: str, /, **fields: Any) -> Outcome:
        """Do one thing as somebody; ids count up, so that two runs are alike."""
        self.count += 1
        use_case = USE_CASES[kind]
        command = use_case.command(command_id=f"demo-{self.count}", actor=actor, **fields)
        return await self.store.act(use_case, command)

    async def know(self, person: Person) -> None:
        contacts = [("mail", person.mail), *([("phone", person.phone)] if person.phone else [])]
        await self.do(
            "new_customer",
            LEAD,
            name=person.name,
            contacts=tuple(contacts),
            language=person.language,
            organisation=person.organisation,
            level=person.level,
            vip=person.vip,
            zone=person.zone,
        )

    async def receive(self, raw: bytes) -> Outcome:
        return await self.store.act(RECEIVE, take_in(raw).command)

    def begin(self, number: int, story: Story) -> Act:
        async def act() -> None:
            person = self.people[story.sender]
            raw = mail_bytes(
                person.name,
                person.mail,
                ADDRESSES[story.to],
                story.subject,
                story.body,
                at=self.clock.at,
                number=number,
            )
            outcome = await self.receive(raw)
            case_id = outcome.result["case_id"]
            self.numbers[number] = case_id
            if story.priority is not None:
                # A lower priority gives the clocks more time, which wants a reason.
                why = "An idea: nothing is broken." if story.priority > 3 else ""
                await self.do(
                    "prioritise", LEAD, case_id=case_id, priority=story.priority, reason=why
                )

        return act

    def stranger(self, one: Stranger) -> Act:
        async def act() -> None:
            raw = mail_bytes(
                one.from_name,
                one.from_mail,
                ADDRESSES[one.to],
                f"{one.subject} [#{self.numbers[one.names]}]",
                one.body,
                at=self.clock.at,
                number=1000,
            )
            await self.receive(raw)

        return act

    def presence(self, one: Presence) -> Act:
        async def act() -> None:
            if one.state == "available":
                await self.do("set_agent_state", one.who, state="unavailable", reason="break")
            await self.do("set_agent_state", one.who, state=one.state, reason=one.reason)

        return act

    def step(self, number: int, story: Story, step: Step) -> Act:
        async def act() -> None:
            case_id = self.numbers[number]
            if step.mail:
                await self.write_again(number, story, step)
            elif step.take:
                await self.do("take", step.who, case_id=case_id)
            elif step.reply:
                await self.reply(case_id, step)
            else:
                kind, fields = self.plain(step)
                await self.do(kind, step.who, case_id=case_id, **fields)

        return act

    def plain(self, step: Step) -> tuple[str, dict[str, Any]]:
        """Return the use-case and the fields of an act that needs nothing looked up."""
        if step.back:
            return "return_to_tier", {"reason": step.back, "note": step.note}
        if step.note:
            return "note", {"body": step.note}
        if step.escalate:
            names = ("known", "tried", "expected", "promised")
            return "escalate", {
                "reason": step.escalate,
                **{name: getattr(step, name) for name in names},
            }
        if step.snooze:
            return "snooze", {"until": self.clock.at + step.snooze}
        if step.promise:
            return "promise", {"text": step.promise, "due_at": self.clock.at + step.by}
        if step.wait_for:
            return "wait", {
                "waits_for": "third_party",
                "party": step.wait_for,
                "remind_at": self.clock.at + step.until,
            }
        raise ValueError("a step of the sample does nothing")

    async def write_again(self, number: int, story: Story, step: Step) -> None:
        """Let the customer answer the last mail of the case."""
        view = await self.store.reads.case(self.numbers[number])
        assert view is not None
        answered = [item.message.rfc_id for item in view.items if item.message.rfc_id]
        person = self.people[story.sender]
        raw = mail_bytes(
            person.name,
            person.mail,
            ADDRESSES[story.to],
            f"Re: {story.subject}",
            step.mail,
            at=self.clock.at,
            number=number * 100 + len(view.items),
            answers=answered[-1] or "",
        )
        await self.receive(raw)

    async def reply(self, case_id: int, step: Step) -> None:
        """Let an agent answer by mail, as the command line and the screen do."""
        view = await self.store.reads.case(case_id)
        assert view is not None
        assert channel_of(view.row, None) in SENT_BY_MAIL
        setup = await self.store.reads.setup()
        person = setup.person(step.who)
        body = f"{step.reply.strip()}\n\nKind regards\n{person.name.split()[0]}"
        frozen = answer_to(
            view,
            setup,
            person,
            body,
            to=receiver_of(view),
            at=self.clock.at,
            unique=f"demo{self.count}",
        )
        await self.do(
            "reply",
            step.who,
            case_id=case_id,
            body=body,
            to=frozen.to,
            subject=frozen.subject,
            rfc_id=frozen.rfc_id,
            in_reply_to=frozen.in_reply_to,
            raw=frozen.raw,
            then="resolve" if step.resolve else "wait" if step.wait else "stay",
            disposition=step.resolve,
            root_cause=step.cause,
            summary=step.summary,
        )
