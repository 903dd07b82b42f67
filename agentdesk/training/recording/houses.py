"""The set-up of a recording: the desk's own rules, with nobody of it and nothing that names it.

Queues, policies, calendars, codes and answers stay; people are invented ones who do the same work;
rules, views and macros, which hold the desk's own words, stay behind.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from agentdesk.domain.content import Answer
from agentdesk.domain.setup import (
    CalendarSetup,
    CodeSetup,
    PersonSetup,
    QueueSetup,
    Setup,
    TeamSetup,
)
from agentdesk.domain.templates import template_problems
from agentdesk.training.recording.guard import Guard
from agentdesk.training.recording.pseudonyms import Pseudonyms
from agentdesk.training.recording.spans import Scrubber
from agentdesk.training.scenario import Canned, slug

MOST_ANSWERS = 200
NAME = "The desk"
_BAD = re.compile(r"[:. /|]")
WORKERS = ("agent", "lead")


class House:
    """Takes a desk's set-up over into a scenario."""

    def __init__(self, setup: Setup, guard: Guard, others: Pseudonyms, scrubber: Scrubber) -> None:
        self._setup, self._guard = setup, guard
        self._others, self._scrubber = others, scrubber
        self._words: dict[tuple[str, str], str] = {}
        self.people: dict[str, str] = {}
        """Who stands for whom of the desk's people, by their ids."""

    def word(self, kind: str, text: str) -> str:
        """Return an id or name as it is, or a plain one if it names somebody."""
        if not text or self.harmless(text):
            return text
        known = self._words.get((kind, text))
        if known is None:
            number = 1 + sum(of == kind for of, _ in self._words)
            known = self._words[kind, text] = f"{kind}-{number}"
        return known

    def queue_name(self, queue: QueueSetup) -> str:
        """Return what a queue is called; one that names somebody is called as its id is then."""
        if self.harmless(queue.name):
            return queue.name
        id = self.word("queue", queue.id)
        return id if id != queue.id else self.word("queue", queue.name)

    def harmless(self, text: str) -> bool:
        """Say whether a text of the desk names nobody and holds no number of anybody."""
        return self._guard.clean(text) and not self._scrubber.find(text)

    def setup(
        self, busy: Sequence[str], trainee: str, dates: tuple[date, date], weeks: int
    ) -> Setup:
        """Return the set-up; ``busy`` are people who worked in the window, the busiest first."""
        given = self._setup
        people = self._people(busy, trainee)
        return Setup(
            name=NAME,
            zone=given.zone,
            queues=tuple(self._queue(queue) for queue in given.queues),
            people=people,
            teams=tuple(TeamSetup(id=self.word("team", team.id)) for team in given.teams),
            calendars=tuple(
                replace(_calendar(one, dates, weeks), id=self.word("calendar", one.id))
                for one in given.calendars
            ),
            policies=tuple(
                replace(
                    one,
                    id=self.word("policy", one.id),
                    calendar=self.word("calendar", one.calendar),
                )
                for one in given.policies
            ),
            dispositions=self._codes("ending", given.dispositions),
            root_causes=self._codes("cause", given.root_causes),
            escalation_reasons=self._codes("reason", given.escalation_reasons),
            away_reasons=self._codes("absence", given.away_reasons),
            rank=given.rank,
            limits=given.limits,
            complaints=replace(
                given.complaints,
                calendar=self.word("calendar", given.complaints.calendar or "") or None,
                categories=self._codes("category", given.complaints.categories),
                outcomes=self._codes("outcome", given.complaints.outcomes),
            ),
            goodwill=replace(given.goodwill, people={}),
            retention=given.retention,
        )

    def _queue(self, queue: QueueSetup) -> QueueSetup:
        id = self.word("queue", queue.id)
        address = f"{slug(id)}@scenario.example"
        return replace(
            queue,
            id=id,
            name=self.queue_name(queue),
            team=self.word("team", queue.team),
            addresses=(address,) if queue.addresses else (),
            from_address=address if queue.from_address else None,
            escalates_to=self.word("queue", queue.escalates_to or "") or None,
            returns_to=self.word("queue", queue.returns_to or "") or None,
            dispositions=tuple(self.word("ending", code) for code in queue.dispositions),
            calendar=self.word("calendar", queue.calendar or "") or None,
            skills=queue.skills if self.harmless(queue.skills) else "",
            signature="",
        )

    def _codes(self, kind: str, codes: Iterable[CodeSetup]) -> tuple[CodeSetup, ...]:
        return tuple(
            replace(
                code,
                id=self.word(kind, code.id),
                name=self.word(kind, code.name),
                group=self.word("group", code.group),
            )
            for code in codes
        )

    def _people(self, busy: Sequence[str], trainee: str) -> tuple[PersonSetup, ...]:
        """Return invented people for those who worked; the trainee may work everywhere."""
        real = {person.id: person for person in self._setup.people}
        leads = [person.id for person in real.values() if person.role == "lead"]
        chosen = list(dict.fromkeys([trainee, *busy, *leads]))
        made = []
        for id in chosen:
            person = real.get(id) or PersonSetup(id=id, name=id)
            if id != trainee and person.role not in WORKERS:
                continue
            made.append(self._person(person, everywhere=id == trainee))
        return tuple(made)

    def _person(self, person: PersonSetup, *, everywhere: bool) -> PersonSetup:
        name = self._others.person(f"staff:{person.id}")
        id = slug(name.split()[0])
        taken = set(self.people.values())
        while id in taken:
            id += "x"
        self.people[person.id] = id
        queues = self._setup.queues
        mine = tuple(q.id for q in queues) if everywhere else person.queues
        tongues = sorted({*person.languages, *(q.language for q in queues)})
        return PersonSetup(
            id=id,
            name=name,
            role="lead" if person.role == "lead" else "agent",
            team=self.word("team", person.team or (queues[0].team if queues else "team")),
            tier=max([person.tier, *(q.tier for q in queues)]) if everywhere else person.tier,
            queues=tuple(self.word("queue", queue) for queue in mine),
            languages=tuple(tongues) if everywhere else person.languages,
            skills=person.skills if self.harmless(person.skills) else "",
            capacity=person.capacity,
        )

    def answers(self, given: Iterable[Answer]) -> tuple[list[Canned], list[Canned]]:
        """Return the answers and articles that name nobody."""
        canned: list[Canned] = []
        articles: list[Canned] = []
        for answer in given:
            made = self._answer(answer)
            into = canned if answer.kind == "canned" else articles
            if made is not None and len(into) < MOST_ANSWERS:
                into.append(made)
        return canned, articles

    def _answer(self, answer: Answer) -> Canned | None:
        """Return an answer in words that name nobody; ``None`` where that cannot be."""
        if answer.state != "validated" or answer.scope == "mine" or _BAD.search(answer.id):
            return None
        names = f"{answer.id} {answer.name} {answer.shortcut}"
        if not self._guard.clean(names) or self._scrubber.find(names):
            return None
        body = self._scrubber.scrub(answer.body)[0]
        if not self._guard.clean(body) or any(True for _ in template_problems((), body)):
            return None
        return Canned(
            id=answer.id,
            name=answer.name,
            body=body,
            shortcut=answer.shortcut,
            language=answer.language,
            tags=tuple(tag for tag in answer.tags if self.harmless(tag)),
            disposition=self.word("ending", answer.disposition),
            set_tags=tuple(tag for tag in answer.set_tags if self.harmless(tag)),
            next_state=answer.next_state,
            audience=answer.audience,
        )


def _calendar(calendar: CalendarSetup, dates: tuple[date, date], weeks: int) -> CalendarSetup:
    """Return a calendar whose only special days are those of the shift, moved with it.

    All the others would tell by how far the shift was moved.
    """

    def moved(day: str) -> str | None:
        real = date.fromisoformat(day)
        near = dates[0] <= real <= dates[1]
        return f"{real + timedelta(weeks=weeks):%Y-%m-%d}" if near else None

    return replace(
        calendar,
        holidays=tuple(day for one in calendar.holidays if (day := moved(one))),
        openings=tuple((day, a, b) for one, a, b in calendar.openings if (day := moved(one))),
        country=None,
        subdivision=None,
    )
