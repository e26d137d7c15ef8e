"""The parts of a packet, one module a part: what it says, as blocks that know no PDF."""
