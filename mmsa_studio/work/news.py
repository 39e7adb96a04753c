"""What a person is told when another program changed their project."""

from __future__ import annotations

from collections.abc import Collection

from mmsa_studio.core.sentences import Notice, listed, term

_NAMES = {"markers": "markers", "corrections": "corrections", "media": "place of the film", "evidence": "explanations"}
_ANALYSIS = "results of an analysis"


def elsewhere(changed: Collection[str], overruled: Collection[str] = ()) -> Notice:
    """What another program changed.

    Args:
        changed: names of the fields of the project.
        overruled: ids of markers that it had edited too, and of which one's own edits were kept.
    """
    what = listed(term(name) for name in dict.fromkeys(_NAMES.get(field, _ANALYSIS) for field in sorted(changed)))
    if overruled:
        return Notice("project.changed_elsewhere_too", {"what": what, "count": len(overruled)})
    return Notice("project.changed_elsewhere", {"what": what})
