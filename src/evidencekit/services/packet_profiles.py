"""Which profiles and which language a packet may have: its recipient and complaint decide."""

from evidencekit.casework.recipients import Recipient
from evidencekit.foundation.catalogue import LANGUAGES
from evidencekit.packet.profiles import COURT, INTERNAL, PROFILES, find_profile

# Whoever runs the market tells the seller who complains, and often shows the complaint.
MAY_HAND_ON = frozenset({"platform", "seller", "generic_notice"})


def profile_for(recipient: Recipient) -> str:
    """Return the profile for a recipient: what it does with a packet decides."""
    if recipient.kind == "authority":
        return "cn_authority" if recipient.id.startswith("cn_") else "authority"
    return {"platform": "platform", "generic_notice": "email", "court": COURT}[recipient.kind]


def profiles_for(recipient: Recipient, language: str) -> tuple[str, ...]:
    """Return the ids of the profiles that a packet in this language may have, its own first.

    Where it may come to the seller, only submissions and what stays in the firm.
    """
    own = find_profile(profile_for(recipient), language).id
    free = recipient.kind not in MAY_HAND_ON
    others = (
        one.id
        for one in PROFILES.values()
        if one.id != own and (free or one is INTERNAL or not one.archive)
    )
    return own, *others


def language_for(named: str) -> str:
    """Return the packet's language for a complaint's: `zh_CN` for any Chinese, else `en`."""
    wanted = "zh_CN" if named.lower().startswith("zh") else named
    return wanted if wanted in LANGUAGES else "en"
