"""What changed in an editing system, compared with what we handed over: a plan to look at, then one undoable step."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mmsa_studio.core.marker import DRAWN, Marker, in_order, new_id
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.export.options import Imported
from mmsa_studio.export.readers import Import
from mmsa_studio.export.text import tag


@dataclass(frozen=True)
class Change:
    """A marker before and after."""

    before: Marker
    after: Marker


@dataclass(frozen=True)
class MergePlan:
    """What an import would do.

    Attributes:
        moved: start or length changed; may have a new name as well.
        renamed: only name, note, colour or category changed.
        added: new in the file.
        removed: gone from the file.
        unchanged: the same as before, or not in the export at all.
        warnings: what the file said that could not be used.
        sequences: names of all sequences of the file; empty where there is no such thing.
    """

    moved: tuple[Change, ...] = ()
    renamed: tuple[Change, ...] = ()
    added: tuple[Marker, ...] = ()
    removed: tuple[Marker, ...] = ()
    unchanged: tuple[Marker, ...] = ()
    warnings: tuple[Sentence, ...] = ()
    sequences: tuple[str, ...] = ()

    @property
    def markers(self) -> tuple[Marker, ...]:
        """All markers after the import, sorted."""
        changed = (change.after for change in self.moved + self.renamed)
        return tuple(in_order([*self.unchanged, *changed, *self.added]))

    def lines(self) -> Iterator[Sentence]:
        """The plan for people to read, a summary first."""
        yield Sentence(
            "merge.summary",
            {
                "moved": len(self.moved),
                "renamed": len(self.renamed),
                "added": len(self.added),
                "removed": len(self.removed),
                "unchanged": len(self.unchanged),
            },
        )
        for marker, now in ((change.before, change.after) for change in self.moved):
            yield Sentence("merge.moved", {"marker": _named(marker), "start": now.start, "end": now.end})
        for marker, now in ((change.before, change.after) for change in self.renamed):
            yield Sentence("merge.renamed", {"marker": _named(marker), "label": now.label})
        yield from (Sentence("merge.added", {"marker": _named(marker)}) for marker in self.added)
        yield from (Sentence("merge.removed", {"marker": _named(marker)}) for marker in self.removed)
        yield from self.warnings


def _named(marker: Marker) -> Sentence:
    return Sentence("merge.marker", {"label": marker.label, "start": marker.start, "end": marker.end})


def merge(current: Sequence[Marker], imported: Import) -> MergePlan:
    """Compare a file with what the project would have written.

    Markers are known again by the tag or id the format carried; those without by frame and name, then by a name only
    one has, then by frame. Markers that were not exported stay as they are. Only a file in which something is known
    again by tag, or by frame and name, can say that markers were removed: any other is not about them.
    """
    match = _Match(imported.base, imported.markers)
    by_tag = {tag(marker.id): marker for marker in current}
    edited = {after.id: after for pair in match.pairs for after in _edited(*pair, by_tag)}
    gone = {by_tag[one].id for base in match.base if match.sure for one in base.tags if one in by_tag}
    changes = [Change(before, edited[before.id]) for before in current if before.id in edited]
    moved = tuple(one for one in changes if (one.before.start, one.before.end) != (one.after.start, one.after.end))
    taken = {marker.id for marker in current}
    return MergePlan(
        moved=moved,
        renamed=tuple(one for one in changes if one not in moved),
        added=tuple(_added(marker, taken) for marker in match.new),
        removed=tuple(marker for marker in current if marker.id in gone),
        unchanged=tuple(marker for marker in current if marker.id not in edited and marker.id not in gone),
        warnings=imported.warnings,
        sequences=imported.sequences,
    )


class _Match:
    """Finds for each imported marker the one of the base it is; what is left over is new or gone.

    Attributes:
        pairs: base and imported markers that belong together.
        base: those of the base nobody claimed.
        new: imported markers that are nobody's.
        sure: whether the file is about these markers at all.
    """

    def __init__(self, base: Sequence[Imported], imported: Sequence[Imported]) -> None:
        self.pairs: list[tuple[Imported, Imported]] = []
        self.base = list(base)
        self.new = list(imported)
        self._pair(lambda marker: marker.tags)
        self._pair(lambda marker: [(marker.start, marker.label)])
        self.sure = bool(self.pairs)
        names = Counter(marker.label for marker in self.new), Counter(marker.label for marker in self.base)
        self._pair(lambda marker: [marker.label] if all(count[marker.label] == 1 for count in names) else [])
        self._pair(lambda marker: [marker.start])

    def _pair(self, keys: Callable[[Imported], Iterable[Hashable]]) -> None:
        """Pair markers that share a key; of copies the one that stayed nearest is the original."""
        places: dict[Hashable, list[Imported]] = defaultdict(list)
        for old in self.base:
            for key in keys(old):
                places[key].append(old)
        candidates = sorted(
            (
                (abs(new.start - old.start), number, new, old)
                for number, new in enumerate(self.new)
                for key in keys(new)
                for old in places[key]
            ),
            key=lambda candidate: candidate[:2],
        )
        used: set[int] = set()
        for _, _, new, old in candidates:
            if id(new) not in used and id(old) not in used:
                used |= {id(new), id(old)}
                self.pairs.append((old, new))
        self.base = [old for old in self.base if id(old) not in used]
        self.new = [new for new in self.new if id(new) not in used]


def _edited(base: Imported, new: Imported, by_tag: Mapping[str, Marker]) -> Iterator[Marker]:
    """The markers behind a base entry as the import wants them, where that differs; the first takes the new texts."""
    owners = [by_tag[one] for one in base.tags if one in by_tag]
    texts = {
        name: value
        for name in ("label", "note", "colour", "category", "intensity", "confidence")
        if (value := getattr(new, name)) != getattr(base, name) and (value or name in ("label", "note"))
    }
    for number, marker in enumerate(owners):
        start = max(0, marker.start + new.start - base.start)
        end = max(start + 1, marker.end + new.end - base.end)
        after = replace(marker, start=start, end=end, **(texts if number == 0 else {}))
        if after != marker:
            yield replace(after, origin=DRAWN)


def _added(marker: Imported, taken: set[str]) -> Marker:
    return Marker(
        marker.start,
        marker.end,
        marker.label,
        marker.note,
        marker.category,
        marker.intensity,
        marker.confidence,
        marker.colour or "blue",
        DRAWN,
        id=marker.id if marker.id and marker.id not in taken else new_id(),
    )
