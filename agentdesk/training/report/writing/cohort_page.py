"""The page of a class: medians with quartiles, part by part and item by item."""

from collections.abc import Iterator

from agentdesk.training.report.cohort import LEAST, Cohort, ItemSpread, Spread
from agentdesk.training.report.writing.outline import Card, Outline, Section, Table, section
from agentdesk.training.report.writing.separated import Record
from agentdesk.training.report.writing.words import FAIR, NONE, number
from agentdesk.training.scenario import PART_WORDS

MIDDLE = (
    "The median is the result in the middle; the middle half of the class lies between the "
    "quartiles. Nobody's own result is told, and nobody is ranked."
)
COLUMNS = (
    "scenario",
    "version",
    "checksum",
    "mode",
    "row",
    "part",
    "id",
    "n",
    "lower quartile",
    "median",
    "upper quartile",
    "in full",
    "why",
)


def cohort_outline(cohort: Cohort) -> Outline:
    """Return the page of a class."""
    return Outline(
        above=f"Training, a class of {cohort.count}",
        title=f"{cohort.title}, {cohort.mode}",
        about=tuple(_about(cohort)),
        cards=tuple(_cards(cohort)),
        sections=tuple(_sections(cohort)),
    )


def _about(cohort: Cohort) -> Iterator[str]:
    yield (
        f"Scenario {cohort.scenario}, version {cohort.version} ({cohort.checksum[:12]}), "
        f"{cohort.mode}: {cohort.count} first attempts."
    )
    if cohort.later or cohort.unfinished:
        yield (
            f"Left out: {cohort.later} that were not somebody's first, {cohort.unfinished} first "
            "ones that are not finished."
        )
    if cohort.unmarked:
        yield f"In {cohort.unmarked} a trainer has still something to mark."
    yield MIDDLE
    yield FAIR


def _cards(cohort: Cohort) -> Iterator[Card]:
    said = f"{cohort.pass_mark} % needed"
    yield Card("passed", f"{cohort.passed} of {cohort.count}", said)
    yield _card("all", cohort.total)
    for part in cohort.parts:
        yield _card(part.words, part.spread)
    yield _card("regret of the order", cohort.regret)


def _card(name: str, spread: Spread | None) -> Card:
    if spread is None:
        return Card(name, NONE, f"fewer than {LEAST}")
    return Card(name, f"{number(spread.median)} %", f"{_half(spread)} the middle half")


def _half(spread: Spread) -> str:
    return f"{number(spread.low)} to {number(spread.high)} %"


def _sections(cohort: Cohort) -> Iterator[Section]:
    rows = [("all parts", *_cells(cohort.total))]
    rows += [(part.words, *_cells(part.spread)) for part in cohort.parts]
    rows.append(("regret of the order (0 is best)", *_cells(cohort.regret)))
    heads = ("part", "attempts", "lower quartile", "median", "upper quartile")
    said = ("In per cent of what each could have had.",)
    yield section("parts", "Part by part", said, Table(heads, tuple(rows), (1, 2, 3, 4)))
    for part in cohort.parts:
        items = [item for item in cohort.items if item.part == part.part]
        if items:
            yield _items(PART_WORDS[part.part].capitalize(), part.part, items)
    if cohort.who:
        names = Table(("name",), tuple((name,) for name in cohort.who))
        said = ("By the alphabet; what each came to stands in their own reports alone.",)
        yield section("who", "Who is in it", said, names)


def _items(title: str, id: str, items: list[ItemSpread]) -> Section:
    rows = tuple(
        (
            item.id,
            *_cells(item.spread),
            NONE if item.full is None else f"{item.full} of {item.n}",
            item.why or NONE,
        )
        for item in items
    )
    heads = (
        "item",
        "attempts",
        "lower quartile",
        "median",
        "upper quartile",
        "in full",
        "what it is good for",
    )
    said = (f"An item that counted in fewer than {LEAST} attempts is not told.",)
    return section(id, title, said, Table(heads, rows, (1, 2, 3, 4, 5)))


def _cells(spread: Spread | None) -> tuple[str, str, str, str]:
    if spread is None:
        return f"fewer than {LEAST}", NONE, NONE, NONE
    return (
        str(spread.n),
        f"{number(spread.low)} %",
        f"{number(spread.median)} %",
        f"{number(spread.high)} %",
    )


def cohort_records(cohort: Cohort) -> tuple[tuple[str, ...], Iterator[Record]]:
    """Return a class as records, and their columns: per cent, a line a part and item."""
    return COLUMNS, _records(cohort)


def _records(cohort: Cohort) -> Iterator[Record]:
    same: Record = {
        "scenario": cohort.scenario,
        "version": cohort.version,
        "checksum": cohort.checksum,
        "mode": cohort.mode,
    }
    yield same | {"row": "passed", "n": cohort.count, "in full": cohort.passed}
    yield same | {"row": "total", **_numbers(cohort.total)}
    yield same | {"row": "regret", **_numbers(cohort.regret)}
    for part in cohort.parts:
        yield same | {"row": "part", "part": part.part, **_numbers(part.spread)}
    for item in cohort.items:
        more: Record = {"id": item.id, "in full": item.full, "why": item.why}
        yield same | {"row": "item", "part": item.part, **_numbers(item.spread), **more}
    for name in cohort.who:
        yield same | {"row": "who", "id": name}


def _numbers(spread: Spread | None) -> Record:
    if spread is None:
        return {}
    return {
        "n": spread.n,
        "lower quartile": spread.low,
        "median": spread.median,
        "upper quartile": spread.high,
    }
