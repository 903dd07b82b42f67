"""``agentdesk rules``: see the automatic rules, check them, and try them on what happened."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agentdesk.cli.exits import not_found
from agentdesk.cli.numbers import NUMBER
from agentdesk.cli.output import say, say_json, table, when
from agentdesk.cli.session import Session, acting, common

if TYPE_CHECKING:
    from agentdesk.desk.ruling_dry_run import WouldFire
    from agentdesk.domain.rules.written import RuleSetup
    from agentdesk.domain.setup import Setup

SHOWN = 20
"""How many cases of a rule are named without ``--json``."""


@click.group("rules")
def rules() -> None:
    """Automatic rules: what is in force, what is wrong, what would have happened."""


@rules.command("list")
@common
def list_(session: Session) -> None:
    """List the rules in force, in the order in which they apply."""

    async def work() -> None:
        if session.json:
            for rule in session.setup.rules:
                say_json(rule)
            return
        table(
            ("RULE", "ON", "DOES"),
            ((rule.id, ", ".join(rule.on), _does(rule)) for rule in session.setup.rules),
        )

    session.read(work)


def _does(rule: "RuleSetup") -> str:
    """Name what a rule does, without its values."""
    names = [
        name
        for part in rule.then
        for name in part.__struct_fields__
        if getattr(part, name) not in ((), None)
    ]
    return ", ".join(dict.fromkeys(names))


@rules.command("check")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@common
def check(session: Session, path: Path) -> None:
    """Find every mistake in a set-up's rules, and in the rest of it, each with its line."""
    from agentdesk.cli.setup_file import read_setup

    found = read_setup(path)
    n = len(found.rules)
    session.told_plain(f"{path} can be used: {n} {'rule' if n == 1 else 'rules'}", rules=n)


@rules.command("dry-run")
@click.argument("rule", required=False)
@click.option("--since", metavar="TIME", default="7d", show_default=True, help="7d, 12h or all.")
@click.option(
    "--file",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Try the rules of this set-up instead of those in force.",
)
@common
def dry_run(session: Session, rule: str | None, since: str, path: Path | None) -> None:
    """Say what the rules, or one of them, would have done with what happened.

    Nothing is changed. Conditions are asked of the cases as they were then; what a rule would have
    changed for others is not played forward.
    """
    back = _back(since)
    given = None
    if path is not None:
        from agentdesk.cli.setup_file import read_setup

        given = read_setup(path)

    async def work() -> None:
        from agentdesk.desk.ruling_dry_run import dry_run as run

        setup = given or session.setup
        chosen = _chosen(setup, rule)
        begin = 0 if back is None else session.now - back
        found = [one async for one in run(session.store.reads, setup, chosen, begin)]
        _say(session, chosen, found, since)

    session.read(work)


@rules.command("notices")
@common
def notices(session: Session) -> None:
    """List what rules told you that you have not seen, the newest first."""

    async def work() -> None:
        found = await session.store.reads.notices(session.person.id)
        if session.json:
            for notice in found:
                say_json(notice)
            return
        table(
            ("WHEN", "CASE", "RULE"),
            ((when(notice.at), notice.case_id, notice.rule) for notice in found),
        )

    session.read(work)


@rules.command("seen")
@click.argument("case_id", metavar="CASE", type=NUMBER)
@click.argument("rule")
@acting
def seen(session: Session, case_id: int, rule: str) -> None:
    """Say that you have seen what a rule told you of a case."""
    session.do("see_notice", "seen", case_id=case_id, rule=rule)


def _back(since: str) -> int | None:
    from agentdesk.durations import duration

    if since == "all":
        return None
    try:
        return duration(since)
    except ValueError as error:
        raise click.UsageError(f"--since: {error}, or all.") from None


def _chosen(setup: "Setup", name: str | None) -> "tuple[RuleSetup, ...]":
    if name is None:
        return setup.rules
    chosen = tuple(rule for rule in setup.rules if rule.id == name)
    if not chosen:
        from difflib import get_close_matches

        known = [rule.id for rule in setup.rules]
        near = get_close_matches(name, known, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise not_found(f"There is no rule “{name}”.{hint}")
    return chosen


def _times(n: int) -> str:
    if n == 0:
        return "would not have fired"
    return "would have fired once" if n == 1 else f"would have fired {n} times"


def _say(
    session: Session, chosen: "tuple[RuleSetup, ...]", found: "list[WouldFire]", since: str
) -> None:
    from agentdesk.domain.rules.effects import said

    for rule in chosen:
        mine = [one for one in found if one.rule == rule.id]
        if session.json:
            say_json({"rule": rule.id, "since": since, "times": len(mine), "firings": mine})
            continue
        window = "so far" if since == "all" else f"in the last {since}"
        say(f"{rule.id} {_times(len(mine))} {window}.")
        for one in mine[:SHOWN]:
            say(f"  {when(one.at)}  case {one.case_id}  {one.on}: {said(one.effects)}")
        if len(mine) > SHOWN:
            say(f"  and {len(mine) - SHOWN} more (--json lists all)")
    if not chosen and not session.json:
        say("There are no rules.")
