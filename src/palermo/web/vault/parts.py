"""Named parts one behind another, of any length and never held as a whole: what is inside of a backup.

A part is its name's length (two bytes) and name, then blocks, each with its length before it (four bytes), then a block
of length nothing. Behind the last part there is nothing.
"""

from collections.abc import Iterable, Iterator

NAME_BYTES = 2
LENGTH_BYTES = 4
MOST_BLOCK = 1 << 26
"""More is in no block: a length that says more is none of ours."""


class Unreadable(Exception):
    """What was read is not made of such parts."""


def part(name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A part, in pieces.

    >>> [(name, b"".join(blocks)) for name, blocks in Reader(part("a", [b"one", b"two"]))]
    [('a', b'onetwo')]
    """
    told = name.encode()
    yield len(told).to_bytes(NAME_BYTES, "big") + told
    for piece in pieces:
        for at in range(0, len(piece), MOST_BLOCK):
            block = piece[at : at + MOST_BLOCK]
            yield len(block).to_bytes(LENGTH_BYTES, "big") + block
    yield bytes(LENGTH_BYTES)


class Reader:
    """Parts, as they are read from pieces of any length."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._held = iter(pieces), bytearray()

    def __iter__(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Each part's name and its blocks, which are read before the next part. Raises Unreadable."""
        while self._more(1):
            name = self._bytes(int.from_bytes(self._bytes(NAME_BYTES), "big")).decode(errors="replace")
            blocks = self._blocks()
            yield name, blocks
            for _block in blocks:  # what nobody looked at
                pass

    def _blocks(self) -> Iterator[bytes]:
        while length := int.from_bytes(self._bytes(LENGTH_BYTES), "big"):
            if length > MOST_BLOCK:
                raise Unreadable
            yield self._bytes(length)

    def _more(self, count: int) -> bool:
        while len(self._held) < count:
            following = next(self._pieces, None)
            if following is None:
                return False
            self._held += following
        return True

    def _bytes(self, count: int) -> bytes:
        if not self._more(count):
            raise Unreadable
        given = bytes(self._held[:count])
        del self._held[:count]
        return given


def lines_in(blocks: Iterable[bytes]) -> Iterator[bytes]:
    r"""Lines of blocks that were cut anywhere.

    >>> list(lines_in([b"one\ntw", b"o\n"]))
    [b'one\n', b'two\n']
    """
    held = b""
    for block in blocks:
        *whole, held = (held + block).split(b"\n")
        for line in whole:
            yield line + b"\n"
    if held:
        raise Unreadable
