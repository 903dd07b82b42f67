"""What stands before the shift begins: the set-up, answers and articles, who is known and here."""

from collections.abc import Iterator
from typing import Any

import msgspec

from agentdesk.data.telling import Do
from agentdesk.desk.create import new_customer_id
from agentdesk.desk.registry import USE_CASES
from agentdesk.domain.setup import PersonSetup
from agentdesk.training.happenings import person_as
from agentdesk.training.scenario import Canned, Persona, Scenario

OPENING = "open"


def make(use_case: str, command: str, actor: str, /, **fields: Any) -> Do:
    """Make what is to be done, by the use-case's kind; ``command`` is the id."""
    found = USE_CASES[use_case]
    return Do(found, found.command(command_id=command, actor=actor, **fields))


def opening(scenario: Scenario) -> Iterator[Do]:
    """Return everything that is done at the scenario's start, in order."""
    setup, head = scenario.setup, in_charge(scenario)
    # One process acts for everybody here, which a database does not take without this.
    free = msgspec.structs.replace(setup, allow_as=True)
    yield make("load_setup", f"{OPENING}:setup", head, setup=free)
    for canned in scenario.answers:
        yield _keep(canned, "canned", head)
    for article in scenario.articles:
        yield _keep(article, "article", head)
    for persona in scenario.personas:
        if is_known(persona):
            for turn in range(len((persona.name, *persona.also))):
                yield make_known(scenario, persona, turn)
    for person in works(scenario):
        yield make("set_agent_state", f"{OPENING}:here:{person.id}", person.id, state="available")


def in_charge(scenario: Scenario) -> str:
    """Return who decides at this desk: a lead, else an administrator, else the trainee."""
    people = scenario.setup.people
    found = [p.id for role in ("lead", "admin") for p in people if p.role == role]
    others = [id for id in found if id != scenario.trainee]
    return others[0] if others else scenario.trainee


def works(scenario: Scenario) -> list[PersonSetup]:
    """Return everybody who takes cases."""
    return [person for person in scenario.setup.people if person.role in ("agent", "lead")]


def is_known(persona: Persona) -> bool:
    """Say whether the desk knows somebody before they write: it has more than their address."""
    return bool(persona.phone or persona.organisation or persona.vip or persona.level != "basic")


def make_known(scenario: Scenario, persona: Persona, turn: int, *, vip: bool = False) -> Do:
    """Make the customer known who comes as a persona after ``turn`` others."""
    name, address = person_as(persona, turn)
    phones = [("phone", persona.phone)] if persona.phone and turn == 0 else []
    return make(
        "new_customer",
        _known(persona, turn),
        in_charge(scenario),
        name=name,
        contacts=(("mail", address), *phones),
        language=persona.language,
        organisation=persona.organisation,
        level=persona.level,
        vip=persona.vip or vip,
        zone=persona.zone or None,
    )


def customer_id(persona: Persona, turn: int) -> str:
    """Return the id of a customer whom :func:`make_known` made known."""
    return new_customer_id(_known(persona, turn))


def _known(persona: Persona, turn: int) -> str:
    return f"{OPENING}:customer:{persona.id}:{turn}"


def _keep(canned: Canned, kind: str, head: str) -> Do:
    return make(
        "keep_answer",
        f"{OPENING}:{kind}:{canned.id}",
        head,
        kind=kind,
        id=canned.id,
        name=canned.name,
        body=canned.body,
        shortcut=canned.shortcut,
        language=canned.language,
        tags=canned.tags,
        disposition=canned.disposition,
        set_tags=canned.set_tags,
        next_state=canned.next_state,
        audience=canned.audience,
        owner="",
    )
