"""Reads a captured page: what is offered, by whom, for how much, how many; each with its place.

`reading` does it, `page` has what comes out, `report` says it as JSON.
"""
