"""Of each pre-flight rule why it matters and how what it finds is mended; facts have sources."""

from evidencekit.foundation.catalogue import N_

WHY = {
    "right_in_force": N_(
        "A notice that rests on a right not in force there is refused, and who files it answers "
        "for the harm."
    ),
    "listing_link": N_("Recipients act on the address of one listing, at sites of their own."),
    "url_limit": N_("What is over the limit is cut off, or the whole notice is refused."),
    "one_right": N_("Several rights in one notice are a usual reason to refuse it."),
    "filer_authority": N_(
        "Only the owner may complain, and who holds a power in force that names right and "
        "recipient."
    ),
    "owner_name": N_(
        "Recipients compare the name with the register: another name may be an impostor's."
    ),
    "declarations": N_("Without them a notice has no effect; false ones make a person liable."),
    "certificate": N_("A right is believed by its certificate."),
    "right_kind": N_("A claim on a form that is made for another kind of right is refused."),
    "register_number": N_("A number of another form is not found in the register."),
    "own_work": N_("A work that the seller shows proves nothing of its author."),
    "proof_of_goods": N_(
        "A page seldom shows that goods are counterfeit: a purchase or an appraisal does."
    ),
    "freshness": N_("Listings change: the recipient may see another page than you did."),
    "resale_only": N_("Resale of genuine goods is no infringement by itself."),
    "compatibility": N_("To say what an accessory fits is mostly a lawful use of a mark."),
    "text_limits": N_("Forms cut what is too long, or refuse it."),
    "papers_language": N_("What a clerk can't read is not looked at."),
    "rule_status": N_("A rule may have changed: this program tells what was read, and when."),
    "facts_confirmed": N_("Only what a person stands for is told: a reading may be wrong."),
    "confidential": N_("Platforms pass notices on to the sellers."),
    "marks_go_along": N_("What is drawn over a picture is read as a part of the complaint."),
    "law_read": N_("An office that is told wrong law believes the rest less."),
}
FIX = {
    "right_in_force": N_("Renew the right, record where it holds, or name another right."),
    "listing_link": N_("Capture the listing's own page, and name that capture instead."),
    "url_limit": N_("Split it: every address then stands in one batch."),
    "one_right": N_("Split it: one notice a right."),
    "filer_authority": N_("Attach the power of attorney, or have the owner file."),
    "owner_name": N_(
        "Write the owner letter for letter as the register does, or record its change of name."
    ),
    "declarations": N_("Read each in full, and accept it by name."),
    "certificate": N_("Attach the certificate, all its pages, in colour."),
    "right_kind": N_("Choose a recipient, or a form, for this kind of right."),
    "register_number": N_("Compare it with the certificate."),
    "own_work": N_("Name the address where the owner shows the work."),
    "proof_of_goods": N_(
        "Record a test purchase or enclose an appraisal; else claim the use of the mark."
    ),
    "freshness": N_("Capture the page again, and confirm what it shows."),
    "resale_only": N_("Say what infringes, or leave the listing out."),
    "compatibility": N_("Look at the picture again; leave out what only says what it fits."),
    "text_limits": N_("Shorten the text: all of it stands in the packet's PDF."),
    "papers_language": N_("Enclose a translation, and say who made it."),
    "rule_status": N_("Read it at the recipient, and record that."),
    "facts_confirmed": N_("Confirm or correct the facts at the capture."),
    "confidential": N_("Take it out; authorities may have it, in a complaint of their own."),
    "marks_go_along": N_("Look at the pages with marks; a packet can be made without any."),
    "law_read": N_("Have a person read the law, and record where."),
}
# The command that does so, where there is one; a window has its own ways.
COMMANDS = {
    "right_in_force": "right edit",
    "url_limit": "complaint split",
    "one_right": "complaint split",
    "filer_authority": "right attach",
    "owner_name": "right edit",
    "declarations": "complaint declare",
    "certificate": "right attach",
    "register_number": "right edit",
    "own_work": "right edit",
    "rule_status": "recipients read",
    "facts_confirmed": "facts confirm",
    "marks_go_along": "packet --no-marks",
    "law_read": "recipients read",
}
