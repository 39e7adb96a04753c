"""Every word on screen can be translated, says *expressed* and never *feels*, and every action can be found."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider, QTabBar, QTableView

from mmsa_studio.analysis.state import SHARES
from mmsa_studio.app import settings
from mmsa_studio.app.exchange import FORMATS, NAME_TEXTS
from mmsa_studio.core import wording
from mmsa_studio.core.action_units import ACTION_UNITS
from mmsa_studio.core.languages import LANGUAGES, language_name
from mmsa_studio.core.marker import COLOURS
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.paths import resource
from mmsa_studio.core.sentences import TABLE
from mmsa_studio.core.vocabulary import CATEGORIES, DIMENSIONS, POLARITIES
from mmsa_studio.ui import actions, text, theme
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.status import STAGES

SOURCES = Path(text.__file__).parent
PATHS = [*SOURCES.rglob("*.py"), *Path(settings.__file__).parent.glob("*.py")]
SHOWS = {
    "setText", "setToolTip", "setStatusTip", "setWhatsThis", "setTitle", "setWindowTitle", "setPlaceholderText",
    "setAccessibleName", "setAccessibleDescription", "setInformativeText", "setPrefix", "setSuffix", "setLabelText",
    "setSpecialValueText", "setHeaderLabels", "showMessage", "showText", "drawText", "addRow", "addTab", "addMenu",
    "addItem", "QPushButton", "PlainLabel", "QCheckBox", "QRadioButton", "QGroupBox", "QDockWidget", "QMenu",
    "getOpenFileName", "getSaveFileName", "getText", "question", "warning", "information",
}  # fmt: skip
WORD = re.compile(r"(?<!\*\.)\b[A-Z]?[a-z]{2}")
"""Something a person reads; no abbreviation, no ending of a file."""
MARKUP = {'<p style="line-height:', "MMSA Studio ", "sha256 "}
"""Names and marks that are the same in every language."""
VOCABULARY = {*CATEGORIES, *DIMENSIONS, *POLARITIES, *MODALITIES, *COLOURS, *NAME_TEXTS, *ACTION_UNITS.values()}
SPOKEN = {language_name(code) for code in LANGUAGES}
TITLES = {one.title for one in FORMATS.values()} | {
    text for one in FORMATS.values() for switch in one.switches for text in (switch.title, switch.tip)
}


def said() -> Iterator[str]:
    yield from (text for template in TABLE.values() for text in template if WORD.search(re.sub("{[^}]*}", "", text)))
    for path in (*SOURCES.rglob("*.py"), Path(wording.__file__)):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("tr", "mark", "say"):
                argument = node.args[0]
                if isinstance(argument, ast.Constant):
                    yield argument.value


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    return json.loads(resource("translations/zh_CN.json").read_text("utf-8"))


def test_every_word_has_a_chinese_translation(chinese: dict[str, str]) -> None:
    missing = {*said(), *VOCABULARY, *TITLES, *SPOKEN} - set(chinese)
    assert not missing


def test_translations_keep_the_places_of_what_is_filled_in(chinese: dict[str, str]) -> None:
    for source, translated in chinese.items():
        fields = [sorted(name for _, name, _, _ in Formatter().parse(one) if name) for one in (source, translated)]
        assert fields[0] == fields[1], source


def test_nothing_claims_to_know_what_anybody_feels() -> None:
    for one in said():
        if "says nothing about what anybody feels" not in one:
            assert not re.search(r"\b(feels?|felt|feeling)\b", one), one


def test_no_literal_is_shown_untranslated() -> None:
    """Calls that show text get it from `tr`, from data, or are empty."""
    plain = [
        f"{path.name}:{node.lineno}: {literal!r}"
        for path in PATHS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in SHOWS
        for argument in (*node.args, *(word.value for word in node.keywords))
        for literal in literals(argument)
        if WORD.search(literal) and literal not in MARKUP
    ]
    assert not plain


def literals(node: ast.AST) -> Iterator[str]:
    """Texts in an expression that no translation was asked for, also those around what is filled in."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("tr", "mark"):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.FormattedValue) and child is node.format_spec):
            yield from literals(child)


def test_every_stage_of_an_analysis_has_words() -> None:
    assert set(STAGES) == {*SHARES, "done"}


def test_chinese_is_shown_when_chosen(qapp: QApplication) -> None:
    translator = text.install("zh_CN", qapp)
    try:
        assert text.tr("Undo") == "撤销"
        assert text.tr("something new") == "something new"
    finally:
        qapp.removeTranslator(translator)
    assert text.tr("Undo") == "Undo"
    assert text.install("en", qapp) is None


def test_every_action_is_listed_once_with_a_tip_and_a_shortcut_of_its_own() -> None:
    ids = Counter(spec.id for spec in actions.ACTIONS)
    keys = Counter(QKeySequence(key).toString() for spec in actions.ACTIONS for key in spec.keys.split())
    assert set(ids.values()) == set(keys.values()) == {1}
    assert all(spec.tip.endswith(".") for spec in actions.ACTIONS)


def test_whatever_can_be_reached_has_a_name_for_screen_readers(window: MainWindow) -> None:
    inside_others = QComboBox | QTableView | QLineEdit | QTabBar
    for kind in (QAbstractButton, QComboBox, QLineEdit, QSlider):
        widgets = window.findChildren(kind)
        assert widgets
        for widget in widgets:
            if not widget.objectName().startswith("qt_") and not isinstance(widget.parent(), inside_others):
                named = widget.accessibleName() or getattr(widget, "text", str)() or widget.toolTip()
                assert named, f"{widget} in {widget.parent()}"


@pytest.mark.parametrize("look", theme.THEMES.values(), ids=lambda look: look.name)
def test_text_is_readable_on_every_ground(look: theme.Theme) -> None:
    for ground in (look.window, look.panel, look.raised, look.sunken, look.selected):
        assert contrast(look.text, ground) >= 7
        assert contrast(look.dim, ground) >= 4.5 or ground == look.selected
    assert contrast(look.accent_text, look.accent) >= 4.5
    for tone in (look.valence, look.arousal, look.playhead, look.warning, look.error):
        assert contrast(tone, look.panel) >= 3


@pytest.mark.parametrize("tones", [theme.CATEGORY, theme.MODALITY, {"v": theme.DARK.valence, "a": theme.DARK.arousal}])
@pytest.mark.parametrize("kind", ["normal", "protan", "deutan", "tritan"])
def test_colours_with_a_meaning_differ_for_colour_blind_people_too(tones: dict[str, str], kind: str) -> None:
    seen = {name: seen_by(kind, tone) for name, tone in tones.items()}
    names = list(seen)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            apart = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
            assert apart > 11, f"{one} and {other} look alike ({kind}, {apart:.0f})"


def test_letters_on_category_colours_are_readable() -> None:
    for tone in (*theme.CATEGORY.values(), *theme.MODALITY.values()):
        assert contrast(theme.ink_on(tone).name(), tone) >= 4.5


# Linear-light matrices of Machado, Oliveira and Fernandes (2009), severity 1.0
MACHADO = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(tone: str) -> list[float]:
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in theme.channels(tone)]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast."""
    light, dark = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(linear, (one, other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen_by(kind: str, tone: str) -> tuple[float, float, float]:
    """CIELAB of a colour as somebody with this kind of vision sees it."""
    rgb = [min(max(sum(w * c for w, c in zip(row, linear(tone), strict=True)), 0), 1) for row in MACHADO[kind]]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    scaled = [sum(w * c for w, c in zip(row, rgb, strict=True)) / n for row, n in zip(to_xyz, white, strict=True)]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in scaled)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_every_menu_opens_with_a_letter_in_any_script(qapp: QApplication) -> None:
    assert [text.with_letter(name, name[0]) for name in ("File", "View")] == ["&File", "&View"]
    assert text.with_letter("文件", "F") == "文件(&F)"
    assert len({menu.title[0] for menu in actions.MENUS}) == len(actions.MENUS)
