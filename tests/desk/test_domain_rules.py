"""Rules of the domain that more than one act has to keep: each path of them."""

from agentdesk.clock import HOUR
from agentdesk.domain.routing import rank_of
from tests.desk.scene import NOON, scene


def test_once_answered_a_case_counts_as_waiting_since_it_was_made_or_woken() -> None:
    s = scene()
    case_id = s.answered()
    s.clock.advance(HOUR)
    s.mail("Re", case_id=case_id)
    assert s.case(case_id).waiting_since == NOON + HOUR
    s.reply(case_id)
    assert s.case(case_id).waiting_since == NOON
    s.snooze(case_id, HOUR)
    s.clock.advance(2 * HOUR)
    s.mail("Are you there?", case_id=case_id)
    s.clock.advance(HOUR)
    s.reply(case_id)
    row = s.case(case_id)
    assert row.waiting_since == row.base_since == NOON + 3 * HOUR
    assert row.rank_at == rank_of(s.store.setup.rank, row)
