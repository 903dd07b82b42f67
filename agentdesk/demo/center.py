"""The sample center: its set-up, and what is known of it once it was built."""

from importlib.resources import files

import msgspec

from agentdesk.demo.stories import CONTENT, Person, Theme
from agentdesk.demo.teller import Told
from agentdesk.demo.themes import Thread
from agentdesk.document import convert, parse_document
from agentdesk.domain.setup import Setup


class Center(msgspec.Struct):
    """What was built, for whoever lets it go on."""

    setup: Setup
    people: dict[str, Person]
    customers: dict[str, str]
    """Customer ids by key."""
    told: dict[int, Told]
    """Every case by its number."""
    threads: dict[int, Thread]
    """What both sides have to say in a case, where it was made of a theme."""
    themes: tuple[Theme, ...]
    incident: int
    """The case that is the running incident."""
    count: int


def center_setup() -> Setup:
    """Return the sample's set-up as it stands in its file."""
    text = files(CONTENT).joinpath("center.yaml").read_text(encoding="utf-8")
    return convert(parse_document(text, "demo/content/center.yaml", quick=True), Setup)


def alive(setup: Setup, speed: float = 1) -> Setup:
    """Return a set-up as the sample uses it.

    Every promise runs around the clock, so that the queue is alive at whatever hour somebody
    tries it out, and anybody may act as anybody. What is measured by a person's hands (the time
    to take an act back, the hold of a mail, the lease) is stretched by ``speed``, so that it
    lasts as long on the wall as it always does.
    """
    policies = tuple(msgspec.structs.replace(p, calendar="always") for p in setup.policies)
    slow = max(1.0, speed)
    limits = msgspec.structs.replace(
        setup.limits,
        undo=int(setup.limits.undo * slow),
        hold={channel: int(ms * slow) for channel, ms in setup.limits.hold.items()},
        lease=int(setup.limits.lease * slow),
    )
    return msgspec.structs.replace(setup, policies=policies, limits=limits, allow_as=True)
