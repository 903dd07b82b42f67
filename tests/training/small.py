"""A scenario small enough to be read in a test, and the acts of a trainee in it."""

from functools import cache

from agentdesk.clock import MINUTE
from agentdesk.training.acts import Act
from agentdesk.training.customers import Crowd
from agentdesk.training.reading import parse_scenario
from agentdesk.training.scenario import Scenario

TEXT = """\
name: small
version: 1
title: Small
level: easy
about: For tests.
seed: 5
start: {at: "2026-03-09 09:00", zone: Europe/Berlin}
length: 2h
trainee: lena
base: shop
personas:
  - id: bo
    name: Bo Lind
    goal: have the parcel
    facts: {order number: FF-1}
    patience: 40m
    silence: 15m
    emotion: 2
    replies:
      - {id: tells, on: asked, detail: order number, says: "It is {order number}.", tells: [order number], wait: [1m, 1m]}
      - {id: thanks, on: answered, after: tells, says: Thanks., ends: satisfied, wait: [1m, 3m]}
      - {id: hurry, on: silence, for: 10m, says: ["Hello?", "Well?"]}
      - {id: done, on: resolved, ends: satisfied}
  - id: cy
    name: Cy Moor
    goal: chat
    patience: 2m
    silence: 1m
    replies:
      - {id: bye, on: answered, says: Bye., ends: satisfied, wait: [5s, 30s]}
arrivals:
  - {id: parcel, persona: bo, at: 1m, queue: orders, priority: 2, subject: Parcel, says: "Where is it?"}
  - {id: chat, persona: cy, at: 30m, queue: orders, channel: chat, subject: Hi, says: Hi}
  - {id: many, persona: [bo, cy], rate: 6, from: 1h, until: 2h, queue: billing, subject: "No. {name}", says: [One, Two, Three]}
expected:
  - {id: first, arrival: parcel, any_of: [answered], within: 10m, tolerance: 2m, mandatory: true, weight: 2, why: They wait., read: [take-next]}
  - {id: asks, arrival: parcel, any_of: ["asked:order number"], part: care, why: Know who it is.}
  - {id: ends, arrival: parcel, any_of: [resolved], order: [asks], why: It is done.}
forbidden:
  - {id: paid, arrival: parcel, any_of: [goodwill], before: verified, fails: true, why: Anybody could ask.}
rubric: {human: [{id: tone, asks: "Was it kind?"}]}
"""  # fmt: skip  # noqa: E501


@cache
def small(**changes: str) -> Scenario:
    """Return the small scenario; each change replaces a text of the file by another."""
    return parse_scenario(changed(**changes), "small.yaml")


def changed(**changes: str) -> str:
    """Return the file with lines put in place of those that begin with a field's name."""
    lines = TEXT.splitlines()
    for field, text in changes.items():
        place = next(n for n, line in enumerate(lines) if line.startswith(f"{field}:"))
        lines[place] = f"{field}: {text}"
    return "\n".join(lines)


def did(crowd: Crowd, minutes: float, word: str, guest: str = "parcel", command: str = "") -> Act:
    """Return an act of the trainee, so many minutes after the start: ``asked:order-number``."""
    at = crowd.start + int(minutes * MINUTE)
    word, _, detail = word.partition(":")
    return Act(at, "lena", word, detail, guest, 1, command or f"c{at}-{word}")
