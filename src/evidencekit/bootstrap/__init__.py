"""Builds the objects once and hands them out; the only place that knows which adapter is used.

Everything heavy is imported inside the function that needs it, so that `--help` stays light and
`verify` never loads Qt.
"""

from evidencekit.bootstrap.authority_choice import (
    AuthorityWish,
    add_authority,
    list_authorities,
    remove_authority,
)
from evidencekit.bootstrap.browsing import forget_profile, list_profiles
from evidencekit.bootstrap.capturing import CaptureWish, Listener, capture_pages, withhold_rules
from evidencekit.bootstrap.case_scripts import write_case_script, write_purchase_script
from evidencekit.bootstrap.case_work import (
    add_to_purchase,
    case_work,
    list_purchases,
    new_purchase,
    show_purchase,
)
from evidencekit.bootstrap.casework import (
    add_to_casework,
    amend_complaint,
    check_complaint,
    confirm_complaint,
    declare,
    leave_out,
    list_casework,
    reopen_complaint,
    show_casework,
    split_complaint,
)
from evidencekit.bootstrap.copies import back_up, export_case, restore
from evidencekit.bootstrap.doctor import Finding, examine_computer
from evidencekit.bootstrap.facts import read_facts
from evidencekit.bootstrap.following import (
    Submission,
    list_deadlines,
    list_markets,
    list_rates,
    list_steps,
    record_step,
    track_record,
    track_words,
    write_calendar,
    write_figures,
)
from evidencekit.bootstrap.importing import import_files
from evidencekit.bootstrap.keys import export_public_key, revoke_key, rotate_key, show_keys
from evidencekit.bootstrap.library import (
    Listing,
    forget_search,
    list_searches,
    rebuild_index,
    save_search,
)
from evidencekit.bootstrap.marking import annotate_capture, redact_capture
from evidencekit.bootstrap.packets import PacketWish, make_packet, stamp_packet
from evidencekit.bootstrap.rechecking import recheck
from evidencekit.bootstrap.register import (
    add_product,
    attach_paper,
    edit_right,
    end_power,
    import_rights,
    list_products,
    right_history,
    write_right_template,
)
from evidencekit.bootstrap.removing import hide_capture, remove_capture
from evidencekit.bootstrap.replaying import open_replay, replay_file, score_replay
from evidencekit.bootstrap.reviewing import review_facts, show_review
from evidencekit.bootstrap.rules import (
    SourceRead,
    add_rules,
    list_rules,
    read_rule_source,
    remove_rules,
    take_rules,
    today,
)
from evidencekit.bootstrap.sellers import (
    add_genuine_photos,
    decide_photos,
    link_sellers,
    merge_sellers,
    photo_candidates,
    seller_identifiers,
    show_seller,
    split_seller,
    undo_seller_decision,
)
from evidencekit.bootstrap.stamp_imports import import_stamp
from evidencekit.bootstrap.thresholds import ThresholdWish, threshold_sheet, write_sheet
from evidencekit.bootstrap.use_cases import (
    checked_vault,
    custody_table,
    make_vault,
    report_json,
    run_demo,
    show_capture,
    stamp,
    time_words,
    verify,
    words_of,
    write_report,
)

__all__ = [
    "AuthorityWish",
    "CaptureWish",
    "Finding",
    "Listener",
    "Listing",
    "PacketWish",
    "SourceRead",
    "Submission",
    "ThresholdWish",
    "add_authority",
    "add_genuine_photos",
    "add_product",
    "add_rules",
    "add_to_casework",
    "add_to_purchase",
    "amend_complaint",
    "annotate_capture",
    "attach_paper",
    "back_up",
    "capture_pages",
    "case_work",
    "check_complaint",
    "checked_vault",
    "confirm_complaint",
    "custody_table",
    "decide_photos",
    "declare",
    "edit_right",
    "end_power",
    "examine_computer",
    "export_case",
    "export_public_key",
    "forget_profile",
    "forget_search",
    "hide_capture",
    "import_files",
    "import_rights",
    "import_stamp",
    "leave_out",
    "link_sellers",
    "list_authorities",
    "list_casework",
    "list_deadlines",
    "list_markets",
    "list_products",
    "list_profiles",
    "list_purchases",
    "list_rates",
    "list_rules",
    "list_searches",
    "list_steps",
    "make_packet",
    "make_vault",
    "merge_sellers",
    "new_purchase",
    "open_replay",
    "photo_candidates",
    "read_facts",
    "read_rule_source",
    "rebuild_index",
    "recheck",
    "record_step",
    "redact_capture",
    "remove_authority",
    "remove_capture",
    "remove_rules",
    "reopen_complaint",
    "replay_file",
    "report_json",
    "restore",
    "review_facts",
    "revoke_key",
    "right_history",
    "rotate_key",
    "run_demo",
    "save_search",
    "score_replay",
    "seller_identifiers",
    "show_capture",
    "show_casework",
    "show_keys",
    "show_purchase",
    "show_review",
    "show_seller",
    "split_complaint",
    "split_seller",
    "stamp",
    "stamp_packet",
    "take_rules",
    "threshold_sheet",
    "time_words",
    "today",
    "track_record",
    "track_words",
    "undo_seller_decision",
    "verify",
    "withhold_rules",
    "words_of",
    "write_calendar",
    "write_case_script",
    "write_figures",
    "write_purchase_script",
    "write_report",
    "write_right_template",
    "write_sheet",
]
