"""The points of an attempt, item by item, so that what is shown adds up; and what was lost."""

from collections.abc import Sequence

from agentdesk.training.report.better import better
from agentdesk.training.report.naming import Naming
from agentdesk.training.report.report import ItemLine, Lost, Miss, PartLine
from agentdesk.training.report.worked import Worked
from agentdesk.training.scenario import PART_WORDS, RubricPart
from agentdesk.training.scoring import Item, PartScore


def part_lines(of: Worked, names: Naming) -> tuple[PartLine, ...]:
    """Return every part with its items."""
    return tuple(_part(part, names) for part in of.score.parts)


def _part(part: PartScore, names: Naming) -> PartLine:
    counted = [item for item in part.items if item.got is not None]
    whole = round(part.points * 100)
    got = shared(whole, [item.weight * (item.got or 0) for item in counted])
    lost = shared(
        part.out_of * 100 - whole, [item.weight * (1 - (item.got or 0)) for item in counted]
    )
    points = iter([(mine, mine + gone) for mine, gone in zip(got, lost, strict=True)])
    lines = tuple(
        _line(item, names, next(points)) if item.got is not None else _line(item, names)
        for item in part.items
    )
    return PartLine(part.part, PART_WORDS[part.part], part.points, part.out_of, lines)


def _line(item: Item, names: Naming, hundredths: tuple[int, int] | None = None) -> ItemLine:
    points, of = (None, None) if hundredths is None else (n / 100 for n in hundredths)
    return ItemLine(
        id=item.id,
        customer=names.customer(item.guest) if item.guest else "",
        part=item.part,
        got=item.got,
        points=points,
        of=of,
        told=item.because,
        why=item.why,
        at=item.at,
        clock=names.clock(item.at),
        replay=names.replay(item.at),
    )


def shared(hundredths: int, weights: Sequence[float]) -> list[int]:
    """Share a whole number out by weights, so that the shares add up to it exactly."""
    whole = sum(weights)
    if not whole:
        return [0 for _ in weights]
    exact = [hundredths * weight / whole for weight in weights]
    shares = [int(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda n: shares[n] - exact[n])
    for n in order[: hundredths - sum(shares)]:
        shares[n] += 1
    return shares


def misses(of: Worked, names: Naming, parts: Sequence[PartLine]) -> tuple[Miss, ...]:
    """Return everything that lost points, the costliest first; an act once, whatever its parts."""
    found: dict[tuple[str, str, str], list[tuple[Item, float]]] = {}
    for scored, lines in zip(of.score.parts, parts, strict=True):
        for item, line in zip(scored.items, lines.items, strict=True):
            if item.got is not None and item.got < 1:
                lost = (line.of or 0.0) - (line.points or 0.0)
                found.setdefault((item.of, item.id, item.guest), []).append((item, lost))
    return tuple(
        sorted((_miss(of, names, those) for those in found.values()), key=lambda one: -one.lost)
    )


def _miss(of: Worked, names: Naming, those: Sequence[tuple[Item, float]]) -> Miss:
    item = next((item for item, _ in those if not item.skipped), those[0][0])
    how = _how(item)
    parts: list[RubricPart] = [one.part for one, _ in those]
    told = " ".join(dict.fromkeys(one.because for one, _ in those))
    read = {id: None for one, _ in those for id in one.read}
    return Miss(
        id=item.id,
        how=how,
        customer=names.customer(item.guest) if item.guest else "",
        parts=tuple(dict.fromkeys(parts)),
        lost=round(sum(lost for _, lost in those), 2),
        told=told,
        why=item.why,
        better=better(of, item, late=how == "late"),
        read=names.read(tuple(read)),
        at=item.at,
        clock=names.clock(item.at),
        replay=names.replay(item.at),
        timed=item.due_at is not None,
    )


def _how(item: Item) -> Lost:
    if item.skipped:
        return "skipped"
    if item.of != "expected":
        return item.of
    late = item.at is not None and item.due_at is not None and item.at > item.due_at
    return "late" if late else "missed"
