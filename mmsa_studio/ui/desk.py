"""What every panel is given: the session and what works for it."""

from __future__ import annotations

from dataclasses import dataclass

from mmsa_studio.app.analyst import ANALYZE, Analyst
from mmsa_studio.app.developer import Developer
from mmsa_studio.app.explainer import ANSWER, Explainer
from mmsa_studio.app.inquiry import Inquiry
from mmsa_studio.app.player import Player
from mmsa_studio.app.session import Session
from mmsa_studio.app.settings import Settings
from mmsa_studio.app.thumbnails import Thumbnails
from mmsa_studio.app.workshop import Workshop
from mmsa_studio.ui.time_axis import TimeAxis


@dataclass(frozen=True)
class Desk:
    """One of each; panels know the desk and never each other."""

    session: Session
    player: Player
    developer: Developer
    analyst: Analyst
    explainer: Explainer
    inquiry: Inquiry
    workshop: Workshop
    thumbnails: Thumbnails
    settings: Settings
    axis: TimeAxis

    @classmethod
    def build(cls, *, audible: bool = True, analyze: str = ANALYZE, answer: str = ANSWER) -> Desk:
        """A desk with an empty session.

        Args:
            audible: whether the sound device may be used.
            analyze: `module:function` the analysis child calls.
            answer: the same for the explainer's.
        """
        session = Session()
        player = Player(session, audible=audible)
        explainer = Explainer(function=answer)
        desk = cls(
            session,
            player,
            Developer(player),
            Analyst(session, function=analyze),
            explainer,
            Inquiry(session, explainer),
            Workshop(session, explainer),
            Thumbnails(session),
            Settings(),
            TimeAxis(),
        )
        session.project_changed.connect(lambda: desk.axis.set_frames(session.frame_count))
        session.media_changed.connect(lambda: desk.axis.set_frames(session.frame_count))
        return desk

    def close(self) -> None:
        """Stop everything that runs, in an order in which nobody is missed."""
        self.player.unload()
        self.analyst.close()
        self.inquiry.close()
        self.explainer.close()
        self.developer.close()
        self.thumbnails.close()
        self.session.close()
