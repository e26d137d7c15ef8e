"""One module a command; each imports no more than `bootstrap`, which imports the rest when used."""

import typer

from evidencekit.cli.commands import (
    backup_cmd,
    capture_cmd,
    casework_cmd,
    demo_cmd,
    doctor_cmd,
    export_cmd,
    facts_review_cmd,
    following_cmd,
    import_cmd,
    init_cmd,
    key_cmd,
    marking_cmd,
    packet_cmd,
    photos_cmd,
    profile_cmd,
    purchase_cmd,
    recheck_cmd,
    recipients_cmd,
    remove_cmd,
    replay_cmd,
    search_cmd,
    show_cmd,
    stamp_cmd,
    threshold_cmd,
    verify_cmd,
)


def register(app: typer.Typer) -> None:
    """Add every command to `app`."""
    app.command("init")(init_cmd.init)
    app.command("capture")(capture_cmd.capture)
    app.command("import")(import_cmd.import_files)
    app.command("list")(search_cmd.list_captures)
    app.command("search")(search_cmd.search)
    app.command("searches")(search_cmd.searches)
    app.add_typer(search_cmd.index_commands(), name="index")
    app.command("show")(show_cmd.show)
    app.add_typer(stamp_cmd.stamp_commands(), name="stamp")
    app.command("replay")(replay_cmd.replay)
    app.command("remove")(remove_cmd.remove)
    app.command("hide")(remove_cmd.hide)
    app.add_typer(facts_review_cmd.facts_commands(), name="facts")
    app.command("verify")(verify_cmd.verify)
    app.command("packet")(packet_cmd.packet)
    app.command("redact")(marking_cmd.redact)
    app.command("annotate")(marking_cmd.annotate)
    app.command("plate")(marking_cmd.plate)
    app.add_typer(profile_cmd.commands, name="profile")
    app.command("recheck")(recheck_cmd.recheck)
    app.command("threshold")(threshold_cmd.threshold)
    app.command("deadlines")(following_cmd.deadlines)
    app.command("stats")(following_cmd.stats)
    app.command("outcomes")(following_cmd.outcomes)
    app.add_typer(recipients_cmd.recipients_commands(), name="recipients")
    app.command("export")(export_cmd.export)
    app.command("backup")(backup_cmd.backup)
    app.command("restore")(backup_cmd.restore)
    app.command("demo")(demo_cmd.demo)
    app.command("doctor")(doctor_cmd.doctor)
    app.add_typer(key_cmd.commands, name="key")
    app.add_typer(photos_cmd.photos_commands(), name="photos")
    app.add_typer(purchase_cmd.purchase_commands(), name="purchase")
    for noun in ("right", "seller", "case", "complaint"):
        app.add_typer(casework_cmd.noun_commands(noun), name=noun)
