"""What the customer is entitled to now: agreement, warranty of each asset, hours. Pure."""

from agentdesk.domain.customer_views import AssetLine, rights_of
from agentdesk.domain.entitlement import entitled
from agentdesk.seat.when import day
from agentdesk.text import fit, width
from agentdesk.tui.desk.case_lines import Line, Look
from agentdesk.tui.desk.customer.about import About, Target, limited, said
from agentdesk.tui.kit.stops import Row


def covered(about: About) -> list[Row]:
    """Return one line for the agreement, one for each asset, one for the hours."""
    rights = Target("rights", about.view.facts.id)
    rows = []
    if line := _agreement(about):
        rows.append(Row(line, rights, "covered"))
    rows += limited(
        about.view.assets(about.look.now),
        3,
        "covered",
        about,
        lambda asset: [Row(_asset(asset, about.look), Target("rights", asset.asset), "covered")],
    )
    if about.hours:
        rows += said(about.hours, about.look, "muted", "covered")
    return rows


def rights(about: About) -> tuple[str, ...]:
    """Say in whole sentences what the customer is entitled to now."""
    facts = about.view.facts
    return rights_of(
        about.view.entitlements,
        about.look.now,
        base=facts.level,
        case_type=about.case.type,
        zone=str(about.look.zone),
    )


def _agreement(about: About) -> Line:
    """Return what holds for this kind of case; nothing when there never was an agreement."""
    view, look = about.view, about.look
    held = [row for row in view.entitlements if row.kind == "agreement"]
    if not held:
        return []
    now = entitled(held, look.now, about.case.type, base=view.facts.level).agreement
    if now is not None:
        until = _until(now.ends_at, look)
        words = f"{now.level} agreement{until}"
        return [(words if width(words) <= look.width else f"{now.level}{until}", "text")]
    ends = [row.ends_at for row in held if row.ends_at is not None and row.ends_at <= look.now]
    if len(ends) == len(held):
        return [(f"agreement ended {day(max(ends), look.now, look.zone)}", "warning")]
    return [(f"agreement: not for a {about.case.type}", "warning")]


def _asset(asset: AssetLine, look: Look) -> Line:
    end = _until(asset.covered_until, look)
    words = f"warranty{end}" if asset.covered else "warranty over"
    room = look.width - width(words) - 2
    name = asset.asset if width(asset.asset) <= room else fit(asset.asset, max(4, room)).rstrip()
    return [(f"{name}: ", "text"), (words, "text" if asset.covered else "muted")]


def _until(end: int | None, look: Look) -> str:
    return "" if end is None else f" {look.glyphs.arrow} {day(end - 1, look.now, look.zone)}"
