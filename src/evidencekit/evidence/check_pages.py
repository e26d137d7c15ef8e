"""The check of a WACZ's list of pages, `pages/pages.jsonl` (section 6.6)."""

from datetime import datetime

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.evidence.check_manifest import Package
from evidencekit.evidence.report import Check, failed, passed, passed_if
from evidencekit.evidence.zip_strict import StrictZip

PAGES = "pages/pages.jsonl"
MAX_PAGES = 16 << 20


def check_pages(archive: StrictZip, item: str, package: Package) -> Check:
    """Check the header, then an address and a time a line; of ours, that they are the capture's."""
    where = f"{item}!{PAGES}"
    try:
        lines = archive.read(PAGES, MAX_PAGES).split(b"\n")
        header, *pages = [read_json(line) for line in lines if line.strip()] or [{}]
    except (ArchiveRefused, JsonFault) as error:
        found = error.code if isinstance(error, JsonFault) else str(error.facts["reason"])
        return failed("wacz.pages", where, None, found)
    fault = _fault(header, pages)
    if fault is not None:
        return failed("wacz.pages", where, None, fault)
    if not package.ours:
        return passed("wacz.pages", item)
    told = [package.claimed.get("final_url"), package.claimed.get("started")]
    same = [[page["url"], page["ts"]] for page in pages] == [told]
    return passed_if(same, "wacz.pages", item if same else where, None, "other_page")


def _fault(header: dict[str, object], pages: list[dict[str, object]]) -> str | None:
    if header.get("format") != "json-pages-1.0":
        return "header"
    if not all(isinstance(page.get("url"), str) for page in pages):
        return "url"
    return None if all(_is_time(page.get("ts")) for page in pages) else "ts"


def _is_time(text: object) -> bool:
    if not isinstance(text, str):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return "T" in text
