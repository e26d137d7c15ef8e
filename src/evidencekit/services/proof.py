"""What a checked capture proves and what it does not, as sentences true to the report at hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from evidencekit.evidence.report import Outcome, VerificationReport
from evidencekit.foundation.catalogue import _
from evidencekit.packet.token_files import TokenFiles


@dataclass(frozen=True, slots=True)
class Proof:
    """Two lists of sentences in the language of this process."""

    proves: tuple[str, ...]
    proves_not: tuple[str, ...]


def proof_of(
    report: VerificationReport,
    file: str,
    key_id: str,
    tokens: Sequence[TokenFiles],
    earlier: TokenFiles | None = None,
) -> Proof:
    """Return what may be said of the capture in `file` after `report`.

    A demo, or anything that failed, proves nothing. A time counts only by a token that was
    verified and still holds, with the trust that its root has. `earlier` came before the capture.
    """
    if report.demo or not report.ok:
        return Proof(_proves(report, file, key_id, ()), _proves_not(()))
    timed = _times(report, tokens)
    begun = [*_begun(report, file, earlier), *timed]
    return Proof(_proves(report, file, key_id, begun), _proves_not(timed))


def _proves(
    report: VerificationReport, file: str, key_id: str, timed: Sequence[str]
) -> tuple[str, ...]:
    if not report.ok:
        return (_("Nothing, as long as a check fails."),)
    if report.demo:
        return (_("This is a demo: nothing in it proves anything."),)
    if not (
        _passed(report, "wacz.hash", file) and _passed(report, "wacz.signature", f"{file}.sig")
    ):
        return (_("Nothing: hash and signature of this capture were not checked."),)
    return (
        _("These bytes have not changed since they were sealed."),
        _("They were signed with the key whose fingerprint begins with {key}.").format(
            key=key_id[:8]
        ),
        *timed,
    )


def _proves_not(timed: Sequence[str]) -> tuple[str, ...]:
    clock = _("It does not prove the time: without a time token it is this computer's clock only.")
    return (
        _("It does not prove who runs the shop, nor that goods are fake."),
        _(
            "It does not prove that every visitor was shown the same page, nor what was shown "
            "later."
        ),
        *(() if timed else (clock,)),
        _("It does not prove that this computer was not tampered with before the capture."),
        _(
            "It does not prove whose key it is: compare the fingerprint with its owner by another "
            "way."
        ),
        _("Facts are the page's own claims. A program read them; a person has to judge them."),
    )


def _begun(report: VerificationReport, file: str, earlier: TokenFiles | None) -> list[str]:
    """Return what a token says that the capture's own witness of the log comes after."""
    if earlier is None or not _passed(report, "custody.witness", file):
        return []
    reply = f"{earlier.stem}.tsr"
    if not _passed(report, "stamp.token", reply) or _ended(report, reply):
        return []
    known = _("They were put together after {time}: a time token of {authority} came before.")
    if not _passed(report, "stamp.chain", f"{earlier.stem}.chain.pem"):
        known = _(
            "They were put together after {time}, to whoever trusts {authority}: the root of its "
            "token came with the files."
        )
    return [known.format(time=_second(earlier.gen_time), authority=earlier.authority)]


def _times(report: VerificationReport, tokens: Sequence[TokenFiles]) -> list[str]:
    said = []
    for token in tokens:
        reply, chain = f"{token.stem}.tsr", f"{token.stem}.chain.pem"
        sound = _passed(report, "stamp.token", reply) and _passed(report, "stamp.order", reply)
        sound = sound and _passed(report, "stamp.list", token.list)
        if not sound or _ended(report, reply):
            continue
        known = _("They existed by {time}: a time token of {authority} says so.")
        if not _passed(report, "stamp.chain", chain):
            known = _(
                "They existed by {time}, to whoever trusts {authority}: the root of its token came "
                "with the files."
            )
        said.append(known.format(time=_second(token.gen_time), authority=token.authority))
    return said


def _ended(report: VerificationReport, reply: str) -> bool:
    """Say whether certificates of a token have ended and no token that holds covers it (8.5)."""
    return any((one.id, one.item) == ("stamp.renewal", reply) for one in report.problems)


def _passed(report: VerificationReport, check: str, item: str) -> bool:
    """Say whether a check was made of an item, and passed each time."""
    ends = [one.outcome for one in report.checks if (one.id, one.item) == (check, item)]
    return bool(ends) and all(end is Outcome.PASSED for end in ends)


def _second(utc: str) -> str:
    return utc.replace("T", " ").replace("Z", " UTC")
