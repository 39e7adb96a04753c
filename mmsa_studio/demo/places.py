"""Where the reel plays: public-domain photographs and drawn light, moved like a camera would.

The rocket (SpaceX), the deep field (NASA, ESA) and the moon are photographs that scikit-image carries.
Every place is a callable: seconds since its start and its share of the scene give an RGB picture.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import cast

import cv2
import numpy as np
import skimage.data
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from mmsa_studio.demo.script import CREDITS, SIZE, TITLE

Picture = NDArray[np.uint8]
Place = Callable[[float, float], Picture]

WIDTH, HEIGHT = SIZE

CABIN_LIGHT: dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    "neutral": ((18, 32, 48), (70, 110, 140)),
    "joy": ((58, 40, 30), (255, 190, 110)),
    "disgust": ((24, 38, 20), (140, 160, 70)),
    "fear": ((8, 14, 30), (60, 90, 170)),
    "anger": ((44, 8, 8), (220, 50, 30)),
    "sadness": ((12, 20, 34), (60, 90, 130)),
    "surprise": ((24, 36, 70), (150, 200, 255)),
}
"""Colours of the dark and of the lamps behind the face."""
_INK = (np.arange(256)[:, None] * np.array([0.957, 0.933, 0.886])).astype(np.uint8)[None]
"""Turns a white card into a warm one."""


def title(seconds: float, share: float) -> Picture:
    """The deep field, slowly nearer, and the title of the reel."""
    picture = cv2.convertScaleAbs(_zoomed(_deep_field(), 1.0 + 0.10 * share, (500, 400), 960 / 900), alpha=0.75)
    return _with_text(picture, _title_card(), _fade(share, 0.15, 0.85))


def closing(seconds: float, share: float) -> Picture:
    """The deep field again, slowly further, and where everything came from."""
    picture = _zoomed(_deep_field(), 1.10 - 0.10 * share, (420, 440), 960 / 900)
    picture = cv2.convertScaleAbs(picture, alpha=0.55)
    return _with_text(picture, _credits_card(), _fade(share, 0.12, 0.92))


def pad(seconds: float, share: float) -> Picture:
    """The rocket waiting before dawn."""
    return _zoomed(_rocket(), 1.0 + 0.06 * share, (320, 235 - 10 * share), 1.5)


def launch(seconds: float, share: float) -> Picture:
    """The engines light up: fire below, smoke to both sides, and a shaking camera."""
    power = min(1.0, seconds / 1.5)
    shake = 2.5 * power * np.array([np.sin(57.0 * seconds), np.sin(71.0 * seconds + 1.0)])
    picture = _zoomed(_rocket(), 1.12 + 0.16 * share, (320 + shake[0] * 0.3, 245 + shake[1] * 0.3), 1.5)
    picture = _lit(
        picture, (WIDTH // 2, HEIGHT + 10), 330.0, (255, 170, 70), power * (0.85 + 0.15 * np.sin(31 * seconds))
    )
    smoke = _glow((WIDTH // 2, HEIGHT + 60), 420.0, (235, 190, 150))
    puffs = _drifting(_clouds_picture(), seconds * 60, seconds * 140)
    return _added(picture, cv2.multiply(smoke, puffs, scale=power / 255))


def moon(seconds: float, share: float) -> Picture:
    """Low over the moon towards the horizon."""
    return _moonscape(seconds)


def earth(seconds: float, share: float) -> Picture:
    """The earth rising over the horizon of the moon."""
    picture = _moonscape(seconds * 0.6)
    disc, alpha = _earth()
    top = round(205 - 165 * share**0.7)
    left = WIDTH // 2 + 90
    visible = max(0, min(disc.shape[0], 176 - top))
    area = picture[top : top + visible, left : left + disc.shape[1]]
    share_of_disc = alpha[:visible, :, None]
    area[:] = area * (1 - share_of_disc) + disc[:visible] * share_of_disc
    return _lit(picture, (left + disc.shape[1] // 2, 150), 260.0, (40, 60, 95), share)


def stars(seconds: float, share: float) -> Picture:
    """The deep field, turning; a warning light goes on and off."""
    turn = cv2.getRotationMatrix2D((500, 436), 4.0 * seconds, 1.25 + 0.1 * share)
    turn[:, 2] += (WIDTH / 2 - 500, HEIGHT / 2 - 436)
    picture = cv2.warpAffine(_deep_field(), turn, SIZE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    pulse = 0.5 + 0.5 * np.sin(2 * np.pi * 1.1 * seconds)
    return _lit(picture, (0, HEIGHT // 2), 420.0, (170, 12, 10), pulse)


def cabin(emotion: str) -> Place:
    """Lamps out of focus behind a face, in the light of an emotion."""
    wall = _lamps(emotion)

    def place(seconds: float, share: float) -> Picture:
        shift = np.array([[1, 0, -60 - 40 * share], [0, 1, -20 + 3 * np.sin(seconds)]], np.float32)
        picture = cv2.warpAffine(wall, shift, SIZE, flags=cv2.INTER_LINEAR)
        if emotion in {"fear", "anger"}:
            pulse = 0.5 + 0.5 * np.sin(2 * np.pi * 1.1 * seconds)
            picture = _lit(picture, (WIDTH, HEIGHT // 3), 480.0, (120, 10, 8), pulse)
        return picture

    return place


PLACES: dict[str, Place] = {
    "title": title, "pad": pad, "launch": launch, "moon": moon, "earth": earth, "stars": stars, "credits": closing,
}  # fmt: skip


def _fade(share: float, until: float, since: float) -> float:
    return float(np.clip(min(share / until, (1 - share) / (1 - since)), 0, 1))


def _zoomed(picture: Picture, zoom: float, centre: tuple[float, float], base: float) -> Picture:
    scale = base * zoom
    shift = WIDTH / 2 - scale * centre[0], HEIGHT / 2 - scale * centre[1]
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]], np.float32)
    return cv2.warpAffine(picture, matrix, SIZE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


@cache
def _deep_field() -> Picture:
    return skimage.data.hubble_deep_field()


@cache
def _rocket() -> Picture:
    return skimage.data.rocket()


Colour = tuple[int, int, int]


@cache
def _glow(centre: tuple[int, int], radius: float, colour: Colour) -> Picture:
    """Coloured light falling off from a point."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    distance = ((x - centre[0]) / 1.3) ** 2 + (y - centre[1]) ** 2
    light = np.exp(-distance / (2 * (radius / 2) ** 2))[..., None] * np.array(colour, np.float32)
    return light.astype(np.uint8)


def _lit(picture: Picture, centre: tuple[int, int], radius: float, colour: Colour, strength: float) -> Picture:
    return _added(picture, cv2.convertScaleAbs(_glow(centre, radius, colour), alpha=strength))


def _added(picture: Picture, light: Picture) -> Picture:
    return cv2.add(picture, light)


@cache
def _clouds(seed: int = 5) -> NDArray[np.float32]:
    """Soft noise that repeats at its edges. shape (512, 1024), 0 to 1"""
    noise = np.random.default_rng(seed)
    total = np.zeros((512, 1024), np.float32)
    for octave in range(1, 6):
        cells = noise.random((2 ** (octave + 1), 2 ** (octave + 2))).astype(np.float32)
        wrapped = np.pad(cells, 4, mode="wrap")
        factor = 1024 // cells.shape[1]
        big = cv2.resize(wrapped, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
        total += big[4 * factor : 4 * factor + 512, 4 * factor : 4 * factor + 1024] / 2**octave
    return np.clip((total - 0.35) * 2.2, 0, 1)


@cache
def _clouds_picture() -> Picture:
    """The clouds twice in each direction, so that any part can be cut out."""
    return np.tile(cv2.cvtColor((_clouds() * 255).astype(np.uint8), cv2.COLOR_GRAY2RGB), (2, 2, 1))


def _drifting(field: Picture, right: float, up: float) -> Picture:
    top, left = round(up) % 512, -round(right) % 1024
    return field[top : top + HEIGHT, left : left + WIDTH]


@cache
def _ground() -> tuple[Picture, NDArray[np.float32], NDArray[np.float32], Picture, Picture]:
    """The moon's surface, where every pixel below the horizon looks at it, its light, and the sky above."""
    surface = cv2.convertScaleAbs(skimage.data.moon(), alpha=1.9, beta=-100)
    tile = np.vstack([np.hstack([surface, surface[:, ::-1]]), np.hstack([surface[::-1], surface[::-1, ::-1]])])
    x, y = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
    bow = 14 * ((x - WIDTH / 2) / (WIDTH / 2)) ** 2
    below = np.maximum(y - 168 - bow, 0.01)
    far = 15000 / (below + 12)
    across = np.mod((x - WIDTH / 2) * far / 640 + 250, tile.shape[1])
    shade = np.clip(below / 26, 0, 1) * (0.55 + 0.45 * np.clip(below / 160, 0, 1))
    light = (shade[..., None] * np.array([255, 250, 240])).astype(np.uint8)
    sky = cv2.convertScaleAbs(_zoomed(_deep_field(), 1.0, (500, 300), 960 / 900), alpha=0.8)
    sky[below > 0.5] = 0
    return tile, across.astype(np.float32), far, light, sky


def _moonscape(seconds: float) -> Picture:
    tile, across, far, light, sky = _ground()
    ahead = np.mod(far - np.float32(70 * seconds), np.float32(tile.shape[0]))
    grey = cv2.remap(tile, across, ahead, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return _added(cv2.multiply(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), light, scale=1 / 255), sky)


@cache
def _earth() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A lit ball of sea and cloud, and its alpha."""
    radius = 78
    y, x = np.mgrid[-radius - 2 : radius + 3, -radius - 2 : radius + 3].astype(np.float32) / radius
    inside = x**2 + y**2
    z = np.sqrt(np.clip(1 - inside, 0, 1))
    longitude, latitude = np.arctan2(x, z + 1e-6), np.arcsin(np.clip(y, -1, 1))
    map_x, map_y = (longitude * 160 + 500).astype(np.float32), (latitude * 160 + 250).astype(np.float32)
    cloud = cv2.remap(_clouds(9), map_x, map_y, cv2.INTER_LINEAR)[..., None]
    cloud = np.clip((cloud - 0.3) * 2.6, 0, 1)
    land = (cv2.remap(_clouds(12), map_x, map_y, cv2.INTER_LINEAR) > 0.36).astype(np.float32)
    land = cv2.GaussianBlur(land, (0, 0), 1.2)[..., None]
    surface = np.array([18.0, 62.0, 130.0]) * (1 - land) + np.array([92.0, 88.0, 56.0]) * land
    surface = surface * (1 - cloud) + 240.0 * cloud
    light = np.clip(-0.55 * x - 0.45 * y + 0.7 * z, 0.02, 1)[..., None]
    rim = np.clip(1 - z, 0, 1)[..., None] ** 3 * np.array([60.0, 120.0, 220.0])
    alpha = np.clip((1 - np.sqrt(inside)) * radius + 0.5, 0, 1)
    return ((surface + rim) * light).astype(np.float32), alpha.astype(np.float32)


@cache
def _lamps(emotion: str) -> Picture:
    """A dark wall with lamps out of focus, wider than the picture."""
    dark, lamp = (np.array(colour, np.float32) for colour in CABIN_LIGHT[emotion])
    noise = np.random.default_rng(sum(emotion.encode()))
    width, height = WIDTH + 160, HEIGHT + 60
    wall = np.zeros((height, width, 3), np.float32)
    wall += dark * np.linspace(1.5, 0.6, width, dtype=np.float32)[None, :, None]
    lamps = np.zeros((height, width), np.float32)
    for _ in range(26):
        place = (int(noise.integers(0, width)), int(noise.integers(0, height)))
        disc = np.zeros((height, width), np.float32)
        cv2.circle(disc, place, int(noise.integers(9, 34)), float(noise.uniform(0.08, 0.4)), -1, cv2.LINE_AA)
        lamps += disc
    wall += cv2.GaussianBlur(lamps, (0, 0), 2.5)[..., None] * lamp
    return np.clip(wall, 0, 255).astype(np.uint8)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return cast(ImageFont.FreeTypeFont, ImageFont.load_default(size))


def _card(lines: list[tuple[str, int, int, float]]) -> Picture:
    """Lines of text as (words, size, vertical middle, extra space between letters), white on black."""
    image = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(image)
    for words, size, middle, spacing in lines:
        font = _font(size)
        wide = sum(font.getlength(letter) + spacing for letter in words) - spacing
        x = (WIDTH - wide) / 2
        for letter in words:
            draw.text((x, middle), letter, 255, font, anchor="lm")
            x += font.getlength(letter) + spacing
    return cv2.cvtColor(np.asarray(image), cv2.COLOR_GRAY2RGB)


@cache
def _title_card() -> Picture:
    return _card([(TITLE.upper(), 54, 188, 16.0), ("a demonstration reel by MMSA Studio", 17, 244, 3.0)])


@cache
def _credits_card() -> Picture:
    return _card([(line, 18, 160 + 40 * i, 1.2) for i, line in enumerate(CREDITS)])


def _with_text(picture: Picture, card: Picture, strength: float) -> Picture:
    ink = cv2.convertScaleAbs(card, alpha=strength)
    return _added(cv2.multiply(picture, 255 - ink, scale=1 / 255), cv2.LUT(ink, _INK))
