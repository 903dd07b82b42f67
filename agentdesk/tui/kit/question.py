"""A screen over the desk that ends once: with an answer, or without."""

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Question(ModalScreen[Result]):
    """What every sheet, list and line over the desk is made of."""

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """End with a result; once it has ended, or while another stands above it, nothing happens.

        Textual takes away whatever screen is on top: a search that finds something after the person
        has left would take the desk itself.
        """
        if self.app.screen is not self:
            return AwaitComplete()
        return super().dismiss(result)
