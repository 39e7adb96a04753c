"""One marker format a file, and the table of formats."""
