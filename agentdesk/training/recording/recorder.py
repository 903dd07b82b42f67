"""From what was read of real people to a scenario that holds nobody of them, or a refusal."""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from agentdesk.document import write_document
from agentdesk.domain.content import Answer
from agentdesk.domain.setup import Setup
from agentdesk.training.checking import scenario_problems
from agentdesk.training.recording import phrases
from agentdesk.training.recording.composing import Composer, Made, Wanted
from agentdesk.training.recording.groups import (
    COARSEST,
    HOURS,
    STEPS,
    Failing,
    K,
    L,
    coarsened,
    failing,
    mixed,
    without,
)
from agentdesk.training.recording.guard import Guard
from agentdesk.training.recording.houses import NAME, House
from agentdesk.training.recording.pseudonyms import Pseudonyms, address_of, squashed
from agentdesk.training.recording.shifting import Weeks, some_weeks
from agentdesk.training.recording.spans import Known, Name, Scrubber
from agentdesk.training.recording.visits import Shift
from agentdesk.training.recording.window import Window
from agentdesk.training.scenario import Scenario

SECRET_KINDS = ("mail", "link", "net", "bank", "number", "code", "street")
HEAD = """\
# {title}: made of a real shift by agentdesk. Nobody in it is real; it is personal data all the
# same as long as somebody remembers that shift. Look through it before others work with it.
"""


class Options(msgspec.Struct, frozen=True):
    """What whoever records asks for."""

    name: str
    title: str
    trainee: str = ""
    """Whose place the trainee has; whoever did most if empty."""
    coarser: int = 0
    drop: bool = False
    """Leave out who would stand alone, in place of refusing."""
    k: int = K
    endings: int = L


class TooFew(Exception):
    """Some customers would stand alone. ``lines`` say which groups, and what helps."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


class Leak(Exception):
    """Something that was known of somebody stands in what was made; it was not written."""


class Recorded(msgspec.Struct, frozen=True):
    """A scenario as made, and what a review needs of how it was made."""

    made: Made
    text: str
    """The file."""
    guard: Guard
    known: Known
    scrubber: Scrubber
    dropped: int = 0


def record(window: Window, options: Options, key: bytes | None = None) -> Recorded:
    """Make a scenario of a window of a desk's log.

    Raises :class:`TooFew`, :class:`Leak`, or ``ValueError`` with a sentence where nothing is left.
    """
    setup = window.setup
    staff = {person.id: person.name for person in setup.people}
    real = [c.name for c in window.customers] + [o.name for o in window.organisations]
    real += [c.preferred_name for c in window.customers] + [name for _, name in window.senders]
    others = Pseudonyms(key, real=[*real, *staff.values()])
    for text in (*(one.body for one in window.texts), *window.others):
        others.avoid(Scrubber.codes(text))
    shift = window.shift
    weeks = some_weeks(shift.begins, shift.ends, shift.zone)
    known = Known(_names(window, others))
    scrubber = Scrubber(
        known,
        others,
        weeks=weeks.weeks,
        around=weeks.local(shift.begins).date(),
        contacts=_contacts(window, others),
    )
    guard = Guard(_secrets(window, scrubber), phrases.all_words())
    return _recorded(
        "recorded", shift, setup, window.answers, options, others, weeks, known, scrubber, guard
    )


def record_log(
    shift: Shift, setup: Setup, options: Options, real: Iterable[str], key: bytes | None = None
) -> Recorded:
    """Make a scenario of another program's log; ``real`` is everything in it that names somebody.

    Raises as :func:`record` does.
    """
    names = list(real)
    others = Pseudonyms(key, real=names)
    weeks = some_weeks(shift.begins, shift.ends, shift.zone)
    known = Known(Name(name, others.person(name)) for name in names)
    around = weeks.local(shift.begins).date()
    scrubber = Scrubber(known, others, weeks=weeks.weeks, around=around)
    guard = Guard(names, phrases.all_words())
    return _recorded("imported", shift, setup, (), options, others, weeks, known, scrubber, guard)


def _recorded(
    source: Literal["recorded", "imported"],
    shift: Shift,
    setup: Setup,
    answers: Sequence[Answer],
    options: Options,
    others: Pseudonyms,
    weeks: Weeks,
    known: Known,
    scrubber: Scrubber,
    guard: Guard,
) -> Recorded:
    if not shift.visits:
        raise ValueError("Nobody came in that window who may be recorded: choose another one.")
    kept = _grouped(coarsened(shift, setup, options.coarser), shift, setup, options)
    dropped = len(shift.visits) - len(kept.visits)
    if not kept.visits:
        raise ValueError(
            "Everybody would stand alone in that window: take a wider one, or say it coarser."
        )
    kept = mixed(
        replace(kept, left_out={**kept.left_out, "alone": dropped}), options.coarser, others
    )
    house = House(setup, guard, others, scrubber)
    wanted = Wanted(
        name=options.name,
        title=options.title,
        source=source,
        trainee=options.trainee or _trainee(kept, setup),
    )
    made = Composer(kept, setup, house, others, weeks).made(wanted, answers)
    text = written(made.scenario, guard)
    return Recorded(made, text, guard, known, scrubber, dropped)


def written(scenario: Scenario, guard: Guard) -> str:
    """Return a scenario's file, looked through once more. Raises :class:`Leak`."""
    problems = scenario_problems(scenario)
    if problems:
        at, sentence = problems[0]
        raise ValueError(f"What was made is no scenario: {'.'.join(map(str, at))}: {sentence}")
    text = HEAD.format(title=scenario.title) + write_document(scenario)
    found = guard.leaks(text)
    if found:
        count = (
            f"{len(found)} things that are known" if len(found) > 1 else "something that is known"
        )
        raise Leak(
            f"{count} of real people would stand in it, such as one of {len(found[0])} letters: "
            "nothing was written. Look at the names of queues, codes and answers, or at the texts "
            "that were let through."
        )
    return text


def _grouped(coarse: Shift, shift: Shift, setup: Setup, options: Options) -> Shift:
    """Return a shift in which nobody stands alone. Raises :class:`TooFew`."""
    bad = failing(coarse, options.coarser, options.k, options.endings)
    if bad and not options.drop:
        raise TooFew(_refusal(bad, coarse, shift, setup, options))
    while bad:
        coarse = without(coarse, bad, options.coarser)
        bad = failing(coarse, options.coarser, options.k, options.endings)
    return coarse


def _refusal(
    bad: Sequence[Failing], coarse: Shift, shift: Shift, setup: Setup, options: Options
) -> list[str]:
    """Say which groups fail, and what would help."""
    rows = sum(one.visits for one in bad)
    lines = [
        f"{rows} of {len(shift.visits)} contacts would stand alone: each group needs "
        f"{options.k} customers and {options.endings} different endings. Nothing was written."
    ]
    lines += [f"  {told(one, coarse, options)}" for one in bad[:40]]
    if len(bad) > 40:
        lines.append(f"  and {len(bad) - 40} more groups")
    for step in range(options.coarser + 1, COARSEST + 1):
        less = failing(coarsened(shift, setup, step), step, options.k, options.endings)
        left = sum(one.visits for one in less)
        lines.append(f"--coarser {step} ({STEPS[step]}) leaves {left or 'none'} of them.")
    lines.append(f"--drop-failing leaves these {rows} out; a wider window has larger groups.")
    return lines


def told(one: Failing, shift: Shift, options: Options) -> str:
    """Say in words who is in a group, and what it lacks."""
    group = one.group
    step = options.coarser
    hours = (
        "whole window"
        if step >= 2
        else f"hours {group.part * HOURS[step]}–{(group.part + 1) * HOURS[step]}"
    )
    words = [group.queue, group.channel, group.type, group.language, group.level, hours]
    words += ["VIP"] if group.vip else []
    words += ["organisation"] if group.organisation else []
    words += [f"came {group.times} times"] if group.times > 1 else []
    words += [f"{group.before} when the window began"] if group.before else []
    return f"{' · '.join(words)}: {one.why(options.k, options.endings)}"


def _trainee(shift: Shift, setup: Setup) -> str:
    """Return who did most of those who may be a trainee's model."""
    count = {p.id: 0 for p in setup.people if p.role in ("agent", "lead")}
    for visit in shift.visits:
        for who in {one.by for one in visit.did}:
            if who in count:
                count[who] += 1
    return max(count, key=lambda who: (count[who], who)) if count else "trainee"


def _names(window: Window, others: Pseudonyms) -> list[Name]:
    """Return everybody's names with what they become."""
    found = [Name(window.setup.name, NAME, whole=True)]
    for customer in window.customers:
        name = others.person(customer.id)
        found += [Name(customer.name, name), Name(customer.preferred_name, name)]
        found.append(Name(customer.organisation, f"{name.split()[-1]} Ltd", whole=True))
    found += [Name(name, others.person(whose)) for whose, name in window.senders]
    for one in window.organisations:
        found.append(Name(one.name, f"{others.person(one.name).split()[-1]} Ltd", whole=True))
    for person in window.setup.people:
        found.append(Name(person.name, others.person(f"staff:{person.id}")))
    return found


def _contacts(window: Window, others: Pseudonyms) -> dict[str, str]:
    """Return everybody's addresses and numbers, squashed, with what they become."""
    found = {}
    for contact in window.contacts:
        mail = contact.kind == "mail"
        other = (
            address_of(others.person(contact.customer_id))
            if mail
            else others.phone(contact.customer_id)
        )
        found[squashed(contact.value)] = other
        if contact.kind == "phone":
            found[squashed(contact.value)[-8:]] = other
    return found


def _secrets(window: Window, scrubber: Scrubber) -> Iterable[str]:
    """Return everything that must not stand in what is written."""
    setup = window.setup
    for customer in window.customers:
        yield from (customer.name, customer.preferred_name, customer.organisation)
    for contact in window.contacts:
        yield contact.value
        if contact.kind == "phone":
            yield squashed(contact.value)[-8:]
    # One word above a mail may be anything, like the name of a queue.
    yield from (name for _, name in window.senders if " " in name)
    yield from (one.name for one in window.organisations)
    yield from (domain for one in window.organisations for domain in one.domains)
    for person in setup.people:
        yield from (person.name, person.login or "", person.id)
    # A house called by one common word would be found everywhere.
    yield setup.name if " " in setup.name else ""
    for queue in setup.queues:
        yield from (*queue.addresses, queue.from_address or "")
    for text in (*(one.body for one in window.texts), *window.others):
        yield from (span.was for span, _ in scrubber.find(text) if span.kind in SECRET_KINDS)
