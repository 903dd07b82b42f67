"""The office with automatic rules."""

from msgspec.structs import replace

from agentdesk.cli.setup_file import setup_of
from agentdesk.document import parse_document
from agentdesk.domain.events import RuleFired
from agentdesk.domain.rules.written import RuleSetup
from agentdesk.domain.setup import Setup
from tests.support.office import SETUP, Office


def rules_of(text: str, setup: Setup = SETUP) -> tuple[RuleSetup, ...]:
    """Read rules as they stand in a set-up's file, checked against the office's set-up.

    Raises ``DocumentError``.
    """
    from agentdesk.cli.setup_file import written_setup

    return setup_of(parse_document(written_setup(setup) + text, "desk.yaml")).rules


def ruled(text: str) -> Office:
    """Return the office at work with these rules in force."""
    office = Office(replace(SETUP, rules=rules_of(text)))
    office.here("lena", "omar", "rita", "mona")
    return office


def fired(office: Office, case_id: int | None = None) -> list[tuple[str, tuple[str, ...]]]:
    """Return the rules that fired, with what they did."""
    events = [entry.fact.event for entry in office.store.log]
    return [
        (event.rule, event.effects)
        for event in events
        if isinstance(event, RuleFired) and case_id in (None, event.case_id)
    ]
