"""The tables of `casework.db`. Migrations build them; a test holds both alike."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from evidencekit.casework.columns import some, text, times

# Names of constraints are fixed, so that a later migration can name them.
metadata = MetaData(
    naming_convention={
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

rights = Table(
    "rights",
    metadata,
    Column("id", Text, primary_key=True),
    *map(text, ("kind", "jurisdiction", "office", "reg_no", "mark_text")),
    Column("classes", JSON, nullable=False),
    text("goods"),
    text("owner_as_registered"),
    text("reg_date", nullable=True),
    text("expiry", nullable=True),
    text("status"),
    Column("territories", JSON, nullable=False),
    text("certificate", nullable=True),
    *times(),
    text("register_kind", nullable=True),
    text("own_work_url", nullable=True),
    text("app_no", nullable=True),
    text("mark_type", nullable=True),
    text("register_extract", nullable=True),
    *map(
        some,
        ("class_goods", "versions", "licensees", "recordals", "registry_ids", "work", "holder"),
    ),
)

# Several a right; one may name other rights too.
powers_of_attorney = Table(
    "powers_of_attorney",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("right_id", ForeignKey(rights.c.id), nullable=False),
    text("file"),
    text("agent"),
    text("valid_from", nullable=True),
    text("valid_to", nullable=True),
    Column("rights", JSON, nullable=False),
    Column("recipients", JSON, nullable=False),
    *times(),
    *(text(name, nullable=True) for name in ("language", "scope", "translation", "ended_on")),
    Column("notarised", Boolean, nullable=True),
    Column("apostille", Boolean, nullable=True),
)

sellers = Table(
    "sellers",
    metadata,
    Column("id", Text, primary_key=True),
    *map(text, ("platform", "shop_id", "name", "url")),
    *times(),
    UniqueConstraint("platform", "shop_id"),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    text("name"),
    Column("right_id", ForeignKey(rights.c.id), nullable=False),
    *times(),
    text("counsel", nullable=True),
)

case_sellers = Table(
    "case_sellers",
    metadata,
    Column("case_id", ForeignKey(cases.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("seller_id", ForeignKey(sellers.c.id), nullable=False),
    *times(),
)

case_captures = Table(
    "case_captures",
    metadata,
    Column("case_id", ForeignKey(cases.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    text("capture_id"),
    *times(),
)

# `content` is the canonical JSON that was confirmed; its hash stands in custody.
complaints = Table(
    "complaints",
    metadata,
    Column("id", Text, primary_key=True),
    text("recipient"),
    text("language"),
    Column("seller_id", ForeignKey(sellers.c.id), nullable=True),
    text("filer_name"),
    text("filer_capacity"),
    Column("declarations", JSON, nullable=False),
    text("state"),
    text("confirmed_by", nullable=True),
    text("confirmed_at", nullable=True),
    text("content", nullable=True),
    text("content_sha256", nullable=True),
    *times(),
    text("holder", nullable=True),
    text("claim", nullable=True),
    text("explanation", nullable=True),
    Column("batch", Integer, nullable=True),
    Column("batches", Integer, nullable=True),
    text("amends", nullable=True),
)

# All but ids and position are copied from the right when the complaint is confirmed.
complaint_rights = Table(
    "complaint_rights",
    metadata,
    Column("complaint_id", ForeignKey(complaints.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("right_id", ForeignKey(rights.c.id), nullable=False),
    text("owner_as_registered", nullable=True),
    text("reg_no", nullable=True),
    text("expiry", nullable=True),
    *times(),
    text("certificate", nullable=True),
    text("power", nullable=True),
)

complaint_captures = Table(
    "complaint_captures",
    metadata,
    Column("complaint_id", ForeignKey(complaints.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    text("capture_id"),
    *times(),
)

# One row a visit; captures are named by id, `capture_now` null when nothing answered.
rechecks = Table(
    "rechecks",
    metadata,
    Column("id", Integer, primary_key=True),
    text("capture_before"),
    text("capture_now", nullable=True),
    text("result"),
    text("reason", nullable=True),
    text("by"),
    text("at"),
    *times(),
)

# One row a word of a person on one fact of one capture; never changed, undone by a further row.
# `fact_value` has value, low, high, raw, where, reader; `box` is x, y, width, height in pixels.
fact_reviews = Table(
    "fact_reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    *map(text, ("capture_id", "capture_sha256", "fact", "action")),
    Index("ix_fact_reviews_capture_sha256", "capture_sha256"),
    Column("fact_value", JSON(none_as_null=True), nullable=True),
    Column("box", JSON(none_as_null=True), nullable=True),
    *map(text, ("by", "at", "record_sha256")),
    text("undoes", nullable=True),
    *times(),
)

# Who belongs together is folded from the rows that nobody undid, in their order.
seller_decisions = Table(
    "seller_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    text("action"),
    Column("seller_id", ForeignKey(sellers.c.id), nullable=False),
    Column("other_id", ForeignKey(sellers.c.id), nullable=True),
    *map(text, ("reason", "by", "at")),
    text("undone_by", nullable=True),
    text("undone_at", nullable=True),
    *times(),
)

# `file` is a path in the vault; `hashes` are 16 hex digits a view.
genuine_photos = Table(
    "genuine_photos",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("right_id", ForeignKey(rights.c.id), nullable=False),
    *map(text, ("file", "sha256")),
    Column("hashes", JSON, nullable=False),
    *map(text, ("by", "at")),
    *times(),
    UniqueConstraint("right_id", "sha256"),
)

# What a person saw in two pictures, named by the hash of their bytes; the last row counts.
photo_decisions = Table(
    "photo_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    *map(text, ("first", "second", "verdict", "by", "at")),
    *times(),
)

# A question that a person kept under a name; `wanted` are the fields of a filter that ask.
saved_searches = Table(
    "saved_searches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("wanted", JSON, nullable=False),
    text("by"),
    *times(),
)

# What happened after the packet was made; only ever added to, taken back by a further row.
complaint_steps = Table(
    "complaint_steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("complaint_id", ForeignKey(complaints.c.id), nullable=False),
    *map(text, ("kind", "day", "by", "at")),
    Column("captures", JSON, nullable=False),
    *map(text, ("reference", "reason")),
    text("rule", nullable=True),
    Column("pieces", Integer, nullable=True),
    text("amount", nullable=True),
    text("currency", nullable=True),
    Column("files", JSON, nullable=True),
    *times(),
)

# Each state that a complaint came to, in order; `by` null: the program, when it checked or packed.
complaint_transitions = Table(
    "complaint_transitions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("complaint_id", ForeignKey(complaints.c.id), nullable=False),
    text("state"),
    text("by", nullable=True),
    text("at"),
    *times(),
)

# One row a listing that a named person was shown; `undone_at` when the confirmation was taken back.
complaint_viewings = Table(
    "complaint_viewings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("complaint_id", ForeignKey(complaints.c.id), nullable=False),
    *map(text, ("capture_id", "by", "at", "how")),
    text("undone_at", nullable=True),
    *times(),
)

# `text` is what the person was shown, in `language`.
complaint_declarations = Table(
    "complaint_declarations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("complaint_id", ForeignKey(complaints.c.id), nullable=False),
    *map(text, ("declaration", "text", "language", "by", "at")),
    text("undone_at", nullable=True),
    *times(),
)

# What was confirmed and taken back before a packet was made; `content` with viewings and all.
complaint_reopenings = Table(
    "complaint_reopenings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("complaint_id", ForeignKey(complaints.c.id), nullable=False),
    *map(text, ("confirmed_by", "confirmed_at", "content", "content_sha256", "by", "at")),
    *times(),
)

# A rule file that the firm added, or that came with a data pack: its bytes as text. Of one folder,
# id and origin the last row that was not taken away holds.
rule_files = Table(
    "rule_files",
    metadata,
    Column("id", Integer, primary_key=True),
    *map(text, ("folder", "rule_id", "origin", "body", "sha256", "by", "at")),
    text("removed_by", nullable=True),
    text("removed_at", nullable=True),
    *times(),
)

# A named person read where a fact stands; `fact_sha256` is over what the fact said then.
source_readings = Table(
    "source_readings",
    metadata,
    Column("id", Integer, primary_key=True),
    *map(text, ("file", "fact", "fact_sha256", "day", "place", "by", "at")),
    *times(),
)

# What goes with a complaint beside captures; `file` is a path in the vault.
complaint_enclosures = Table(
    "complaint_enclosures",
    metadata,
    Column("complaint_id", ForeignKey(complaints.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    *map(text, ("file", "name", "kind", "language", "translator")),
    *times(),
)
