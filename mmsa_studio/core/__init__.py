"""What every part speaks in: exact time, tracks, the timeline, markers, jobs and errors.

Imports numpy and the standard library only.
"""
