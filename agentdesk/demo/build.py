"""Builds the sample center: who is there, what they know, and everything that has happened.

The same ``now`` and ``seed`` give the same log.
"""

from collections import Counter
from random import Random

import msgspec

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND, ManualClock
from agentdesk.data.store import Store
from agentdesk.data.telling import Do, tell
from agentdesk.demo.center import Center, alive, center_setup
from agentdesk.demo.plots import Plot
from agentdesk.demo.staff import LEAD, PLAYER, Staff
from agentdesk.demo.stories import (
    Answers,
    Articles,
    Cases,
    Customers,
    Person,
    Presence,
    Step,
    Story,
    Stranger,
    Theme,
    read,
    read_themes,
)
from agentdesk.demo.switch import Switch
from agentdesk.demo.teller import ADDRESSES, Acts, Teller, Told
from agentdesk.demo.themes import Thread, thread_of
from agentdesk.desk.incoming import Receive
from agentdesk.desk.receive import RECEIVE
from agentdesk.domain.setup import Setup

CASES = 400
"""So many cases the sample has, those told one by one among them."""
AFFECTED = 9
"""Cases of the running incident, besides the one that it is."""
YOUNG = 14 * HOUR
WEEK = 8 * DAY
FULL = 4 * DAY
"""Who tries the desk out begins with a few cases only: theirs of the last days are told by hand."""
SHARES = {"mail": 52, "web": 17, "chat": 16, "call": 10, "visit": 5}
WORDING = "May we write to you about new coffees, at most once a month?"


async def build(
    store: Store, clock: ManualClock, setup: Setup | None = None, *, seed: int = 1
) -> Center:
    """Fill an empty store, opened on ``clock``, with the sample center as of the clock's now."""
    builder = _Builder(clock, setup or alive(center_setup()), seed)
    await tell(store, builder.tell())
    for person in builder.setup.people:
        await store.live.beat(person.id, builder.now)
    return builder.center()


class _Builder:
    """Puts everything in the order of time and has it told."""

    def __init__(self, clock: ManualClock, setup: Setup, seed: int) -> None:
        self.clock, self.setup, self.now, self.seed = clock, setup, clock.now(), seed
        self.random = Random(f"{seed}/cases")
        self.teller = Teller(clock, setup)
        self.staff = Staff(setup)
        self.switch = Switch(setup, seed, self.teller.name)
        self.themes = read_themes()
        self.cases = read("cases.yaml", Cases)
        self.people = {one.key: one for one in read("customers.yaml", Customers).customers}
        self.told: list[Told] = []
        self.numbers: dict[int, int] = {}
        self.threads: dict[int, Thread] = {}
        """By the number of the story."""
        self.wrote: Counter[str] = Counter()
        """How often each customer has written."""
        self.head = 0

    def center(self) -> Center:
        """Return what was built."""
        return Center(
            setup=self.setup,
            people=self.people,
            customers=self.teller.customers,
            told={told.case_id: told for told in self.told if told.case_id},
            threads={self.numbers[n]: t for n, t in self.threads.items() if n in self.numbers},
            themes=self.themes,
            incident=self.numbers[self.head],
            count=self.teller.count,
        )

    def tell(self) -> Acts:
        """Tell everything, the oldest first."""
        stories = self.stories()
        self.clock.at = self.now - max(story.at for story in stories) - DAY
        teller = self.teller
        # What was sent long ago has left: in the past nothing is held.
        limits = msgspec.structs.replace(
            self.setup.limits, hold=dict.fromkeys(self.setup.limits.hold, 0)
        )
        past = msgspec.structs.replace(self.setup, limits=limits)
        yield from teller.do("load_setup", LEAD, setup=past)
        yield from self.beginnings()
        for at, act in self.schedule(stories):
            # Acts never fall on one instant; the order stays as it is told.
            yield from teller.until(max(self.clock.at + 1, at))
            yield from self.switch.listen(self.clock.at)
            yield from act
            yield from self.switch.listen(self.clock.at)
        yield from teller.until(self.now)
        yield from self.switch.listen(self.now)
        yield from teller.do("load_setup", LEAD, setup=self.setup)

    # ---- who is there, and what is known

    def beginnings(self) -> Acts:
        """Make customers known, put their agreements in force, keep answers and articles."""
        teller = self.teller
        for person in self.people.values():
            yield from self.know(person)
        for answer in read("canned.yaml", Answers).answers:
            yield from teller.do("keep_answer", LEAD, **answer.fields(self.now))
        for article in read("articles.yaml", Articles).articles:
            fields = article.fields(self.now)
            yield from teller.do("keep_answer", LEAD, kind="article", **fields)
        for one in self.setup.people:
            if one.role in ("agent", "lead"):
                yield from teller.do("set_agent_state", one.id, state="available")

    def know(self, person: Person) -> Acts:
        """Make a customer known with everything that is true of them."""
        teller = self.teller
        contacts = [("mail", person.mail), *([("phone", person.phone)] if person.phone else [])]
        made = yield from teller.do(
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
        customer = {"customer_id": made.result["customer_id"]}
        teller.customers[person.key] = made.result["customer_id"]
        yield from self.particulars(person, customer)
        if person.agreement:
            start = self.now - person.agreement
            level = "premium" if person.level == "premium" else "standard"
            terms = {"starts_at": start, "ends_at": start + 365 * DAY, "level": level}
            yield from teller.do(
                "grant_entitlement", LEAD, entitlement="agreement", **terms, **customer
            )
        if person.warranty:
            start = self.now - person.warranty
            terms = {"starts_at": start, "ends_at": start + 730 * DAY, "asset": person.owns}
            yield from teller.do(
                "grant_entitlement", LEAD, entitlement="warranty", **terms, **customer
            )

    def particulars(self, person: Person, customer: dict[str, str]) -> Acts:
        """Keep how somebody wants to be called and written to, and what they allowed."""
        known = {
            "preferred_name": person.preferred,
            "pronunciation": person.says,
            "preferred_channel": person.channel,
            "accessibility": person.accessibility,
            "safety": person.safety,
        }
        said = {name: value for name, value in known.items() if value}
        if self.random.random() < 0.04:
            said["do_not_contact"] = True  # type: ignore[assignment]  # the only field that is no text
        if said:
            yield from self.teller.do("change_customer", LEAD, **said, **customer)
        if self.random.random() < 0.6:
            consent = {"purpose": "newsletter", "channel": "mail", "source": "form"}
            given = {"given": True, "wording": WORDING}
            yield from self.teller.do("change_consent", LEAD, **consent, **given, **customer)
            if self.random.random() < 0.2:
                consent["source"] = "mail"
                yield from self.teller.do(
                    "change_consent", LEAD, given=False, **consent, **customer
                )

    # ---- the stories

    def stories(self) -> list[Story]:
        """Return every story: those told one by one, the incident, and those made of themes."""
        stories = [self.by_hand(story) for story in self.cases.cases]
        self.head = len(stories) + 1
        stories += self.incident()
        used: Counter[str] = Counter()
        while len(stories) < CASES:
            stories.append(self.made(len(stories) + 1, used))
        return stories

    def by_hand(self, story: Story) -> Story:
        """Sign the letters of a story that was told by hand."""
        signed = tuple(
            msgspec.structs.replace(
                step, reply=f"{step.reply.strip()}\n\nKind regards\n{self.staff.name(step.who)}"
            )
            if step.reply and story.channel == "mail"
            else step
            for step in story.then
        )
        return msgspec.structs.replace(story, then=signed)

    def made(self, number: int, used: Counter[str]) -> Story:
        """Make a story of a theme that was used least, for a customer who speaks its language."""
        channel = self.random.choices(tuple(SHARES), tuple(SHARES.values()))[0]
        fitting = [t for t in self.themes if channel in t.by and not t.incident]
        least = min(used[t.id] for t in fitting)
        theme = self.random.choice([t for t in fitting if used[t.id] == least])
        used[theme.id] += 1
        ago = self.age(channel)
        person = self.somebody(theme, ago)
        thread = thread_of(theme, person, channel, self.random, self.now - ago)
        self.threads[number] = thread
        staff = self.staff if ago > FULL else Staff(self.setup, busy=(PLAYER,))
        return Plot(thread, ago, self.random, staff).story()

    def age(self, channel: str) -> int:
        """Say how long ago a case began: some in the last hours, most in the last weeks."""
        if channel in ("call", "visit"):
            return int(HOUR + 40 * DAY * self.random.random() ** 2)
        if self.random.random() < 0.26:
            return int(4 * MINUTE + YOUNG * self.random.random())
        if channel == "chat":
            return int(2 * HOUR + 30 * DAY * self.random.random() ** 2)
        return int(YOUNG + 55 * DAY * self.random.random() ** 1.8)

    def somebody(self, theme: Theme, ago: int) -> Person:
        """Choose a customer who would write this, in its language; who wrote less comes first.

        Those who are told of by hand have enough to say in the last week already.
        """
        told = {story.sender for story in self.cases.cases} if ago < WEEK else set()
        people = [p for p in self.people.values() if p.key not in told]
        speaking = [p for p in people if p.language == theme.lang]
        if theme.lang == "en":
            # Many write English who speak something else at home.
            abroad = [p for p in people if p.language not in ("en", "de", "fr", "es")]
            speaking = abroad if self.random.random() < 0.4 else speaking
        speaking = speaking or list(self.people.values())
        if theme.to == "trade":
            speaking = [p for p in speaking if p.organisation] or speaking
        least = min(self.wrote[p.key] for p in speaking)
        person = self.random.choice([p for p in speaking if self.wrote[p.key] <= least + 1])
        self.wrote[person.key] += 1
        return person

    def incident(self) -> list[Story]:
        """Make the running incident: a case that is it, and cases that it affects."""
        theme = next(t for t in self.themes if t.incident)
        speaking = [p for p in self.people.values() if p.language == "en" and not p.vip]
        people = self.random.sample(speaking, AFFECTED + 1)
        stories = []
        for place, person in enumerate(people):
            ago = 3 * HOUR + 20 * MINUTE - place * 18 * MINUTE + self.random.randrange(9) * MINUTE
            number = self.head + place
            thread = thread_of(theme, person, "mail" if place % 3 else "web", self.random, ago)
            self.threads[number] = thread
            steps = self.head_steps(ago) if place == 0 else self.affected_steps(thread, ago, place)
            stories.append(
                Story(
                    sender=person.key,
                    to=theme.to,
                    at=ago,
                    subject=thread.theme.subject,
                    body=thread.theme.text,
                    channel=thread.channel,  # type: ignore[arg-type]  # mail or web
                    language="en",
                    type=theme.type,
                    then=tuple(steps),
                )
            )
        return stories

    def head_steps(self, ago: int) -> list[Step]:
        """Declare the incident on its first case."""
        declared = ago - 35 * MINUTE
        note = (
            "Payment provider confirms an outage since this morning. Next word from them at noon."
        )
        return [
            Step(at=declared + 9 * MINUTE, who=LEAD, reply=SHOP_WORD.format(agent="Inês")),
            Step(at=declared, who=LEAD, incident="The payment page cannot be reached"),
            Step(at=declared - MINUTE, who=LEAD, note=note),
        ]

    def affected_steps(self, thread: Thread, ago: int, place: int) -> list[Step]:
        """Link a case to the incident; most are told what is going on."""
        if place >= AFFECTED - 2:
            return []
        who = ("omar", "sofia", "agnieszka", "emeka")[place % 4]
        at = min(ago, 2 * HOUR + 25 * MINUTE) - (6 + place) * MINUTE
        steps = [Step(at=at, who=who, link=self.head)]
        if place % 3:
            word = thread.signed(LOOKING_SHOP, self.staff.name(who))
            steps.append(Step(at=at - MINUTE, who=who, reply=word))
            steps.append(Step(at=at - 2 * MINUTE, who=who, wait_for="payments", until=6 * HOUR))
        return steps

    # ---- in the order of time

    def schedule(self, stories: list[Story]) -> list[tuple[int, Acts]]:
        """Return every act of the past with its instant, in order."""
        found: list[tuple[int, int, Acts]] = []
        for number, story in enumerate(stories, start=1):
            told = Told(number, story, self.people[story.sender])
            self.told.append(told)
            jitter = self.random.randrange(50) * SECOND
            found.append((story.at + jitter, number, self.begin(told)))
            for place, step in enumerate(story.then):
                if step.at >= 0:
                    ago = step.at + jitter - (place + 1) * SECOND // 2
                    found.append((ago, number, self.step(told, step)))
        found += [(one.at, 0, self.stranger(one)) for one in self.cases.held]
        found += [(one.at, 0, self.presence(one)) for one in self.cases.people]
        found.sort(key=lambda item: -item[0])
        return [(self.now - max(0, ago), act) for ago, _, act in found]

    def begin(self, told: Told) -> Acts:
        yield from self.teller.begin(told)
        self.numbers[told.number] = told.case_id

    def step(self, told: Told, step: Step) -> Acts:
        yield from self.teller.act(told, step, self.numbers)

    def stranger(self, one: Stranger) -> Acts:
        command = Receive(
            command_id=f"demo-stranger-{one.names}",
            actor="customer",
            from_address=one.from_mail,
            from_name=one.from_name,
            to=(ADDRESSES[one.to],),
            subject=f"{one.subject} [#{self.numbers[one.names]}]",
            body=one.body,
            reply_text=one.body,
            rfc_id=f"sample-stranger-{one.names}@{one.from_mail.rpartition('@')[2]}",
        )
        yield Do(RECEIVE, command)

    def presence(self, one: Presence) -> Acts:
        do = self.teller.do
        if one.state == "available":
            yield from do("set_agent_state", one.who, state="unavailable", reason="break")
        yield from do("set_agent_state", one.who, state=one.state, reason=one.reason)


LOOKING_SHOP = (
    "our payment page has had trouble since this morning; it is not your card and not your "
    "computer. Your basket is kept and nothing was charged. I write to you as soon as it runs."
)
SHOP_WORD = (
    "Thank you for telling us: you are the first. The payment page has trouble, we are on it, and "
    "you hear from us as soon as it runs. Your basket is kept.\n\nKind regards\n{agent}"
)
