"""Writes a set-up that has the queues and people which a log names, to be looked through."""

from pathlib import Path

import msgspec

from agentdesk.cli.exits import usage
from agentdesk.cli.setup_file import written_setup
from agentdesk.domain.setup import PersonSetup, QueueSetup, Setup
from agentdesk.ownfiles import refuse_own
from agentdesk.records.logs.naming import Names, code_for

HEAD = """\
# Made of the queues and people that a log names. Look through it: which tier a queue has and where
# it escalates to, who is a lead, the hours and what is promised (calendars, policies).
"""


def with_named(setup: Setup, names: Names) -> Setup:
    """Return a set-up with the queues and people that a log names and it does not know yet."""
    queues = {queue.id for queue in setup.queues}
    fresh = [
        QueueSetup(id=code, name=name, team="team")
        for name in names.unknown_queues
        if (code := _free(code_for(name), queues))
    ]
    if not setup.queues and not fresh:
        fresh = [QueueSetup(id="queue", name="Queue", team="team")]
    people = {person.id for person in setup.people}
    all_queues = tuple(queue.id for queue in (*setup.queues, *fresh))
    more = [
        PersonSetup(id=code, name=name, team="team", queues=all_queues)
        for name in names.unknown_people
        if (code := _free(code_for(name), people))
    ]
    return msgspec.structs.replace(
        setup, queues=(*setup.queues, *fresh), people=(*setup.people, *more)
    )


def _free(code: str, taken: set[str]) -> str:
    """Return a code unless somebody has it already: two names that differ in case are one."""
    if code in taken:
        return ""
    taken.add(code)
    return code


def write_setup(path: Path, setup: Setup, names: Names) -> None:
    """Write it to a new file. Raises ``Failure`` where there is one already."""
    refuse_own(path)
    if path.exists():
        raise usage(f"{path} is there already: name a new file with --make-setup.")
    path.write_text(HEAD + written_setup(with_named(setup, names)), encoding="utf-8")
