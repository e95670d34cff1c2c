"""What the running program is made of, whatever the messenger that it is put behind."""

from dataclasses import dataclass

from bot.desk.given import GivenAnswers
from bot.desk.picture_files import PictureFiles
from bot.desk.preferences import Preferences
from bot.desk.shelf import Shelf
from bot.desk.sureness import Sureness
from bot.directory import Directories
from bot.handover.desk import HandOver
from bot.office import Office
from bot.pictures import Pictures
from bot.questions.desk import AnswerDesk
from bot.questions.log import QuestionLog
from bot.serving import Serving
from bot.worker import Answers


@dataclass(frozen=True, slots=True)
class Parts:
    """What answers, where staff work, where questions are kept, where they are answered by hand and handed to whom, and
    what the front desk shows.

    Without an office and a desk nobody is staff; without a log nothing is kept; without what the front desk shows
    there are no menus, pictures or buttons that lead on.
    """

    answers: Answers
    office: Office | None = None
    questions: QuestionLog | None = None
    desk: AnswerDesk | None = None
    handover: HandOver | None = None
    directories: Directories | None = None
    pictures: Pictures | None = None
    shelf: Shelf | None = None
    sureness: Sureness | None = None
    preferences: Preferences | None = None
    picture_files: PictureFiles | None = None
    given: GivenAnswers | None = None

    def close(self) -> None:
        """Let what is under way finish, and have written what was asked; waits."""
        if self.sureness is not None:
            self.sureness.close()
        if self.office is not None:
            self.office.close()
        if self.questions is not None:
            self.questions.close()
        if isinstance(self.answers, Serving):
            self.answers.close()
