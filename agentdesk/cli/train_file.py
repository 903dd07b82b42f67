"""Finds scenarios by file or name, and tells what happens in one that is left alone."""

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from agentdesk.cli.exits import not_found, usage
from agentdesk.clock import to_datetime
from agentdesk.document import DocumentError
from agentdesk.training.customers import Crowd
from agentdesk.training.reading import (
    new_text,
    read_scenario,
    shipped,
    shipped_scenario,
    shipped_text,
)
from agentdesk.training.scenario import Scenario

LEVELS = ("easy", "middle", "hard")


def scenario_named(name: str) -> Scenario:
    """Return the scenario of a file, or the shipped one of a name.

    Raises ``DocumentError`` for mistakes in it, ``Failure`` if there is none.
    """
    if name in shipped() and not Path(name).exists():
        return shipped_scenario(name)
    if not Path(name).exists() and not name.endswith((".yaml", ".yml")) and "/" not in name:
        near = get_close_matches(name, shipped(), 1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(shipped())}."
        raise not_found(f"There is no file or shipped scenario “{name}”. {hint}")
    return read_scenario(Path(name))


def told_apart(folder: Path | None) -> tuple[list[Scenario], list[str]]:
    """Return the scenarios of a folder (the shipped ones without), easy ones first, and what is
    wrong with files that cannot be played."""
    found: list[Scenario] = []
    problems: list[str] = []
    if folder is None:
        found = [shipped_scenario(name) for name in shipped()]
    else:
        if not folder.is_dir():
            raise usage(f"There is no folder {folder}.")
        for path in sorted(folder.glob("*.yaml")):
            try:
                found.append(read_scenario(path))
            except DocumentError as error:
                problems += error.problems
    found.sort(key=lambda scenario: (LEVELS.index(scenario.level), scenario.name))
    return found, problems


def begun(name: str, like: str | None) -> str:
    """Return the text of a new scenario. Raises ``Failure`` if there is none it could be like."""
    if like is None:
        return new_text(name)
    try:
        text = shipped_text(like)
    except KeyError:
        raise not_found(
            f"There is no shipped scenario “{like}”. There are {', '.join(shipped())}."
        ) from None
    return re.sub(r"^name: .*$", f"name: {name}", text, count=1, flags=re.MULTILINE)


def customers(scenario: Scenario) -> int:
    """Return how many customers come by themselves."""
    crowd = Crowd(scenario)
    return sum(one.kind == "arrives" for one in crowd.until(crowd.end))


def timeline_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Return what happens if nobody does anything, on the clock of the scenario's place."""
    from zoneinfo import ZoneInfo

    crowd, zone = Crowd(scenario), ZoneInfo(scenario.start.zone)
    lines = []
    what = {inject.id: inject.what.replace("_", " ") for inject in scenario.injects}
    for one in crowd.until(crowd.end):
        guest = crowd.guests.get(one.guest)
        lines.append(
            {
                "at": to_datetime(one.at).astimezone(zone).strftime("%H:%M:%S"),
                "kind": one.kind,
                "who": guest.name if guest is not None else one.inject,
                "customer": one.guest,
                "text": one.text or (what[one.inject] if one.kind == "inject" else ""),
                "ends": one.ends.replace("_", " "),
            }
        )
    return lines
