"""Thresholds: who set them, in which direction they warn, what they say, what is refused."""

from collections.abc import Iterable

import msgspec
import pytest

from agentdesk.board.errors import BoardError
from agentdesk.board.figures.figure import Figure, Item, Look
from agentdesk.board.thresholds import Judged, Thresholds, check, parameters_of
from agentdesk.board.values import Unit, Value
from agentdesk.board.view import BoardView, Cell, QueueLine
from agentdesk.boardsettings import BoardSettings, Threshold
from agentdesk.domain.setup import QueueSetup, Setup


def _nothing(look: Look) -> Iterable[Item]:
    return ()


def _figure(id: str, unit: Unit, good: int, **parameters: int) -> Figure:
    return Figure(
        id=id,
        version=1,
        name=id,
        short=id[:8],
        definition=id,
        formula=id,
        source=id,
        unit=unit,
        good=good,
        items=_nothing,
        reduce=lambda items: Value(unit, len(items)),
        parameters=parameters,
    )


FIGURES = {
    figure.id: figure
    for figure in (
        _figure("service_level.default", "share", 1, short=5000),
        _figure("service_level.strict", "share", 1),
        _figure("waiting", "count", -1),
        _figure("oldest_waiting", "ms", -1),
        _figure("talk", "ms", 0),
        _figure("goodwill", "cents", -1),
        _figure("late", "count", -1),
        _figure("csat", "share", 1),
    )
}
SETUP = Setup(queues=(QueueSetup("billing", "Billing", "t"), QueueSetup("tech", "Tech", "t")))


def _judge(figure: str, queue: str, value: Value, *thresholds: Threshold) -> Judged:
    return Thresholds(BoardSettings(thresholds=thresholds), FIGURES).judge(figure, queue, value)


@pytest.mark.parametrize(
    ("n", "level", "says"), [(10, "", ""), (11, "warn", "over 10"), (41, "bad", "over 40")]
)
def test_more_is_worse(n: int, level: str, says: str) -> None:
    found = _judge("waiting", "", Value("count", n), Threshold("waiting", warn=10, bad=40))
    assert found == (level, says)


@pytest.mark.parametrize(
    ("n", "level", "says"),
    [
        (80, "good", ""),
        (79, "warn", "under 80 %"),
        (70, "warn", "under 80 %"),
        (69, "bad", "under 70 %"),
    ],
)
def test_less_is_worse_and_the_built_in_one_counts(n: int, level: str, says: str) -> None:
    assert _judge("service_level.default", "tech", Value("share", n, 100)) == (level, says)


def test_what_is_exactly_met_is_met() -> None:
    assert _judge("service_level.default", "", Value("share", 4, 5)).level == "good"
    assert _judge("late", "", Value("count", 0)) == ("", "")


def test_units_are_those_of_the_settings_file() -> None:
    waits = Threshold("oldest_waiting", warn=60, bad=300)
    assert _judge("oldest_waiting", "", Value("ms", 301_000), waits) == ("bad", "over 5 min")
    gave = Threshold("goodwill", bad=50)
    assert _judge("goodwill", "", Value("cents", 5_001), gave) == ("bad", "over 50")


def test_nothing_is_neither_good_nor_bad() -> None:
    assert _judge("service_level.default", "", Value("share", 0, 0)) == ("", "")
    assert _judge("waiting", "", Value("count", 999)) == ("", "")


def test_the_nearest_threshold_counts() -> None:
    own = (
        Threshold("waiting", warn=20),
        Threshold("waiting", warn=5, queue="billing"),
        Threshold("service_level.strict", warn=50),
        Threshold("service_level", bad=90, queue="tech"),
    )
    six = Value("count", 6)
    assert _judge("waiting", "billing", six, *own).says == "over 5"
    assert _judge("waiting", "tech", six, *own).level == ""
    assert _judge("waiting", "", six, *own).level == ""
    sixty = Value("share", 60, 100)
    assert _judge("service_level.strict", "", sixty, *own).level == "good"
    assert _judge("service_level.strict", "tech", sixty, *own).says == "under 90 %"
    assert _judge("service_level.default", "", sixty, *own).says == "under 70 %"


def test_a_figure_that_is_neither_good_nor_bad_warns_as_its_numbers_lie() -> None:
    short = Threshold("talk", warn=60, bad=30)
    assert _judge("talk", "", Value("ms", 29_000, 1), short) == ("bad", "under 30 s")
    assert (
        _judge("talk", "", Value("ms", 61_000, 1), Threshold("talk", warn=60)).says == "over 1 min"
    )


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"thresholds": (Threshold("waitng", warn=1),)}, "“waitng”. Did you mean waiting?"),
        ({"thresholds": (Threshold("waiting", warn=1, queue="biling"),)}, "queue “biling”. Did"),
        ({"thresholds": (Threshold("waiting"),)}, "has no number"),
        ({"thresholds": (Threshold("waiting", warn=9, bad=3),)}, "exchange the two"),
        ({"thresholds": (Threshold("service_level", warn=70, bad=80),)}, "exchange the two"),
        ({"thresholds": (Threshold("csat", warn=0.8, bad=0.6),)}, "write 80 instead of 0.8."),
        ({"thresholds": (Threshold("talk", warn=60),)}, "the board does not mark talk,"),
        ({"thresholds": (Threshold("csat", warn=80, queue="billing"),)}, "leave the queue out."),
        ({"service_level": "stict"}, "“stict”; there are default, strict."),
        ({"parameters": {"sevice_level": {"short": 1}}}, "Did you mean service_level?"),
        ({"parameters": {"service_level": {"sort": 1}}}, "“sort”. Did you mean short?"),
        ({"parameters": {"service_level": {"short": -1}}}, "short cannot be less than 0."),
    ],
)
def test_settings_that_fit_nothing_are_named(settings: dict[str, object], says: str) -> None:
    with pytest.raises(BoardError) as error:
        check(msgspec.convert(settings, BoardSettings), FIGURES, SETUP)
    assert says in str(error.value)
    assert str(error.value).startswith("In the settings, board.")


def test_settings_that_fit_are_taken() -> None:
    own = (
        Threshold("service_level", warn=90, bad=80, queue="tech"),
        Threshold("service_level.strict", bad=3),
        Threshold("oldest_waiting", warn=0.5, queue="billing"),
    )
    numbers = {"service_level": {"short": 3}, "service_level.default": {"short": 4}}
    settings = BoardSettings("strict", thresholds=own, parameters=numbers)
    check(settings, FIGURES, SETUP)
    check(BoardSettings(), FIGURES, SETUP)
    assert parameters_of(settings, "service_level.default") == {"short": 4}
    assert parameters_of(settings, "service_level.strict") == {"short": 3}
    assert parameters_of(settings, "waiting") == {}


def _view(level: str, *, live: bool = True, counted: float = 1) -> BoardView:
    cells = {"waiting": msgspec.convert(
        {"figure": "waiting", "value": {"unit": "count", "numerator": 1}, "level": level}, Cell
    )}  # fmt: skip
    line = QueueLine("billing", "Billing", "t", cells)
    return BoardView(
        at=1, live=live, seq=1, fresh_at=1, zone="UTC", window="today", start=0,
        variant="service_level.default", strip={}, queues=(line,), agents=(), feed=(),
        counted=counted,
    )  # fmt: skip


def test_the_bell_rings_once_when_a_number_becomes_bad() -> None:
    heard = BoardSettings(thresholds=(Threshold("waiting", bad=3, bell=True),))
    loud = Thresholds(heard, FIGURES)
    warn, bad = _view("warn"), _view("bad")
    assert [cell.figure for cell in loud.rings(warn, bad)] == ["waiting"]
    assert loud.rings(bad, bad) == loud.rings(bad, warn) == ()
    assert loud.rings(_view("", live=False), _view("bad", live=False)) == ()
    assert loud.rings(_view("", counted=0.4), bad) == ()
    quiet = Thresholds(msgspec.structs.replace(heard, bell=False), FIGURES)
    assert quiet.rings(warn, bad) == ()
    assert Thresholds(BoardSettings(), FIGURES).rings(warn, bad) == ()
