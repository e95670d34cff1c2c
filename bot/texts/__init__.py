"""Everything that the bot itself says, in each language, from the catalogues in this folder and those below it."""

import functools
import tomllib
from pathlib import Path

from bot.language import Language

_FOLDER = Path(__file__).parent


@functools.cache
def catalogue(language: Language) -> dict[str, str]:
    """Return key → text for one language, of all areas."""
    return {key: text for area in areas() for key, text in texts_in(area, language).items()}


def areas() -> list[Path]:
    """The folders with a catalogue a language: this one, for all, and one a subject below it."""
    return [_FOLDER, *sorted(path for path in _FOLDER.iterdir() if (path / "en.toml").is_file())]


def texts_in(folder: Path, language: Language) -> dict[str, str]:
    """Return key → text of the one catalogue in `folder`."""
    with (folder / f"{language.value}.toml").open("rb") as file:
        return tomllib.load(file)


def say(key: str, language: Language, **values: object) -> str:
    """Return the text of `key` with `{placeholders}` filled in; KeyError for a key that no catalogue has."""
    return catalogue(language)[key].format(**values)
