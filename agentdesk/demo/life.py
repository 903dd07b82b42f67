"""What happens next in the sample center: customers write, lose patience and say thanks; agents
look, type, answer, hand over and go on breaks.

Pure but for its own memory: :meth:`Life.next` is given what is seen of the desk and says what is
done now. Time and chance come from outside, so the same seed on the same desk gives the same life.
"""

import heapq
from copy import copy
from random import Random
from typing import Any

import msgspec

from agentdesk.clock import MINUTE, SECOND
from agentdesk.demo.build import LOOKING_SHOP
from agentdesk.demo.center import Center
from agentdesk.demo.intents import Act, Again, Begin, Here, Intent, Plainly, Seen
from agentdesk.demo.staff import LEAD, PLAYER, Staff
from agentdesk.demo.stories import Step, Story, Theme
from agentdesk.demo.teller import Told
from agentdesk.demo.themes import Thread, thread_of
from agentdesk.domain.routing import Lane, eligible, parse_lane
from agentdesk.domain.views import QueueRow

EVERY = 70 * SECOND
"""How often somebody new comes, on average."""
FLOOR = 16
"""Agents leave so many cases waiting, so that there is something to take for who tries it out."""
LIVE = ("chat", "call")
PATIENCE = (80 * SECOND, 5 * MINUTE)
"""How long somebody in a chat or a call waits for a first word."""
LOOKS, TYPES, RESTS = (8 * SECOND, 45 * SECOND), (15 * SECOND, 80 * SECOND), (4 * SECOND, MINUTE)
WRAPS = (15 * SECOND, 80 * SECOND)
"""How long the work after a call or chat takes."""
BREAKS = (5 * MINUTE, 14 * MINUTE)
SHARES = {"mail": 46, "web": 22, "chat": 22, "call": 10}
GOODBYES = ("I have to go. I will write a mail.", "nobody there? never mind", "ok, another time")
FOLLOWS = ("Thank you, I will try that and write again.", "Understood. Thank you!", "Thanks.")
FOR_HER = (
    "You wrote to this customer last time; they asked for you by name.",
    "Needs somebody who speaks German in the end, and you are next.",
    "My shift ends before the carrier answers: could you keep an eye on it?",
)
BACK = (
    "Nothing for us to open: it can be settled with a letter. Please tell the customer to keep it "
    "switched off until the part is there, which is tomorrow; if it comes back, send it up again."
)
WELCOME = "you are welcome, and thank you for telling us."
PLAIN_ANSWER = "I have looked into it and put it right. If anything is left open, just answer here."


class Place(msgspec.Struct):
    """What an agent is at."""

    until: int
    case_id: int | None = None
    phase: str = "idle"


class Life:
    """Plans what happens next."""

    def __init__(self, center: Center, seed: int, now: int) -> None:
        self.center = center
        self.random = Random(f"{seed}/life")
        self.staff = Staff(center.setup)
        # Copies: what is told from here on is this life's alone.
        self.told = {case_id: copy(told) for case_id, told in center.told.items()}
        self.threads = dict(center.threads)
        self.said: dict[int, set[str]] = {}
        """What has been said in a case, by both sides."""
        self.later: list[tuple[int, int, str]] = []
        """What customers have in mind: when, in which case, what."""
        self.minded: set[tuple[int, int]] = set()
        self.with_her: set[int] = set()
        """Cases that the player had; of these, some come back to her."""
        self.next_at = now + self._between((10 * SECOND, 50 * SECOND))
        self.number = len(center.told) + 10_000
        self.places = {
            p.id: Place(now + self._between((2 * SECOND, 90 * SECOND)))
            for p in self.staff.people
            if p.role == "agent" and p.id != PLAYER
        }

        for case_id, told in self.told.items():
            self._remember(case_id, told, now)

    def _remember(self, case_id: int, told: Told, now: int) -> None:
        """Take in what was said before now, and what a customer still had in mind then."""
        thread = self.threads.get(case_id)
        theme = thread.theme if thread is not None else None
        for step in told.story.then:
            what = _what(step, theme)
            if not what:
                continue
            if step.at >= 0:
                self._say(case_id, what)
            elif step.mail:
                heapq.heappush(self.later, (now - step.at, case_id, what))

    def next(self, seen: Seen) -> list[Intent]:
        """Say what happens now."""
        acts: list[Intent] = []
        self._notice(seen)
        if seen.now >= self.next_at:
            self.next_at = seen.now + max(SECOND, int(self.random.expovariate(1 / EVERY)))
            acts.append(self._somebody(seen.now))
        while self.later and self.later[0][0] <= seen.now:
            _, case_id, what = heapq.heappop(self.later)
            acts += self._comes(seen, case_id, what)
        for agent, place in self.places.items():
            if seen.now >= place.until:
                acts += self._turn(seen, agent, place)
        return acts

    def began(self, begin: Begin, now: int) -> None:
        """Take in that a new case is there."""
        case_id = begin.told.case_id
        self.told[case_id], self.threads[case_id] = begin.told, begin.thread
        if begin.thread.channel in LIVE:
            heapq.heappush(self.later, (now + self._between(PATIENCE), case_id, "leaves"))

    def _between(self, bounds: tuple[int, int]) -> int:
        low, high = bounds
        return low + int((high - low) * self.random.random())

    # ---- customers

    def _somebody(self, now: int) -> Begin:
        channel = self.random.choices(tuple(SHARES), tuple(SHARES.values()))[0]
        theme: Theme = self.random.choice([t for t in self.center.themes if channel in t.by])
        people = list(self.center.people.values())
        speaking = [p for p in people if p.language == theme.lang] or people
        person = self.random.choice(speaking)
        thread = thread_of(theme, person, channel, self.random, now)
        self.number += 1
        story = Story(
            sender=person.key,
            to=theme.to,
            at=0,
            subject=thread.theme.subject,
            body=thread.theme.text,
            channel=channel,  # type: ignore[arg-type]  # one of the theme's channels
            language=theme.lang,
            type=theme.type,
            priority=theme.priority,
        )
        return Begin(Told(self.number, story, person), thread)

    def _notice(self, seen: Seen) -> None:
        """See which customers have been answered, and have something to say to that."""
        for row in seen.rows.values():
            if row.owner == PLAYER:
                self.with_her.add(row.case_id)
            answered = row.wrote_at is None and row.state in ("open", "waiting_customer")
            asked = row.state == "waiting_customer" or (answered and row.owner == PLAYER)
            known = row.case_id in self.told and row.channel != "visit"
            if not asked or not known or (row.case_id, row.version) in self.minded:
                continue
            self.minded.add((row.case_id, row.version))
            wait = (10 * SECOND, MINUTE) if row.channel in LIVE else (MINUTE, 9 * MINUTE)
            # Who tries the desk out is always answered when they ask.
            sure = row.owner == PLAYER and row.state == "waiting_customer"
            answers = sure or self.random.random() < 0.75
            if answers and len(self._said(row.case_id, "again")) < 3:
                at = seen.now + self._between(wait)
                heapq.heappush(self.later, (at, row.case_id, "again"))

    def _said(self, case_id: int, begin: str) -> list[str]:
        return [one for one in self.said.get(case_id, ()) if one.startswith(begin)]

    def _say(self, case_id: int, what: str) -> bool:
        """Remember that something has been said; ``False`` if it had been before."""
        said = self.said.setdefault(case_id, set())
        fresh = what not in said
        said.add(what)
        return fresh

    def _comes(self, seen: Seen, case_id: int, what: str) -> list[Intent]:
        told, thread, row = self.told[case_id], self.threads.get(case_id), seen.rows.get(case_id)
        if what == "leaves":
            return self._loses_patience(row, told)
        theme = thread.theme if thread is not None else None
        if what in ("thanks", "back"):
            text = getattr(theme, what) if theme is not None else ""
            return [Again(told, text)] if text and self._say(case_id, what) else []
        if row is None or row.wrote_at is not None:
            return []
        if theme is not None and theme.again and self._say(case_id, "again"):
            return [Again(told, theme.again)]
        text = next((one for one in FOLLOWS if self._say(case_id, f"again {one}")), "")
        return [Again(told, text)] if text else []

    def _loses_patience(self, row: QueueRow | None, told: Told) -> list[Intent]:
        if row is None or row.state != "new" or row.owner is not None:
            return []
        self._say(row.case_id, "left")
        acts: list[Intent] = []
        if row.channel == "chat":
            acts.append(Again(told, self.random.choice(GOODBYES)))
        left = "Hung up before we answered." if row.channel == "call" else "Left the chat."
        end = {"case_id": row.case_id, "disposition": "left", "summary": left}
        acts.append(Plainly("resolve", LEAD, end))
        return acts

    # ---- agents

    def _turn(self, seen: Seen, agent: str, place: Place) -> list[Intent]:
        if seen.states.get(agent) == "wrap_up":
            return self._wraps_up(seen.now, agent, place)
        if seen.states.get(agent) != "available":
            place.until = seen.now + self._between(BREAKS)
            if place.phase != "break":
                place.phase = "break"
                return []
            place.phase, place.until = "idle", seen.now + self._between(RESTS)
            return [Plainly("set_agent_state", agent, {"state": "available"})]
        row = seen.rows.get(place.case_id) if place.case_id is not None else None
        if place.phase in ("looks", "types") and row is not None and row.owner == agent:
            if place.phase == "looks":
                place.phase, place.until = "types", seen.now + self._between(TYPES)
                return [Here(agent, row.case_id, "typing")]
            self._leave(place, seen.now)
            return [Here(agent, None, "looking"), *self._work(seen, agent, row)]
        self._leave(place, seen.now)
        return self._idle(seen, agent, place)

    def _wraps_up(self, now: int, agent: str, place: Place) -> list[Intent]:
        """Let somebody write down what was said, and then be free before the cap."""
        if place.phase != "wraps":
            place.phase, place.until = "wraps", now + self._between(WRAPS)
            return []
        self._leave(place, now)
        return [Plainly("set_agent_state", agent, {"state": "available"})]

    def _leave(self, place: Place, now: int) -> None:
        place.phase, place.case_id, place.until = "idle", None, now + self._between(RESTS)

    def _idle(self, seen: Seen, agent: str, place: Place) -> list[Intent]:
        if self.random.random() < 0.012:
            place.phase, place.until = "break", seen.now + self._between(BREAKS)
            reason = self.random.choice(("break", "break", "lunch", "meeting"))
            return [Plainly("set_agent_state", agent, {"state": "unavailable", "reason": reason})]
        mine = [r for r in seen.rows.values() if r.owner == agent and self._has_work(r)]
        if mine:
            row = min(mine, key=lambda r: (r.channel not in LIVE, r.key))
            pace = 4 if row.channel in LIVE else 1
            place.case_id, place.phase = row.case_id, "looks"
            place.until = seen.now + self._between(LOOKS) // pace
            return [Here(agent, row.case_id, "looking")]
        if self._wants_more(seen, agent):
            place.until = seen.now + self._between((2 * SECOND, 9 * SECOND))
            return [Plainly("take_next", agent, {})]
        return []

    def _has_work(self, row: QueueRow) -> bool:
        if row.state != "open" or row.wake_at is not None or row.case_id not in self.told:
            return False
        thread = self.threads.get(row.case_id)
        if thread is None:
            return row.wrote_at is not None
        return row.wrote_at is not None or not self._said(row.case_id, "settled")

    def _wants_more(self, seen: Seen, agent: str) -> bool:
        """Say whether an agent takes another case: somebody is live, late, or many wait."""
        person = self.center.setup.person(agent)
        lanes: dict[str, Lane] = {}
        waiting = []
        for row in seen.rows.values():
            if row.owner is None and row.state in ("new", "open") and row.wake_at is None:
                lane = lanes.setdefault(row.lane, parse_lane(row.lane))
                if eligible(person, lane, row.channel) is None:
                    waiting.append(row)
        soon = any(row.due_at is not None and row.due_at < seen.now + 5 * MINUTE for row in waiting)
        above = person.tier > 1 and any(row.tier == person.tier for row in waiting)
        live = any(row.channel in LIVE for row in waiting)
        return live or above or len(waiting) > FLOOR or (soon and self.random.random() < 0.4)

    # ---- what an agent does in a case

    def _work(self, seen: Seen, agent: str, row: QueueRow) -> list[Intent]:
        case_id = row.case_id
        told, thread = self.told[case_id], self.threads.get(case_id)
        if row.tier > 1 and case_id in self.with_her and self._say(case_id, "given back"):
            back = {"case_id": case_id, "reason": "knowledge", "note": BACK}
            return [Plainly("return_to_tier", agent, back)]
        if self._may_go_to_her(seen, row) and self.random.random() < 0.06:
            self._say(case_id, "hers")
            why = self.random.choice(FOR_HER)
            return [Plainly("assign", agent, {"case_id": case_id, "to": PLAYER, "reason": why})]
        if thread is None:
            text = f"{PLAIN_ANSWER}\n\n{self.staff.name(agent)}"
            answer = Step(at=0, who=agent, reply=text, resolve="answered", summary="Answered.")
            return [Act(told, answer)]
        if thread.theme.incident:
            return self._affected(agent, told, thread)
        return [Act(told, self._step(seen, agent, row, told, thread))]

    def _may_go_to_her(self, seen: Seen, row: QueueRow) -> bool:
        hers = sum(r.owner == PLAYER and r.state == "open" for r in seen.rows.values())
        person = self.center.setup.person(PLAYER)
        fits = eligible(person, parse_lane(row.lane), row.channel) is None
        free = seen.states.get(PLAYER) == "available" and hers < 6
        return free and fits and row.channel not in LIVE and not self._said(row.case_id, "hers")

    def _affected(self, agent: str, told: Told, thread: Thread) -> list[Intent]:
        case_id = told.case_id
        word = thread.signed(LOOKING_SHOP, self.staff.name(agent))
        acts: list[Intent] = []
        if self._say(case_id, "linked"):
            link = {"case_id": case_id, "incident_id": self.center.incident}
            acts.append(Plainly("link_incident", agent, link))
        acts.append(Act(told, Step(at=0, who=agent, reply=word)))
        wait = Step(at=0, who=agent, wait_for="payments", until=240 * MINUTE)
        self._say(case_id, "settled")
        return [*acts, Act(told, wait)]

    def _step(self, seen: Seen, agent: str, row: QueueRow, told: Told, thread: Thread) -> Step:
        theme, case_id = thread.theme, row.case_id

        def signed(text: str) -> str:
            return thread.signed(text, self.staff.name(agent))

        end: dict[str, Any] = {
            "resolve": theme.end,
            "cause": theme.cause,
            "summary": theme.sum,
        }
        if told.reopened_by is not None and self._said(case_id, "thanks"):
            if self._say(case_id, "dismissed"):
                return Step(at=0, who=agent, dismiss=True)
            # Read too late to be dismissed as thanks: it is answered and resolved instead.
            return Step(at=0, who=agent, reply=signed(WELCOME), **end)
        if self._said(case_id, "settled"):
            text = theme.reply2 if self._said(case_id, "back") and theme.reply2 else PLAIN_ANSWER
            return Step(at=0, who=agent, reply=signed(text), **end)
        if theme.ask and row.tier == 1 and self._say(case_id, "asked"):
            waits = bool(theme.again) and theme.up is None
            return Step(at=0, who=agent, reply=signed(theme.ask), wait=waits)
        up = theme.up
        above = up is not None and row.tier == 1 and row.wrote_at is None
        if up is not None and above and self._say(case_id, "up"):
            names = ("known", "tried", "expected", "promised")
            words = {name: getattr(up, name) for name in names}
            return Step(at=0, who=agent, escalate=up.reason, **words)
        if up is not None and up.note and row.tier > 1 and self._say(case_id, "noted"):
            return Step(at=0, who=agent, note=up.note)
        self._say(case_id, "settled")
        self._mind_after(seen.now, case_id, thread)
        return Step(at=0, who=agent, reply=signed(theme.reply), answers=theme.answers, **end)

    def _mind_after(self, now: int, case_id: int, thread: Thread) -> None:
        """Let the customer think of what to say once it is settled."""
        wait = (5 * SECOND, MINUTE) if thread.channel in LIVE else (2 * MINUTE, 25 * MINUTE)
        chance = self.random.random()
        if thread.theme.back and chance < 0.3:
            heapq.heappush(self.later, (now + self._between(wait), case_id, "back"))
        elif thread.theme.thanks and chance < 0.6:
            heapq.heappush(self.later, (now + self._between(wait), case_id, "thanks"))


def _what(step: Step, theme: Theme | None) -> str:
    """Name what a step of a story says, as a life remembers it."""
    if step.mail:
        texts = {theme.again: "again", theme.thanks: "thanks", theme.back: "back"} if theme else {}
        return texts.get(step.mail, "")
    if step.reply:
        return "settled" if step.resolve else "asked"
    if step.link or step.incident:
        return "linked"
    return "up" if step.escalate else "noted" if step.note else ""
