"""Logs in which much happens: dense, plausible, and the same for the same seed.

What people do is drawn at random, with a bias for what figures look at: replies, resolving,
reopening, calls, scores, and acts that are taken back at once or done again.
"""

import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Literal

from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.domain import events as e
from agentdesk.domain.rows import ClockKind

START = 1_772_442_000_000
AGENTS = ("lena", "omar", "rita")
QUEUES = ("billing", "billing2", "machines")
SURVEYS: tuple[tuple[Literal["csat", "nps", "ces"], int], ...] = (
    ("csat", 5), ("nps", 10), ("ces", 7),
)  # fmt: skip
CARD = (("greeting", 20.0, 1.0), ("answer", 30.0, 0.5), ("tone", 15.0, None))
PAUSES = (0, 0, 0, 1, SECOND, 3 * SECOND, MINUTE, 10 * MINUTE, HOUR, 5 * HOUR, DAY)

Key = tuple[str, Any]
State = dict[str, Any]
States = dict[Key, State | None]
LIMIT = 20 * SECOND
"""How long an act can be taken back, and done again."""


class AnyLog:
    """A log that is made up as it goes."""

    def __init__(self, seed: int, size: int = 250, pauses: tuple[int, ...] = PAUSES) -> None:
        self.chance = random.Random(seed)
        self.now = START
        self.entries: list[e.Entry] = []
        self.state: dict[Key, State] = {}
        self._pauses = pauses
        self._command = ""
        self._before: dict[Key, State | None] = {}
        self._acts: list[tuple[str, States, int]] = []
        self._undone: list[tuple[str, States, States, int]] = []
        self._numbers = 0
        for agent in AGENTS:
            self._act(lambda agent=agent: self._agent(agent))  # type: ignore[misc]  # bound now
        while len(self.entries) < size:
            self._step()

    # ---- commands

    def _step(self) -> None:
        self.now += self.chance.choice(self._pauses)
        what = self.chance.random()
        if what < 0.12:
            self._undo()
        elif what < 0.2:
            self._redo()
        elif what < 0.3:
            self._act(*(self._anything() for _ in range(2)))
        else:
            self._act(self._anything())

    def _anything(self) -> Callable[[], None]:
        pick = self.chance.choice
        live = [key[1] for key, x in self.state.items() if key[0] == "talk" and not x["over"]]
        cases = [key[1] for key, x in self.state.items() if key[0] == "case" and not x["gone"]]
        what = self.chance.random()
        if what < 0.1 or not cases:
            return self._create
        if what < 0.17:
            return self._queue
        if what < 0.3 and live:
            talk = pick(live)
            return lambda: self._talk(talk)
        if what < 0.34:
            agent = pick(AGENTS)
            return lambda: self._agent(agent)
        if what < 0.48:
            old = pick(cases)
            return lambda: self._beside(old)
        case = pick(cases[-6:])
        often = (self._reply, self._write, self._settle)
        others = (self._assign, self._move, self._wait, self._snooze, self._end, self._clock)
        act = pick((*often, *often, *others))
        return lambda: act(case)

    def _act(self, *acts: Callable[[], None]) -> None:
        self._numbers += 1
        self._command, self._before = f"command-{self._numbers}", {}
        for act in acts:
            act()
        if self._before:
            self._acts.append((self._command, self._before, self.now))
            self._undone.clear()

    def _undo(self) -> None:
        """Take back the newest act, if nobody did anything since and it is not too late."""
        if not self._acts or self.now - self._acts[-1][2] > LIMIT:
            return
        command, before, _ = self._acts.pop()
        after = {key: deepcopy(self.state.get(key)) for key in before}
        self._numbers += 1
        self._command = f"undo-{self._numbers}"
        self._tell(e.CommandUndone(command), e.CaseThanked(1, 1))
        # What the undo tells of somebody's state is part of it, and counts for nothing.
        self._tell(e.AgentStateChanged("lena", "available", "wrap_up", until=self.now + MINUTE))
        self._put(before)
        self._undone.append((command, before, after, self.now))

    def _redo(self) -> None:
        if not self._undone or self.now - self._undone[-1][3] > LIMIT:
            return
        command, before, after, _ = self._undone.pop()
        self._numbers += 1
        self._command = f"redo-{self._numbers}"
        self._tell(e.CommandRedone(command))
        self._put(after)
        self._acts.append((command, before, self.now))

    def _put(self, states: dict[Key, State | None]) -> None:
        for key, state in states.items():
            if state is None:
                self.state.pop(key, None)
            else:
                self.state[key] = deepcopy(state)

    def _tell(self, *events: e.Event, at: int | None = None, actor: str = "lena") -> None:
        for event in events:
            fact = e.Fact(self.now if at is None else at, actor, self._command, event)
            self.entries.append(e.Entry(len(self.entries) + 1, self.now, fact))

    def _of(self, kind: str, key: Any) -> State:
        """Return the state of something that is about to change."""
        if (kind, key) not in self._before:
            self._before[kind, key] = deepcopy(self.state.get((kind, key)))
        return self.state.setdefault((kind, key), {})

    # ---- cases

    def _create(self) -> None:
        case = sum(isinstance(x.fact.event, e.CaseCreated | e.CaseImported) for x in self.entries)
        case, pick = case + 1, self.chance.choice
        fields: dict[str, Any] = {
            "case_id": case, "channel": pick(("mail", "web", "call", "chat")),
            "queue": pick(QUEUES), "tier": 1, "language": "en", "skills": "", "priority": 3,
            "level": "basic", "units": 1, "team": "money", "waiting_since": self.now,
            "rank_at": self.now, "type": pick(("question", "fault")),
            "customer_id": pick((None, "k1", "k2", "k3")),
        }  # fmt: skip
        state = self._of("case", case)
        state |= {"state": "new", "gone": False, "owner": None, "wake": False, "asked": False}
        state |= {"clocks": {}, "replied": False, "promises": [], "complaint": None}
        state |= {"surveys": [], "imported": self.chance.random() < 0.1}
        if state["imported"]:
            there = self.now - self.chance.randrange(DAY)
            state["state"] = pick(("new", "open"))
            self._tell(e.CaseImported(**fields, state=state["state"]), at=there)
        else:
            self._tell(e.CaseCreated(**fields, reason=pick(("contact", "bill"))), actor="customer")
            self._post(case, "in")
        for kind in ("FR", "RES"):
            self._start(case, kind)

    def _post(self, case: int, direction: Literal["in", "out", "note"]) -> None:
        number = len(self.entries) + 1
        human, public = self.chance.random() < 0.9, direction != "note"
        self._tell(e.MessagePosted(case, number, direction, "mail", public=public, human=human))

    def _start(self, case: int, kind: ClockKind) -> None:
        target = self.chance.randrange(MINUTE, 2 * DAY)
        self._of("case", case)["clocks"][kind] = "running"
        since = self.now - HOUR if self.chance.random() < 0.1 else None
        self._tell(e.SlaStarted(case, kind, "p", "c", target, self.now + target, since=since))

    def _turn(self, case: int, kinds: tuple[ClockKind, ...], how: str) -> None:
        clocks = self._of("case", case)["clocks"]
        for kind in kinds:
            used, due = self.chance.randrange(DAY), self.now + self.chance.randrange(DAY)
            before = clocks.get(kind)
            if how == "stop" and before in ("running", "paused"):
                clocks[kind] = "stopped"
                self._tell(e.SlaStopped(case, kind, used, met=self.chance.random() < 0.7))
            elif how == "pause" and before == "running":
                clocks[kind] = "paused"
                self._tell(e.SlaPaused(case, kind, used))
            elif (how, before) in (("resume", "paused"), ("reopen", "stopped")):
                clocks[kind] = "running"
                self._tell(e.SlaResumed(case, kind, used, due))
            elif how == "cancel" and before in ("running", "paused"):
                del clocks[kind]
                self._tell(e.SlaCancelled(case, kind))
            elif how == "retarget" and before in ("running", "paused"):
                at = due if before == "running" else None
                self._tell(e.SlaRetargeted(case, kind, "p2", "c", HOUR, used, at))

    def _active(self, case: int) -> State | None:
        state = self._of("case", case)
        return state if state["state"] in ("new", "open", "waiting") else None

    def _reply(self, case: int) -> None:
        state = self._active(case)
        if state is None:
            return
        self._turn(case, ("FR", "NR", "PU"), "stop")
        self._post(case, "out")
        state["replied"] = True
        if self.chance.random() < 0.5:
            self._start(case, "PU")

    def _write(self, case: int) -> None:
        state = self._of("case", case)
        if state["state"] == "closed":
            return
        self._post(case, "in")
        if state["state"] == "resolved":
            self._reopen(case, state, "customer")
        elif state["state"] == "waiting":
            self._resume(case, state)
        if state["replied"] and state["clocks"].get("NR") not in ("running", "paused"):
            self._start(case, "NR")

    def _reopen(self, case: int, state: State, by: Literal["customer", "lead"]) -> None:
        state["state"] = "open"
        self._tell(e.CaseReopened(case, by, self.now))
        self._turn(case, ("RES",), "reopen")

    def _resume(self, case: int, state: State) -> None:
        state["state"] = "open"
        self._turn(case, ("RES", "PU"), "resume")
        self._tell(e.CaseResumed(case, "agent", self.now))

    def _assign(self, case: int) -> None:
        state = self._active(case)
        if state is None:
            return
        if state["owner"] and self.chance.random() < 0.3:
            self._tell(e.CaseReleased(case, state["owner"], "released"))
            state["owner"] = None
            return
        agent = self.chance.choice(AGENTS)
        self._tell(e.CaseAssigned(case, agent, "take", state["owner"]))
        state["owner"] = agent
        state["state"] = "open" if state["state"] == "new" else state["state"]

    def _move(self, case: int) -> None:
        state = self._active(case)
        if state is None:
            return
        what, queue = self.chance.random(), self.chance.choice(QUEUES)
        if what < 0.3:
            self._tell(e.CaseEscalated(case, "hierarchical", "expert", 1, 1, queue, queue))
            return
        state["owner"] = None
        if what < 0.6:
            self._tell(e.CaseEscalated(case, "functional", "expert", 1, 2, "billing", queue))
        elif what < 0.75:
            self._tell(e.CaseReturned(case, "known", 2, 1, "billing2", queue))
        elif what < 0.9:
            self._tell(e.CaseTransferred(case, "wrong", "billing", queue))
        else:
            self._tell(e.CaseRouted(case, "billing", queue, 1, 1))

    def _wait(self, case: int) -> None:
        state = self._active(case)
        if state is None:
            return
        if state["state"] == "waiting":
            self._resume(case, state)
            return
        state["state"] = "waiting"
        self._turn(case, ("RES", "PU"), "pause")
        whom: Literal["customer", "third_party"] = self.chance.choice(("customer", "third_party"))
        self._tell(e.CaseWaiting(case, whom, self.now + DAY))

    def _snooze(self, case: int) -> None:
        state = self._active(case)
        if state is None:
            return
        state["wake"] = not state["wake"]
        if state["wake"]:
            self._tell(e.CaseSnoozed(case, self.now + HOUR))
        else:
            self._tell(e.CaseWoken(case, "timer", self.now))

    def _settle(self, case: int) -> None:
        state = self._of("case", case)
        if state["state"] == "resolved":
            if self.chance.random() < 0.3:
                self._reopen(case, state, "lead")
            else:
                self._end(case)
        elif state["state"] != "closed":
            state |= {"state": "resolved", "wake": False}
            self._turn(case, ("FR", "NR", "RES", "PU"), "stop")
            how = self.chance.choice(("answered", "answered", "refunded", "no_reply"))
            self._tell(e.CaseResolved(case, how, self.now + 7 * DAY))

    def _end(self, case: int) -> None:
        state, what = self._of("case", case), self.chance.random()
        if state["state"] == "resolved" and what < 0.7:
            state["state"] = "closed"
            self._tell(e.CaseClosed(case, "time"))
        elif state["state"] in ("new", "open") and what < 0.25:
            state |= {"state": "closed", "gone": True, "wake": False}
            self._turn(case, ("FR", "NR", "RES", "PU"), "cancel")
            reason: Any = self.chance.choice(("spam", "duplicate", "merged"))
            self._tell(e.CaseClosed(case, reason))

    def _clock(self, case: int) -> None:
        state = self._active(case)
        if state is None:
            return
        what = self.chance.random()
        if what < 0.4:
            self._tell(e.CasePrioritised(case, 3, 2), e.CaseRanked(case, 1, 0, self.now))
            self._turn(case, ("FR", "NR", "RES", "PU"), "retarget")
        elif what < 0.6:
            self._turn(case, ("NR",), "cancel")
        elif state["clocks"].get("RES") == "running":
            self._tell(e.SlaBreached(case, "RES"), at=self.now - 1, actor="system")
        self._tell(e.CaseTagged(case, ("vip",)), e.CaseClassified(case, "fault", "de", ""))

    # ---- beside cases

    def _beside(self, case: int) -> None:
        state, what = self._of("case", case), self.chance.random()
        survey, top = self.chance.choice(SURVEYS)
        if what < 0.25:
            state["surveys"].append(survey)
            self._tell(e.SurveySent(case, survey))
        elif what < 0.5 and state["surveys"]:
            survey = state["surveys"].pop(0)
            top = dict(SURVEYS)[survey]
            self._tell(e.SurveyAnswered(case, survey, self.chance.randint(1, top)))
        elif what < 0.6:
            fail = "disclosure" if self.chance.random() < 0.3 else None
            self._tell(e.QaEvaluated(case, "card 1", "lena", CARD, fail))
        elif what < 0.7:
            self._tell(e.GoodwillGranted(case, "refund", self.chance.randint(1, 9_999), "EUR"))
        elif what < 0.85:
            self._promise(case, state)
        else:
            self._complain(case, state)

    def _promise(self, case: int, state: State) -> None:
        if state["promises"] and self.chance.random() < 0.6:
            promise = state["promises"].pop()
            self._tell(e.PromiseSettled(case, promise, kept=self.chance.random() < 0.6))
            return
        number = len(self.entries) + 1
        state["promises"].append(number)
        self._tell(e.PromiseMade(case, number, self.now + self.chance.randrange(2 * DAY)))

    def _complain(self, case: int, state: State) -> None:
        stage = state["complaint"]
        if stage is None:
            ack, decide = (self.now + self.chance.randrange(2 * DAY) for _ in range(2))
            self._tell(e.ComplaintOpened(case, "service", 2, ack, decide))
            state["complaint"] = "opened"
        elif stage == "opened":
            self._tell(e.ComplaintAcknowledged(case))
            state["complaint"] = "told"
        elif stage == "told":
            self._tell(e.ComplaintDecided(case, "upheld"))
            state["complaint"] = "decided"

    # ---- calls, chats, people

    def _queue(self) -> None:
        talk = sum(isinstance(x.fact.event, e.InteractionQueued) for x in self.entries) + 1
        cases = [key[1] for key, x in self.state.items() if key[0] == "case" and not x["gone"]]
        case = self.chance.choice([None, *cases[-3:]])
        channel, target = self.chance.choice((("call", 20 * SECOND), ("chat", MINUTE)))
        self._of("talk", talk).update(stage="waiting", case=case, over=False)
        self._tell(e.InteractionQueued(talk, channel, self.chance.choice(QUEUES), target, case))

    def _talk(self, talk: int) -> None:
        state = self._of("talk", talk)
        what, case = self.chance.random(), state["case"]
        agent = self.chance.choice(AGENTS)
        if state["stage"] == "waiting" and what < 0.2:
            state["over"] = True
            self._tell(e.InteractionAbandoned(talk, case))
        elif state["stage"] == "waiting" and what < 0.25:
            state["over"] = True
            self._tell(e.InteractionFlowedOut(talk, "callback", case))
        elif state["stage"] == "waiting" and what < 0.4:
            self._tell(e.InteractionOffered(talk, agent, case))
            self._tell(e.InteractionDeclined(talk, agent, "timeout", case))
        elif state["stage"] == "waiting":
            state["stage"] = "talking"
            self._tell(e.InteractionConnected(talk, agent, case))
        elif state["stage"] == "talking" and what < 0.3:
            state["stage"] = "held"
            self._tell(e.InteractionHeld(talk, case))
        elif state["stage"] == "held":
            state["stage"] = "talking"
            self._tell(e.InteractionUnheld(talk, case))
        elif state["stage"] == "talking":
            state |= {"stage": "ended", "ended": self.now}
            self._tell(e.InteractionEnded(talk, case))
        else:
            state["over"] = True
            if self.now - state["ended"] < 10 * DAY:
                self._tell(e.InteractionWrapped(talk, case))

    def _agent(self, agent: str) -> None:
        state = self._of("agent", agent)
        before = state.get("state", "offline")
        others: list[Any] = ["available", "unavailable", "wrap_up", "offline"]
        after = self.chance.choice([x for x in others if x != before])
        state["state"] = after
        reason = "lunch" if after == "unavailable" else None
        self._tell(e.AgentStateChanged(agent, before, after, reason))
