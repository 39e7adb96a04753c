"""The timeline: lanes under one time axis and one playhead, and the gestures that work on them."""
