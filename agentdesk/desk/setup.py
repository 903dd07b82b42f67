"""Loading a set-up: checked as a whole, kept as content, and followed by every open case.

An open case goes over to the policy that its new set-up gives it, and to its new place in the
order of taking. What is closed or resolved stays as it was.
"""

import hashlib
from collections.abc import Iterator

import msgspec

from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import role_of
from agentdesk.desk.story import Story
from agentdesk.domain import clock_acts
from agentdesk.domain.content import SetupText
from agentdesk.domain.entitlement import LEVELS
from agentdesk.domain.events import SetupChanged
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import PolicySetup, Setup
from agentdesk.domain.setup_check import setup_problems

NAMED = 5
"""So many mistakes are told at once; ``agentdesk setup check`` tells all."""


class LoadSetup(Command, frozen=True, kw_only=True):
    """Put a set-up in force: the first from anybody, later ones from an administrator.

    A desk without an administrator leaves it to its leads.
    """

    setup: Setup


def _needs(command: LoadSetup, found: Found) -> Needs:
    return Needs(active=True)


def _load(state: State, command: LoadSetup) -> Decision:
    _check_actor(state, command)
    rows = sorted(state.table.all(CaseRow), key=lambda row: row.id)
    problems = [*sentences(command.setup), *_orphans(command.setup, rows)]
    if problems:
        more = f" And {len(problems) - NAMED} more mistakes." if len(problems) > NAMED else ""
        told = " ".join(problems[:NAMED])
        raise Refused(f"The set-up cannot be used: {told}{more}", "invalid")
    new = msgspec.structs.replace(command.setup, version=state.setup.version + 1)
    body = msgspec.json.encode(new, order="deterministic")
    story = Story(msgspec.structs.replace(state, setup=new), command)
    story.tell(SetupChanged(version=new.version, checksum=hashlib.sha256(body).hexdigest()))
    story.keep(SetupText(version=new.version, body=body.decode()))
    for row in rows:
        if row.active:
            story.turn(clock_acts.on_policy_change, row.id, before=state.setup, reason="setup")
            story.rank(row.id)
    return story.end(f"loaded set-up {new.version}", version=new.version)


def _check_actor(state: State, command: LoadSetup) -> None:
    if state.setup.version == 0:
        return
    role = role_of(state, command.actor)
    if role in (None, "admin"):
        return
    if any(person.role == "admin" for person in state.setup.people):
        raise Refused("Only an administrator may load a set-up: ask one.")
    if role != "lead":
        raise Refused("Only an administrator or a lead may load a set-up: ask one.")


def sentences(setup: Setup) -> list[str]:
    """Return everything wrong with a set-up as sentences that say where; empty if it is good."""
    found = [f"{_place(at)}: {what}" for at, what in setup_problems(setup)]
    return found + list(_never_matching(setup))


def _place(at: tuple[str | int, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in at)


def _orphans(setup: Setup, rows: list[CaseRow]) -> Iterator[str]:
    """Yield queues that are gone although cases are still in them."""
    ids = {queue.id for queue in setup.queues}
    left: dict[str, int] = {}
    for row in rows:
        if row.active and row.queue not in ids:
            left[row.queue] = left.get(row.queue, 0) + 1
    for queue, n in sorted(left.items()):
        cases = "1 open case" if n == 1 else f"{n} open cases"
        yield f"queues: the queue {queue} still has {cases}; keep it until they are done."


def _never_matching(setup: Setup) -> Iterator[str]:
    """Yield policies that can hold for no case, because those before them take every one."""
    for number, policy in enumerate(setup.policies):
        before = setup.policies[:number]
        types = {t for p in setup.policies for t in p.types} | {""}
        if before and all(
            any(_holds(earlier, *case) for earlier in before)
            for case in _cases_of(policy, sorted(types))
        ):
            yield (
                f"policies.{number + 1}: the policy {policy.id} never holds, because the ones "
                "before it hold for all its cases; move it up or take it out."
            )


def _cases_of(policy: PolicySetup, types: list[str]) -> Iterator[tuple[str, int, str]]:
    """Yield every level, priority and type a policy is for; ``""`` is a type nothing names."""
    for level in policy.levels or LEVELS:
        for priority in policy.priorities or (1, 2, 3, 4):
            for case_type in policy.types or types:
                yield level, priority, case_type


def _holds(policy: PolicySetup, level: str, priority: int, case_type: str) -> bool:
    return (
        (not policy.levels or level in policy.levels)
        and (not policy.priorities or priority in policy.priorities)
        and (not policy.types or case_type in policy.types)
    )


USE_CASES = (UseCase("load_setup", LoadSetup, _needs, _load),)
