"""Every use-case by kind and by its command: what the command line and the screens offer."""

from typing import Any

from agentdesk.data.unit import Command, UseCase
from agentdesk.desk import (
    absence,
    answers,
    auditing,
    classing,
    complaints,
    consenting,
    contacting,
    customers,
    dismiss,
    entitling,
    erasing,
    escalating,
    goodwill,
    identities,
    import_cases,
    import_customers,
    import_history,
    import_log,
    importing,
    incidents,
    interactions,
    learning,
    merge,
    notes,
    notices,
    open_case,
    placing,
    presence,
    promising,
    recalling,
    receive,
    redacting,
    replying,
    resolving,
    retaining,
    sender,
    setup,
    split,
    surveying,
    taking,
    timers,
    undo,
    verifying,
    waiting,
    wanting,
)

_FAMILIES = (
    taking,
    replying,
    notes,
    escalating,
    waiting,
    resolving,
    classing,
    promising,
    verifying,
    presence,
    recalling,
    receive,
    timers,
    absence,
    undo,
    sender,
    customers,
    entitling,
    dismiss,
    merge,
    open_case,
    placing,
    setup,
    split,
    answers,
    incidents,
    complaints,
    goodwill,
    identities,
    import_cases,
    import_customers,
    import_history,
    import_log,
    importing,
    interactions,
    surveying,
    consenting,
    contacting,
    notices,
    wanting,
    learning,
    redacting,
    erasing,
    retaining,
    auditing,
)

USE_CASES: dict[str, UseCase[Any]] = {
    use_case.kind: use_case for family in _FAMILIES for use_case in family.USE_CASES
}

_BY_COMMAND: dict[type[Command], UseCase[Any]] = {
    use_case.command: use_case for use_case in USE_CASES.values()
}


def use_case_of(command: Command) -> UseCase[Any]:
    """Return the use-case that carries a command out. Raises ``KeyError``."""
    return _BY_COMMAND[type(command)]
