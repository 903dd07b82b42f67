"""The line at the head of the answers into which a search is typed."""

from agentdesk.tui.desk.prompt_line import PromptLine


class AnswerSearch(PromptLine):
    """The words that an answer is looked for by."""

    class Typed(PromptLine.Typed):
        """The words have changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("name, shortcut, tag, words", id=id)
