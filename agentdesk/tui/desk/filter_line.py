"""The line at the queue's foot into which a filter is typed."""

from agentdesk.tui.desk.prompt_line import PromptLine


class FilterLine(PromptLine):
    """The filter as it is written; once the line is closed, what the list shows stays."""

    class Typed(PromptLine.Typed):
        """The filter has changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("customer, subject, number, queue, owner, tag", id=id)
