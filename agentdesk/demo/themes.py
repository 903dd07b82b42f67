"""Filling in a theme: one customer's own words of it, the same for the same stream of chance.

``[a|b]`` is one of several ways to say it, ``{order}`` and the like stand for things of the house.
What is filled in stays the same throughout a case: the day that was promised is the day that is
thanked for.
"""

import re
from random import Random
from typing import NamedTuple

import msgspec

from agentdesk.clock import DAY
from agentdesk.demo import phrases
from agentdesk.demo.stories import HandOver, Person, Theme

_WAYS = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_FIELD = re.compile(r"\{(\w+)\}")
_TEXTS = (
    "subject", "text", "ask", "again", "note", "promise", "reply", "sum", "thanks", "back",
    "reply2",
)  # fmt: skip
_GREETED = re.compile(
    r"(hi|hello|hey|hallo|hola|bonjour|merhaba|hei|dobr|xin ch|namaste|добр|здрав|السلام|مرحبا|"
    r"שלום|您好|안녕|नमस्ते|お世話)",
    re.IGNORECASE,
)
COFFEES = (
    "Harbor Dark", "Harbor Light", "Night Ferry", "Lighthouse No. 3", "Skerry", "Winter Quay",
    "Gull & Co. Filter",
)  # fmt: skip
MACHINES = ("Fjord One", "Fjord Duo", "Fjord Duo", "Fjord Quattro")
PRODUCTS = (
    "M2 grinder", "hand grinder", "kettle K1", "moka pot", "set of blue cups", "Fjord One",
    "knock box", "milk jug",
)  # fmt: skip
CITIES = (
    "Bremen", "Leeds", "Utrecht", "Ghent", "Porto", "Gdynia", "Trieste", "Cork", "Malmö", "Graz",
    "Lyon", "Bilbao", "Tartu", "Halifax", "Oakland", "Ostrava",
)  # fmt: skip


class Thread(NamedTuple):
    """A theme in one customer's words: everything both sides will say in a case."""

    theme: Theme
    """With every text filled in."""
    person: Person
    channel: str

    @property
    def spoken(self) -> str:
        """The language our answers are in."""
        language = self.theme.lang
        if language not in phrases.ADDRESSED:
            return "en"
        if language in phrases.PURE and phrases.is_latin(self.theme.reply):
            return "en"
        return language

    def letter(self, text: str) -> str:
        """Write what an agent answers, without the name under it."""
        if self.channel in ("chat", "call", "visit"):
            return text[:1].upper() + text[1:]
        hello = phrases.ADDRESSED[self.spoken].format(
            given=self.person.given, name=self.person.name
        )
        return f"{hello}\n\n{text}"

    def signed(self, text: str, agent: str) -> str:
        """Write an agent's letter with their name under it; a chat has none."""
        if self.channel in ("chat", "call", "visit"):
            return self.letter(text)
        bye = phrases.SIGNED[self.spoken].format(agent=agent)
        return f"{self.letter(text)}\n\n{bye}"


class Fill:
    """Things of one case, and the ways it is said."""

    def __init__(self, random: Random, person: Person, language: str, at: int) -> None:
        pick = random.choice
        coffee = pick(COFFEES)
        owns = person.owns if person.owns.startswith("FD") else ""
        self.random = random
        self.values = {
            "order": f"55-{random.randrange(20_000, 31_000)}",
            "coffee": coffee,
            "coffee2": pick([other for other in COFFEES if other != coffee]),
            "machine": "Fjord Duo" if owns else pick(MACHINES),
            "serial": owns or f"FD-{random.randrange(14_000, 20_800)}",
            "product": pick(PRODUCTS),
            "city": pick(CITIES),
            "amount": f"{random.randrange(9, 190)}.{pick(('90', '50', '00', '40'))}",
            "weekday": phrases.weekday(at + random.randrange(1, 6) * DAY, language),
            "date": phrases.date(at + random.randrange(6, 40) * DAY, language),
            "months": str(random.randrange(2, 23)),
            "days": str(random.randrange(3, 19)),
            "years": str(random.randrange(8, 13)),
            "n1": str(random.randrange(2, 9)),
            "n2": str(random.randrange(11, 48)),
            "n4": str(random.randrange(1200, 5400)),
            "name": person.name,
            "given": person.given,
        }

    def text(self, text: str) -> str:
        """Fill in a text."""
        said = _WAYS.sub(lambda found: self.random.choice(found[1].split("|")), text)
        said = _FIELD.sub(lambda found: self.values.get(found[1], found[0]), said)
        return re.sub(r"[ \t]+(?=\n|$)", "", said).strip()


def thread_of(theme: Theme, person: Person, channel: str, random: Random, at: int) -> Thread:
    """Say a theme in a customer's words. ``at`` is when they write."""
    fill = Fill(random, person, theme.lang, at)
    said = {name: fill.text(getattr(theme, name)) for name in _TEXTS}
    if channel in ("mail", "web"):
        said["text"] = _letter(fill, theme.lang, said["text"], person)
        if said["again"] and random.random() < 0.5:
            said["again"] = f"{said['again']}\n\n{person.given}"
    up = theme.up
    if up is not None:
        names = ("known", "tried", "expected", "promised", "note")
        up = HandOver(reason=up.reason, **{name: fill.text(getattr(up, name)) for name in names})
    return Thread(msgspec.structs.replace(theme, up=up, **said), person, channel)


def _letter(fill: Fill, language: str, text: str, person: Person) -> str:
    opening = (
        "" if _GREETED.match(text) else fill.random.choice(phrases.OPENINGS.get(language, ("",)))
    )
    closing = fill.random.choice(phrases.CLOSINGS.get(language, ("{name}", "")))
    closing = closing.format(given=person.given, name=person.name)
    if language == "en" and not opening:
        text = text[:1].upper() + text[1:]
    return "\n\n".join(filter(None, (opening, text, closing)))
