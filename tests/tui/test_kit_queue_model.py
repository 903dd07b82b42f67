"""The window over the queue, and the rule that nothing moves under the hand."""

from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.tui.kit.queue_marks import Marks
from agentdesk.tui.kit.queue_model import WINDOW, Need, QueueModel
from agentdesk.tui.kit.queue_view import Outside, QueueView, outside_text
from tests.support.depth import depth
from tests.tui.kit_rows import page, row


class Shown:
    """A model and its view, with the questions it asked."""

    def __init__(self, height: int = 12) -> None:
        self.asked: list[Need] = []
        self.model = QueueModel(self.asked.append)
        self.view = QueueView(self.model)
        self.view.height = height
        self.view.mine_title = None

    def ids(self) -> list[int]:
        return [line.row.case_id for line in self.view.lines() if line.row is not None]

    def move(self, by: int) -> None:
        self.model.move(by)
        self.view.in_hand = True
        self.view.follow()


def test_first_row_is_selected_and_the_cursor_stops_at_the_ends() -> None:
    shown = Shown()
    shown.model.set_page(page(0, 5))
    assert shown.model.selected == 0
    shown.move(99)
    assert shown.model.selected == 4
    shown.move(-99)
    assert shown.model.selected == 0
    assert shown.asked == []


def test_cursor_goes_from_mine_to_waiting_and_back() -> None:
    model = QueueModel()
    model.set_mine([row(100), row(101)])
    model.set_page(page(0, 3))
    found = []
    for _ in range(4):
        found.append(model.selected)
        model.move(1)
    assert found == [100, 101, 0, 1]
    model.move(-3)
    assert model.selected == 101


def test_mine_in_which_the_customer_wrote_come_first() -> None:
    model = QueueModel()
    model.set_mine([row(1, due_at=5), row(2, due_at=9, wrote_at=3), row(3, due_at=None)])
    assert [r.case_id for r in model.mine] == [2, 1, 3]
    assert model.mine_wrote == 1


def test_mine_do_not_swap_places_under_the_cursor() -> None:
    model = QueueModel()
    model.set_mine([row(1, due_at=1), row(2, due_at=2)])
    model.select(2)
    model.set_mine([row(1, due_at=1), row(2, due_at=2), row(3, wrote_at=1, due_at=0)])
    assert [r.case_id for r in model.mine] == [1, 2, 3]


def test_moving_past_the_window_asks_once_and_goes_on() -> None:
    shown = Shown()
    shown.model.set_page(page(0, 20, of=1000))
    shown.move(19)
    shown.move(1)
    shown.move(2)
    need = Need(after=row(19).key)
    assert shown.asked == [need]
    assert shown.model.selected == 19
    shown.model.extend(page(20, 40, of=1000), need)
    assert shown.model.selected == 22
    assert shown.model.below == 960


def test_answer_to_another_question_is_dropped() -> None:
    shown = Shown()
    shown.model.set_page(page(0, 5, of=100))
    shown.model.extend(page(50, 60, of=100), Need(after=row(49).key))
    assert len(shown.model.waiting) == 5


def test_window_forgets_what_is_far_from_the_cursor() -> None:
    shown = Shown()
    shown.model.set_page(page(0, WINDOW, of=2000))
    shown.move(WINDOW - 1)
    shown.move(1)
    shown.model.extend(page(WINDOW, WINDOW + 100, of=2000), shown.asked[-1])
    assert len(shown.model.waiting) == WINDOW
    assert shown.model.above == 100
    shown.model.to_top()
    shown.move(-1)
    assert shown.asked[-1] == Need()


def test_end_and_top_of_a_long_queue() -> None:
    shown = Shown()
    shown.model.set_page(page(0, 50, of=500))
    shown.model.to_end()
    assert shown.asked == [Need(end=True)]
    shown.model.extend(page(450, 500), Need(end=True))
    assert shown.model.selected == 499
    shown.model.to_top()
    shown.model.extend(page(0, 50, of=500), Need())
    assert shown.model.selected == 0
    assert shown.model.above == 0


def test_rows_that_come_above_leave_the_cursor_on_its_line() -> None:
    shown = Shown()
    shown.model.set_page(page(10, 40, of=50, above=0))
    shown.move(3)
    line = shown.view.cursor_line()
    for number in (2, 3):
        shown.model.upsert(row(number))
        shown.view.keep(line)
    assert shown.view.cursor_line() == line
    assert shown.model.selected == 13
    outside = shown.view.outside()
    assert outside.new == 2
    assert outside_text(outside).startswith("↑2 new · ↓")


def test_a_list_that_nobody_has_in_hand_shows_its_first_rows() -> None:
    shown = Shown()
    for number in (9, 4, 2):
        line = shown.view.cursor_line()
        shown.model.upsert(row(number))
        shown.view.keep(line)
    assert shown.ids() == [2, 4, 9]
    assert shown.model.selected == 9
    assert shown.view.outside() == Outside(0, 0, 0)
    shown.move(-1)
    line = shown.view.cursor_line()
    shown.model.upsert(row(1))
    shown.view.keep(line)
    assert shown.model.selected == 4
    assert shown.view.cursor_line() == line
    assert shown.view.outside().new == 1


def test_the_selected_case_stays_in_sight_though_nobody_has_the_list_in_hand() -> None:
    shown = Shown()
    for number in range(59, 0, -1):
        line = shown.view.cursor_line()
        shown.model.upsert(row(number))
        shown.view.keep(line)
    assert shown.model.selected == 59
    assert shown.view.cursor_line() is not None


def test_a_list_that_ran_empty_is_out_of_hand() -> None:
    shown = Shown()
    shown.model.set_page(page(5, 6))
    shown.move(1)
    shown.model.show((), page(0, 0))
    shown.view.keep(None)
    for number in (9, 4):
        line = shown.view.cursor_line()
        shown.model.upsert(row(number))
        shown.view.keep(line)
    assert shown.ids() == [4, 9]


def test_rows_that_leave_above_leave_the_cursor_on_its_line() -> None:
    shown = Shown()
    shown.model.set_page(page(0, 9))
    shown.move(5)
    line = shown.view.cursor_line()
    for number in (0, 1, 2):
        shown.model.drop(number)
        shown.view.keep(line)
    assert shown.view.cursor_line() == line
    assert shown.model.selected == 5


def test_selected_case_that_leaves_stays_until_the_cursor_moves() -> None:
    shown = Shown()
    shown.model.set_page(page(0, 9))
    shown.move(4)
    shown.model.drop(4)
    assert (shown.model.selected, shown.model.ghost) == (4, 4)
    assert 4 in shown.ids()
    shown.move(1)
    assert (shown.model.selected, shown.model.ghost) == (5, None)
    assert 4 not in shown.ids()


def test_selected_case_that_leaves_with_a_new_page_stays_too() -> None:
    shown = Shown()
    shown.model.set_page(page(0, 9))
    shown.move(4)
    shown.model.set_page(page(5, 9))
    assert shown.model.selected == shown.model.ghost == 4


def test_selected_case_follows_into_mine_when_taken() -> None:
    shown = Shown()
    shown.view.mine_title = ""
    shown.model.set_page(page(0, 9))
    shown.move(4)
    shown.model.set_mine([row(4, owner="lena")])
    assert shown.model.selected == 4
    assert shown.model.selected_row is not None
    assert shown.model.selected_row.owner == "lena"
    assert [r.case_id for r in shown.model.waiting] == [0, 1, 2, 3, 5, 6, 7, 8]


def test_case_outside_the_window_is_only_counted() -> None:
    model = QueueModel()
    model.set_page(page(0, 5, of=10))
    model.upsert(row(77))
    assert len(model.waiting) == 5
    assert model.below == 6


def test_marks_survive_everything() -> None:
    model = QueueModel()
    model.set_page(page(0, 5))
    model.marks.toggle(row(3))
    model.drop(3)
    model.set_page(page(10, 15))
    assert set(model.marks) == {3}


def test_outside_text() -> None:
    assert outside_text(Outside(2, 2, 28)) == "↑2 new · ↓28"
    assert outside_text(Outside(0, 5, 0)) == "↑5"
    assert outside_text(Outside(0, 0, 1000)) == "↓999+"
    assert outside_text(Outside(0, 0, 0)) == ""


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["upsert", "rerank", "drop"]), st.integers(0, 59), st.integers(0, 59)
    ),
    max_size=30,
)


@settings(max_examples=depth(60, 150), deadline=None)
@given(CHANGES, st.integers(0, 29), st.sampled_from([1, 2]))
def test_whatever_happens_the_selected_case_keeps_its_line(
    changes: list[tuple[str, int, int]], start: int, tall: int
) -> None:
    shown = Shown(height=21)
    shown.view.tall = tall
    shown.model.set_page(page(0, 30, of=60))
    shown.move(start)
    selected, line = shown.model.selected, shown.view.cursor_line()
    for kind, number, rank in changes:
        before = shown.view.cursor_line()
        if kind == "drop":
            shown.model.drop(number)
        else:
            shown.model.upsert(row(number, rank_at=rank if kind == "rerank" else number))
        shown.view.keep(before)
        lines = shown.view.lines()
        assert len(lines) == 21
        assert shown.model.selected == selected
        assert shown.view.cursor_line() == line
        keys = [r.key for r in shown.model.waiting]
        assert keys == sorted(keys)
        ids = [r.case_id for r in shown.model.waiting]
        assert len(ids) == len(set(ids))


def test_another_list_keeps_the_cursor_on_its_case_or_begins_at_the_top() -> None:
    model = QueueModel()
    model.set_mine([row(100)])
    model.set_page(page(0, 9))
    model.select(5)
    model.show((), page(4, 9, above=0), lambda r: (-r.case_id, 0, 0, r.case_id))
    assert model.selected == 5
    assert model.total == 5
    model.show((), page(6, 9, above=0))
    assert (model.selected, model.ghost, model.fresh) == (6, None, set())


def test_the_total_is_told_to_a_window_that_does_not_hold_all() -> None:
    model = QueueModel()
    model.set_page(page(10, 20, of=50))
    model.upsert(row(45))
    model.upsert(row(45, priority=1))
    assert model.total == 51
    model.set_total(50)
    assert (model.above, model.below, model.total) == (9, 31, 50)
    model.show((), page(0, 5))
    model.set_total(50)
    assert model.total == 5


def test_all_marks_go_the_second_time_and_a_newcomer_has_none() -> None:
    marks = Marks()
    assert marks.toggle_all([row(1), row(2)], "waiting")
    assert not marks.toggle_all([row(1), row(2), row(3)], "waiting")
    assert len(marks) == 0
    assert marks.toggle_all([row(1), row(2)], "waiting")
    assert marks.toggle_all([row(2), row(3)], "mine")
    assert set(marks) == {1, 2, 3}
    marks.toggle(row(3))
    assert marks.toggle_all([row(1), row(3)], "mine")
    assert set(marks) == {1, 2, 3}


def test_a_marked_case_on_which_somebody_acts_has_changed_until_it_is_undone() -> None:
    marks = Marks()
    assert marks.toggle_all([row(1), row(2), row(3)])
    marks.note(row(2, version=2))
    marks.note(row(9, version=2))
    assert (set(marks), marks.changed) == ({1, 2, 3}, {2})
    marks.note(row(2))
    assert marks.changed == set()
    marks.note(row(2, version=2))
    assert marks.toggle_all([row(4)], "another list")
    assert not marks.toggle_all([row(2), row(4)])
    assert (set(marks), marks.changed) == ({1, 3}, set())
    marks.drop()
    assert len(marks) == 0
