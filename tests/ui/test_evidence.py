"""Evidence is shown as it stands in the card, strangers beside home, in both themes and languages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from mmsa_studio.core import card
from mmsa_studio.core.card import HOME, STRANGER, Bin, Row
from mmsa_studio.ui import text, theme
from mmsa_studio.ui.dialogs.evidence import EvidenceDialog
from mmsa_studio.ui.dialogs.model import ModelDialog
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.plots import Bars, Pair, Reliability

LATIN = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture
def dialog(qtbot: QtBot, qapp: QApplication) -> Iterator[EvidenceDialog]:
    theme.use(qapp, "dark")
    made = EvidenceDialog()
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    made.deleteLater()


def page(dialog: EvidenceDialog, place: int) -> QWidget:
    """What a page shows, once it was looked at."""
    dialog.pages.setCurrentIndex(place)
    return dialog.pages.widget(place).content


def bars_of(plot: Bars) -> list[list[float]]:
    """Lengths of the bars, at home and with strangers."""
    return [list(item.opts["width"]) for item in plot.plotItem.items if isinstance(item, pg.BarGraphItem)]


def numbers_of(plot: Bars) -> list[str]:
    return [item.toPlainText() for item in plot.plotItem.items if isinstance(item, pg.TextItem)]


def names_of(plot: Bars) -> list[str]:
    return [name for _, name in plot.getAxis("left")._tickLevels[0]]


def test_plots_are_loaded_when_they_are_looked_at_and_not_before() -> None:
    code = "import sys, mmsa_studio.ui.main_window; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_help_opens_it_and_the_window_takes_it_along(window: MainWindow) -> None:
    window.actions_by_id["evidence"].trigger()
    (shown,) = window.findChildren(EvidenceDialog)
    assert shown.isVisible()
    assert not shown.isModal()
    window.close()


def test_what_is_not_looked_at_is_not_made(dialog: EvidenceDialog) -> None:
    assert [bool(dialog.pages.widget(place).content) for place in range(dialog.pages.count())] == [True, *[False] * 3]


def test_figures_stand_beside_each_other_as_they_were_measured(dialog: EvidenceDialog) -> None:
    rows = [(card.row(figure.home), card.row(figure.stranger)) for figure in card.FIGURES]
    assert bars_of(page(dialog, 0).bars) == [[row.value for row in side if row] for side in zip(*rows, strict=True)]
    assert len(names_of(page(dialog, 0).bars)) == len(card.FIGURES)
    assert all(figure.said in name for figure, name in zip(card.FIGURES, names_of(page(dialog, 0).bars), strict=True))


def test_what_was_not_measured_has_no_bar_and_says_so(qtbot: QtBot) -> None:
    plot = Bars("bars", meant=0.9)
    qtbot.addWidget(plot)
    plot.show_pairs([Pair("one", 0.25, None), Pair("two", None, 0.5)])
    assert bars_of(plot) == [[0.25], [0.5]]
    assert numbers_of(plot) == ["0.25", "–", "–", "0.50"]
    assert plot.accessibleDescription() == "one: 0.25, –; two: –, 0.50"


def test_a_diagram_shows_how_likely_against_how_true_and_leaves_out_what_says_nothing(qtbot: QtBot) -> None:
    plot = Reliability("voices", "called likely", "true")
    qtbot.addWidget(plot)
    plot.show_bins({HOME: (Bin(0.2, 1.0, 1), Bin(0.5, 0.4, 100), Bin(0.9, 0.8, 400)), STRANGER: (Bin(0.9, 0.5, 50),)})
    diagonal, home, strangers = plot.plotItem.listDataItems()
    assert list(diagonal.xData) == list(diagonal.yData) == [0, 1]
    assert (list(home.xData), list(home.yData)) == ([0.5, 0.9], [0.4, 0.8])
    assert home.opts["symbolSize"][0] < home.opts["symbolSize"][1]
    assert (list(strangers.xData), list(strangers.yData)) == ([0.9], [0.5])
    assert home.opts["symbol"] != strangers.opts["symbol"]


def test_every_source_shows_how_sure_it_is(dialog: EvidenceDialog) -> None:
    plots = page(dialog, 1).findChildren(Reliability)
    assert len(plots) == len(card.RELIABILITY)
    assert all(plot.accessibleDescription() for plot in plots)


def test_pages_and_sources_are_reached_by_keys(qtbot: QtBot, dialog: EvidenceDialog) -> None:
    (bar,) = dialog.pages.findChildren(QTabBar)
    bar.setFocus()
    for _ in range(2):
        qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert dialog.pages.currentIndex() == 2
    bands = page(dialog, 2)
    before = bars_of(bands.bars)
    qtbot.keyClick(bands.source, Qt.Key.Key_Down)
    after = bars_of(bands.bars)
    assert before != after
    assert after[0][0] == pytest.approx(card.coverage("band-coverage", "text")["valence"])
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_everything_wears_the_theme(qapp: QApplication, dialog: EvidenceDialog) -> None:
    plot = page(dialog, 1).findChildren(Reliability)[0]
    assert plot.backgroundBrush().color().name() == theme.DARK.sunken
    theme.use(qapp, "light")
    for one in (page(dialog, 0).bars, page(dialog, 2).bars, plot):
        assert one.backgroundBrush().color().name() == theme.LIGHT.sunken
    assert theme.LIGHT.arousal in dialog._legend.text()


def test_all_of_it_is_said_in_chinese(qapp: QApplication, window: MainWindow) -> None:
    translator = text.install("zh_CN", qapp)
    try:
        shown, about = EvidenceDialog(window), ModelDialog(window.desk, window)
        shown.show()
        pages = [page(shown, place) for place in range(shown.pages.count())]
    finally:
        qapp.removeTranslator(translator)
    said = [shown.pages.tabText(place) for place in range(shown.pages.count())]
    labels = [label for label in shown.findChildren(QLabel) if label.window() is shown]  # and not in pyqtgraph's menus
    said += [re.sub("<[^>]*>|&nbsp;", "", label.text()) for label in labels]
    said += [*names_of(pages[0].bars), *names_of(pages[2].bars)]
    said += [pages[2].source.itemText(place) for place in range(pages[2].source.count())]
    said += [plot.accessibleName() for plot in shown.findChildren(pg.PlotWidget)]
    said += [button.text() for one in (shown, about) for button in one.findChildren(QPushButton)]
    figures = about.figures.invisibleRootItem()
    said += [figures.child(row).text(column) for row in range(figures.childCount()) for column in range(4)]
    assert len(said) > 50
    for one in said:
        assert not LATIN.search(one.replace("F1", "")), one


def test_about_the_model_has_strangers_beside_home(window: MainWindow) -> None:
    about = ModelDialog(window.desk, window)
    shown = {about.figures.topLevelItem(place).text(0): place for place in range(about.figures.topLevelItemCount())}
    assert list(shown) == [figure.said for figure in card.FIGURES]
    place = shown["Faces: which of seven categories"]
    values = [card.row(name) for name in ("ferplus-balanced", "stranger-faces")]
    told = [about.figures.topLevelItem(place).text(column) for column in (1, 2)]
    assert told == [f"{row.value:.2f}" for row in values if row]


def test_all_numbers_of_the_card_can_be_read(dialog: EvidenceDialog) -> None:
    ids = [page(dialog, 3).topLevelItem(place).text(0) for place in range(page(dialog, 3).topLevelItemCount())]
    assert ids == sorted(row.id for row in card.rows())


def test_a_card_without_rows_opens_as_well(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> tuple[Row, ...]:
        return ()

    monkeypatch.setattr(card, "rows", nothing)
    made = EvidenceDialog()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    assert bars_of(page(made, 0).bars) == [[], []]
