"""What a scenario must keep to beyond its types: what is named exists, times lie within the shift,
points add up to at most 100, and every conversation has an end."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from agentdesk.clock import DAY, SECOND, from_datetime, to_datetime
from agentdesk.domain.case import TYPES
from agentdesk.domain.problems import At, Problem
from agentdesk.domain.problems import out_of_range as _range
from agentdesk.domain.problems import unknown as _known
from agentdesk.domain.rows import LIVE_CHANNELS
from agentdesk.domain.setup_check import LEVELS, setup_problems
from agentdesk.domain.templates import template_problems
from agentdesk.durations import write_duration
from agentdesk.training.checking_acts import act_problems
from agentdesk.training.checking_replies import reply_problems, text_problems
from agentdesk.training.scenario import FORMAT, PARTS, Arrival, Inject, Scenario, Start

LONGEST = 2 * DAY
"""So long a scenario may last."""
SHORTEST = 10 * SECOND
"""So long a customer waits at least, for a word and for a silence to move them."""
MOST = 2_000
"""So many customers one arrival or inject may bring."""
FIRST_YEAR, LAST_YEAR = 1970, 2999
"""In these years a shift may be; calendars reckon some years before and after it."""
MAILBOX = re.compile(r"[\w.+-]+@[\w.-]+")
BLANK = re.compile(r"‹([^‹›\n]*)›")
PHONE = re.compile(r"\+?[\d ()/-]{3,25}")
PRETEND = (".example", ".test", ".invalid", "example.com", "example.org", "example.net")
"""How addresses end that nobody has."""


def scenario_problems(scenario: Scenario) -> tuple[Problem, ...]:
    """Return everything wrong with a scenario; empty when it can be played."""
    set_up = [(("setup", *at), sentence) for at, sentence in setup_problems(scenario.setup)]
    return tuple(
        [
            *_head(scenario),
            *start_problems(scenario.start),
            *_ids(scenario),
            *set_up,
            *_answers(scenario),
            *_personas(scenario),
            *reply_problems(scenario),
            *_arrivals(scenario),
            *_injects(scenario),
            *act_problems(scenario),
            *_rubric(scenario),
        ]
    )


def started_at(start: Start) -> int:
    """Return the instant a shift begins at. Raises ``ValueError`` or ``KeyError`` if there is none.

    Of a local time that comes twice, the first is meant.
    """
    local = datetime.strptime(start.at, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(start.zone))
    return from_datetime(local.astimezone(UTC))


def start_problems(start: Start) -> Iterator[Problem]:
    """Find what is wrong with when a shift begins."""
    try:
        zone = ZoneInfo(start.zone)
    except (KeyError, ValueError, OSError):
        sentence = f"“{start.zone}” is no time zone; write one such as Europe/Berlin."
        yield ("start", "zone"), sentence
        return
    try:
        instant = started_at(start)
    except (ValueError, OverflowError):
        yield ("start", "at"), f"“{start.at}” is no time; write one such as 2026-03-09 09:00."
        return
    if not FIRST_YEAR <= int(start.at[:4]) <= LAST_YEAR:
        yield ("start", "at"), f"choose a year between {FIRST_YEAR} and {LAST_YEAR}."
        return
    if to_datetime(instant).astimezone(zone).strftime("%Y-%m-%d %H:%M") != start.at:
        there = f"the clocks of {start.zone} leave it out that day"
        yield ("start", "at"), f"there is no {start.at}: {there}; choose another hour."


def form_problems(form: int) -> Iterator[Problem]:
    """Find a form of the file that this program does not read."""
    if form > FORMAT:
        newer = f"the file is written in form {form}, this program reads up to {FORMAT}"
        yield ("format",), f"{newer}; update agentdesk."
    elif form < 1:
        yield ("format",), f"there is no form {form}; leave the field out."


def _head(scenario: Scenario) -> Iterator[Problem]:
    yield from form_problems(scenario.format)
    if not scenario.title.strip():
        yield ("title",), "a scenario has a title; trainees choose by it."
    if scenario.version < 1:
        yield ("version",), "a version counts from 1."
    name = scenario.name
    if not name or name != name.lower() or not all(c.isalnum() or c == "-" for c in name):
        yield ("name",), "a name is of small letters, digits and hyphens, like first-shift."
    if not 0 < scenario.length <= LONGEST:
        yield ("length",), "a shift lasts more than nothing and at most two days."
    people = {person.id: person for person in scenario.setup.people}
    yield from _known(("trainee",), scenario.trainee, people)
    if scenario.trainee in people:
        person = people[scenario.trainee]
        if person.role not in ("agent", "lead"):
            yield (
                ("trainee",),
                f"{person.id} is a {person.role}; a trainee works as an agent or lead.",
            )
        elif not person.queues:
            yield ("trainee",), f"{person.id} has no queue to work on."


def _ids(scenario: Scenario) -> Iterator[Problem]:
    groups = ("personas", "arrivals", "expected", "forbidden", "injects", "answers", "articles")
    for group in groups:
        yield from _doubles((group,), [part.id for part in getattr(scenario, group)])
    yield from _doubles(("rubric", "human"), [item.id for item in scenario.rubric.human])
    for number, persona in enumerate(scenario.personas):
        at = ("personas", number, "replies")
        yield from _doubles(at, [reply.id for reply in persona.replies])


def _doubles(at: At, ids: Sequence[str]) -> Iterator[Problem]:
    for number, id in enumerate(ids):
        if id in ids[:number]:
            yield (*at, number, "id"), f"“{id}” is there twice."
        elif not id or any(c in id for c in ":. /|"):
            yield (
                (*at, number, "id"),
                "an id is one word, with no colon, dot, stroke or blank in it.",
            )


def _answers(scenario: Scenario) -> Iterator[Problem]:
    endings = [code.id for code in scenario.setup.dispositions]
    articles = {one.id for one in scenario.articles}
    for group in ("answers", "articles"):
        for number, one in enumerate(getattr(scenario, group)):
            at: At = (group, number)
            yield from _known((*at, "disposition"), one.disposition or None, endings)
            if group == "answers" and one.id in articles:
                yield (*at, "id"), f"an article is called “{one.id}” already."
            if not one.name.strip() or not one.body.strip():
                yield at, "a name and a body are needed; one of them is empty."
            for _, sentence in template_problems((*at, "body"), one.body):
                yield (*at, "body"), sentence


def _personas(scenario: Scenario) -> Iterator[Problem]:
    for number, persona in enumerate(scenario.personas):
        at: At = ("personas", number)
        yield from _range((*at, "emotion"), persona.emotion, 0, 4)
        yield from _known((*at, "level"), persona.level, LEVELS)
        for field, text in (("name", persona.name), *(("also", name) for name in persona.also)):
            if not text.strip():
                yield (*at, field), "a customer has a name."
        if not MAILBOX.fullmatch(persona.address):
            sentence = f"“{persona.address}” is no address; write one such as bo@post.example."
            yield (*at, "mail" if persona.mail else "id"), sentence
        elif not persona.address.rpartition("@")[2].lower().endswith(PRETEND):
            sentence = f"“{persona.mail}” could be somebody’s; end it with .example."
            yield (*at, "mail"), sentence
        if persona.phone and not PHONE.fullmatch(persona.phone):
            sentence = f"“{persona.phone}” is no number; write one such as +44 1632 960101."
            yield (*at, "phone"), sentence
        if persona.zone:
            try:
                ZoneInfo(persona.zone)
            except (KeyError, ValueError, OSError):
                sentence = f"“{persona.zone}” is no time zone; write one such as Europe/Berlin."
                yield (*at, "zone"), sentence
        for field in ("patience", "silence"):
            if getattr(persona, field) < SHORTEST:
                yield (*at, field), "a customer waits for 10s at least."
        for word, by in persona.moves.items():
            if not -4 <= by <= 4:
                yield (*at, "moves", word), f"{by:g} is not between -4 and 4."


def _arrivals(scenario: Scenario) -> Iterator[Problem]:
    setup = scenario.setup
    people = {persona.id: persona for persona in scenario.personas}
    called = {inject.arrival for inject in scenario.injects}
    written = (*scenario.answers, *scenario.articles)
    named = dict.fromkeys(blank for one in written for blank in BLANK.findall(one.body))
    for number, arrival in enumerate(scenario.arrivals):
        at: At = ("arrivals", number)
        if not arrival.persona:
            yield (*at, "persona"), "somebody must come; name a persona."
        for place, name in enumerate(arrival.persona):
            yield from _known((*at, "persona", place), name, people)
            if name in people:
                yield from text_problems(
                    (*at, "says"), (*arrival.says, arrival.subject), people[name]
                )
                yield from text_problems((*at, "expert"), arrival.expert, people[name])
                yield from text_problems((*at, "blanks"), arrival.blanks.values(), people[name])
                for fact in arrival.tells:
                    yield from _known((*at, "tells"), fact, people[name].facts)
        yield from _known((*at, "queue"), arrival.queue, [queue.id for queue in setup.queues])
        known = arrival.queue in [queue.id for queue in setup.queues]
        if known and not any(arrival.queue in person.queues for person in setup.people):
            yield (*at, "queue"), f"nobody works on the queue {arrival.queue}."
        yield from _known((*at, "type"), arrival.type, TYPES)
        yield from _known((*at, "owner"), arrival.owner or None, [p.id for p in setup.people])
        for answer in arrival.answers:
            yield from _known((*at, "answers"), answer, [one.id for one in written])
        for blank in arrival.blanks:
            yield from _known((*at, "blanks", blank), blank, named)
        if arrival.priority is not None:
            yield from _range((*at, "priority"), arrival.priority, 1, 4)
        if not arrival.says:
            yield (*at, "says"), "the first message is missing."
        yield from _handed_up((*at, "handed_up"), arrival, scenario)
        yield from _times(at, arrival, scenario.length, arrival.id in called)
    if not scenario.arrivals:
        yield ("arrivals",), "nobody comes; add an arrival."


def _handed_up(at: At, arrival: Arrival, scenario: Scenario) -> Iterator[Problem]:
    """Find what is wrong with a case that a colleague hands up."""
    up, setup = arrival.handed_up, scenario.setup
    if up is None:
        return
    yield from _known((*at, "by"), up.by, [person.id for person in setup.people])
    yield from _known((*at, "reason"), up.reason, [one.id for one in setup.escalation_reasons])
    queue = next((one for one in setup.queues if one.id == arrival.queue), None)
    if queue is not None and not queue.escalates_to:
        yield at, f"nothing is above the queue {queue.id}; name one that escalates."
    if up.by == scenario.trainee or arrival.owner:
        yield (*at, "by"), "a colleague hands it up, and then nobody owns it."
    if arrival.channel in LIVE_CHANNELS:
        yield at, "only what is written is handed up."
    for persona in scenario.personas:
        if persona.id in arrival.persona:
            for field in ("known", "tried", "expected", "promised"):
                yield from text_problems((*at, field), (getattr(up, field),), persona)


def _times(at: At, arrival: Arrival, length: int, called: bool) -> Iterator[Problem]:
    outside = f"that is outside the shift, which lasts {write_duration(length)}."
    if arrival.at is not None and arrival.rate is not None:
        yield (*at, "rate"), "somebody comes at a time or by rate; leave one of them out."
    if arrival.at is not None and arrival.at >= length:
        yield (*at, "at"), outside
    if arrival.rate is not None:
        until = length if arrival.until is None else arrival.until
        if arrival.until is not None and arrival.until > length:
            yield (*at, "until"), outside
        if arrival.begin >= until:
            yield (*at, "from"), "the span must begin before it ends."
        elif not 0 < arrival.rate * (until - arrival.begin) / 3_600_000 <= MOST:
            yield (*at, "rate"), f"that makes nobody, or more than {MOST:,} customers."
    elif arrival.at is None and not called:
        yield at, "it has no time; give it “at” or “rate”, or let an inject bring it."


def _injects(scenario: Scenario) -> Iterator[Problem]:
    arrivals = [arrival.id for arrival in scenario.arrivals]
    people = [person.id for person in scenario.setup.people]
    for number, inject in enumerate(scenario.injects):
        at: At = ("injects", number)
        if inject.at is not None and inject.at >= scenario.length:
            shift = write_duration(scenario.length)
            yield (*at, "at"), f"that is outside the shift, which lasts {shift}."
        yield from _known((*at, "arrival"), inject.arrival or None, arrivals)
        yield from _known((*at, "who"), inject.who or None, people)
        yield from _inject(at, inject)
        yield from _wish(at, inject, scenario)
        if not 1 <= inject.count <= MOST:
            yield (*at, "count"), f"{inject.count} is not between 1 and {MOST:,}."
        if inject.over > scenario.length - (inject.at or 0):
            yield (*at, "over"), "who comes with it would come after the shift; take it down."
        if inject.linked < 0:
            yield (*at, "linked"), f"{inject.linked} is less than none."
        if inject.linked > inject.count:
            yield (*at, "linked"), f"only {inject.count} come with it."
        if inject.what == "drops_out" and inject.who == scenario.trainee:
            yield (*at, "who"), "the trainee cannot drop out; name somebody else."


def _inject(at: At, inject: Inject) -> Iterator[Problem]:
    """Find what an inject of its kind lacks."""
    needs = {
        "flood": ("arrival",),
        "vip": ("arrival",),
        "outage": ("arrival", "who", "says"),
        "mail_loop": ("arrival",),
        "drops_out": ("who",),
        "erasure": ("arrival", "says"),
    }
    for field in needs[inject.what]:
        if not getattr(inject, field):
            yield at, f"{inject.what} needs “{field}”; add it."


def _wish(at: At, inject: Inject, scenario: Scenario) -> Iterator[Problem]:
    """Find blanks in the words of an erasure that its customers could not fill."""
    coming = [one.persona for one in scenario.arrivals if one.id == inject.arrival]
    for persona in scenario.personas:
        if inject.what == "erasure" and inject.says and any(persona.id in who for who in coming):
            yield from text_problems((*at, "says"), (inject.says,), persona)


def _rubric(scenario: Scenario) -> Iterator[Problem]:
    rubric = scenario.rubric
    for part in PARTS:
        if rubric.points(part) < 0:
            yield ("rubric", part), "points are not below zero."
    if rubric.total > 100:
        yield ("rubric",), f"the parts make {rubric.total} points; take them down to 100."
    elif rubric.total <= 0:
        yield ("rubric",), "no part is worth a point."
    yield from _range(("pass_mark",), scenario.pass_mark, 1, 100)
    filled: set[str] = {"empathy"}
    filled |= {one.part for one in scenario.expected} | {one.part for one in scenario.forbidden}
    filled |= {item.part for item in rubric.human}
    if any(one.within is not None for one in scenario.expected):
        filled.add("timeliness")
    for part in PARTS:
        if rubric.points(part) > 0 and part not in filled:
            yield ("rubric", part), "nothing in the file earns these points; add an expected act."
    for group in ("expected", "forbidden"):
        for number, one in enumerate(getattr(scenario, group)):
            if one.weight <= 0:
                yield (group, number, "weight"), "a weight is more than nothing."
    for number, item in enumerate(rubric.human):
        if not item.asks.strip():
            yield ("rubric", "human", number, "asks"), "say what a trainer is to judge."
        if item.weight <= 0:
            yield ("rubric", "human", number, "weight"), "a weight is more than nothing."
