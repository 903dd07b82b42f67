"""Answers in lines: what was sent is counted, what they carry goes along."""

from agentdesk.desk.answers import KeepAnswer
from tests.plain.bed import Bed


def test_what_is_sent_counts_and_carries_its_tags(bed: Bed) -> None:
    bed.act(
        "mona", KeepAnswer, id="fee", name="Fee back", body="On its way.", set_tags=("fee",),
        disposition="answered", next_state="resolve",
    )  # fmt: skip
    case_id = bed.mail("Ada", "My fee, please.")
    said = bed.talk(f"take {case_id}", "answers fee", "use 1", "send")
    assert "It carries: then resolves as answered, tags fee." in said
    view = bed.wait(bed.store.reads.case(case_id))
    assert view is not None
    assert view.row.tags == ("fee",)
    assert [a.uses for a in bed.wait(bed.store.reads.answers())] == [1]
