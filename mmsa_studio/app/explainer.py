"""The explainer as a thread, and those who ask it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThread, Signal

from mmsa_studio.core.jobs import Done, Failed
from mmsa_studio.core.questions import Film, Question
from mmsa_studio.work import explainer
from mmsa_studio.work.worker import ANSWER

__all__ = ["ANSWER", "Asker", "Explainer"]


class Explainer(QThread):
    """Runs the one explainer of a window; its child starts with the first question.

    Args:
        function: what the child calls; see `work.explainer`.
    """

    answered = Signal(object, object, object)

    def __init__(self, *, function: str = ANSWER, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = explainer.Explainer(self.answered.emit, function=function)

    @property
    def device(self) -> str:
        """One of `core.jobs.DEVICES`, for the next questions."""
        return self._work.device

    @device.setter
    def device(self, name: str) -> None:
        self._work.device = name

    def ask(self, token: object, film: Film, question: Question) -> None:
        """Answer this with `answered`, under the same token."""
        self._work.ask(token, film, question)
        if not self.isRunning():
            self.start()

    def forget(self, token: object) -> None:
        """Drop questions under a token that were not begun."""
        self._work.forget(token)

    def close(self) -> None:
        """End the child and the thread, and wait for both."""
        self._work.close()
        self.wait()

    def run(self) -> None:
        """Answer until closed."""
        self._work.run()


class Asker(QObject):
    """Asks an explainer that others ask as well, and hears only its own answers.

    `answered` and `failed` come with the question.
    """

    answered = Signal(object, object)
    failed = Signal(object, object)

    def __init__(self, explainer: Explainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._explainer = explainer
        self._token = object()
        explainer.answered.connect(self._take)

    def ask(self, film: Film, question: Question) -> None:
        """Ask; questions of this kind that were not begun are forgotten."""
        self._explainer.ask(self._token, film, question)

    def forget(self) -> None:
        """Hear nothing any more of what was asked so far."""
        self._explainer.forget(self._token)
        self._token = object()

    def _take(self, token: object, question: Question, ending: Done | Failed) -> None:
        if token is not self._token:
            return
        if isinstance(ending, Done):
            self.answered.emit(question, ending.value)
        else:
            self.failed.emit(question, ending)
