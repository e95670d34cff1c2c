"""What the running program is made of, whatever the messenger that it is put behind."""

from dataclasses import dataclass

from bot.handover.desk import HandOver
from bot.office import Office
from bot.questions.desk import AnswerDesk
from bot.questions.log import QuestionLog
from bot.serving import Serving
from bot.worker import Answers


@dataclass(frozen=True, slots=True)
class Parts:
    """What answers, where staff work, where questions are kept, where they are answered by hand, and handed to whom.

    Without an office and a desk nobody is staff; without a log nothing is kept.
    """

    answers: Answers
    office: Office | None = None
    questions: QuestionLog | None = None
    desk: AnswerDesk | None = None
    handover: HandOver | None = None

    def close(self) -> None:
        """Let what is under way finish, and have written what was asked; waits."""
        if self.office is not None:
            self.office.close()
        if self.questions is not None:
            self.questions.close()
        if isinstance(self.answers, Serving):
            self.answers.close()
