"""Picking the case that a person takes next."""

import sqlite3

import msgspec

from agentdesk.data.sqlite.fetching import fetch
from agentdesk.data.sqlite.log import SQL
from agentdesk.domain.routing import busy, eligible_lanes, fits
from agentdesk.domain.rows import AgentRow, LoadRow
from agentdesk.domain.setup import PersonSetup, Setup

LARGEST = 100
"""More capacity units than any one case takes."""


def next_for(db: sqlite3.Connection, agent: str, setup: Setup) -> int | None:
    """Pick the case a person takes next: reserved for them first, then by the order of taking.

    Only what comes by a channel of theirs and fits into their capacity. One probe of the index a
    lane they may take from.
    """
    person = _person(setup, agent)
    if person is None:
        return None
    rooms = _rooms(db, person)
    if not rooms:
        return None
    wanted = {"agent": agent, "rooms": msgspec.json.encode(rooms).decode()}
    reserved = db.execute(SQL["first_reserved"], wanted).fetchone()
    if reserved is not None:
        return int(reserved[0])
    lanes = msgspec.json.encode(_lanes(db, agent, setup)).decode()
    best = db.execute(SQL["first_of_lanes"], {**wanted, "lanes": lanes}).fetchone()
    return int(best[0]) if best else None


def _rooms(db: sqlite3.Connection, person: PersonSetup) -> dict[str, int]:
    """Say how many units of each channel a person has room for; channels without are left out."""
    agent = next(iter(fetch(db, AgentRow, "id = ?", person.id)), None)
    held = busy(agent, next(iter(fetch(db, LoadRow, "agent = ?", person.id)), None))
    largest = min(person.capacity, LARGEST)
    rooms = {
        channel: next((n for n in range(largest, 0, -1) if fits(person, held, channel, n)), 0)
        for channel in person.channels
    }
    return {channel: room for channel, room in rooms.items() if room}


def _lanes(db: sqlite3.Connection, agent: str, setup: Setup) -> tuple[str, ...]:
    """Return the lanes that a person may take from."""
    person = _person(setup, agent)
    if person is None:
        return ()
    return tuple(eligible_lanes(person, (row[0] for row in db.execute(SQL["lanes"]))))


def _person(setup: Setup, agent: str) -> PersonSetup | None:
    try:
        return setup.person(agent)
    except KeyError:
        return None
