"""What an export loses, what an import finds and changes, and places that are typed: rates and timecodes."""

from __future__ import annotations

from mmsa_studio.core.sentences.template import Template

_RATE = "Write it like 25, 23.976 or 30000/1001."
_TIMECODE = "Write it as hours:minutes:seconds:frames, like 01:00:10:12."
_AGAIN = "Export it again."

SENTENCES = {
    "rate.unreadable": Template("“{text}” is not a frame rate.", _RATE),
    "rate.zero": Template("A frame rate must be above zero, not {text}.", _RATE),
    "rate.absurd": Template("No film has {text} frames a second.", _RATE),
    "timecode.unreadable": Template("“{text}” is not a timecode.", _TIMECODE),
    "timecode.absent": Template("The timecode {text} does not exist at {rate} frames a second.", _TIMECODE),
    "timecode.dropped": Template(
        "The label {text} is one of those that drop-frame leaves out.", "The next label ends in {next:02d}."
    ),
    "timecode.no_drop": Template(
        "Drop-frame timecode does not exist at {rate} frames a second.",
        "Use non-drop-frame; only 29.97 and 59.94 know drop-frame.",
    ),
    "timecode.no_start": Template("The start timecode {text} does not exist at the target rate.", "Type another one."),
    "place.unreadable": Template("“{text}” is not a place in the film.", "Write a timecode like 01:00:10:12, or +10."),
    "place.long": Template("“{text}” has too many digits for a timecode.", "Write at most eight, like 01001012."),
    "marker.length": Template("“{text}” is not a length.", "Write the number of frames."),
    "marker.category": Template("“{text}” is not a category."),
    "marker.colour": Template("“{text}” is not a colour."),
    "format.unknown": Template("There is no format “{format}”.", "The formats are {known}."),
    "export.written": Template("“{name}” was written.", "{folder}"),
    "export.no_file": Template(
        "“{path}” is a link, a folder or a device, which an export does not replace.",
        "Choose another name; `-` on the command line is standard output.",
    ),
    "export.own": Template("“{path}” is the film or its project.", "Choose another name for the export."),
    "export.a_project": Template("“{path}” is a project.", "Choose another name for the export."),
    "export.foreign": Template(
        "“{path}” is there already, and is not an export as it was written here.",
        "Choose another name, or replace it with --force.",
    ),
    "export.replaced": Template("Numbered parts that were there already were replaced: {names}."),
    "export.picture": Template("The picture could not be written to “{path}”.", "Choose another place."),
    "export.no_curves": Template("The film is not analysed yet; there are no curves.", "Analyse it first."),
    "export.no_traces": Template("The film is not analysed yet; there are no traces."),
    "export.corrected": Template(
        "Where you corrected the curve, the traces hold your values and not the computed ones;"
        " corrections where nothing was computed are left out."
    ),
    "export.no_words": Template("The words of the film are not known."),
    "export.heard": Template("The words are {source}: some will be wrong."),
    "export.unexplained": Template("{count} of {all} markers could not be explained: {reason}", "{reason_hint}"),
    "export.meanwhile": Template("They were drawn or moved meanwhile.", "Export once more."),
    "export.shortened": Template(
        "{count} {what}s were shortened to {limit} characters.",
        one="{count} {what} was shortened to {limit} characters.",
    ),
    "export.colours": Template("{system} has no {colours}; the nearest colour was taken."),
    "export.no_colours": Template("FCPXML has no marker colours."),
    "export.no_lengths": Template(
        "A locator has no lengths: {count} ranges were written as the first frame.",
        one="A locator has no lengths: {count} range was written as the first frame.",
    ),
    "export.wide_labels": Template("At this rate timecode has three digits for frames, which not every system reads."),
    "export.midnight": Template(
        "{count} markers were put past midnight, where timecode starts again at 00:00:00:00;"
        " an earlier start timecode avoids that.",
        one="{count} marker was put past midnight, where timecode starts again at 00:00:00:00;"
        " an earlier start timecode avoids that.",
    ),
    "export.odd_rate": Template(
        "Editing systems have no timelines of {rate} frames a second; choose the rate of yours."
    ),
    "export.assumed_start": Template("The film has no start timecode; {label} was taken."),
    "export.no_markers": Template("There are no markers to write."),
    "export.none_chosen": Template("No marker was chosen."),
    "export.folded": Template(
        "{count} markers were written with “?” for characters ASCII does not have.",
        one="{count} marker was written with “?” for characters ASCII does not have.",
    ),
    "export.early": Template(
        "{count} markers were left out: before the start of the timeline.",
        one="{count} marker was left out: before the start of the timeline.",
    ),
    "export.joined": Template("{count} markers were joined, as a frame holds one: {places}."),
    "export.uneven": Template(
        "The film has a variable frame rate; markers lie on a grid of {rate} frames a second,"
        " at most {shift:.1f} ms from the picture they were set on."
    ),
    "export.moved": Template("Markers were moved to the nearest frame at {rate}, by {shift:.1f} ms at most."),
    "export.no_ranges": Template("There is nothing to list: no marked ranges."),
    "export.no_shots": Template("No shots are known."),
    "export.parts": Template("An EDL numbers 999 events: {files} files were made."),
    "export.separate_parts": Template("An EDL numbers 999 events: {files} files were made, to be imported one by one."),
    "export.emoji": Template("Resolve garbles emoji and the like: {garbled} of {all} markers have “?” instead."),
    "export.few_chapters": Template("YouTube shows chapters from {least} on; these are {chapters}."),
    "export.short_chapters": Template("Chapters last {least} s or more: {joined} joined with the chapter they lie in."),
    "export.strongest": Template("The page shows the {shown} strongest of {all} markers."),
    "preview.more_lines": Template("… {count:,} more lines", one="… {count} more line"),
    "preview.binary": Template("{name}: {size:,} bytes"),
    "import.outside": Template(
        "{count} markers lie outside of the film and were left out.",
        one="{count} marker lies outside of the film and was left out.",
    ),
    "import.empty": Template("The file holds no markers."),
    "import.avid_lines": Template("{unread} of {all} lines are no Avid markers and were passed over."),
    "import.rows": Template("{unread} of {all} rows say no place and were passed over."),
    "import.columns": Template("Columns that were not used: {names}."),
    "import.rate_lost": Template("“{written}” in the table is no frame rate any more; {rate} was taken."),
    "import.sequences": Template("The file holds {all} sequences ({names}); “{name}” was taken."),
    "import.absent_sequence": Template(
        "The file holds no sequence “{asked}”.", "Name one of these, or give its number: {names}."
    ),
    "import.no_choice": Template("{title}: such files hold no sequences to choose from.", "Leave the choice out."),
    "import.retimed": Template(
        "{count} nested sequences run at another speed; their markers were left out.",
        one="{count} nested sequence runs at another speed; its markers were left out.",
    ),
    "import.unknown": Template("What kind of file “{name}” is cannot be told.", "Name one of {known}."),
    "import.one_way": Template("{title} cannot be read back.", "These can: {known}."),
    "import.no_text": Template("The file is not a text file.", "Choose a file with markers."),
    "import.broken_table": Template("The table is broken: {error}.", _AGAIN),
    "import.no_start": Template("The table has no column that says where a marker starts.", "Name one “Timecode In”."),
    "import.no_json": Template("The file is no JSON of MMSA Studio.", "Export it again as JSON."),
    "import.no_otio": Template("The file is no OpenTimelineIO timeline.", "Export it again as .otio."),
    "import.definition": Template("The file brings a document type definition, which no marker file needs.", _AGAIN),
    "import.deep": Template("The file is nested deeper than any editing system writes.", _AGAIN),
    "import.many": Template("The file holds more than {most} markers.", "Export only those of this film."),
    "import.many_lines": Template("The file has more than {most} lines.", "Export only the markers of this film."),
    "import.broken_xml": Template("The file is no {title}: {error}.", "Export it again, or choose another file."),
    "import.other_xml": Template("The file is no {title}.", "Choose another file, or name its format."),
    "import.no_sequence": Template("The file has no sequence."),
    "import.no_project": Template("The file has no project."),
    "import.no_number": Template("“{text}” in the file is no frame number.", _AGAIN),
    "import.no_time": Template("“{text}” in the file is no FCPXML time.", _AGAIN),
    "merge.summary": Template(
        "{moved} moved, {renamed} renamed, {added} added, {removed} removed, {unchanged} unchanged"
    ),
    "merge.marker": Template("“{label}” at frames {start}-{end}"),
    "merge.moved": Template("moved: {marker} to frames {start}-{end}"),
    "merge.renamed": Template("renamed: {marker} to “{label}”"),
    "merge.added": Template("added: {marker}"),
    "merge.removed": Template("removed: {marker}"),
}
