"""Closed captions: where they lie in a film, and what they say."""
