"""Start the program on the repository's own pages, visit it in Chromium and keep pictures: `make screenshots`."""

import io
import sys
import tempfile
from pathlib import Path

import structlog
from PIL import Image

from bot.parts import Parts
from bot.settings import Settings
from bot.wiring import open_model, open_parts, refresh
from handlers.web.serving import serving
from tests.handlers.web.browsing import CHROMIUM, chromium
from tests.screenshots.fonts import font_settings
from tests.screenshots.visits import VISITS, play

FOLDER = Path(__file__).parent
MODELS = FOLDER.parents[1] / "var" / "models"
WIDEST = 1500  # pixels
COLOURS = 64  # enough for letters, lines and a few grounds


def main() -> None:
    """Take all pictures anew; exit code 1 without a browser."""
    if CHROMIUM is None:
        sys.exit("no browser: install Debian's chromium (apt install chromium), then run `make screenshots` again")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "models").symlink_to(MODELS, target_is_directory=True)
        MODELS.mkdir(parents=True, exist_ok=True)
        settings = Settings.model_validate({"data_dir": folder, "question_burst": 1000})
        print("reading the pages …")
        model = open_model(settings)
        refresh(settings, model)
        parts = open_parts(settings, model)
        try:
            _visit(settings, parts, font_settings(Path(folder)))
        finally:
            parts.close()


def _visit(settings: Settings, parts: Parts, environment: dict[str, str]) -> None:
    _know_what_can_be_asked(parts)
    with serving(settings.model_copy(update={"web_port": 0}), parts) as address, chromium(**environment) as browser:
        for visit in VISITS:
            play(browser, address, visit, _keep)


def _know_what_can_be_asked(parts: Parts) -> None:
    """Wait, though not for ever, until the answers can offer related questions, as after a while they do."""
    assert parts.shelf is not None and parts.sureness is not None
    if (holdings := parts.shelf.holdings) is not None:
        everything = [[one] for one in holdings.questions]
        parts.sureness.sure(holdings, everything, len(everything), 60.0)


def _keep(name: str, picture: bytes) -> None:
    """Write a picture, no larger than a page needs."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.thumbnail((WIDEST, 10 * WIDEST))
    file = FOLDER / f"{name}.png"
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file.relative_to(Path.cwd())}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
