"""What a customer is entitled to, and how it is said."""

from agentdesk.clock import DAY
from agentdesk.domain.entitlement import entitled, in_force
from agentdesk.domain.rows import EntitlementRow
from tests.unit.vectors import local

NOW = local("2026-03-02T10:00", "Europe/Berlin")
NEW_YEAR = local("2027-01-01T00:00", "Europe/Berlin")


def agreement(
    level: str | None = "premium",
    *covers: str,
    starts: int = 0,
    ends: int | None = None,
    id: str = "a1",
) -> EntitlementRow:
    return EntitlementRow(id, "c1", "agreement", level, None, covers, starts, ends)


def warranty(
    asset: str | None, *covers: str, starts: int = 0, ends: int | None = None
) -> EntitlementRow:
    return EntitlementRow(f"w{asset}", "c1", "warranty", None, asset, covers, starts, ends)


def said(*rows: EntitlementRow, type: str = "fault", asset: str | None = None) -> tuple[str, ...]:
    return entitled(rows, NOW, type, asset, zone="Europe/Berlin").sentences


def test_an_agreement_holds_from_its_start_to_before_its_end() -> None:
    row = agreement(starts=10, ends=20)
    assert [in_force(row, at) for at in (9, 10, 19, 20)] == [False, True, True, False]
    assert in_force(agreement(), 10**15)


def test_the_best_level_in_force_counts() -> None:
    rows = [agreement("standard"), agreement("premium", starts=10), agreement(None)]
    assert entitled(rows, 5, "fault").level == "standard"
    assert entitled(rows, 10, "fault").level == "premium"
    assert entitled([], 5, "fault").level == "basic"
    assert entitled([], 5, "fault", base="standard").level == "standard"
    assert entitled([warranty("x")], 5, "fault").level == "basic"


def test_an_agreement_in_words() -> None:
    assert said(agreement("premium", "fault", "installation", ends=NEW_YEAR)) == (
        "Premium agreement until 31 Dec 2026, covers faults and installation.",
    )
    assert said(agreement("standard")) == ("Standard agreement without an end, covers everything.",)


def test_why_there_is_none() -> None:
    assert said() == ("No agreement: basic service.",)
    assert said(agreement("premium", "training")) == (
        "The agreement does not cover faults: basic service.",
    )
    assert said(agreement(ends=NOW - DAY)) == ("The agreement ended 1 Mar 2026: basic service.",)
    assert said(agreement(starts=NOW + DAY)) == (
        "The agreement begins 3 Mar 2026: basic service until then.",
    )


def test_the_agreement_that_covers_the_case_gives_its_level() -> None:
    rows = (agreement("premium", "training"), agreement("standard", "fault", id="a2"))
    found = entitled(rows, NOW, "fault")
    assert found.level == "standard"
    assert found.agreement == rows[1]
    assert entitled(rows, NOW, "feedback").level == "basic"
    assert entitled(rows, NOW, "fault", base="premium").level == "premium"


def test_of_equal_agreements_the_longest_is_named() -> None:
    rows = (agreement(ends=NOW + DAY), agreement(ends=NOW + 2 * DAY, id="a2"))
    assert entitled(rows, NOW, "fault").agreement == rows[1]
    assert entitled((*rows, agreement(id="a3")), NOW, "fault").agreement == agreement(id="a3")


def test_warranties_by_asset_and_type() -> None:
    rows = (
        warranty("pump-7", "fault", ends=NEW_YEAR),
        warranty("valve-2"),
        warranty("boiler", ends=NOW - DAY),
    )
    found = entitled(rows, NOW, "fault")
    assert [row.asset for row in found.warranties] == ["pump-7", "valve-2"]
    assert found.warranties
    assert said(*rows, asset="pump-7")[1:] == (
        "Warranty on pump-7 until 31 Dec 2026, covers faults.",
    )
    assert said(*rows, asset="pump-7", type="training")[1:] == (
        "The warranty on pump-7 does not cover training.",
    )
    assert said(*rows, asset="boiler")[1:] == ("The warranty on boiler ended 1 Mar 2026.",)
    assert said(*rows, asset="lamp")[1:] == ("No warranty on lamp.",)
    assert said(warranty("lamp", starts=NOW + DAY), asset="lamp")[1:] == (
        "The warranty on lamp begins 3 Mar 2026.",
    )
    assert not entitled(rows, NOW, "fault", "lamp").warranties
