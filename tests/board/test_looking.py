"""What is shown: the same watched or rebuilt, and what each figure says by itself."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from agentdesk.board.counts import SHOWN
from agentdesk.board.looking import Looking, look
from agentdesk.board.position import Position
from agentdesk.board.scope import Scope
from agentdesk.board.sight import Sight
from agentdesk.board.text import board_text
from agentdesk.board.touched import Touched
from agentdesk.board.view import COLUMNS, STRIP, BoardView
from agentdesk.boardsettings import BoardSettings, Threshold
from agentdesk.clock import DAY, HOUR, MINUTE
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.taking import Take
from agentdesk.domain import events as e
from tests.board.busy import acted, with_contacts
from tests.desk.test_anything_goes import STEPS
from tests.support.office import SETUP, Office

SIGHTS = [
    Sight(SETUP, BoardSettings(), "today", "service_level.default"),
    Sight(
        SETUP,
        BoardSettings(thresholds=(Threshold("waiting", warn=0, bad=2),)),
        "1h",
        "service_level.strict",
    ),
    Sight(SETUP, BoardSettings(), "7d", "service_level.removed", Scope(frozenset({"billing"}))),
    Sight(
        SETUP,
        BoardSettings(parameters={"due_soon": {"within_ms": HOUR}}),
        "24h",
        "service_level.early_met",
        Scope(channels=frozenset({"mail", "chat"})),
    ),
]
RANDOM = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # A log that fails is small already; looking for a smaller one takes minutes.
    phases=[Phase.generate],
    derandomize=True,
)
WHICH = st.integers(0, len(SIGHTS) - 1)
LOGS = st.builds(
    lambda steps, seed: with_contacts(acted(steps).store.log, seed),
    st.lists(STEPS, min_size=3, max_size=25),
    st.integers(0, 1_000_000),
)


def _commits(log: Sequence[e.Entry]) -> Iterator[tuple[e.Entry, ...]]:
    for _, entries in groupby(log, key=lambda entry: (entry.recorded_at, entry.fact.command)):
        yield tuple(entries)


def differing(one: BoardView, other: BoardView) -> dict[str, tuple[object, object]]:
    """Return in what two views differ."""
    return {
        name: (getattr(one, name), getattr(other, name))
        for name in one.__struct_fields__
        if getattr(one, name) != getattr(other, name)
    }


@RANDOM
@given(LOGS, WHICH)
def test_carried_on_is_what_a_look_at_all_of_it_shows(log: Sequence[e.Entry], which: int) -> None:
    sight = SIGHTS[which]
    position = Position()
    looking = Looking(position, sight, log[0].recorded_at)
    for entries in _commits(log):
        position.apply(entries)
        touched = Touched()
        touched.add(entries, position.ledger)
        looking.touch(touched)
        for at in (position.recorded_at, position.recorded_at + 7 * MINUTE):
            assert differing(looking.view(at), look(position, sight, at)) == {}


@RANDOM
@given(LOGS, WHICH, st.data())
def test_any_moment_can_be_rebuilt(log: Sequence[e.Entry], which: int, data: st.DataObject) -> None:
    sight = SIGHTS[which]
    cut = data.draw(st.integers(0, len(log) - 1))
    at = log[cut].recorded_at
    known = [entry for entry in log if entry.recorded_at <= at]
    watched, rebuilt = Position(), Position()
    for entry in known:
        watched.apply((entry,))
    rebuilt.apply(known[: cut // 2])
    rebuilt = Position.from_bytes(rebuilt.to_bytes())
    gone_on = rebuilt.copy()
    gone_on.apply(known[cut // 2 :])
    assert rebuilt.seq == cut // 2
    assert differing(look(watched, sight, at), look(gone_on, sight, at)) == {}


@RANDOM
@given(LOGS, WHICH, st.integers(0, 3 * DAY))
def test_every_cell_is_what_its_figure_says(log: Sequence[e.Entry], which: int, later: int) -> None:
    sight = SIGHTS[which]
    position = Position()
    position.apply(log)
    at = position.recorded_at + later
    view = look(position, sight, at)
    for name in STRIP:
        figure = sight.figure(name)
        asked = sight.look(position.ledger, at, figure)
        assert view.strip[name].value == figure.measure(asked), name
    for line in view.queues:
        scope = Scope(frozenset({line.queue}), sight.scope.channels)
        for name in COLUMNS:
            figure = sight.figure(name)
            asked = sight.look(position.ledger, at, figure, scope)
            assert line.cells[name].value == figure.measure(asked), (line.queue, name)
        backlog = sight.figure("backlog").measure(
            sight.look(position.ledger, at, sight.figure("backlog"), scope)
        )
        assert sum(line.ages) == backlog.value


@RANDOM
@given(LOGS, WHICH)
def test_the_plot_shows_how_many_waited_then(log: Sequence[e.Entry], which: int) -> None:
    sight = SIGHTS[which]
    position, before = Position(), Position()
    position.apply(log)
    plot = look(position, sight, position.recorded_at).plot
    rest = list(log)
    waiting = sight.figure("waiting")
    for at, shown in zip(plot.at, plot.waiting, strict=True):
        known = [entry for entry in rest if entry.recorded_at <= at]
        before.apply(known)
        rest = rest[len(known) :]
        assert shown == waiting.measure(sight.look(before.ledger, at, waiting)).value


def test_who_works_without_a_state_that_is_told_has_a_line() -> None:
    office = Office()
    office.here("lena", "omar")
    for number in range(3):
        office.mail(sender=f"c{number}@there.example")
    office.do("lena", Take, case_id=1)
    office.reply("lena", 1)
    office.do("lena", Resolve, case_id=1, disposition="answered", summary="Explained.")
    office.do("omar", Take, case_id=2)
    told = list(office.store.log)
    untold = [x for x in told if not isinstance(x.fact.event, e.AgentStateChanged)]
    views = []
    for log in (told, untold):
        position = Position()
        position.apply([replace(x, seq=n) for n, x in enumerate(log, 1)])
        views.append(look(position, SIGHTS[0], position.recorded_at))
    for view, state in zip(views, ("available", ""), strict=True):
        lines = {line.agent: line for line in view.agents if line.agent in ("lena", "omar")}
        assert {line.state for line in lines.values()} == {state}
        assert (lines["lena"].handled, lines["omar"].cases) == (1, (2,))
    assert views[1].strip["staffed"].value.value == 0
    assert "system" not in {line.agent for line in views[1].agents}
    assert "not told" in "\n".join(board_text(views[1], cells=120))


def test_every_figure_that_is_shown_exists() -> None:
    assert {SIGHTS[0].figure(name).id.partition(".")[0] for name in SHOWN} == set(SHOWN)
