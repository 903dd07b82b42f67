"""Reads a scenario from a file, completes its set-up, and tells every mistake with its line.

A scenario may begin from a shipped set-up (``base``): what its ``setup`` gives replaces the same
field of the base, and its answers and articles stand before those of the base.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from agentdesk.document import Document, DocumentError, convert, parse_document, read_document
from agentdesk.domain.problems import unknown
from agentdesk.training.checking import form_problems, scenario_problems
from agentdesk.training.scenario import Scenario

SCENARIOS = "agentdesk.training.scenarios"
_CONTENT = ("answers", "articles")


def read_scenario(path: Path) -> Scenario:
    """Return the scenario in a file.

    Raises :class:`~agentdesk.document.DocumentError` with every mistake, each with its line.
    """
    return scenario_of(read_document(path))


def parse_scenario(text: str, name: str) -> Scenario:
    """Return the scenario that a text holds; ``name`` stands before its mistakes."""
    return scenario_of(parse_document(text, name))


def scenario_of(document: Document) -> Scenario:
    """Turn a document into a scenario. Raises :class:`~agentdesk.document.DocumentError`."""
    _refuse_other_forms(document)
    completed = Document(document.name, _completed(document), document.lines)
    scenario = convert(completed, Scenario)
    problems = sorted(scenario_problems(scenario), key=lambda problem: document.line(problem[0]))
    if problems:
        raise DocumentError([document.problem(at, sentence) for at, sentence in problems])
    return scenario


def _refuse_other_forms(document: Document) -> None:
    """Refuse an empty file and one of another form before its fields are looked at.

    A newer form has fields that would be told as mistakes. Raises
    :class:`~agentdesk.document.DocumentError`.
    """
    value = document.value
    if not value:
        empty = "there is no scenario in it; agentdesk train new NAME begins one."
        raise DocumentError([document.problem((), empty)])
    form = value.get("format") if isinstance(value, dict) else None
    if isinstance(form, str) and form.isdecimal():
        problems = list(form_problems(int(form)))
        if problems:
            raise DocumentError([document.problem(at, sentence) for at, sentence in problems])


def shipped() -> list[str]:
    """Return the names of the shipped scenarios, in the order of the alphabet."""
    return _names("")


def shipped_text(name: str) -> str:
    """Return the file of a shipped scenario. Raises ``KeyError`` if there is none."""
    if name not in shipped():
        raise KeyError(name)
    return files(SCENARIOS).joinpath(f"{name}.yaml").read_text(encoding="utf-8")


@cache
def shipped_scenario(name: str) -> Scenario:
    """Return a shipped scenario. Raises ``KeyError`` if there is none."""
    return parse_scenario(shipped_text(name), f"{name}.yaml")


def bases() -> list[str]:
    """Return the names of the set-ups that scenarios may begin from."""
    return _names("bases")


def new_text(name: str) -> str:
    """Return a small scenario with comments, to begin a new one with."""
    text = files("agentdesk.training").joinpath("example.yaml").read_text(encoding="utf-8")
    return text.replace("name: example", f"name: {name}", 1)


def _names(folder: str) -> list[str]:
    found = files(SCENARIOS).joinpath(folder) if folder else files(SCENARIOS)
    names = (one.name for one in found.iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


@cache
def _below(base: str) -> Any:
    """Return what a shipped set-up says; it is only looked at."""
    text = files(SCENARIOS).joinpath("bases", f"{base}.yaml").read_text(encoding="utf-8")
    return parse_document(text, f"{base}.yaml", quick=True).value


def _completed(document: Document) -> Any:
    """Return what a document says, with what its base adds to it.

    What the scenario itself says keeps its place, so that mistakes are told with their lines.
    """
    value = document.value
    base = value.get("base") if isinstance(value, dict) else None
    if not isinstance(base, str) or not base:
        return value
    problems = list(unknown(("base",), base, bases()))
    if problems:
        raise DocumentError([document.problem(at, sentence) for at, sentence in problems])
    below = _below(base)
    completed = dict(value)
    own = value.get("setup")
    if own is None or isinstance(own, dict):
        completed["setup"] = {**below["setup"], **(own or {})}
    for group in _CONTENT:
        given = value.get(group) or []
        if isinstance(given, list):
            mine = {one.get("id") for one in given if isinstance(one, dict)}
            rest = [one for one in below.get(group, ()) if one["id"] not in mine]
            completed[group] = [*given, *rest]
    return completed
