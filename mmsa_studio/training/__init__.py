"""Data sets, augmentation, composed scenes, losses, training and evaluation."""
