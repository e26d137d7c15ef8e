"""QtWebEngine as a `DevToolsConnection`: profiles, pages, the recording channel."""
