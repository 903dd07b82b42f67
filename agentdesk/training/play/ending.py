"""What the scripted trainee resolves a case under: what is expected, else what fits."""

from collections.abc import Mapping

from agentdesk.domain.rows import CaseRow
from agentdesk.training.happenings import Guest
from agentdesk.training.outstanding import Outstanding
from agentdesk.training.play.memory import Memory
from agentdesk.training.words import Wanted, wanted


def disposition_of(
    memory: Memory, guest: Guest, row: CaseRow, options: Mapping[Outstanding, str | None]
) -> str:
    """Return a disposition's id; ``""`` if a case can be resolved under none.

    ``options`` is how to do what is owed.
    """
    setup = memory.scenario.setup
    judge, offered = memory.judge(guest), setup.queue(row.queue).dispositions
    good = [
        code
        for code in setup.dispositions
        if (not offered or code.id in offered)
        and not judge(Wanted("resolved", code.id))
        and (row.replied_at is not None or not code.needs_answer)
    ]
    ids = [code.id for code in good]
    likely = _named(memory, guest, options)
    likely += [code.id for code in good if not code.needs_root_cause]
    return next((id for id in likely if id in ids), ids[0] if ids else "")


def _named(memory: Memory, guest: Guest, options: Mapping[Outstanding, str | None]) -> list[str]:
    """Return what is expected, then what the answers that were used name."""
    named = [wanted(text) for text in options.values() if text]
    named += [
        wanted(text)
        for one in memory.scenario.expected
        if one.arrival == guest.arrival.id
        for text in one.any_of
    ]
    used = [
        act.detail
        for act in memory.now.acts_of(guest.key)
        if act.guest == guest.key and act.word == "used"
    ]
    found = [one.detail for one in named if one.word == "resolved"]
    return [*found, memory.phrasing.disposition_of(used)]
