"""The project file: everything known of one film, kept safely."""
