"""What a person is told when another program changed their project."""

from __future__ import annotations

from mmsa_studio.core.sentences import Notice, listed, term
from mmsa_studio.store.project_file import Saved

_NAMES = {"markers": "markers", "corrections": "corrections", "media": "place of the film", "evidence": "explanations"}
_ANALYSIS = "results of an analysis"


def elsewhere(saved: Saved) -> Notice:
    """What another program changed, and of which markers one's own edits were kept."""
    names = dict.fromkeys(_NAMES.get(field, _ANALYSIS) for field in sorted(saved.changed_elsewhere))
    what = listed(term(name) for name in names)
    if count := len(saved.overruled):
        return Notice("project.changed_elsewhere_too", {"what": what, "count": count})
    return Notice("project.changed_elsewhere", {"what": what})
