"""The page of one attempt: what it came to, what was missed, in which order cases were taken."""

from collections.abc import Iterator, Sequence

from agentdesk.training.report.others import EXPERT
from agentdesk.training.report.report import PLAYED, Beside, Miss, Report
from agentdesk.training.report.writing.attempt_sections import (
    after_the_shift,
    items_of,
    mood_section,
    predictions,
    timeline_section,
    waits,
)
from agentdesk.training.report.writing.outline import Card, Code, Outline, Section, Table, section
from agentdesk.training.report.writing.words import (
    FAIR,
    NONE,
    costs,
    day,
    number,
    of,
    passed_words,
    share,
    span,
)
from agentdesk.training.scenario import PART_WORDS

NOTHING_WRONG = "At no pick would another one have cost less or more: no order was wrong here."
REGRET = (
    "Each pick is set beside the best there was at that moment. 0 % is the best order, 100 % the "
    "worst; what was not there yet is held against nobody. Costs are seconds of lateness, weighted "
    "by priority."
)
BESIDE = "An expert works the same scenario alone."
NAIVE = (
    "So do two who look no further than their order, at a third of the pace; where it parts from "
    "you is told by your own moments."
)
ORDERS = "An order without points takes what it would at your moments."


def outline_of(report: Report) -> Outline:
    """Return the page of an attempt."""
    head = report.head
    return Outline(
        above=f"Training report · {head.trainee}",
        title=f"{head.title}, {head.attempt}",
        about=_about(report),
        cards=tuple(_cards(report)),
        sections=tuple(_sections(report)),
    )


def _about(report: Report) -> tuple[str, ...]:
    head = report.head
    worked = f"{span(head.worked)} of {span(head.length)} worked"
    if not head.finished:
        worked += ", not finished"
    elif head.mode == "exam" and head.worked < head.length:
        worked += "; the rest counts as left undone"
    found = [
        f"Scenario {head.scenario}, version {head.version} ({head.checksum[:12]}), {head.mode}, "
        f"begun {day(head.created)}; {worked}.",
        _verdict(report),
    ]
    found += [f"Fails the attempt, whatever the points: {each}" for each in head.failed_by]
    if head.mode != "exam":
        found.append(f"Hints asked for: {head.hints}. Jumps in time: {head.seeks}.")
    return (*found, FAIR)


def _verdict(report: Report) -> str:
    head = report.head
    if head.mode in PLAYED:
        return (
            f"{head.trainee} looked on while {head.by} worked. That run has "
            f"{of(head.points, head.out_of)} points; they are not {head.trainee}'s."
        )
    word = passed_words(report).capitalize()
    verdict = (
        f"{word}: {of(head.points, head.out_of)} points, {number(head.per_cent)} %; "
        f"{head.pass_mark} % are needed."
    )
    if not report.unmarked:
        return verdict
    many = len(report.unmarked)
    still = "1 item is" if many == 1 else f"{many} items are"
    return f"{verdict} {still} not marked yet and left out."


def _cards(report: Report) -> Iterator[Card]:
    head = report.head
    verdict = f"{passed_words(report)}, {head.pass_mark} % needed"
    if head.mode in PLAYED:
        verdict = "the run that was played"
    yield Card("all", f"{number(head.per_cent)} %", verdict)
    for part in report.parts:
        yield Card(part.words, number(part.points), f"of {part.out_of}")
    yield Card("regret of the order", share(report.share), _regret_words(report.share))


def _regret_words(share: float | None) -> str:
    return "no order was wrong" if share is None else "0 % is the best order"


def _sections(report: Report) -> Iterator[Section]:
    if report.predictions:
        yield predictions(report)
    if report.head.mode not in PLAYED:
        yield from _worked(report)
    else:
        yield _picks(report)
        yield mood_section(report)
    yield from (items_of(part) for part in report.parts)
    yield timeline_section(report)


def _worked(report: Report) -> Iterator[Section]:
    """What is told of an attempt in which the trainee worked."""
    yield _points(report)
    yield _missed(report)
    yield _forbidden(report)
    yield _rest(report)
    yield _picks(report)
    yield _beside(report.beside)
    yield waits(report)
    yield mood_section(report)
    yield from after_the_shift(report)


def _points(report: Report) -> Section:
    head = report.head
    rows = [(part.words, number(part.points), str(part.out_of)) for part in report.parts]
    whole = ("all parts", number(sum(part.points for part in report.parts)), str(head.out_of))
    fails = "Something forbidden fails this attempt: the points below do not count."
    out = "What did not come up, was not due yet or is not marked is left out."
    said = (out, fails) if head.failed_by else (out,)
    table = Table(("part", "points", "of"), (*rows, whole), (1, 2))
    return section("points", "Points", said, table)


def _lost(report: Report, *how: str) -> list[Miss]:
    return [miss for miss in report.misses if miss.how in how]


def _missed(report: Report) -> Section:
    rows = [
        (
            miss.id,
            miss.customer or "the shift",
            number(miss.lost),
            miss.told,
            miss.better or NONE,
            miss.why,
            ", ".join(article.title for article in miss.read) or NONE,
            Code(miss.replay) if miss.replay else NONE,
        )
        for miss in _lost(report, "missed", "late", "skipped")
    ]
    heads = ("act", "customer", "lost", "what was", "better", "why", "to read", "open it")
    said = (
        "Acts that were expected and not done, not in time or not in order, the costliest first.",
    )
    table = Table(heads, tuple(rows), (2,))
    return section("missed", "Missed acts", said, table, none="Nothing was missed.")


def _forbidden(report: Report) -> Section:
    rows = [
        (
            miss.id,
            miss.customer or "the shift",
            number(miss.lost),
            miss.told,
            miss.better,
            miss.why,
            ", ".join(article.title for article in miss.read) or NONE,
            Code(miss.replay) if miss.replay else NONE,
        )
        for miss in _lost(report, "forbidden")
    ]
    heads = ("act", "customer", "lost", "what was", "better", "why", "to read", "open it")
    table = Table(heads, tuple(rows), (2,))
    none = "Nothing forbidden was done."
    return section("forbidden", "Forbidden, and done", (), table, none=none)


def _rest(report: Report) -> Section:
    rows = [
        (
            miss.customer or miss.id,
            number(miss.lost),
            miss.told,
            miss.better or miss.why or NONE,
            Code(miss.replay) if miss.replay else NONE,
        )
        for miss in _lost(report, "mood", "human")
    ]
    heads = ("customer or item", "lost", "what was", "better", "open it")
    said = (f"How customers went, and what a trainer marked: {PART_WORDS['empathy']}.",)
    table = Table(heads, tuple(rows), (1,))
    return section("rest", "How customers went", said, table, none="Nobody was left upset.")


def _picks(report: Report) -> Section:
    rows = [
        (
            str(pick.number),
            pick.clock,
            str(pick.waiting),
            pick.taken,
            pick.best or "as good as any",
            costs(pick.cost),
            costs(pick.least),
            costs(pick.regret),
            Code(pick.replay),
        )
        for pick in report.picks
    ]
    heads = ("pick", "at", "waiting", "taken", "better", "cost", "at best", "regret", "open it")
    whole = f"Regret of the whole order: {share(report.share)}."
    said = (whole if report.share is not None else NOTHING_WRONG, REGRET)
    table = Table(heads, tuple(rows), (0, 2, 5, 6, 7))
    return section("picks", "The order of taking", said, table, none="No case was taken.")


def _beside(found: Sequence[Beside]) -> Section:
    rows = tuple(
        (
            one.who,
            number(one.points),
            NONE if one.passed is None else "yes" if one.passed else "no",
            str(one.picks),
            share(one.share),
            *_parted(one),
        )
        for one in found
    )
    heads = ("who", "points", "passed", "picks", "regret", "first parts from you", "open it")
    worked = [one.who for one in found[1:] if one.points is not None]
    said = [BESIDE] if EXPERT in worked else []
    said += [NAIVE] if len(worked) > 1 else []
    said += [ORDERS] if len(worked) < len(found) - 1 else []
    return section("beside", "Beside others", (" ".join(said),), Table(heads, rows, (1, 3, 4)))


def _parted(one: Beside) -> tuple[str, Code | str]:
    apart = one.parting
    if apart is None:
        return (NONE if one.who == "you" else "never"), NONE
    at = f" at {apart.clock}" if apart.clock else ""
    yours = f"you took {apart.yours}" if apart.yours else "you took nobody more"
    theirs = f"they take {apart.theirs}" if apart.theirs else "they take nobody more"
    told = f"pick {apart.number}{at}: {yours}, {theirs}"
    return told, Code(apart.replay) if apart.replay else NONE
