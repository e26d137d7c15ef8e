"""Readings beside captures, made without a page: what the index is built from."""

import json

from evidencekit.foundation.paths import user_folders
from evidencekit.services import library
from evidencekit.vault.library import Filter, Library, NoWork, index_folder
from fakes.held_clock import HeldClock


class PersonsWork:
    """What a person did, set by a test; `touch` is what a write to `casework.db` does."""

    def __init__(self):
        self.all_scopes, self.all_said, self.changes = [], [], 0

    def touch(self):
        self.changes += 1

    def state(self):
        return str(self.changes)

    def scopes(self):
        return list(self.all_scopes)

    def said(self):
        return list(self.all_said)


def add_reading(vault, sealed, facts, text="", version="1"):
    """Keep facts (name: value) and a page text of a sealed capture as the product does."""
    about = {"url": f"https://shop.example/{sealed.id}", "captured": None, "engine": "embedded"}
    document = {
        "capture": about | {"title": facts.get("title"), "state": "complete", "page_kind": None},
        "facts": {
            name: {"value": value, "raw": "", "where": "", "reader": "t"}
            for name, value in facts.items()
        },
    }
    data = json.dumps(document).encode()
    vault.add_derived(sealed.sha256, f"facts-{version}.json", "facts", data)
    if text:
        vault.add_derived(sealed.sha256, f"text-{version}.txt", "text", text.encode())


def library_of(vault, clock, folder, work=None, reader="1"):
    """Return the library of a vault whose index lies below `folder`."""
    return Library(vault, work or NoWork(), index_folder(folder, vault), reader, clock)


def listed(vault, **wanted):
    """Return the rows of `list` as the product makes them, its index brought up to date."""
    index = library.library_of(vault, user_folders().cache, HeldClock())
    index.refresh(scan=True)
    return list(index.rows(Filter(**wanted)))
