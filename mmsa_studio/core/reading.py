"""What a person decided about how a film is read: which of its sounds and words, and on which clock."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from fractions import Fraction

NO_SUBTITLES = "none"
"""The choice to read no subtitles: what is said is written down."""
AUTOMATIC = "auto"
"""Takes a choice of subtitles back: they are looked for."""
CAPTIONS = "captions"
"""The choice of the closed captions inside the pictures."""
TRACK = "track:"
"""Begins the choice of a text track inside the film, like `track:2`; they are counted from 1."""


@dataclass(frozen=True)
class Reading:
    """A person's choices for one film, kept in its project; what is not chosen is decided by looking at the film.

    Attributes:
        sound: numbers of the sound tracks to listen to, from 1.
        subtitles: path of a subtitle file, a text track inside the film (`TRACK`), `CAPTIONS`, `NO_SUBTITLES`, or
            `AUTOMATIC`.
        language: ISO 639 code of the subtitles to take, or of what is spoken where they are written down.
        subtitle_offset: seconds that are added to the times of the subtitles.
        subtitle_rate: frames per second that the subtitles were timed for, where that is not the film's rate.
    """

    sound: tuple[int, ...] = ()
    subtitles: str = ""
    language: str = ""
    subtitle_offset: Fraction | None = None
    subtitle_rate: Fraction | None = None

    @property
    def subtitle_file(self) -> str:
        """Path of the subtitle file that was chosen; empty where none was."""
        other = self.subtitles in (NO_SUBTITLES, AUTOMATIC, CAPTIONS) or self.subtitles.startswith(TRACK)
        return "" if other else self.subtitles

    def over(self, other: Reading) -> Reading:
        """What is chosen here, and where nothing is, what is chosen there; a clock stays with its subtitles."""
        if self.subtitles and self.subtitles != other.subtitles:
            other = replace(other, subtitle_offset=None, subtitle_rate=None)
        chosen = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(other, **{name: value for name, value in chosen.items() if value not in ("", (), None)})


NO_CHOICE = Reading()
