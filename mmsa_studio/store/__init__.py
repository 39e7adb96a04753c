"""The project file and the cache."""
