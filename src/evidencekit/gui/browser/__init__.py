"""The capture browser: a live recorded page, and one button that makes it evidence.

`window` loads QtWebEngine, so it is imported only when a page is wanted; it raises EngineMissing.
`installed_window` does without: the page is in a window of the installed browser.
"""
