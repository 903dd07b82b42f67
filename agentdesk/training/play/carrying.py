"""Carrying a happening out: what the customers do and what breaks in, as commands of the desk.

A message goes where the desk's rules send it: into the case, its survivor, a new case beside a
closed one, or before a person who must place it. What the desk refuses does not happen.
"""

from collections.abc import Generator, Iterator
from typing import Any, TypeAlias

import msgspec

from agentdesk.data.telling import Do
from agentdesk.data.unit import Outcome
from agentdesk.desk.incoming import IncomingKind, Receive, actor_for
from agentdesk.desk.receive import RECEIVE
from agentdesk.training.acts import guest_command
from agentdesk.training.happenings import Guest, Happening
from agentdesk.training.play.opening import (
    customer_id,
    in_charge,
    is_known,
    make,
    make_known,
    works,
)
from agentdesk.training.scenario import HandOver, Inject, Scenario

Carried: TypeAlias = Generator[Do, Any, None]
"""Asks for one thing after the other; the answer is the outcome, ``None`` if it was refused."""


def message(
    scenario: Scenario, guest: Guest, number: int, text: str, case_id: int | None, at: int
) -> Do:
    """Return the command by which a customer's message comes in."""
    arrival, id = guest.arrival, guest_command(guest.key, number)
    queue = scenario.setup.queue(arrival.queue)
    first, subject = number == 1, guest.filled(arrival.subject)
    channel = "mail" if arrival.channel == "web" and not first else arrival.channel
    mail = channel == "mail"
    return Do(
        RECEIVE,
        Receive(
            command_id=id,
            actor=actor_for("message"),
            from_address=guest.address,
            from_name=guest.name,
            to=queue.addresses[:1] if mail else (),
            subject=subject if first else f"Re: {subject}",
            body=text,
            reply_text=text,
            date=at,
            rfc_id=f"{id}@customers.example" if mail else None,
            channel=channel,
            case_id=case_id,
            queue=queue.id if case_id is None else None,
            type=arrival.type,
            priority=arrival.priority,
            language=guest.persona.language,
        ),
    )


def by_machine(do: Do) -> Do:
    """Return a message as one that a machine sent."""
    kind: IncomingKind = "auto_reply"
    command = msgspec.structs.replace(do.command, kind=kind, actor=actor_for(kind))
    return Do(RECEIVE, command)


def arrives(
    scenario: Scenario, guest: Guest, happening: Happening, incident: int | None
) -> Carried:
    """Let somebody come; a colleague may have their case, or link it to the incident."""
    yield from _made_known(scenario, guest, vip=happening.vip)
    said = message(scenario, guest, 1, happening.text, None, happening.at)
    outcome: Outcome | None = yield by_machine(said) if happening.automatic else said
    case_id = outcome.result.get("case_id") if outcome is not None else None
    if case_id is None:
        return
    up = guest.arrival.handed_up
    owner = guest.arrival.owner if up is None else up.by
    if owner:
        taken = yield make("take", f"owner:{guest.key}", owner, case_id=case_id)
        if taken is None:
            head, id = in_charge(scenario), f"owner:{guest.key}:given"
            yield make("assign", id, head, case_id=case_id, to=owner)
    if up is not None:
        yield make("escalate", f"up:{guest.key}", up.by, case_id=case_id, **_words(up, guest))
    if happening.linked and incident is not None:
        inject = next(one for one in scenario.injects if one.id == happening.inject)
        who, id = inject.who or in_charge(scenario), f"linked:{guest.key}"
        yield make("link_incident", id, who, case_id=case_id, incident_id=incident)


def _words(up: HandOver, guest: Guest) -> dict[str, str]:
    """Return what a colleague writes when they hand a case up."""
    texts = {
        "known": up.known,
        "tried": up.tried,
        "expected": up.expected,
        "promised": up.promised,
    }
    return {"reason": up.reason, **{name: guest.filled(text) for name, text in texts.items()}}


def _made_known(scenario: Scenario, guest: Guest, *, vip: bool) -> Iterator[Do]:
    persona = guest.persona
    turn = guest.turn if persona.also else 0
    known = is_known(persona)
    if (known or vip) and not (known and turn < len((persona.name, *persona.also))):
        yield make_known(scenario, persona, turn, vip=vip)
    elif vip and not persona.vip:
        fields = {"customer_id": customer_id(persona, turn), "vip": True}
        yield make("customer_level", f"vip:{guest.key}", in_charge(scenario), **fields)


def declared(scenario: Scenario, inject: Inject, command: str) -> Carried:
    """Let a colleague declare an incident on a case of its own."""
    who = inject.who or in_charge(scenario)
    arrival = scenario.arrival(inject.arrival) if inject.arrival else None
    queue = arrival.queue if arrival is not None else _queue_of(scenario, who)
    title = inject.says or inject.id
    fields = {
        "channel": "call",
        "subject": title,
        "body": title,
        "name": scenario.setup.name or title,
        "queue": queue,
        "incident": title,
    }
    # Whoever declares it keeps it: nobody is to take it out of the queue as a customer's case.
    kept = yield make("open_case", command, who, take=True, **fields)
    if kept is None:
        yield make("open_case", f"{command}:free", who, **fields)


def _queue_of(scenario: Scenario, who: str) -> str:
    person = next((p for p in works(scenario) if p.id == who), None)
    own = person.queues if person is not None else ()
    return next(iter(own), scenario.setup.queues[0].id)
