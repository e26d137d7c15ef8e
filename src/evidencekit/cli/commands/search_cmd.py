"""`evidencekit list`, `search`, `searches`, `index rebuild`: what is in the vault, found again."""

# Options are read from the context, all at once: both commands ask the same.
# ruff: noqa: ARG001

from pathlib import Path
from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.foundation.display_text import one_line

_Case = Annotated[str, typer.Option("--case", metavar="ID", help="Named by this case.")]
_Right = Annotated[str, typer.Option("--right", metavar="ID", help="In a case of this right.")]
_Seller = Annotated[
    str, typer.Option("--seller", metavar="S", help="A seller's id, name or shop id.")
]
_Platform = Annotated[str, typer.Option("--platform", help="Such as taobao.")]
_From = Annotated[str, typer.Option("--price-from", metavar="P", help="At least this price.")]
_To = Annotated[str, typer.Option("--price-to", metavar="P", help="At most this price.")]
_Currency = Annotated[str, typer.Option("--currency", metavar="ISO", help="Such as CNY.")]
_Since = Annotated[str, typer.Option("--since", help="Captured on or after, YYYY-MM-DD (UTC).")]
_Until = Annotated[str, typer.Option("--until", help="Captured on or before, YYYY-MM-DD (UTC).")]
_State = Annotated[
    str, typer.Option("--state", help="complete, complete_with_gaps, wall or failed.")
]
_Stamped = Annotated[str, typer.Option("--stamped", help="none, waiting, stamped or demo.")]
_Hidden = Annotated[bool, typer.Option("--hidden", help="Those too that were hidden.")]
_After = Annotated[str | None, typer.Option("--after", metavar="ID", help="Those behind this one.")]
_Limit = Annotated[int | None, typer.Option("--limit", min=1, help="At most so many.")]
_Table = Annotated[
    Path | None,
    typer.Option("--table", help="Write them into this .xlsx, .csv or .jsonl file instead."),
]


def list_captures(  # noqa: PLR0913, PLR0917  # one parameter an option: as typer declares them
    context: typer.Context,
    case: _Case = "",
    right: _Right = "",
    seller: _Seller = "",
    platform: _Platform = "",
    price_from: _From = "",
    price_to: _To = "",
    currency: _Currency = "",
    since: _Since = "",
    until: _Until = "",
    state: _State = "",
    stamped: _Stamped = "",
    hidden: _Hidden = False,  # as typer declares it
    after: _After = None,
    limit: _Limit = None,
    table: _Table = None,
) -> None:
    """List the captures of the vault, newest first."""
    output: Output = context.obj
    wish = _wish(context)
    _tell(output, bootstrap.Listing(output.options.vault, wish), after, limit, table)


def search(  # noqa: PLR0913, PLR0917  # as above
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS...", help="What stands in facts, title, address or page."),
    ] = None,
    case: _Case = "",
    right: _Right = "",
    seller: _Seller = "",
    platform: _Platform = "",
    price_from: _From = "",
    price_to: _To = "",
    currency: _Currency = "",
    since: _Since = "",
    until: _Until = "",
    state: _State = "",
    stamped: _Stamped = "",
    hidden: _Hidden = False,  # as above
    after: _After = None,
    limit: _Limit = None,
    table: _Table = None,
    saved: Annotated[
        str | None, typer.Option("--saved", metavar="NAME", help="Ask what was kept so.")
    ] = None,
    save: Annotated[
        str | None, typer.Option("--save", metavar="NAME", help="Keep the question so.")
    ] = None,
) -> None:
    """Find captures by facts, words and text of the page, newest first."""
    output: Output = context.obj
    wish = _wish(context)
    if save is not None:
        bootstrap.save_search(output.options.vault, save, wish, output.options.operator)
    found = bootstrap.Listing(output.options.vault, wish, saved)
    if not output.options.json and table is None:
        output.progress(_count_words(found))
    _tell(output, found, after, limit, table)


def searches(
    context: typer.Context,
    forget: Annotated[
        str | None, typer.Option("--forget", metavar="NAME", help="Forget this one first.")
    ] = None,
) -> None:
    """List the questions that were kept."""
    output: Output = context.obj
    if forget is not None:
        bootstrap.forget_search(output.options.vault, forget)
    kept = bootstrap.list_searches(output.options.vault)

    def say() -> None:
        for one in kept:
            asked = one["wanted"]
            pairs = asked.items() if isinstance(asked, dict) else ()
            words = ", ".join(f"{name}: {one_line(str(value), 60)}" for name, value in pairs)
            output.line(f"{one_line(str(one['name']))}  {words}")

    output.result(kept, say)


def index_commands() -> typer.Typer:
    """Return the commands under `index`."""
    commands = typer.Typer(help="The search index, which is made from the vault.")
    commands.callback()(lambda: None)
    commands.command("rebuild")(rebuild)
    return commands


def rebuild(context: typer.Context) -> None:
    """Make the search index anew. It is kept up to date without this."""
    output: Output = context.obj
    done = bootstrap.rebuild_index(output.options.vault)
    words = _("Search index made anew: {captures} captures, {path}")
    output.result(done, lambda: output.line(words.format(**done)))


def _wish(context: typer.Context) -> dict[str, str | bool]:
    """Return what was asked, by option; the words as one text."""
    left_out = {"after", "limit", "table", "saved", "save", "words"}
    asked = {name: value for name, value in context.params.items() if name not in left_out}
    words = " ".join(context.params.get("words") or ())
    return {"words": words, **asked}


def _tell(
    output: Output,
    found: bootstrap.Listing,
    after: str | None,
    limit: int | None,
    table: Path | None,
) -> None:
    if found.damaged_at:
        text = _("The custody log is damaged at {place}: captures may be missing from this list.")
        output.warning(text.format(place=found.damaged_at))
    if table is not None:
        _tell_table(output, found, table, (after, limit))
        return
    rows = found.rows(after, limit)

    def say() -> None:
        for row in rows:
            title = one_line(str(row["title"] or row["url"]), 70)
            output.line(f"{row['id']}  {row['captured']}  {_state(row):18}  {title}")

    output.result(rows, say)


def _tell_table(
    output: Output, found: bootstrap.Listing, table: Path, part: tuple[str | None, int | None]
) -> None:
    written = found.write_table(table, *part)
    document = {"file": str(table), "rows": written.rows, "altered": written.altered}

    def say() -> None:
        text = ngettext("{count} row: {path}", "{count} rows: {path}", written.rows)
        output.line(text.format(count=f"{written.rows:,}", path=table))
        if written.altered:
            altered = ngettext(
                "{count} row is not quite as the page had it.",
                "{count} rows are not quite as the pages had them.",
                written.altered,
            )
            output.line(altered.format(count=f"{written.altered:,}"))

    output.result(document, say)


def _count_words(found: bootstrap.Listing) -> str:
    counted = found.count()
    number = f"{counted.count:,}{'+' if counted.more else ''}"
    return ngettext("{count} capture found", "{count} captures found", counted.count).format(
        count=number
    )


def _state(row: dict[str, object]) -> str:
    """Return how a capture ended, and first whether it is one of ours, made by a browser."""
    word = {"import": "imported", "requests": "no_browser"}.get(str(row["engine"]))
    return word or str(row["state"] or "?")
