"""The demo's matter: an invented right, the shop's seller, a case and a complaint, as YAML forms.

The forms stay beside the demo vault: they are the very files that `--from` takes.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import yaml
from PIL import Image, ImageDraw

from evidencekit.foundation.files import write_whole
from evidencekit.services.casework import Casework

_OWNER = "Brand X (DEMO) Ltd."
_LIFE = timedelta(days=3650)
_CERTIFICATE = "certificate.png"


def demo_complaint(
    casework: Casework, forms: Path, shop: str, captures: Sequence[str], today: date
) -> str:
    """Write the forms into `forms`, add what they describe, return the complaint's id.

    `shop` is the address of the seller's shop. Raises what `Casework.add` raises.
    """
    forms.mkdir(exist_ok=True)
    write_whole(forms / _CERTIFICATE, _certificate())

    def add(noun: str, form: dict[str, object]) -> str:
        path = forms / f"{noun}.yaml"
        write_whole(path, yaml.safe_dump(form, allow_unicode=True, sort_keys=False).encode())
        return str(casework.add(noun, path)["id"])

    right = add(
        "right",
        {
            "kind": "trademark",
            "jurisdiction": "CN",
            "office": "DEMO register, no office",
            "reg_no": "DEMO-0001",
            "mark_text": "北岸 / Brand X",
            "classes": ["18", "25"],
            "goods": "DEMO: bags, wallets, shoes",
            "owner_as_registered": _OWNER,
            "reg_date": (today - timedelta(days=365)).isoformat(),
            "expiry": (today + _LIFE).isoformat(),
            "status": "registered",
            "certificate": _CERTIFICATE,
        },
    )
    seller = add(
        "seller",
        {"platform": "pierside", "shop_id": "morningstar", "name": "晨星旗舰店", "url": shop},
    )
    add(
        "case",
        {
            "name": "DEMO: 北岸 bags on Pierside",
            "right": right,
            "sellers": [seller],
            "captures": list(captures),
        },
    )
    return add(
        "complaint",
        {
            "recipient": "court_bundle",
            "language": "zh_CN",
            "seller": seller,
            "rights": [right],
            "captures": list(captures),
            "filer": {"name": _OWNER, "capacity": "owner"},
            "holder": _OWNER,
            "claim": "counterfeit",
        },
    )


def _certificate() -> bytes:
    """Return a picture that says of itself that it is no certificate."""
    picture = Image.new("RGB", (900, 600), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((30, 30, 870, 570), outline="black", width=3)
    for place, (line, size) in enumerate((("DEMO", 96), (_OWNER, 36), ("No office, no right", 36))):
        draw.text((450, 180 + 120 * place), line, "black", anchor="mm", font_size=size)
    data = BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()
