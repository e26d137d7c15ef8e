"""The tables of `casework.db`. Migrations build them; a test holds both alike."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

# Names of constraints are fixed, so that a later migration can name them.
metadata = MetaData(
    naming_convention={
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def _times() -> tuple[Column[str], Column[str]]:
    return Column("created", Text, nullable=False), Column("changed", Text, nullable=False)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _list(name: str) -> Column[object]:
    """Return a column of a list or an object that may be absent."""
    return Column(name, JSON(none_as_null=True), nullable=True)


rights = Table(
    "rights",
    metadata,
    Column("id", Text, primary_key=True),
    *map(_text, ("kind", "jurisdiction", "office", "reg_no", "mark_text")),
    Column("classes", JSON, nullable=False),
    _text("goods"),
    _text("owner_as_registered"),
    _text("reg_date", nullable=True),
    _text("expiry", nullable=True),
    _text("status"),
    Column("territories", JSON, nullable=False),
    _text("certificate", nullable=True),
    *_times(),
    _text("register_kind", nullable=True),
    _text("own_work_url", nullable=True),
    _text("app_no", nullable=True),
    _text("mark_type", nullable=True),
    _text("register_extract", nullable=True),
    *map(
        _list,
        ("class_goods", "versions", "licensees", "recordals", "registry_ids", "work", "holder"),
    ),
)

# Several a right; one may name other rights too.
powers_of_attorney = Table(
    "powers_of_attorney",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("right_id", ForeignKey(rights.c.id), nullable=False),
    _text("file"),
    _text("agent"),
    _text("valid_from", nullable=True),
    _text("valid_to", nullable=True),
    Column("rights", JSON, nullable=False),
    Column("recipients", JSON, nullable=False),
    *_times(),
    *(_text(name, nullable=True) for name in ("language", "scope", "translation", "ended_on")),
    Column("notarised", Boolean, nullable=True),
    Column("apostille", Boolean, nullable=True),
)

sellers = Table(
    "sellers",
    metadata,
    Column("id", Text, primary_key=True),
    *map(_text, ("platform", "shop_id", "name", "url")),
    *_times(),
    UniqueConstraint("platform", "shop_id"),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    _text("name"),
    Column("right_id", ForeignKey(rights.c.id), nullable=False),
    *_times(),
    _text("counsel", nullable=True),
)

case_sellers = Table(
    "case_sellers",
    metadata,
    Column("case_id", ForeignKey(cases.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("seller_id", ForeignKey(sellers.c.id), nullable=False),
    *_times(),
)

case_captures = Table(
    "case_captures",
    metadata,
    Column("case_id", ForeignKey(cases.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    _text("capture_id"),
    *_times(),
)

# `content` is the canonical JSON that was confirmed; its hash stands in custody.
complaints = Table(
    "complaints",
    metadata,
    Column("id", Text, primary_key=True),
    _text("recipient"),
    _text("language"),
    Column("seller_id", ForeignKey(sellers.c.id), nullable=True),
    _text("filer_name"),
    _text("filer_capacity"),
    Column("declarations", JSON, nullable=False),
    _text("state"),
    _text("confirmed_by", nullable=True),
    _text("confirmed_at", nullable=True),
    _text("content", nullable=True),
    _text("content_sha256", nullable=True),
    *_times(),
    _text("holder", nullable=True),
    _text("claim", nullable=True),
    _text("explanation", nullable=True),
    Column("batch", Integer, nullable=True),
    Column("batches", Integer, nullable=True),
    _text("amends", nullable=True),
)

# All but ids and position are copied from the right when the complaint is confirmed.
complaint_rights = Table(
    "complaint_rights",
    metadata,
    Column("complaint_id", ForeignKey(complaints.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("right_id", ForeignKey(rights.c.id), nullable=False),
    _text("owner_as_registered", nullable=True),
    _text("reg_no", nullable=True),
    _text("expiry", nullable=True),
    *_times(),
    _text("certificate", nullable=True),
    _text("power", nullable=True),
)

complaint_captures = Table(
    "complaint_captures",
    metadata,
    Column("complaint_id", ForeignKey(complaints.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    _text("capture_id"),
    *_times(),
)

# One row a visit; captures are named by id, `capture_now` null when nothing answered.
rechecks = Table(
    "rechecks",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("capture_before"),
    _text("capture_now", nullable=True),
    _text("result"),
    _text("reason", nullable=True),
    _text("by"),
    _text("at"),
    *_times(),
)

# One row a word of a person on one fact of one capture; never changed, undone by a further row.
# `fact_value` has value, low, high, raw, where, reader; `box` is x, y, width, height in pixels.
fact_reviews = Table(
    "fact_reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    *map(_text, ("capture_id", "capture_sha256", "fact", "action")),
    Column("fact_value", JSON(none_as_null=True), nullable=True),
    Column("box", JSON(none_as_null=True), nullable=True),
    *map(_text, ("by", "at", "record_sha256")),
    _text("undoes", nullable=True),
    *_times(),
)

# Who belongs together is folded from the rows that nobody undid, in their order.
seller_decisions = Table(
    "seller_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("action"),
    Column("seller_id", ForeignKey(sellers.c.id), nullable=False),
    Column("other_id", ForeignKey(sellers.c.id), nullable=True),
    *map(_text, ("reason", "by", "at")),
    _text("undone_by", nullable=True),
    _text("undone_at", nullable=True),
    *_times(),
)

# `file` is a path in the vault; `hashes` are 16 hex digits a view.
genuine_photos = Table(
    "genuine_photos",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("right_id", ForeignKey(rights.c.id), nullable=False),
    *map(_text, ("file", "sha256")),
    Column("hashes", JSON, nullable=False),
    *map(_text, ("by", "at")),
    *_times(),
    UniqueConstraint("right_id", "sha256"),
)

# What a person saw in two pictures, named by the hash of their bytes; the last row counts.
photo_decisions = Table(
    "photo_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    *map(_text, ("first", "second", "verdict", "by", "at")),
    *_times(),
)

# A question that a person kept under a name; `wanted` are the fields of a filter that ask.
saved_searches = Table(
    "saved_searches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("wanted", JSON, nullable=False),
    _text("by"),
    *_times(),
)

# What happened after the packet was made; only ever added to, taken back by a further row.
complaint_steps = Table(
    "complaint_steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("complaint_id", ForeignKey(complaints.c.id), nullable=False),
    *map(_text, ("kind", "day", "by", "at")),
    Column("captures", JSON, nullable=False),
    *map(_text, ("reference", "reason")),
    _text("rule", nullable=True),
    Column("pieces", Integer, nullable=True),
    _text("amount", nullable=True),
    _text("currency", nullable=True),
    *_times(),
)

# One row a listing that a named person was shown; `undone_at` when the confirmation was taken back.
complaint_viewings = Table(
    "complaint_viewings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("complaint_id", ForeignKey(complaints.c.id), nullable=False),
    *map(_text, ("capture_id", "by", "at", "how")),
    _text("undone_at", nullable=True),
    *_times(),
)

# `text` is what the person was shown, in `language`.
complaint_declarations = Table(
    "complaint_declarations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("complaint_id", ForeignKey(complaints.c.id), nullable=False),
    *map(_text, ("declaration", "text", "language", "by", "at")),
    _text("undone_at", nullable=True),
    *_times(),
)

# What was confirmed and taken back before a packet was made; `content` with viewings and all.
complaint_reopenings = Table(
    "complaint_reopenings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("complaint_id", ForeignKey(complaints.c.id), nullable=False),
    *map(_text, ("confirmed_by", "confirmed_at", "content", "content_sha256", "by", "at")),
    *_times(),
)

# A rule file that the firm added, or that came with a data pack: its bytes as text. Of one folder,
# id and origin the last row that was not taken away holds.
rule_files = Table(
    "rule_files",
    metadata,
    Column("id", Integer, primary_key=True),
    *map(_text, ("folder", "rule_id", "origin", "body", "sha256", "by", "at")),
    _text("removed_by", nullable=True),
    _text("removed_at", nullable=True),
    *_times(),
)

# A named person read where a fact stands; `fact_sha256` is over what the fact said then.
source_readings = Table(
    "source_readings",
    metadata,
    Column("id", Integer, primary_key=True),
    *map(_text, ("file", "fact", "fact_sha256", "day", "place", "by", "at")),
    *_times(),
)

# What goes with a complaint beside captures; `file` is a path in the vault.
complaint_enclosures = Table(
    "complaint_enclosures",
    metadata,
    Column("complaint_id", ForeignKey(complaints.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    *map(_text, ("file", "name", "kind", "language", "translator")),
    *_times(),
)
