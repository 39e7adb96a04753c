"""Every setting gives back what was remembered, and its default for whatever else stands in the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import QByteArray, QSettings

from mmsa_studio.app import settings as table
from mmsa_studio.app.kinds import ExportChoices
from mmsa_studio.app.settings import APPLICATION, ORGANISATION, TABLE, Setting, Settings, shortcut_of
from mmsa_studio.export import FORMATS
from mmsa_studio.ui.text import LANGUAGE_NAMES
from mmsa_studio.ui.theme import THEMES

MARK = shortcut_of("mark", "M")
GOOD = [
    (table.THEME, "light"),
    (table.LANGUAGE, "zh_CN"),
    (table.VOLUME, 0),
    (table.DEVICE, "cpu"),
    (table.RECENT, ("/films/a film.mkv", "/films/b, c.mmsa")),
    (table.SPEECH_AUTO, False),
    (table.SPEECH_FOLDER, "/models/wh, isper"),
    (table.EXPORT_FORMAT, "fcpxml"),
    (table.EXPORT_CHOICES, ExportChoices("sha", {"rate": "25"}, -3, {"notes": True})),
    (table.PANELS_LAYOUT, QByteArray(b"\x00\x01")),
    (table.GEOMETRY, QByteArray(b"\x02")),
    (MARK, "Ctrl+Shift+M F5 ,"),
]
ODD = [
    (table.THEME, "pink"), (table.THEME, ["dark", "light"]), (table.THEME, ""),
    (table.LANGUAGE, "klingon"), (table.LANGUAGE, "EN"),
    (table.VOLUME, "loud"), (table.VOLUME, "101"), (table.VOLUME, "-1"), (table.VOLUME, "4.5"), (table.VOLUME, ["8"]),
    (table.DEVICE, "abacus"), (table.DEVICE, QByteArray(b"cpu")),
    (table.RECENT, QByteArray(b"x")), (table.RECENT, 7),
    (table.SPEECH_AUTO, "perhaps"), (table.SPEECH_AUTO, ["on"]),
    (table.SPEECH_FOLDER, ["a", "b"]), (table.EXPORT_FORMAT, ["a", "b"]),
    (table.EXPORT_CHOICES, "{broken"), (table.EXPORT_CHOICES, "7"), (table.EXPORT_CHOICES, '{"moon": 1}'),
    (table.EXPORT_CHOICES, '{"offset": true}'), (table.EXPORT_CHOICES, '{"boxes": {"rate": 25}}'),
    (table.EXPORT_CHOICES, '{"switches": {"notes": "yes"}}'), (table.EXPORT_CHOICES, '{"switches": null}'),
    (table.EXPORT_CHOICES, '{"film": 5}'), (table.EXPORT_CHOICES, "[" * 100_000),
    (table.PANELS_LAYOUT, "text"), (table.GEOMETRY, ["a"]),
    (MARK, ["A", "B"]), (MARK, "Hyper+Q"),
]  # fmt: skip


def write(setting: Setting, raw: object) -> None:
    file = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, APPLICATION)
    file.setValue(setting.key, raw)
    file.sync()


@pytest.mark.parametrize(("setting", "value"), GOOD, ids=lambda one: getattr(one, "key", ""))
def test_what_is_remembered_comes_back_and_can_be_forgotten(setting: Setting, value: object) -> None:
    settings = Settings()
    assert settings.get(setting) == setting.default
    settings.set(setting, value)
    assert value != setting.default
    assert Settings().get(setting) == value
    settings.forget(setting)
    assert Settings().get(setting) == setting.default


@pytest.mark.parametrize(("setting", "raw"), ODD, ids=lambda one: getattr(one, "key", "")[:20])
def test_what_cannot_be_is_the_default(setting: Setting, raw: object) -> None:
    write(setting, raw)
    assert Settings().get(setting) == setting.default


@given(some.sampled_from([*TABLE, MARK]), some.text(max_size=40) | some.lists(some.text(max_size=9), max_size=3))
def test_whatever_stands_there_is_read_without_harm(setting: Setting, raw: object) -> None:
    value = setting.kind.read(raw)
    assert value is None or setting.kind.read(setting.kind.written(value)) == value


def test_every_setting_stands_in_a_place_of_its_own_and_its_default_is_one_of_its_values() -> None:
    assert len({one.key for one in TABLE}) == len(TABLE)
    assert [one for one, _ in GOOD] == [*TABLE, MARK], "each has a test above"
    for one in TABLE:
        assert one.kind.read(one.kind.written(one.default)) == one.default


def test_choices_are_what_there_is_to_choose() -> None:
    assert set(table.THEME.kind.choices) == set(THEMES)
    assert set(table.LANGUAGE.kind.choices) == set(LANGUAGE_NAMES)
    assert table.EXPORT_FORMAT.default in FORMATS


def test_the_newest_dozen_of_what_was_opened_is_kept() -> None:
    settings = Settings()
    for number in (*range(20), 15):
        settings.add_recent(f"/films/{number}.mkv")
    recent = settings.get(table.RECENT)
    assert recent[:3] == ("/films/15.mkv", "/films/19.mkv", "/films/18.mkv")
    assert len(recent) == len(set(recent)) == 12
    assert settings.folder() == "/films"
