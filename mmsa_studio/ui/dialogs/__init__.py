"""Dialogs: none of them waits for anything."""
