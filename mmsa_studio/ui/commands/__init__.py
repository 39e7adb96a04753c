"""What the actions do, in terms of the desk and of what the window offers; a module for a menu or two."""
