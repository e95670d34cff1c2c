"""Everything that the bot itself says, in each language, from the catalogues in this folder."""

import functools
import tomllib
from pathlib import Path

from bot.language import Language

_FOLDER = Path(__file__).parent


@functools.cache
def catalogue(language: Language) -> dict[str, str]:
    """Return key → text for one language: what visitors read, and what staff do."""
    return texts_in(_FOLDER, language) | texts_in(_FOLDER / "staff", language)


def texts_in(folder: Path, language: Language) -> dict[str, str]:
    """Return key → text of the one catalogue in `folder`."""
    with (folder / f"{language.value}.toml").open("rb") as file:
        return tomllib.load(file)


def say(key: str, language: Language, **values: object) -> str:
    """Return the text of `key` with `{placeholders}` filled in; KeyError for a key that no catalogue has."""
    return catalogue(language)[key].format(**values)
