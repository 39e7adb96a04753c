"""What the program takes from a file at most, in one table: files come from other people and other disks.

A film, a table or a project that needs more is refused with a sentence. Every limit is far above what real material
holds and far below what would use up memory or an afternoon.
"""

from __future__ import annotations

LONGEST_FILM_S = 48 * 3600
"""Seconds of the longest film that is opened; memory is asked for by the length of a film."""

LONGEST_S = 10 * 86_400
"""Seconds from frame 0 beyond which nothing lies that is kept: words may lie outside of a film, but not anywhere."""

LAST_FRAME = 2**31 - 1
"""The highest frame number: what widgets and 32-bit arrays count to."""

FASTEST_RATE = 100_000
"""Frames per second of the fastest film: cameras for explosions record less."""

FASTEST_DECLARED_RATE = 480
"""Frames per second that a header may declare; what is faster is a time base, and the timestamps are asked."""

LONGEST_CUE_S = 60
"""Seconds of one cue at most: what stands on screen for longer is not said for longer. Searches by time rely on it."""

LARGEST_SUBTITLES = 32 << 20
"""Bytes of a subtitle file."""

MOST_CUES = 100_000
"""Cues of one list: two days of dialogue have half as many."""

LONGEST_CUE = 4_000
"""Letters of one cue, formatting included: what is longer was said by nobody."""

LARGEST_CARD = 1 << 20
"""Bytes of what a model says of itself in JSON."""

DAMAGED_PACKETS = 1000
"""Damaged stretches in a row after which a film is at its end."""

LONGEST_CELL = 1 << 29
"""Bytes of one piece of a project: an array of a film of two days takes a tenth of it."""

LARGEST_FACTS = 128 << 20
"""Letters of one piece of JSON in a project: 200,000 markers take half of it."""

LONGEST_TEXT = 100_000
"""Letters of one text in a project, thirty pages; the rest of a longer one is not read."""

LONGEST_SHOWN = 4_000
"""Letters of one text that are drawn in a window: two pages; longer ones take longer to lay out than to read."""

LONGEST_QUERY = 20_000
"""Hundred thousands of steps that SQLite may take for one piece of work on a project: a minute or two."""

LONGEST_LOG = 32 << 20
"""Bytes that the log beside a project may keep between two changes."""

LONGEST_FRAME_S = 86_400
"""Seconds a frame lasts at the slowest rate: a picture a day."""

LARGEST_MARKER_FILE = 128 << 20
"""Bytes of a file with markers: our own JSON of a film of two hours takes a third of it."""

REMEMBERED_EXPORTS = 10_000
"""Exports of which is remembered that they are ours."""

MOST_MARKERS = 100_000
"""Markers of one file."""

MOST_SEQUENCES = 1000
"""Sequences of one file that a person is offered."""

MOST_LINES = 1_000_000
"""Lines of a list of markers."""

DEEPEST_NESTING = 200
"""Elements, or sequences, inside each other; editing systems stay below thirty."""

NUMBER_LETTERS = 128
"""Letters of a number as text; the exact fraction behind a float in a project takes some sixty."""

NUMBER_EXPONENT = 324
"""The largest power of ten, up or down, that a number's text may name: it would be written out."""

BOXES = 20_000
"""Boxes of an MP4 or MOV that are looked at; fragments are boxes too, but what is asked for stands before them."""

CHANNELS_LOOKED_AT = 256
"""Channels of sound, of all tracks together, that are looked at to find out in which people speak."""
