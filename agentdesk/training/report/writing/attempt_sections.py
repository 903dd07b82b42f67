"""The longer sections of an attempt's page: waits, moods, predictions, items, the timeline."""

from collections.abc import Iterator
from itertools import groupby

from agentdesk.training.report.report import Mood, PartLine, Report
from agentdesk.training.report.writing.outline import Code, Section, Table, section
from agentdesk.training.report.writing.words import FAIR, NONE, number, share, span

AGREED = {"agreed": "agreed", "partly": "partly", "not": "not"}


def waits(report: Report) -> Section:
    """Tell how long customers waited for the first word, beside the expert's."""
    rows = tuple(
        (
            word.customer,
            span(word.yours),
            span(word.experts),
            span(word.good),
            _in_time(word.yours, word.good),
        )
        for word in report.words
    )
    heads = ("customer", "you", "an expert", "full marks until", "in time")
    table = Table(heads, rows, (1, 2, 3))
    none = "Nobody came."
    return section("waits", "Until the first word", (FAIR,), table, none=none)


def _in_time(yours: int | None, good: int | None) -> str:
    if good is None:
        return "no time is set"
    if yours is None:
        return "no word"
    return "yes" if yours <= good else "no"


def mood_section(report: Report) -> Section:
    """Tell how every customer felt over time."""
    rows = tuple(
        (
            mood.customer,
            mood.came,
            mood.worst,
            f"{mood.end}, gave up" if mood.gave_up else mood.end,
            _course(mood),
        )
        for mood in report.moods
    )
    heads = ("customer", "came", "at worst", "in the end", "what moved them")
    return section("moods", "Moods", (), Table(heads, rows), none="Nobody came.")


def _course(mood: Mood) -> str:
    moves = []
    for _, together in groupby(mood.feelings[1:], lambda one: one.at):
        *_, last = those = list(together)
        by = ", ".join(one.by for one in those)
        moves.append(f"{last.clock} {last.mood} {number(last.level)} ({by})")
    return "; ".join(moves) or "nothing"


def predictions(report: Report) -> Section:
    """Tell what was predicted, beside what the expert did."""
    found = [one.agreed for one in report.predictions]
    many = len(found)
    by = report.head.by or "the expert"
    said = (
        f"{found.count('agreed')} of {many} agreed with {by} "
        f"({share(found.count('agreed') / many)}), {found.count('partly')} partly.",
    )
    rows = tuple(
        (str(number), one.said, one.did, AGREED[one.agreed])
        for number, one in enumerate(report.predictions, 1)
    )
    heads = ("no.", "said", f"{by} did", "agreed")
    return section("predictions", "Predictions", said, Table(heads, rows, (0,)))


def after_the_shift(report: Report) -> Iterator[Section]:
    """Tell what a trainer has still to do, with the commands."""
    if report.unmarked:
        rows = tuple((one.id, one.asks, Code(one.command)) for one in report.unmarked)
        said = ("A trainer marks these from 0 to 1; until then they are left out of the sum.",)
        yield section("unmarked", "Not marked yet", said, Table(("item", "asks", "mark it"), rows))
    if report.untagged:
        texts = tuple(
            (str(one.message), one.clock, one.text, Code(one.command)) for one in report.untagged
        )
        said = (
            "No machine reads these texts. Where one owns a mistake, offers a choice or blames "
            "somebody, a trainer says so, and it counts.",
        )
        heads = ("message", "at", "text", "tag it")
        yield section("untagged", "Free words, not tagged", said, Table(heads, texts, (0,)))


def items_of(part: PartLine) -> Section:
    """Tell everything that counted in one part."""
    rows = tuple(
        (
            item.id,
            item.customer or "the shift",
            number(item.points),
            number(item.of),
            item.told,
            item.clock or NONE,
        )
        for item in part.items
    )
    heads = ("item", "customer", "points", "of", "what was", "at")
    said = (f"{number(part.points)} of {part.out_of} points; a dash was left out.",)
    title = part.words.capitalize()
    table = Table(heads, rows, (2, 3))
    return section(part.part, title, said, table, none="Nothing counts here.")


def timeline_section(report: Report) -> Section:
    """Tell everything that happened, with the command that reopens the replay there."""
    rows = tuple(
        (
            one.clock,
            one.who,
            f"{one.told}, message {one.message}" if one.message is not None else one.told,
            one.text,
            Code(one.replay),
        )
        for one in report.timeline
    )
    heads = ("at", "who", "what", "in words", "open it")
    said = (f"Times are those of {report.head.zone}.",)
    return section("timeline", "Timeline", said, Table(heads, rows), none="Nothing happened.")
