"""Jobs, projects and deliveries without Qt: what the window, the command line and a service have in common."""
