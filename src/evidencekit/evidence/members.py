"""The members of a capture by their names (`docs/vault-format.md` 6.1), for writer and reader."""

FORMAT = "1.0"
WARC, CDX, IDX = "archive/data.warc.gz", "indexes/index.cdx.gz", "indexes/index.idx"
MANIFEST, DIGEST = "datapackage.json", "datapackage-digest.json"
MEMBERS = (
    *(WARC, CDX, IDX),
    "pages/pages.jsonl",
    *(MANIFEST, DIGEST),
)
