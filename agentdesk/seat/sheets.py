"""The desk's sheets, described: what is asked, with which digits, and what the words say."""

from collections.abc import Sequence

from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import CodeSetup, PersonSetup, QueueSetup, Setup
from agentdesk.sheetplan import Choice, If, Option, SheetPlan, Text

HANDOVER = ("known", "tried", "expected", "promised")
"""The four texts of a hand-over, by name."""
_HANDOVER_ASKS = {
    "known": "what the customer has and wants",
    "tried": "what was done already",
    "expected": "what the next one should do",
    "promised": "what the customer was told, or: nothing",
}


def escalate_sheet(setup: Setup, row: CaseRow, lead: bool) -> SheetPlan:
    """Where to: one tier up unless a digit says otherwise; why; and the hand-over."""
    up = _queue_or_none(setup, _queue(setup, row.queue).escalates_to)
    where = []
    if up is not None:
        where.append(Option("up", f"up to L{up.tier}", "1", up.name))
    if lead:
        where += [
            Option(f"to:{q.id}", f"to L{q.tier}", "", q.name)
            for q in setup.queues
            if q.tier > row.tier and (up is None or q.id != up.id)
        ][:6]
    if row.escalations and row.tier > 1:
        where.append(Option("down", f"return to L{row.tier - 1}", "0"))
    where.append(Option("lead", "ask a lead to look", "9", "nothing moves"))
    reasons = _codes(setup.escalation_reasons, "needs more expertise")
    return SheetPlan(
        title=f"Escalate {row.id}",
        intro="Clocks go on. The customer keeps its place in the order.",
        fields=(
            Choice("where", "Where to", tuple(where), default=where[0].value),
            Choice("reason", "Why", reasons, default=reasons[0].value),
            *handover_fields(tuple(o.value for o in where if o.value not in ("lead", "down"))),
        ),
        apply="escalates",
    )


def handover_fields(up: tuple[str, ...]) -> tuple[Text, ...]:
    """Return the hand-over's texts: all four for what goes ``up``, else one is enough."""
    on_the_way_up = If("where", up)
    return tuple(
        Text(
            name, name.capitalize(), _HANDOVER_ASKS[name],
            required=name == "known",
            needed_if=None if name == "known" else on_the_way_up,
            prose=True,
        )
        for name in HANDOVER
    )  # fmt: skip


def resolve_sheet(setup: Setup, row: CaseRow) -> SheetPlan:
    """How it ended: a disposition of this queue, the root cause, a summary."""
    offered = set(_queue(setup, row.queue).dispositions)
    codes = tuple(c for c in setup.dispositions if not offered or c.id in offered)
    fields: list[Choice | Text] = [Choice("disposition", "How it ended", _codes(codes, "solved"))]
    if setup.root_causes:
        fields.append(
            Choice(
                "root_cause",
                "Root cause",
                (Option("", "not known", "0"), *_codes(setup.root_causes, "")),
                default="",
            )
        )
    fields.append(
        Text(
            "summary", "Summary", "one line for whoever reads this next", required=True, prose=True
        )
    )
    return SheetPlan(
        title=f"Resolve {row.id}", fields=tuple(fields), apply="resolves", letters={"r": "reply"}
    )


def wait_sheet(row: CaseRow) -> SheetPlan:
    """Wait for a reply, or for a time, or for a third party."""
    return SheetPlan(
        title=f"Wait with {row.id}",
        intro="Waiting for a reply or a third party stops some clocks; a snooze stops none.",
        fields=(
            Choice(
                "until",
                "Until",
                (
                    Option("reply", "the customer replies", "1"),
                    Option("tomorrow", "tomorrow 09:00", "2"),
                    Option("week", "next Monday 09:00", "3"),
                    Option("date", "a date", "4", "written below"),
                    Option("party", "a third party answers", "5", "named below"),
                ),
                default="reply",
            ),
            Text("date", "Date", "2026-03-02 10:00, or 2d, 4h; for a third party: look again then"),
            Text("party", "Third party", "one word: carrier, maker"),
        ),
        apply="waits",
    )


def priority_sheet(row: CaseRow) -> SheetPlan:
    """P1 to P4; a lower one needs a reason."""
    names = ("everything stands still", "much is hindered", "usual", "when there is time")
    options = tuple(Option(str(n), f"P{n}", str(n), name) for n, name in enumerate(names, start=1))
    return SheetPlan(
        title=f"Priority of {row.id}",
        fields=(
            Choice("priority", "Priority", options, default=str(row.priority)),
            Text("reason", "Why", "needed when it gets more time"),
        ),
        apply="sets",
    )


def verify_sheet(row: CaseRow) -> SheetPlan:
    """How the agent made sure who the customer is."""
    return SheetPlan(
        title=f"Verify the customer of {row.id}",
        fields=(
            Choice(
                "method",
                "Made sure by",
                (
                    Option("call_back", "calling back a known number"),
                    Option("order_and_address", "order number and address"),
                    Option("security_question", "the agreed question"),
                    Option("document", "a document"),
                ),
            ),
        ),
        apply="verifies",
    )


_NEW_PROMISE = ("today", "tomorrow", "friday", "date")


def promise_sheet(row: CaseRow, open_ones: Sequence[tuple[int, str]] = ()) -> SheetPlan:
    """What was promised, and by when; or that one of the open ones was kept, or was not."""
    settle = [
        Option(f"{value}:{id}", f"{word}: {text}")
        for id, text in open_ones
        for value, word in (("kept", "kept"), ("broken", "not kept"))
    ]
    new = If("due", _NEW_PROMISE)
    return SheetPlan(
        title=f"Promise in {row.id}",
        fields=(
            Choice(
                "due",
                "By when, or how one ended" if settle else "By when",
                (
                    Option("today", "today 17:00"),
                    Option("tomorrow", "tomorrow 17:00"),
                    Option("friday", "Friday 17:00"),
                    Option("date", "a date", "4", "written below"),
                    *settle,
                ),
            ),
            Text("text", "What", "refund, call back, …", needed_if=new, only_if=new),
            Text("date", "Date", "2026-03-02 10:00, or 2d", only_if=If("due", ("date",))),
        ),
        apply="promises",
    )


def assign_sheet(setup: Setup, row: CaseRow, me: PersonSetup) -> SheetPlan:
    """To whom; the first is oneself."""
    others = [p for p in setup.people if p.id != me.id and p.role in ("agent", "lead")]
    options = [Option(me.id, f"{me.name} (me)", "1")]
    options += [Option(p.id, p.name, "", f"L{p.tier}") for p in others]
    return SheetPlan(
        title=f"Assign {row.id}",
        fields=(
            Choice("to", "To", tuple(options), default=me.id),
            Text("reason", "Why", "for a colleague: a few words", prose=True),
        ),
        apply="assigns",
    )


def transfer_sheet(setup: Setup, row: CaseRow) -> SheetPlan | None:
    """To which queue of the same tier, and why; ``None`` when there is no other."""
    queues = [q for q in setup.queues if q.tier == row.tier and q.id != row.queue]
    if not queues:
        return None
    return SheetPlan(
        title=f"Transfer {row.id}",
        intro="Same tier, another queue. Clocks go on.",
        fields=(
            Choice("queue", "To", tuple(Option(q.id, q.name) for q in queues)),
            Text("note", "Why", "for whoever takes it", required=True, prose=True),
        ),
        apply="transfers",
    )


def state_sheet(setup: Setup, now: str) -> SheetPlan:
    """What the agent does from now on; ``now`` is the state they are in."""
    in_wrap_up = now == "wrap_up"
    ends = "ends the wrap-up" if in_wrap_up else ""
    options = [Option("available", "available", "1", ends)]
    options += [Option(f"away:{c.id}", f"away: {c.name}") for c in setup.away_reasons]
    if not setup.away_reasons:
        options.append(Option("away:break", "away: break"))
    if not in_wrap_up and any(queue.wrap_up for queue in setup.queues):
        options.append(Option("wrap_up", "wrap-up", "8", "ends by itself"))
    options.append(Option("offline", "offline", "0"))
    state = Choice("state", "I am", tuple(options), default="available")
    return SheetPlan(title="My state", fields=(state,), apply="sets")


def tags_sheet(row: CaseRow) -> SheetPlan:
    """Add or take off tags."""
    shown = ", ".join(row.tags) or "none"
    return SheetPlan(
        title=f"Tags of {row.id}: {shown}",
        fields=(
            Choice("do", "Do", (Option("add", "add"), Option("remove", "take off")), default="add"),
            Text("tags", "Tags", "words, comma between them", required=True),
        ),
        apply="does it",
    )


def close_sheet(row: CaseRow) -> SheetPlan:
    """For good, without counting."""
    return SheetPlan(
        title=f"Close {row.id} for good",
        intro="Its clocks will not count. Later messages open a new case.",
        fields=(
            Choice("reason", "It is", (Option("spam", "spam"), Option("duplicate", "a duplicate"))),
        ),
        apply="closes",
    )


def reopen_sheet(row: CaseRow) -> SheetPlan:
    """A lead opens it again."""
    return SheetPlan(
        title=f"Reopen {row.id}",
        fields=(
            Choice("sure", "Reopen it", (Option("yes", "yes"),), default="yes"),
            Text("reason", "Why", "in a few words", required=True),
        ),
        apply="reopens",
    )


def _codes(codes: tuple[CodeSetup, ...], fallback: str) -> tuple[Option, ...]:
    if not codes:
        return (Option(fallback.replace(" ", "_"), fallback),)
    return tuple(Option(c.id, c.name, "", c.group) for c in codes)


def _queue(setup: Setup, queue: str) -> QueueSetup:
    return _queue_or_none(setup, queue) or QueueSetup(id=queue, name=queue, team="")


def _queue_or_none(setup: Setup, queue: str | None) -> QueueSetup | None:
    return next((q for q in setup.queues if q.id == queue), None)
