"""MMSA Studio: reads a film's words, voices and faces and draws how the expressed emotion moves."""

__version__ = "0.1.0"
