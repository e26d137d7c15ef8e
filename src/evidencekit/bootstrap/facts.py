"""Reading saved pages: needs neither vault nor key nor engine."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from evidencekit.domain.errors import FileMissing


def read_facts(files: Sequence[Path], url: str | None) -> list[dict[str, object]]:
    """Return the facts of saved pages, in the order asked. Raises FileMissing, NotAnAddress."""
    from evidencekit.capture.addresses import web_address
    from evidencekit.listing import facts_document, read_page

    address = web_address(url) if url else None
    answers = []
    for file in files:
        try:
            body = file.read_bytes()
        except OSError as error:
            raise FileMissing(path=file, detail=error.strerror or error) from error
        reading = read_page(body, address, None)
        answers.append(facts_document(file, hashlib.sha256(body).hexdigest(), reading))
    return answers
