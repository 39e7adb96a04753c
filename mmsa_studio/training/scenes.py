"""Composed scenes: a known course of emotion, to which real lines, utterances and faces of it are joined.

No openly licensed tri-modal film corpus can be had. A scene is a course of emotion; in every moment of it
each modality shows items *of that emotion from its own source*, with pauses, absences, noise, and conflicts
in which one modality shows another emotion. What is true then follows the majority; where two stand against
each other, both count by how far each modality can be relied on.

T steps, M modalities, D columns of a modality, C categories.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES

NOBODY = -1
NEUTRAL = CATEGORIES.index("neutral")
_PAUSES = {"text": (0, 6), "voice": (0, 5), "face": (0, 1)}
"""Fewest and most steps between two items of a modality."""
_CROSSFADE = 3
_FOREIGN = 0.6
"""Standard deviations by which foreign recordings are off."""


@dataclass(frozen=True)
class Bank:
    """Items of one modality as the film's own extractor would see them.

    Attributes:
        modality: its name.
        names: of the columns.
        steps: features of every item, one item after the other. shape (sum of lengths, D)
        starts: first step of each item, and the end of the last. shape (items + 1,)
        labels: distribution over `CATEGORIES` of each item. shape (items, C)
        groups: what items must be kept on one side of a split by: speaker, line, picture. shape (items,)
    """

    modality: str
    names: tuple[str, ...]
    steps: FloatArray
    starts: NDArray[np.int64]
    labels: FloatArray
    groups: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def item(self, index: int) -> FloatArray:
        """The steps of one item. shape (length, D)"""
        return self.steps[self.starts[index] : self.starts[index + 1]]

    def chosen(self, keep: Sequence[int] | NDArray[np.int64]) -> Bank:
        """A bank of some of the items."""
        parts = [self.item(int(index)) for index in keep]
        starts = np.cumsum([0, *(len(part) for part in parts)])
        steps = np.concatenate(parts) if parts else self.steps[:0]
        return Bank(self.modality, self.names, steps, starts, self.labels[keep], self.groups[keep])

    def reading(self, names: tuple[str, ...]) -> Bank:
        """The same items with only the named columns."""
        columns = np.array([self.names.index(name) for name in names])
        return replace(self, names=names, steps=self.steps[:, columns])

    def of_category(self) -> list[NDArray[np.int64]]:
        """Items that mostly show each category."""
        main, sure = self.labels.argmax(axis=1), self.labels.max(axis=1) >= 0.4
        return [np.flatnonzero((main == category) & sure) for category in range(len(CATEGORIES))]


def make_bank(
    modality: str,
    names: tuple[str, ...],
    items: Sequence[FloatArray],
    labels: FloatArray,
    groups: NDArray[np.int64],
) -> Bank:
    """A bank of items given one by one; those without a single step are left out."""
    kept = np.array([index for index, item in enumerate(items) if len(item)], np.int64)
    starts = np.cumsum([0, *(len(items[index]) for index in kept)])
    steps = np.concatenate([items[index] for index in kept]).astype(np.float32)
    return Bank(modality, names, steps, starts, labels[kept].astype(np.float32), groups[kept])


@dataclass(frozen=True)
class Recipe:
    """How scenes are composed; all chances are per moment where nothing else is said.

    Attributes:
        steps: length of a scene.
        moment: shortest and longest moment in steps.
        neutral: chance that the next moment is neutral.
        missing: chance that a scene lacks a modality altogether; per scene and modality.
        absent: chance that a modality is absent.
        silent: chance that nobody speaks: neither words nor voice.
        noisy: chance that a modality is noisy.
        foreign: chance that a scene's recordings of a modality are all off the same way, as another camera, room
            or language makes them; per scene and modality.
        conflict: chance that one modality shows another emotion.
    """

    steps: int = 64
    moment: tuple[int, int] = (10, 50)
    neutral: float = 0.3
    missing: float = 0.25
    absent: float = 0.12
    silent: float = 0.12
    noisy: float = 0.2
    foreign: float = 0.25
    conflict: float = 0.35


CLEAN = Recipe(missing=0, absent=0, silent=0, noisy=0, foreign=0, conflict=0)


@dataclass(frozen=True)
class Scene:
    """A composed scene and what is true of it.

    Attributes:
        values: by modality. each shape (T, D)
        valid: shape (T, M)
        truth: of the scene as a whole. shape (T, C)
        shown: what each modality shows, zero where it is not valid. shape (T, M, C)
        liar: the modality that shows another emotion, or `NOBODY`. shape (T,)
    """

    values: dict[str, FloatArray]
    valid: BoolArray
    truth: FloatArray
    shown: FloatArray
    liar: NDArray[np.int64]


class Composer:
    """Makes scenes from banks, always the same ones from the same seed.

    Args:
        banks: by modality.
        recipe: how.
        reliability: how often each modality is right by itself, in the order of `MODALITIES`.
        seed: of the random numbers.
    """

    def __init__(self, banks: Mapping[str, Bank], recipe: Recipe, reliability: Sequence[float], seed: int) -> None:
        self._banks, self._recipe = banks, recipe
        self._reliability = np.asarray(reliability, float)
        self._random = np.random.default_rng(seed)
        self._pools = {modality: _with_stand_ins(bank.of_category()) for modality, bank in banks.items()}
        self._spread = {modality: bank.steps.std(axis=0) for modality, bank in banks.items()}

    def scenes(self, count: int) -> Iterator[Scene]:
        """The next scenes."""
        for _ in range(count):
            yield self.scene()

    def scene(self) -> Scene:
        """The next scene."""
        steps, modalities = self._recipe.steps, len(MODALITIES)
        values = {m: np.zeros((steps, len(self._banks[m].names)), np.float32) for m in MODALITIES}
        scene = Scene(
            values,
            np.zeros((steps, modalities), np.bool_),
            np.zeros((steps, len(CATEGORIES)), np.float32),
            np.zeros((steps, modalities, len(CATEGORIES)), np.float32),
            np.full(steps, NOBODY),
        )
        present = self._random.random(modalities) >= self._recipe.missing
        for start, end, category in self._course():
            self._moment(scene, slice(start, end), category, present)
        self._displace(scene)
        return _crossfaded(scene)

    def _displace(self, scene: Scene) -> None:
        for place, modality in enumerate(MODALITIES):
            if self._random.random() < self._recipe.foreign:
                offset = self._random.normal(size=len(self._spread[modality])) * self._spread[modality] * _FOREIGN
                scene.values[modality][scene.valid[:, place]] += offset.astype(np.float32)

    def _course(self) -> Iterator[tuple[int, int, int]]:
        start, category = 0, NOBODY
        while start < self._recipe.steps:
            category = self._next_category(category)
            end = start + int(self._random.integers(*self._recipe.moment, endpoint=True))
            yield start, min(end, self._recipe.steps), category
            start = end

    def _next_category(self, category: int) -> int:
        if category != NEUTRAL and self._random.random() < self._recipe.neutral:
            return NEUTRAL
        return int(self._random.choice([c for c in range(len(CATEGORIES)) if c not in (category, NEUTRAL)]))

    def _moment(self, scene: Scene, span: slice, category: int, present: BoolArray) -> None:
        here = present & (self._random.random(len(MODALITIES)) >= self._recipe.absent)
        if self._random.random() < self._recipe.silent:
            here[[MODALITIES.index("text"), MODALITIES.index("voice")]] = False
        shown = np.full(len(MODALITIES), category)
        liar = self._liar(here)
        if liar != NOBODY:
            shown[liar] = self._next_category(category)
            scene.liar[span] = liar
        for place in np.flatnonzero(here):
            self._show(scene, span, int(place), int(shown[place]))
        scene.truth[span] = self._truth(category, shown, here, scene, span)

    def _liar(self, here: BoolArray) -> int:
        if here.sum() < 2 or self._random.random() >= self._recipe.conflict:
            return NOBODY
        return int(self._random.choice(np.flatnonzero(here)))

    def _truth(self, category: int, shown: NDArray[np.int64], here: BoolArray, scene: Scene, span: slice) -> FloatArray:
        """What is voted, softened by how the face's own annotators voted when it agrees."""
        truth = voted(category, shown, here, self._reliability)
        face = MODALITIES.index("face")
        agrees = scene.valid[span, face] & (shown[face] == category) & (truth.max() == 1)
        return np.asarray(np.where(agrees[:, None], (2 * truth + scene.shown[span, face]) / 3, truth), np.float32)

    def _show(self, scene: Scene, span: slice, place: int, category: int) -> None:
        """Fill a moment with items of a category, with pauses."""
        modality = MODALITIES[place]
        bank, pool = self._banks[modality], self._pools[modality][category]
        step = span.start + int(self._random.integers(*_PAUSES[modality], endpoint=True))
        noise = self._random.uniform(0.3, 1.5) if self._random.random() < self._recipe.noisy else 0.05
        while step < span.stop and len(pool):
            index = int(self._random.choice(pool))
            item = self._held(bank.item(index), modality)[: span.stop - step]
            part = slice(step, step + len(item))
            disturbance = self._random.normal(size=item.shape) * self._spread[modality] * noise
            scene.values[modality][part] = item + disturbance
            scene.valid[part, place] = True
            scene.shown[part, place] = bank.labels[index]
            step = part.stop + int(self._random.integers(*_PAUSES[modality], endpoint=True))

    def _held(self, item: FloatArray, modality: str) -> FloatArray:
        """A still face stays for a while; a moving one plays as it is."""
        if modality != "face" or len(item) > 1:
            return item
        return np.repeat(item, int(self._random.integers(4, 25)), axis=0)


def voted(category: int, shown: NDArray[np.int64], here: BoolArray, reliability: NDArray[np.float64]) -> FloatArray:
    """What is true of a moment of a category: the majority's, or both by their reliability when two disagree.

    Args:
        category: of the course.
        shown: category each modality shows. shape (M,)
        here: which modalities are there. shape (M,)
        reliability: shape (M,)

    Returns:
        A distribution over categories. shape (C,)
    """
    truth: FloatArray = np.eye(len(CATEGORIES), dtype=np.float32)[category]
    if here.sum() == 2 and len(set(shown[here])) == 2:
        truth = np.zeros(len(CATEGORIES), np.float32)
        truth[shown[here]] = np.asarray(reliability[here] / reliability[here].sum(), np.float32)
    return truth


def _with_stand_ins(pools: list[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """An excited item (joy, fear) stands in for a surprise that a source does not have.

    Otherwise hearing a voice would rule surprise out, only because no actor was asked for it.
    """
    surprise, excited = CATEGORIES.index("surprise"), [CATEGORIES.index(name) for name in ("joy", "fear")]
    if not len(pools[surprise]):
        pools[surprise] = np.concatenate([pools[category] for category in excited])
    return pools


def _crossfaded(scene: Scene) -> Scene:
    """Emotion does not jump: what is true passes over within a few steps."""
    padded = np.pad(scene.truth, ((_CROSSFADE // 2, _CROSSFADE // 2), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _CROSSFADE, axis=0)
    return Scene(scene.values, scene.valid, windows.mean(axis=-1), scene.shown, scene.liar)
