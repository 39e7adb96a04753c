"""Whatever is asked about a frame, the answer is about the same step: read-outs, heatmap, explanation.

The step is the one that holds the frame's middle. At 23.976 every tenth frame starts in another one.
"""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from mmsa_studio.core.explanation import AttentionRow, Explanation
from mmsa_studio.core.rates import frame_containing, middle_of
from mmsa_studio.core.subtext import Subtext
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.core.wording import signed
from mmsa_studio.ui.lanes.emotion import Emotion
from mmsa_studio.ui.lanes.measured import Measured
from mmsa_studio.ui.lanes.ribbon import Ribbon
from mmsa_studio.ui.lanes.shares import Shares
from mmsa_studio.ui.lanes.subtext import SubtextLane
from mmsa_studio.ui.timeline.overlay import attended
from tests.ui import synthetic

RATES = ["24000/1001", "24", "25", "30000/1001", "50"]
SECONDS = 36
TWO_HOURS = 7200


def telling(rate: str) -> SimpleNamespace:
    """A view on a film in which every value says the step it stands for, in hundredths."""
    project = synthetic.project(SECONDS, rate)
    timeline, grid = project.timeline, project.media.grid
    assert grid.count <= 200
    step = np.arange(grid.count)
    timeline.valid[:] = True
    for name in ("valence", "arousal"):
        timeline.values[:, :, QUANTITIES.index(name)] = step / 100 - 1
    joy, fear = (QUANTITIES.index(f"category.{name}") for name in ("joy", "fear"))
    timeline.values[:, :, QUANTITIES.index("category.anger") : QUANTITIES.index("category.neutral") + 1] = 0
    timeline.values[:, :, fear] = 0.001
    timeline.values[:, :, joy] = step / 100
    timeline.contributions[:] = (step / 100 - 1)[:, None]
    nothing = np.zeros(grid.count, np.float32)
    subtext = Subtext((step / 100).astype(np.float32), nothing.astype(int), nothing, nothing, nothing > 0)
    track = Track("music", grid, step[:, None].astype(np.float32), np.ones(grid.count, np.bool_), ("step",))
    object.__setattr__(project, "tracks", {"music": track})
    session = SimpleNamespace(project=project, corrections=(), subtext=subtext)
    return SimpleNamespace(project=project, session=session)


@pytest.mark.parametrize("rate", RATES)
def test_every_read_out_speaks_of_the_step_that_holds_the_frames_middle(rate: str) -> None:
    view = telling(rate)
    project, grid = view.project, view.project.media.grid
    for frame in range(project.media.frame_count):
        step = grid.step_of(frame, project.rate)
        assert step == min(int(middle_of(frame, project.rate) / grid.step), grid.count - 1)
        value = f"{step / 100 - 1:+.2f}"
        assert Emotion().read_out(frame, view).startswith(f"valence {value}")
        assert Measured("music", "music").read_out(frame, view) == f"step {step}"
        assert Shares().read_out(frame, view).split()[1] == signed(step / 100 - 1)
        if step:
            assert Ribbon().read_out(frame, view) == f"joy {step / 100:.0%}"


@pytest.mark.parametrize("rate", RATES)
def test_subtext_speaks_of_the_same_step(rate: str, monkeypatch: pytest.MonkeyPatch) -> None:
    view = telling(rate)
    monkeypatch.setattr("mmsa_studio.ui.lanes.subtext.contrast", lambda *_: "words against voice")
    for frame in range(view.project.media.frame_count):
        step = view.project.media.grid.step_of(frame, view.project.rate)
        assert SubtextLane().read_out(frame, view) == f"words against voice  {step / 100:.0%}"


def heatmap(grid: Grid, step: int) -> Explanation:
    """An explanation of a window around a step, in which every column says its step."""
    first, last = max(step - 20, 0), min(step + 20, grid.count - 1)
    return Explanation(
        frame=0,
        quantity="valence",
        output=0.0,
        baseline=0.0,
        rows=(AttentionRow("text", "", 0.0, 1.0),),
        times=grid.middles()[first : last + 1],
        attention=np.arange(first, last + 1, dtype=np.float32)[None],
    )


@pytest.mark.parametrize("rate", RATES)
def test_heatmap_columns_speak_of_the_same_step_to_the_end_of_two_hours(rate: str) -> None:
    grid, fps = Grid.covering(Fraction(TWO_HOURS)), Fraction(rate)
    for frame in (*range(2000), *range(int(TWO_HOURS * fps) - 2000, int(TWO_HOURS * fps))):
        step = grid.step_of(frame, fps)
        answer = heatmap(grid, step)
        ((_, told),) = attended(answer, float(middle_of(frame, fps)))
        assert told == step
        column = int(np.flatnonzero(answer.attention[0] == step)[0])
        assert grid.step_of(frame_containing(Fraction(float(answer.times[column])), fps), fps) == step
