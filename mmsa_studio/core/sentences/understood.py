"""What was understood of a film, for `doctor` and the window's page."""

from __future__ import annotations

from mmsa_studio.core.sentences.template import Template

SENTENCES = {
    "understood.film": Template("{name} ({container}), {duration}"),
    "understood.picture": Template("{width} × {height}, {codec}, {rate} frames per second, {frames} frames"),
    "understood.uneven": Template("the frame rate varies; frames are counted on an even grid"),
    "understood.interlaced": Template("interlaced; deinterlaced before it is looked at"),
    "understood.timecode": Template("frame 0 is {timecode}, from {source}"),
    "understood.drop_frame": Template("frame 0 is {timecode} (drop-frame), from {source}"),
    "understood.no_timecode": Template("the film tells none; it is counted from {timecode}"),
    "understood.sound": Template("track {number}: {about}"),
    "understood.silent": Template("silent"),
    "understood.speech": Template("{seconds} s of speech in samples"),
    "understood.channels": Template("{count} channels", one="{count} channel"),
    "understood.words": Template("{source}: {count} cues", one="{source}: {count} cue"),
    "understood.no_words": Template("none beside or inside the film; what is said can be written down from its sound"),
    "understood.no_words_no_sound": Template("none"),
    "understood.clock": Template("their times were changed: {change}"),
    "understood.text_track": Template("text track {number} inside the film: {about}"),
    "understood.language": Template("{language}: {count} cues", one="{language}: {count} cue"),
    "understood.unknown_language": Template("not known: {count} cues", one="not known: {count} cue"),
}
