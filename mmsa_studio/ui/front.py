"""What actions know of the window, and what the window knows of an action: they never meet in person."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple, Protocol, TypeVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMenu, QWidget

from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.keys import Keys
from mmsa_studio.ui.panel import Panel
from mmsa_studio.ui.panels.player import PlayerPanel

P = TypeVar("P", bound=Panel)


class Front(Protocol):
    """The window as actions and dialogs see it.

    Attributes:
        desk: what everything works with.
        keys: which keys are held.
        player_panel: the picture with its controls.
        actions_by_id: everything a person can do, made.
    """

    desk: Desk
    keys: Keys
    player_panel: PlayerPanel
    actions_by_id: dict[str, QAction]

    def widget(self) -> QWidget:
        """What dialogs stand over."""
        ...

    def panel(self, kind: type[P]) -> P:
        """The panel of a kind."""
        ...

    def dock(self, kind: type[Panel]) -> QDockWidget:
        """The dock of the panel of a kind."""
        ...

    def menus(self) -> tuple[Menu, ...]:
        """The menus, as their table says."""
        ...

    def open_path(self, path: str) -> None:
        """Open a film or project."""
        ...

    def use_theme(self, name: str) -> None:
        """Dress the program."""
        ...

    def use_device(self, name: str) -> None:
        """Compute on another device from now on."""
        ...

    def use_speech(self, wanted: bool) -> None:
        """Write down the words of films without subtitles from now on, or leave them unknown."""
        ...

    def dress_actions(self) -> None:
        """Show actions with their present shortcuts and colours."""
        ...

    def restore_default_layout(self) -> None:
        """Put panels where they are at first."""
        ...

    def close(self) -> bool:
        """Close the window."""
        ...


class When(Enum):
    """When something can be done."""

    ALWAYS = auto()
    FILM = auto()
    """While a film is open."""
    ANALYSIS = auto()
    """While an analysis runs."""
    UNDO = auto()
    """While there is an edit to take back."""
    PROPOSAL = auto()
    """While a clock is proposed for the words."""
    REDO = auto()
    """While there is an edit to make again."""


class ActionSpec(NamedTuple):
    """One thing to do.

    Attributes:
        id: stable name, also of the icon.
        text: what the menu says.
        keys: default shortcuts, separated by spaces.
        run: does it, or throws the switch.
        tip: a sentence for the tool tip and the shortcut sheet.
        when: when it can be done.
        on: whether a switch is on; None for what is no switch.
    """

    id: str
    text: str
    keys: str
    run: Callable[[Front], object]
    tip: str
    when: When = When.FILM
    on: Callable[[Front], bool] | None = None


class Submenu(NamedTuple):
    """A menu in a menu that is filled whenever it is shown."""

    title: str
    fill: Callable[[Front, QMenu], object]


class Menu(NamedTuple):
    """A menu, in groups that lines part.

    Attributes:
        title: its first letter opens it.
        groups: what is in it.
        panels: whether panels are shown and hidden in it.
    """

    title: str
    groups: tuple[tuple[ActionSpec | Submenu, ...], ...]
    panels: bool = False

    @property
    def actions(self) -> tuple[ActionSpec, ...]:
        """Its actions, in order."""
        return tuple(entry for group in self.groups for entry in group if isinstance(entry, ActionSpec))
