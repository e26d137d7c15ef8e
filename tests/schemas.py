"""The JSON Schemas of `docs/schemas/`, and everything in a vault held against them."""

import io
import json
import zipfile
from pathlib import Path

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from warcio.archiveiterator import ArchiveIterator

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "schemas"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
_SCHEMAS = {name: json.loads((FOLDER / f"{name}.json").read_text()) for name in NAMES}
_REGISTRY = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in _SCHEMAS.values()
)


def schema(name):
    return _SCHEMAS[name]


def faults(name, document):
    """Return what is wrong with `document`: places and words."""
    validator = Draft202012Validator(_SCHEMAS[name], registry=_REGISTRY)
    return [
        f"{name} {error.json_path}: {error.message}" for error in validator.iter_errors(document)
    ]


def capture_documents(data):
    """Give name of schema and document for everything written as JSON in a capture."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield "datapackage", json.loads(archive.read("datapackage.json"))
        yield "datapackage-digest", json.loads(archive.read("datapackage-digest.json"))
        warc = archive.read("archive/data.warc.gz")
    for record in ArchiveIterator(io.BytesIO(warc)):
        uri = record.rec_headers.get_header("WARC-Target-URI") or ""
        kind = uri.split(":")[1] if uri.startswith("urn:") else ""
        if record.rec_type == "metadata":
            yield "exchange-metadata", json.loads(record.raw_stream.read())
        elif kind in {"text-boxes", "pageinfo"}:
            yield kind, json.loads(record.raw_stream.read())


def vault_documents(root):
    """Give the same for a whole vault."""
    yield "vault", json.loads((root / "vault.json").read_text(encoding="utf-8"))
    for log in (root / "custody").glob("*.jsonl"):
        for line in log.read_bytes().split(b"\n")[:-1]:
            yield "custody-line", json.loads(line)
    for path in (root / "evidence").rglob("*.wacz"):
        yield from capture_documents(path.read_bytes())
    for path in (root / "derived").rglob("facts-*.json"):
        yield "facts", json.loads(path.read_text(encoding="utf-8"))


def vault_faults(root):
    return [fault for name, document in vault_documents(root) for fault in faults(name, document)]
