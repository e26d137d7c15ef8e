"""A right written as a form, to be changed with any editor and taken back by `right edit`."""

from dataclasses import fields
from pathlib import Path

import yaml

from evidencekit.casework.model import Right
from evidencekit.casework.right_form import FORM_FIELDS, form_of
from evidencekit.casework.right_parts import Holder, Work
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.files import require_new, written_aside
from evidencekit.vault.staged import told_as_ours

_WIDTH = 100
# How a field is written, for those of which nothing is known yet.
_SAMPLES = {
    "office": "office: CNIPA",
    "reg_no": "reg_no: 70012345",
    "app_no": "app_no: 70012345",
    "mark_text": "mark_text: ...",
    "mark_type": "mark_type: word | figure | combined",
    "classes": "classes: [18, 25]",
    "class_goods": "class_goods: [{number: 18, goods: bags}, {number: 25, goods: shoes}]",
    "goods": "goods: ...",
    "reg_date": "reg_date: 2020-01-31",
    "expiry": "expiry: 2030-01-30",
    "territories": "territories: [DE, FR]",
    "register_kind": "register_kind: principal | supplemental",
    "register_extract": "register_extract: c-...",
    "own_work_url": "own_work_url: https://...",
    "versions": "versions: [{language: zh, mark_text: ..., owner: ..., goods: ...}]",
    "licensees": "licensees: [{name: ..., territory: CN, until: 2030-01-30}]",
    "recordals": "recordals: [{authority: ..., number: ..., expiry: 2030-01-30}]",
    "registry_ids": "registry_ids: [{platform: amazon, number: ...}]",
    "work": "work: {title: ..., author: ..., work_type: ..., first_publication: 2020-01-31, "
    "description: ..., claim_statement: ...}",
    "holder": "holder: {type: person | company, country: CN, address: ..., registration_no: ..., "
    "tax_id: ..., public_email: ..., private_email: ..., phone: ...}",
}


def write_right_form(right: Right, out: Path) -> None:
    """Write a right as it stands as a new YAML form, with what else a form can say as comments.

    Raises WrongUse (another ending, a file that is there), DiskFull, VaultNotWritable.
    """
    if out.suffix.lower() not in (".yaml", ".yml"):
        raise WrongUse(detail=_("{path}: the file's name ends in .yaml").format(path=out))
    require_new(out)
    with told_as_ours(out.parent), written_aside(out) as file:
        file.write(right_form_text(right).encode())


def right_form_text(right: Right) -> str:
    """Return the text of the form; read back unchanged it changes nothing."""
    form = form_of(right)
    lines = _commented(
        _("The right {id} as it stands.").format(id=right.id),
        _("A field that is taken out of this form stays as it is in the register."),
        _("To empty fields, name them so: {line}").format(line="clear: [goods, expiry]"),
        _("What stands behind # is not read."),
    )
    for name, said in form.items():
        dumped = yaml.safe_dump({name: said}, allow_unicode=True, sort_keys=False, width=_WIDTH)
        lines += ["", *_missing_parts(name, said), dumped.rstrip("\n")]
    samples = [_SAMPLES[name] for name in FORM_FIELDS if name not in form]
    if samples:
        told = _("Of these nothing is known yet. Take the # away to say it:")
        lines += ["", *_commented(told, *samples)]
    return "\n".join(lines) + "\n"


def _missing_parts(name: str, said: dict[str, object]) -> list[str]:
    """Return a comment with what else can be said of a work or a holder."""
    parts: dict[str, type[Work | Holder]] = {"work": Work, "holder": Holder}
    if name not in parts:
        return []
    more = [one.name for one in fields(parts[name]) if one.name not in said]
    told = _("Can also be said here: {names}").format(names=", ".join(more))
    return _commented(told) if more else []


def _commented(*lines: str) -> list[str]:
    return [f"# {line}" for line in lines]
