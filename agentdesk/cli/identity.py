"""Who acts: the operating-system user, or on PostgreSQL the login role, as the set-up knows them.

``--as`` names another person only where the set-up says ``allow_as``. On PostgreSQL the database
checks besides that the login role may act as that person.
"""

import os

from agentdesk.cli.exits import refused, usage
from agentdesk.domain.setup import PersonSetup, Setup
from agentdesk.nearest import nearest


def system_user() -> str:
    """Return the operating-system user's name; the environment cannot change it."""
    import pwd

    uid = os.getuid()
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid{uid}"


def person_for(setup: Setup, login: str, *, as_: str | None, role_login: bool) -> PersonSetup:
    """Return the person who acts.

    ``login`` is the operating-system user, or with ``role_login`` the PostgreSQL login role.
    Raises :class:`~agentdesk.cli.exits.Failure` with a sentence that says what to do.
    """
    if not setup.people:
        raise refused(
            "Nobody works at this desk yet: write a set-up (agentdesk setup example shows one) "
            "and load it with agentdesk setup load."
        )
    if as_ is not None:
        return _named(setup, as_, login)
    person = _by_login(setup, login)
    if person is not None:
        return person
    what = "login role" if role_login else "user"
    hint = " or say who you are with --as" if setup.allow_as else ""
    raise refused(
        f"You are the {what} “{login}”, whom this desk's set-up does not know: "
        f"ask an administrator to add a person with “login: {login}” to the set-up{hint}."
    )


def _by_login(setup: Setup, login: str) -> PersonSetup | None:
    for person in setup.people:
        if (person.login or person.id) == login:
            return person
    return None


def _named(setup: Setup, name: str, login: str) -> PersonSetup:
    own = _by_login(setup, login)
    if own is not None and name == own.id:
        return own
    if not setup.allow_as:
        raise refused(
            "This desk's set-up does not let anyone act as somebody else: leave --as out."
        )
    for person in setup.people:
        if person.id == name:
            return person
    known = [person.id for person in setup.people]
    raise usage(f"Nobody at this desk is called “{name}”. {nearest(name, known)}")


READERS = frozenset({"supervisor", "trainer", "trainee", "quality", "privacy_officer"})
"""Roles that change nothing in a desk's store."""


def may_run_jobs(setup: Setup, role_login: str | None, as_: str | None = None) -> None:
    """Refuse a job that belongs to no person (import, tick, send) to those who may only read.

    A user the set-up does not know may run jobs: permission to write to the store is theirs
    already, and cron has a user of its own. Raises :class:`~agentdesk.cli.exits.Failure`.
    """
    login = role_login or system_user()
    if as_ is None:
        person = _by_login(setup, login)
    else:
        person = person_for(setup, login, as_=as_, role_login=role_login is not None)
    if person is not None:
        must_write(person)


def must_write(person: PersonSetup) -> None:
    """Refuse whoever changes nothing here. Raises :class:`~agentdesk.cli.exits.Failure`."""
    if person.role in READERS:
        raise refused(f"{person.name} is {person.role.replace('_', ' ')} here and changes nothing.")
