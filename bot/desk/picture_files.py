"""Which pictures the messenger keeps already, so that each is sent to it once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.tables import picture_files
from knowledge.transactions import reading, writing

_KEPT = 1000


class PictureFiles:
    """The messenger's own names of pictures, by the names of their files, which are hashes of what they show.

    Every method raises DatabaseError when the database fails.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._clock = clock

    def known(self, picture: Path) -> str | None:
        """The messenger's name of a picture; None where it has not been sent yet."""
        query = select(picture_files.c.file_id).where(picture_files.c.picture == picture.stem)
        with reading(self._engine) as connection:
            return connection.execute(query).scalar_one_or_none()

    def remember(self, picture: Path, file_id: str) -> None:
        """Keep the messenger's name of a picture; the ones sent longest ago are forgotten beyond some number."""
        values = {"file_id": file_id, "sent_at": self._clock()}
        latest = select(picture_files.c.picture).order_by(picture_files.c.sent_at.desc()).limit(_KEPT)
        with writing(self._engine) as connection:
            connection.execute(
                insert(picture_files)
                .values(picture=picture.stem, **values)
                .on_conflict_do_update(index_elements=["picture"], set_=values)
            )
            connection.execute(delete(picture_files).where(picture_files.c.picture.not_in(latest)))
