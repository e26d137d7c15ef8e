"""Where the files of a time token stand in the vault."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TokenFiles:
    """A list that names a capture, and one authority's token over it; paths in the vault.

    `gen_time` is the authority's second, UTC text; `revocation` the lists kept with the token.
    """

    list: str
    authority: str
    gen_time: str
    revocation: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """Return the path of request, reply and chain without their suffix."""
        return f"{self.list.removesuffix('.sha256')}.{self.authority}"
