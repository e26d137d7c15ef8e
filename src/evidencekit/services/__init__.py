"""The use cases, one call each, for the app and the command line alike. No Qt."""
