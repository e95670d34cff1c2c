"""Chinese and the buttons' thumbs for a browser on a machine that has no fonts for them."""

from importlib import resources
from pathlib import Path
from xml.sax.saxutils import escape

from pylopdf_fonts_zh_cn import sans_path

_CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{folder}</dir>
  <alias binding="same"><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
"""


def font_settings(folder: Path) -> dict[str, str]:
    """The environment of a browser that takes the fonts of the pictures and of Noto Emoji; `folder` is to hold them."""
    fonts = folder / "fonts"
    fonts.mkdir()
    emoji = Path(str(resources.files("manimgx_fonts") / "NotoEmoji[wght].ttf"))
    for font in (Path(sans_path()), emoji):
        (fonts / font.name).symlink_to(font)
    config = folder / "fonts.conf"
    config.write_text(_CONFIG.format(folder=escape(str(fonts))), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(config), "XDG_CACHE_HOME": str(folder / "cache")}
