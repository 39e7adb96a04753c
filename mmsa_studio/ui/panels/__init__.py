"""One panel a file, and the table of panels."""
