"""The command line keeps to what a person corrected in the window."""

from __future__ import annotations

from dataclasses import replace

from mmsa_studio import batch
from mmsa_studio.core.project import Correction
from tests.ui import synthetic


def test_markers_of_a_new_analysis_follow_the_corrections_of_the_project() -> None:
    project = synthetic.project(20, "25")
    project = replace(project, timeline=synthetic.calm(project.media.grid), markers=())
    assert batch._found(project) == ()
    spoken = replace(project, corrections=(Correction(100, 200, "category", "anger"),))
    assert [one.category for one in batch._found(spoken)] == ["anger"]
