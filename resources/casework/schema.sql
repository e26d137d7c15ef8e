-- The newest schema of casework.db. Written by packaging/casework_schema.py from
-- src/evidencekit/casework/migrations: change it there.
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE rights (
	id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	jurisdiction TEXT NOT NULL, 
	office TEXT NOT NULL, 
	reg_no TEXT NOT NULL, 
	mark_text TEXT NOT NULL, 
	classes JSON NOT NULL, 
	goods TEXT NOT NULL, 
	owner_as_registered TEXT NOT NULL, 
	reg_date TEXT, 
	expiry TEXT, 
	status TEXT NOT NULL, 
	territories JSON NOT NULL, 
	certificate TEXT, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, register_kind TEXT, own_work_url TEXT, app_no TEXT, mark_type TEXT, register_extract TEXT, class_goods JSON, versions JSON, licensees JSON, recordals JSON, registry_ids JSON, work JSON, holder JSON, 
	CONSTRAINT pk_rights PRIMARY KEY (id)
);
CREATE TABLE sellers (
	id TEXT NOT NULL, 
	platform TEXT NOT NULL, 
	shop_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	url TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_sellers PRIMARY KEY (id), 
	CONSTRAINT uq_sellers_platform UNIQUE (platform, shop_id)
);
CREATE TABLE cases (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	right_id TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, counsel TEXT, 
	CONSTRAINT pk_cases PRIMARY KEY (id), 
	CONSTRAINT fk_cases_right_id FOREIGN KEY(right_id) REFERENCES rights (id)
);
CREATE TABLE complaints (
	id TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	language TEXT NOT NULL, 
	seller_id TEXT, 
	filer_name TEXT NOT NULL, 
	filer_capacity TEXT NOT NULL, 
	declarations JSON NOT NULL, 
	state TEXT NOT NULL, 
	confirmed_by TEXT, 
	confirmed_at TEXT, 
	content TEXT, 
	content_sha256 TEXT, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, holder TEXT, claim TEXT, explanation TEXT, batch INTEGER, batches INTEGER, amends TEXT, 
	CONSTRAINT pk_complaints PRIMARY KEY (id), 
	CONSTRAINT fk_complaints_seller_id FOREIGN KEY(seller_id) REFERENCES sellers (id)
);
CREATE TABLE case_captures (
	case_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	capture_id TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_case_captures PRIMARY KEY (case_id, position), 
	CONSTRAINT fk_case_captures_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE TABLE case_sellers (
	case_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	seller_id TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_case_sellers PRIMARY KEY (case_id, position), 
	CONSTRAINT fk_case_sellers_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_case_sellers_seller_id FOREIGN KEY(seller_id) REFERENCES sellers (id)
);
CREATE TABLE complaint_captures (
	complaint_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	capture_id TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_complaint_captures PRIMARY KEY (complaint_id, position), 
	CONSTRAINT fk_complaint_captures_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaints (id)
);
CREATE TABLE complaint_rights (
	complaint_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	right_id TEXT NOT NULL, 
	owner_as_registered TEXT, 
	reg_no TEXT, 
	expiry TEXT, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, certificate TEXT, power TEXT, 
	CONSTRAINT pk_complaint_rights PRIMARY KEY (complaint_id, position), 
	CONSTRAINT fk_complaint_rights_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaints (id), 
	CONSTRAINT fk_complaint_rights_right_id FOREIGN KEY(right_id) REFERENCES rights (id)
);
CREATE TABLE rechecks (
	id INTEGER NOT NULL, 
	capture_before TEXT NOT NULL, 
	capture_now TEXT, 
	result TEXT NOT NULL, 
	reason TEXT, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_rechecks PRIMARY KEY (id)
);
CREATE TABLE fact_reviews (
	id INTEGER NOT NULL, 
	capture_id TEXT NOT NULL, 
	capture_sha256 TEXT NOT NULL, 
	fact TEXT NOT NULL, 
	action TEXT NOT NULL, 
	fact_value JSON, 
	box JSON, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	record_sha256 TEXT NOT NULL, 
	undoes TEXT, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_fact_reviews PRIMARY KEY (id)
);
CREATE TABLE seller_decisions (
	id INTEGER NOT NULL, 
	action TEXT NOT NULL, 
	seller_id TEXT NOT NULL, 
	other_id TEXT, 
	reason TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	undone_by TEXT, 
	undone_at TEXT, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_seller_decisions PRIMARY KEY (id), 
	CONSTRAINT fk_seller_decisions_seller_id FOREIGN KEY(seller_id) REFERENCES sellers (id), 
	CONSTRAINT fk_seller_decisions_other_id FOREIGN KEY(other_id) REFERENCES sellers (id)
);
CREATE TABLE genuine_photos (
	id INTEGER NOT NULL, 
	right_id TEXT NOT NULL, 
	file TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	hashes JSON NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_genuine_photos PRIMARY KEY (id), 
	CONSTRAINT fk_genuine_photos_right_id FOREIGN KEY(right_id) REFERENCES rights (id), 
	CONSTRAINT uq_genuine_photos_right_id UNIQUE (right_id, sha256)
);
CREATE TABLE photo_decisions (
	id INTEGER NOT NULL, 
	first TEXT NOT NULL, 
	second TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_photo_decisions PRIMARY KEY (id)
);
CREATE TABLE saved_searches (
	name TEXT NOT NULL, 
	wanted JSON NOT NULL, 
	"by" TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_saved_searches PRIMARY KEY (name)
);
CREATE TABLE complaint_steps (
	id INTEGER NOT NULL, 
	complaint_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	day TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	captures JSON NOT NULL, 
	reference TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	rule TEXT, 
	pieces INTEGER, 
	amount TEXT, 
	currency TEXT, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, files JSON, 
	CONSTRAINT pk_complaint_steps PRIMARY KEY (id), 
	CONSTRAINT fk_complaint_steps_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaints (id)
);
CREATE TABLE complaint_viewings (
	id INTEGER NOT NULL, 
	complaint_id TEXT NOT NULL, 
	capture_id TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	how TEXT NOT NULL, 
	undone_at TEXT, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_complaint_viewings PRIMARY KEY (id), 
	CONSTRAINT fk_complaint_viewings_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaints (id)
);
CREATE TABLE complaint_declarations (
	id INTEGER NOT NULL, 
	complaint_id TEXT NOT NULL, 
	declaration TEXT NOT NULL, 
	text TEXT NOT NULL, 
	language TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	undone_at TEXT, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_complaint_declarations PRIMARY KEY (id), 
	CONSTRAINT fk_complaint_declarations_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaints (id)
);
CREATE TABLE complaint_reopenings (
	id INTEGER NOT NULL, 
	complaint_id TEXT NOT NULL, 
	confirmed_by TEXT NOT NULL, 
	confirmed_at TEXT NOT NULL, 
	content TEXT NOT NULL, 
	content_sha256 TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_complaint_reopenings PRIMARY KEY (id), 
	CONSTRAINT fk_complaint_reopenings_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaints (id)
);
CREATE TABLE "powers_of_attorney" (
	id INTEGER NOT NULL, 
	right_id TEXT NOT NULL, 
	file TEXT NOT NULL, 
	agent TEXT NOT NULL, 
	valid_from TEXT, 
	valid_to TEXT, 
	rights JSON NOT NULL, 
	recipients JSON NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	language TEXT, 
	scope TEXT, 
	translation TEXT, 
	ended_on TEXT, 
	notarised BOOLEAN, 
	apostille BOOLEAN, 
	CONSTRAINT pk_powers_of_attorney PRIMARY KEY (id), 
	CONSTRAINT fk_powers_of_attorney_right_id FOREIGN KEY(right_id) REFERENCES rights (id)
);
CREATE TABLE right_papers (
	id INTEGER NOT NULL, 
	right_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	file TEXT NOT NULL, 
	name TEXT NOT NULL, 
	language TEXT, 
	valid_to TEXT, 
	remark TEXT, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_right_papers PRIMARY KEY (id), 
	CONSTRAINT fk_right_papers_right_id FOREIGN KEY(right_id) REFERENCES rights (id)
);
CREATE TABLE right_changes (
	id INTEGER NOT NULL, 
	right_id TEXT NOT NULL, 
	fields JSON NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_right_changes PRIMARY KEY (id), 
	CONSTRAINT fk_right_changes_right_id FOREIGN KEY(right_id) REFERENCES rights (id)
);
CREATE TABLE products (
	id TEXT NOT NULL, 
	right_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	sku TEXT NOT NULL, 
	features TEXT NOT NULL, 
	security TEXT NOT NULL, 
	made_in JSON NOT NULL, 
	parties JSON NOT NULL, 
	importers JSON NOT NULL, 
	ports JSON NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_products PRIMARY KEY (id), 
	CONSTRAINT fk_products_right_id FOREIGN KEY(right_id) REFERENCES rights (id)
);
CREATE TABLE product_prices (
	id INTEGER NOT NULL, 
	product_id TEXT NOT NULL, 
	amount TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	day TEXT NOT NULL, 
	source TEXT NOT NULL, 
	file TEXT, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_product_prices PRIMARY KEY (id), 
	CONSTRAINT fk_product_prices_product_id FOREIGN KEY(product_id) REFERENCES products (id)
);
CREATE TABLE product_photos (
	product_id TEXT NOT NULL, 
	photo_id INTEGER NOT NULL, 
	shows TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_product_photos PRIMARY KEY (product_id, photo_id), 
	CONSTRAINT fk_product_photos_product_id FOREIGN KEY(product_id) REFERENCES products (id), 
	CONSTRAINT fk_product_photos_photo_id FOREIGN KEY(photo_id) REFERENCES genuine_photos (id)
);
CREATE TABLE purchases (
	id TEXT NOT NULL, 
	case_id TEXT, 
	seller_id TEXT, 
	capture_id TEXT, 
	order_no TEXT NOT NULL, 
	account TEXT NOT NULL, 
	note TEXT NOT NULL, 
	ordered_on TEXT, 
	paid_on TEXT, 
	amount TEXT, 
	currency TEXT, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_purchases PRIMARY KEY (id), 
	CONSTRAINT fk_purchases_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_purchases_seller_id FOREIGN KEY(seller_id) REFERENCES sellers (id)
);
CREATE TABLE purchase_entries (
	id INTEGER NOT NULL, 
	purchase_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	content JSON NOT NULL, 
	record_sha256 TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_purchase_entries PRIMARY KEY (id), 
	CONSTRAINT fk_purchase_entries_purchase_id FOREIGN KEY(purchase_id) REFERENCES purchases (id)
);
CREATE TABLE case_rights (
	case_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	right_id TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_case_rights PRIMARY KEY (case_id, position), 
	CONSTRAINT fk_case_rights_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_case_rights_right_id FOREIGN KEY(right_id) REFERENCES rights (id)
);
CREATE TABLE case_notes (
	id INTEGER NOT NULL, 
	case_id TEXT NOT NULL, 
	text TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_case_notes PRIMARY KEY (id), 
	CONSTRAINT fk_case_notes_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE TABLE case_tasks (
	id INTEGER NOT NULL, 
	case_id TEXT NOT NULL, 
	text TEXT NOT NULL, 
	person TEXT NOT NULL, 
	due TEXT, 
	done_by TEXT, 
	done_at TEXT, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_case_tasks PRIMARY KEY (id), 
	CONSTRAINT fk_case_tasks_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE TABLE case_decisions (
	id INTEGER NOT NULL, 
	case_id TEXT NOT NULL, 
	action TEXT NOT NULL, 
	other_id TEXT, 
	reason TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_case_decisions PRIMARY KEY (id), 
	CONSTRAINT fk_case_decisions_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_case_decisions_other_id FOREIGN KEY(other_id) REFERENCES cases (id)
);
CREATE TABLE rule_files (
	id INTEGER NOT NULL, 
	folder TEXT NOT NULL, 
	rule_id TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	body TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	removed_by TEXT, 
	removed_at TEXT, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_rule_files PRIMARY KEY (id)
);
CREATE TABLE source_readings (
	id INTEGER NOT NULL, 
	file TEXT NOT NULL, 
	fact TEXT NOT NULL, 
	fact_sha256 TEXT NOT NULL, 
	day TEXT NOT NULL, 
	place TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_source_readings PRIMARY KEY (id)
);
CREATE TABLE complaint_enclosures (
	complaint_id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	file TEXT NOT NULL, 
	name TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	language TEXT NOT NULL, 
	translator TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_complaint_enclosures PRIMARY KEY (complaint_id, position), 
	CONSTRAINT fk_complaint_enclosures_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaints (id)
);
CREATE TABLE complaint_transitions (
	id INTEGER NOT NULL, 
	complaint_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	"by" TEXT, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_complaint_transitions PRIMARY KEY (id), 
	CONSTRAINT fk_complaint_transitions_complaint_id FOREIGN KEY(complaint_id) REFERENCES complaints (id)
);
CREATE TABLE sheet_answers (
	id INTEGER NOT NULL, 
	seller TEXT NOT NULL, 
	right_id TEXT NOT NULL, 
	question TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	ground TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_sheet_answers PRIMARY KEY (id), 
	CONSTRAINT fk_sheet_answers_right_id FOREIGN KEY(right_id) REFERENCES rights (id)
);
CREATE TABLE case_stages (
	id INTEGER NOT NULL, 
	case_id TEXT NOT NULL, 
	seller TEXT NOT NULL, 
	stage TEXT, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	created TEXT NOT NULL, 
	changed TEXT NOT NULL, 
	CONSTRAINT pk_case_stages PRIMARY KEY (id), 
	CONSTRAINT fk_case_stages_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
);
CREATE INDEX ix_fact_reviews_capture_sha256 ON fact_reviews (capture_sha256);
INSERT INTO alembic_version (version_num) VALUES ('0010');
