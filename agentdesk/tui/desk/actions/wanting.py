"""Telling the editors that an answer is wrong, or that one is missing."""

from agentdesk.data.unit import Command
from agentdesk.tui.desk.actions.asking import Answers, Fields, ask_and_do, case_of
from agentdesk.tui.desk.host import Action, Host


async def _want(host: Host) -> None:
    """Ask what is wrong with the highlighted answer, or which one the case would have needed."""
    from agentdesk.desk.wanting import WantAnswer
    from agentdesk.sheetplan import Choice, If, Option, SheetPlan, Text

    if not (opened := await case_of(host)):
        return
    chosen = host.desk.answers.chosen
    options = [Option("missing", "an answer is missing", "2" if chosen else "1")]
    if chosen is not None:
        options.insert(0, Option("wrong", f"wrong: {chosen.name}", "1"))
    in_answers = host.desk.pane == "answers" and chosen is not None
    plan = SheetPlan(
        title="To the editors of answers",
        intro=f"They read it with case {opened.case.row.id}.",
        fields=(
            Choice("what", "It is", tuple(options), default="wrong" if in_answers else "missing"),
            Text("wrong", "What is wrong", "out of date, for another product, …", required=True,
                 only_if=If("what", ("wrong",))),
            Text("missing", "What was needed", "what the customer wanted to know", required=True,
                 only_if=If("what", ("missing",))),
        ),
        apply="tells them",
    )  # fmt: skip

    def make(about: Fields, answers: Answers) -> Command | str:
        what = answers["what"]
        id = chosen.id if what == "wrong" and chosen is not None else ""
        return WantAnswer(**about, words=answers[what], answer_id=id)

    await ask_and_do(host, opened, plan, make)


ACTIONS: dict[str, Action] = {"answer.want": _want}
