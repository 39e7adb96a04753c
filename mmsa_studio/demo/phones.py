"""How the words of the reel are pronounced, and what a mouth does for each sound.

Formant targets of vowels follow Peterson and Barney (1952) for men, those of consonants Klatt (1980).
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Phone:
    """One speech sound.

    Attributes:
        kind: `vowel`, `glide`, `nasal`, `fricative`, `stop`, `breath` or `pause`.
        milliseconds: usual length.
        formants: first three resonances in Hz where the sound is reached.
        towards: resonances it moves to, for diphthongs; the same otherwise.
        voice: loudness of the vocal folds, 0..1.
        noise: loudness of friction or burst, 0..1.
        noise_hz: where the friction is.
        jaw: how far the mouth opens, 0..1.
        width: lips from rounded (-1) to spread (1).
    """

    kind: str
    milliseconds: float
    formants: tuple[float, float, float]
    towards: tuple[float, float, float]
    voice: float = 1.0
    noise: float = 0.0
    noise_hz: float = 4000.0
    jaw: float = 0.3
    width: float = 0.0


def _vowel(
    ms: float, jaw: float, width: float, first: tuple[int, int, int], last: tuple[int, int, int] | None = None
) -> Phone:
    return Phone("vowel", ms, first, last or first, 1.0, 0.0, 4000, jaw, width)


def _sound(
    kind: str,
    ms: float,
    formants: tuple[int, int, int],
    voice: float,
    noise: float = 0.0,
    hz: float = 4000,
    jaw: float = 0.12,
    width: float = 0.0,
) -> Phone:
    return Phone(kind, ms, formants, formants, voice, noise, hz, jaw, width)


PHONES = {
    "IY": _vowel(120, 0.25, 0.8, (270, 2290, 3010)),
    "IH": _vowel(85, 0.35, 0.4, (390, 1990, 2550)),
    "EH": _vowel(105, 0.6, 0.3, (530, 1840, 2480)),
    "AE": _vowel(130, 0.85, 0.3, (660, 1720, 2410)),
    "AA": _vowel(135, 1.0, 0.0, (730, 1090, 2440)),
    "AO": _vowel(130, 0.8, -0.5, (570, 840, 2410)),
    "UH": _vowel(90, 0.35, -0.4, (440, 1020, 2240)),
    "UW": _vowel(120, 0.2, -0.9, (300, 870, 2240)),
    "AH": _vowel(90, 0.6, 0.0, (620, 1190, 2390)),
    "AX": _vowel(60, 0.35, 0.0, (500, 1400, 2400)),
    "ER": _vowel(115, 0.35, -0.3, (490, 1350, 1690)),
    "EY": _vowel(140, 0.45, 0.5, (480, 1900, 2500), (330, 2200, 2700)),
    "AY": _vowel(165, 0.85, 0.3, (720, 1200, 2450), (350, 2050, 2600)),
    "AW": _vowel(165, 0.9, -0.3, (710, 1200, 2450), (400, 900, 2300)),
    "OW": _vowel(140, 0.5, -0.7, (540, 1000, 2350), (380, 800, 2250)),
    "W": _sound("glide", 65, (290, 610, 2150), 0.6, width=-1.0),
    "Y": _sound("glide", 60, (260, 2070, 3020), 0.6, width=0.6),
    "R": _sound("glide", 65, (310, 1060, 1380), 0.65, width=-0.4),
    "L": _sound("glide", 65, (310, 1050, 2880), 0.65, jaw=0.25),
    "M": _sound("nasal", 75, (280, 1000, 2100), 0.5, jaw=0.0),
    "N": _sound("nasal", 65, (280, 1600, 2600), 0.5, jaw=0.15),
    "NG": _sound("nasal", 75, (280, 2000, 2300), 0.5, jaw=0.2),
    "V": _sound("fricative", 65, (220, 1100, 2080), 0.45, 0.10, 6000, jaw=0.05),
    "DH": _sound("fricative", 50, (270, 1290, 2540), 0.5, 0.07, 6000, jaw=0.15),
    "Z": _sound("fricative", 75, (240, 1390, 2530), 0.4, 0.30, 5600, jaw=0.1, width=0.3),
    "F": _sound("fricative", 90, (340, 1100, 2080), 0.0, 0.20, 7000, jaw=0.05),
    "TH": _sound("fricative", 85, (320, 1290, 2540), 0.0, 0.14, 6200, jaw=0.15),
    "S": _sound("fricative", 100, (320, 1390, 2530), 0.0, 0.55, 5800, jaw=0.08, width=0.3),
    "SH": _sound("fricative", 105, (300, 1840, 2750), 0.0, 0.60, 3200, jaw=0.12, width=-0.5),
    "HH": _sound("breath", 55, (500, 1400, 2400), 0.0, 0.35, 1500, jaw=0.35),
    "B": _sound("stop", 65, (200, 1000, 2150), 0.18, 0.25, 900, jaw=0.0),
    "D": _sound("stop", 60, (200, 1700, 2600), 0.18, 0.35, 4200, jaw=0.1),
    "G": _sound("stop", 65, (200, 1990, 2850), 0.18, 0.35, 2200, jaw=0.2),
    "P": _sound("stop", 95, (400, 1000, 2150), 0.0, 0.35, 1000, jaw=0.0),
    "T": _sound("stop", 85, (400, 1700, 2600), 0.0, 0.50, 4500, jaw=0.1),
    "K": _sound("stop", 90, (300, 1990, 2850), 0.0, 0.50, 2200, jaw=0.2),
    "-": _sound("pause", 130, (500, 1400, 2400), 0.0, jaw=0.05),
}

_LEXICON = """
a AX
again AX G EH1 N
air EH1 R
all AO1 L
alone AX L OW1 N
am AE M
are AA R
back B AE1 K
beautiful B Y UW1 T AX F AX L
breathe B R IY1 DH
broken B R OW1 K AX N
came K EY1 M
cannot K AE1 N AA T
control K AX N T R OW1 L
could K UH D
dare D EH1 R
daughter D AO1 T ER
day D EY1
did D IH D
disgusting D IH S G AH1 S T IH NG
do D UW
everything EH1 V R IY TH IH NG
expect EH K S P EH1 K T
far F AA1 R
fine F AY1 N
fish F IH1 SH
flying F L AY1 IH NG
for F ER
god G AA1 D
good G UH1 D
happy HH AE1 P IY
hate HH EY1 T
have HH AE V
here HH IH1 R
hours AW1 ER Z
how HH AW1
i AY
is IH Z
it IH T
knew N UW1
leave L IY1 V
lie L AY1
life L AY1 F
light L AY1 T
like L AY K
love L AH1 V
me M IY
mira M IY1 R AX
moon M UW1 N
morning M AO1 R N IH NG
my M AY
never N EH1 V ER
not N AA1 T
numbers N AH1 M B ER Z
of AX V
oh OW1
please P L IY1 Z
read R EH1 D
ready R EH1 D IY
rotten R AA1 T AX N
scared S K EH1 R D
see S IY1
side S AY1 D
sing S IH1 NG
smells S M EH1 L Z
so S OW1
something S AH1 M TH IH NG
sorry S AA1 R IY
systems S IH1 S T AX M Z
thank TH AE1 NG K
that DH AE T
the DH AX
this DH IH1 S
to T AX
two T UW1
ugh AH1 HH
up AH1 P
wait W EY1 T
waited W EY1 T IH D
was W AX Z
water W AO1 T ER
what W AH1 T
whole HH OW1 L
will W IH L
with W IH DH
wonderful W AH1 N D ER F AX L
wrong R AO1 NG
you Y UW
"""
LEXICON = {line.split()[0]: tuple(line.split()[1:]) for line in _LEXICON.strip().splitlines()}


@dataclass(frozen=True)
class Spoken:
    """A phone in its place: `stressed` when its syllable carries weight, `last` when it ends a phrase."""

    phone: Phone
    stressed: bool = False
    last: bool = False


def pronounce(text: str) -> list[Spoken]:
    """The sounds of a line, with a pause at every comma and end of sentence.

    Raises:
        KeyError: when a word is not in the lexicon.
    """
    sounds: list[Spoken] = []
    for piece in re.findall(r"[A-Za-z]+|[.,!?]", text):
        if not piece.isalpha():
            sounds.append(Spoken(PHONES["-"]))
            continue
        for symbol in LEXICON[piece.lower()]:
            sounds.append(Spoken(PHONES[symbol.rstrip("1")], stressed=symbol.endswith("1")))
    return [
        Spoken(sound.phone, sound.stressed, last=any(later.phone.kind == "pause" for later in sounds[i + 1 : i + 4]))
        for i, sound in enumerate(sounds)
    ]
