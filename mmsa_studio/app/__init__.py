"""Session, job thread and settings: Qt without widgets."""
