"""Reads films: streams, pictures, sound, subtitles and shots."""
