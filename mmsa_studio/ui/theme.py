"""Colours and type: a calm neutral grey made for a grading suite, and a light one.

Colours that carry meaning come from Okabe and Ito (2008) and Tol (2021): colour-blind people can tell them apart, and
each is always accompanied by a word, a letter or a line style.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from mmsa_studio.core.modality import FACE, TEXT, VOICE
from mmsa_studio.core.paths import resource

CATEGORY = {
    "anger": "#d55e00",
    "disgust": "#009e73",
    "fear": "#cc79a7",
    "joy": "#f0e442",
    "sadness": "#0072b2",
    "surprise": "#56b4e9",
    "neutral": "#606060",
}
MODALITY = {TEXT: "#88ccee", VOICE: "#ddcc77", FACE: "#cc6677"}
PLAIN = "#b0b0b0"
"""What has no colour of its own: a face nobody speaks of, a modality that was added later."""
SIGN = {True: "#5aae61", False: "#9970ab"}
"""What lifts and what pulls down (Tol's PRGn); an arrow or a place above or below says it too."""
MARKER = {
    "blue": "#3d7ae0", "cyan": "#22b8cf", "green": "#3fa34d", "yellow": "#e5c530", "red": "#d9463b", "pink": "#f57ab6",
    "purple": "#8d5fd3", "fuchsia": "#c63fa0", "rose": "#f2a0a8", "lavender": "#a99be0", "sky": "#8fc9f2",
    "mint": "#8fdcb4", "lemon": "#e9ec7d", "sand": "#c9a26b", "cocoa": "#80583f", "cream": "#efe3c4",
}  # fmt: skip


@dataclass(frozen=True)
class Theme:
    """One set of colours; all as `#rrggbb`."""

    name: str
    window: str
    panel: str
    raised: str
    sunken: str
    line: str
    text: str
    dim: str
    faint: str
    accent: str
    accent_text: str
    playhead: str
    valence: str
    arousal: str
    unknown: str
    wave: str
    warning: str
    error: str
    selected: str


DARK = Theme(
    "dark", window="#1c1c1c", panel="#232323", raised="#303030", sunken="#171717", line="#3b3b3b", text="#dedede",
    dim="#a3a3a3", faint="#6f6f6f", accent="#56b4e9", accent_text="#0b1a24", playhead="#ffb547", valence="#56b4e9",
    arousal="#e69f00", unknown="#2c2c2c", wave="#8aa0a8", warning="#e6c229", error="#ee7b4d", selected="#2c4250",
)  # fmt: skip
LIGHT = Theme(
    "light", window="#e6e6e6", panel="#f3f3f3", raised="#ffffff", sunken="#fbfbfb", line="#c4c4c4", text="#1d1d1d",
    dim="#555555", faint="#8a8a8a", accent="#0072b2", accent_text="#ffffff", playhead="#c2410c", valence="#0072b2",
    arousal="#b35c00", unknown="#dddddd", wave="#5d7580", warning="#8a6d00", error="#b3400a", selected="#cbe2f2",
)  # fmt: skip
THEMES = {theme.name: theme for theme in (DARK, LIGHT)}

_current = DARK


def current() -> Theme:
    """The theme in use."""
    return _current


def colour(value: str, alpha: float = 1.0) -> QColor:
    """A colour with an opacity of 0..1."""
    made = QColor(value)
    made.setAlphaF(alpha)
    return made


def modality_tone(modality: str) -> str:
    """The colour of a modality."""
    return MODALITY.get(modality, PLAIN)


def blend(back: str, front: str, share: float) -> QColor:
    """`front` painted over `back` with an opacity of 0..1, as one opaque colour."""
    return QColor.fromRgbF(*(x + (y - x) * share for x, y in zip(channels(back), channels(front), strict=True)))


def channels(value: str | QColor) -> tuple[float, float, float]:
    """Red, green and blue of a colour, 0..1."""
    made = QColor(value)
    return made.redF(), made.greenF(), made.blueF()


def ink_on(background: str) -> QColor:
    """Black or white, whichever reads better on a colour (WCAG relative luminance)."""
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(background))
    luminance = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return QColor("#101010" if luminance > 0.18 else "#ffffff")


def digits(size: float = 1.0) -> QFont:
    """A font whose digits are equally wide, for timecode; `size` relative to the normal one."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(QGuiApplication.font().pointSizeF() * size)
    return font


def use(app: QApplication, name: str) -> None:
    """Dress the whole program."""
    global _current
    _current = THEMES.get(name, DARK)
    app.setStyle("Fusion")
    app.setPalette(_palette(_current))
    sheet = Template(resource("style/studio.qss").read_text("utf-8"))
    icons = resource("icons").as_posix()
    app.setStyleSheet(sheet.substitute(asdict(_current), icons=icons))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, value in (
        (role.Window, theme.window), (role.WindowText, theme.text), (role.Base, theme.sunken),
        (role.AlternateBase, theme.panel), (role.Text, theme.text), (role.Button, theme.raised),
        (role.ButtonText, theme.text), (role.Highlight, theme.accent), (role.HighlightedText, theme.accent_text),
        (role.ToolTipBase, theme.raised), (role.ToolTipText, theme.text), (role.PlaceholderText, theme.faint),
        (role.Link, theme.accent), (role.Mid, theme.line), (role.Dark, theme.sunken), (role.Light, theme.raised),
    ):  # fmt: skip
        palette.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.faint))
    return palette
