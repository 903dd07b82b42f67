"""Writes a shift as a scenario: invented customers who come as real ones came."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from msgspec.structs import replace

from agentdesk.clock import MINUTE
from agentdesk.domain.content import Answer
from agentdesk.domain.setup import Setup
from agentdesk.training.recording import phrases
from agentdesk.training.recording.expecting import expected
from agentdesk.training.recording.houses import House
from agentdesk.training.recording.patience import LIVE, Patience, rounded
from agentdesk.training.recording.pseudonyms import Pseudonyms, address_of
from agentdesk.training.recording.shifting import Weeks
from agentdesk.training.recording.visits import Outage, Said, Shift, Visit
from agentdesk.training.scenario import (
    Arrival,
    Expected,
    Inject,
    Level,
    Persona,
    Provenance,
    Reply,
    Rubric,
    Scenario,
    Start,
)

Words = Callable[[int, str], str | None]
"""From a message's number and whose it is to words that a person has let through, if any."""
MOST_REPLIES = 20
MOODS = {"complaint": 2, "fault": 1, "warranty": 1}
"""How upset somebody is who comes with it; who asked again is a step more."""


class Wanted(NamedTuple):
    """What a scenario is to be called and to be."""

    name: str
    title: str
    source: Literal["recorded", "imported"]
    trainee: str
    """Whose place the trainee has: an id of the real set-up."""
    level: Level = "middle"


class Made(NamedTuple):
    """A scenario, with which arrival stands for which contact and reply for which message."""

    scenario: Scenario
    texts: dict[int, tuple[str, str]]
    """By a message's number: the persona and the reply (``""``: the arrival) that say it."""


class Composer:
    """Composes one scenario; asks ``words`` for texts that may be said as they are."""

    def __init__(
        self,
        shift: Shift,
        setup: Setup,
        house: House,
        others: Pseudonyms,
        weeks: Weeks,
        *,
        words: Words = lambda message, whose: None,
    ) -> None:
        self._shift, self._setup, self._house = shift, setup, house
        self._others, self._weeks, self._words = others, weeks, words
        self._patience = Patience(shift.waits or shift.visits)
        self._names = {queue.id: house.queue_name(queue) for queue in setup.queues}
        self._endings = {code.id: house.word("ending", code.name) for code in setup.dispositions}
        self._texts: dict[int, tuple[str, str]] = {}
        self._start = weeks.moved(shift.begins)

    def made(self, wanted: Wanted, answers: Sequence[Answer]) -> Made:
        """Return the scenario."""
        shift, weeks = self._shift, self._weeks
        length = weeks.moved(shift.ends) - self._start
        setup = self._house.setup(
            _busy(shift.visits), wanted.trainee, _dates(shift, weeks), weeks.weeks
        )
        canned, articles = self._house.answers(answers)
        outages = self._outages()
        brought = {visit.ref for _, visits in outages for visit in visits}
        people = self._people()
        arrivals = [
            (f"a{number}", visit)
            for number, visit in enumerate(shift.visits, 1)
            if visit.ref not in brought
        ]
        personas = [self._persona(people[v.ref], v, a) for a, v in arrivals]
        injects = [self._inject(n, *one) for n, one in enumerate(outages, 1)]
        events = [
            (arrival.id, visits[0])
            for (_, visits), (_, arrival, _) in zip(outages, injects, strict=True)
        ]
        there = {outage.ref for outage, _ in outages}
        # What a case was linked to before the shift is not there to be linked to.
        known = [
            (id, visit if visit.incident in there else replace(visit, incident=""))
            for id, visit in [*arrivals, *events]
        ]
        acts = expected(known, self._house, length)
        scenario = Scenario(
            name=wanted.name,
            version=1,
            title=wanted.title,
            level=wanted.level,
            about=self._about(length),
            seed=secrets.randbelow(9_999) + 1,
            start=Start(weeks.start(shift.begins), shift.zone),
            length=length,
            trainee=self._house.people[wanted.trainee],
            setup=setup,
            answers=tuple(canned),
            articles=tuple(articles),
            personas=(*personas, *(persona for persona, _, _ in injects)),
            arrivals=(
                *(self._arrival(a, people[v.ref], v) for a, v in arrivals),
                *(arrival for _, arrival, _ in injects),
            ),
            expected=tuple(acts),
            rubric=_rubric(acts),
            injects=tuple(inject for _, _, inject in injects),
            provenance=Provenance(source=wanted.source, notes=self._notes()),
        )
        return Made(scenario, self._texts)

    # ---- customers

    def _people(self) -> dict[str, str]:
        """Return by the contact which persona comes.

        Whoever comes again is a persona of their own, as what they say belongs to that contact,
        with the same name and address: the same person.
        """
        ids: dict[str, str] = {}
        times: dict[str, int] = {}
        found: dict[str, str] = {}
        for visit in self._shift.visits:
            id = ids.setdefault(_whose(visit), f"c{len(ids) + 1}")
            times[id] = times.get(id, 0) + 1
            found[visit.ref] = f"{id}-{times[id]}" if times[id] > 1 else id
        return found

    def _persona(self, id: str, visit: Visit, arrival: str) -> Persona:
        replies = [*self._replies(visit, id, arrival), _end(arrival)]
        name = self._others.person(_whose(visit))
        again = self._patience.again(visit.channel, visit.queue)
        usual = 2 * MINUTE if visit.channel in LIVE else 30 * MINUTE
        restless = any(one.on == "silence" for one in visit.said)
        facts = {phrases.REFERENCE: phrases.FORM}
        facts |= {fact: phrases.FORM for one in visit.said if (fact := self._fact(one))}
        return Persona(
            id=id,
            name=name,
            mail=address_of(name),
            phone=self._others.phone(_whose(visit)) if visit.channel == "call" else "",
            goal=phrases.goal(visit.type, self._endings.get(visit.disposition, "")),
            organisation=f"{name.split()[-1]} Ltd" if visit.organisation else "",
            language=visit.language,
            level=visit.level,
            vip=visit.vip,
            facts=facts,
            patience=self._patience.of(visit),
            silence=rounded(again) if again and visit.channel not in LIVE else usual,
            emotion=MOODS.get(visit.type, 0) + restless,
            replies=tuple(replies),
        )

    def _replies(self, visit: Visit, whose: str, arrival: str) -> Iterable[Reply]:
        before = ""
        for number, one in enumerate(visit.said[:MOST_REPLIES], 1):
            id = f"{arrival}-r{number}"
            if one.message is not None:
                self._texts[one.message] = (whose, id)
            yield self._reply(id, one, before, visit, whose)
            before = id

    def _reply(self, id: str, one: Said, before: str, visit: Visit, whose: str) -> Reply:
        own = self._words(one.message, whose) if one.message is not None else None
        ways = (own,) if own else phrases.later(one.on, visit.language)
        fact = self._fact(one) or phrases.REFERENCE
        if not own:
            ways = tuple(way.replace(phrases.REFERENCE, fact) for way in ways)
        if one.on == "silence":
            return Reply(
                id=id, on="silence", silence=rounded(one.after_ms), after=before, says=ways
            )
        low = max(1_000, rounded(one.after_ms) // 2)
        tells = (fact,) if one.on == "asked" else ()
        wait = (low, rounded(one.after_ms))
        detail = self._fact(one)
        return Reply(
            id=id, on=one.on, detail=detail, after=before, wait=wait, says=ways, tells=tells
        )

    def _fact(self, one: Said) -> str:
        """Return the fact they were asked for by name; ``""`` for none, or one that tells whose."""
        return one.detail if one.on == "asked" and self._house.harmless(one.detail) else ""

    def _arrival(self, id: str, persona: str, visit: Visit) -> Arrival:
        at = self._weeks.moved(visit.at) - self._start
        own = None
        if visit.message is not None:
            own = self._words(visit.message, persona)
            self._texts[visit.message] = (persona, "")
        queue = self._names[visit.queue]
        says = phrases.opening(
            visit.type,
            visit.language,
            queue,
            incident=bool(visit.incident),
            under_way=visit.before == "under way",
        )
        return Arrival(
            id=id,
            persona=(persona,),
            queue=self._house.word("queue", visit.queue),
            subject=phrases.subject(visit.type, visit.language),
            says=(own,) if own else says,
            at=max(0, at // MINUTE * MINUTE),
            channel=visit.channel,  # type: ignore[arg-type]  # the log knows no other channels
            type=visit.type,
            priority=visit.priority,
            patience=self._patience.of(visit),
        )

    # ---- known events

    def _outages(self) -> list[tuple[Outage, list[Visit]]]:
        """Return the known events of the shift with the contacts that came after each."""
        found = []
        for outage in self._shift.outages:
            came = [v for v in self._shift.visits if v.incident == outage.ref and v.at >= outage.at]
            if came:
                found.append((outage, came))
        return found

    def _inject(
        self, number: int, outage: Outage, visits: Sequence[Visit]
    ) -> tuple[Persona, Arrival, Inject]:
        """Return an event, whoever it brings, and how they come."""
        first, id = visits[0], f"outage-{number}"
        names = [self._others.person(f"{id}/{place}") for place in range(len(visits))]
        persona = self._persona(id, first, id)
        arrival = self._arrival(id, id, first)
        begin = self._weeks.moved(outage.at) - self._start
        last = max(visit.at for visit in visits)
        return (
            replace(persona, name=names[0], mail="", also=tuple(names[1:]), organisation=""),
            replace(arrival, at=None),
            Inject(
                id=f"event-{number}",
                what="outage",
                at=max(0, begin // MINUTE * MINUTE),
                arrival=id,
                count=len(visits),
                over=max(MINUTE, (last - outage.at) // MINUTE * MINUTE),
                linked=0,
                who=self._declares(),
                says="Something does not work for many",
            ),
        )

    def _declares(self) -> str:
        """Return who of the others declares a known event; the trainee where there is nobody."""
        people = tuple(self._house.people.values())
        return people[-1]

    # ---- words about it

    def _about(self, length: int) -> str:
        hours = length / (60 * MINUTE)
        count = len(self._shift.visits)
        return f"{count} contacts of a real shift of {hours:g} hours, with nobody of it."

    def _notes(self) -> str:
        left = sum(self._shift.left_out.values())
        return (
            "People, numbers and words are invented; times are moved by whole weeks and mixed "
            f"within groups. {left} contacts were left out."
        )


def _whose(visit: Visit) -> str:
    """Return what names a contact's customer, in this recording."""
    return visit.customer or f"?{visit.ref}"


def _end(arrival: str) -> Reply:
    return Reply(id=f"{arrival}-done", on="resolved", ends="satisfied")


def _busy(visits: Iterable[Visit]) -> list[str]:
    """Return who did most, first."""
    count: dict[str, int] = {}
    for visit in visits:
        for who in {one.by for one in visit.did if one.by}:
            count[who] = count.get(who, 0) + 1
    return sorted(count, key=lambda who: (-count[who], who))


def _dates(shift: Shift, weeks: Weeks) -> tuple[date, date]:
    return weeks.local(shift.begins).date(), (weeks.local(shift.ends) + timedelta(days=1)).date()


def _rubric(acts: Sequence[Expected]) -> Rubric:
    """Return the usual points; what no act earns goes to the outcome."""
    usual = Rubric()
    care = usual.care if any(act.part == "care" for act in acts) else 0
    timed = any(act.within is not None or act.part == "timeliness" for act in acts)
    timeliness = usual.timeliness if timed else 0
    outcome = 100 - usual.empathy - care - timeliness
    if not any(act.part == "outcome" for act in acts):
        return Rubric(outcome=0, empathy=100 - care - timeliness, care=care, timeliness=timeliness)
    return Rubric(outcome=outcome, empathy=usual.empathy, care=care, timeliness=timeliness)
