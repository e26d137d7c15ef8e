"""The folder that holds everything of one organisation."""
