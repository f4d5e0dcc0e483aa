"""Reads how a program was linked from its ELF headers (System V ABI, and the GNU extensions of `elf.h`): 64 bits, little-endian."""
import struct

EXEC, DYN = 2, 3  # e_type
LOAD, DYNAMIC, INTERP, GNU_STACK, GNU_RELRO = 1, 2, 3, 0x6474E551, 0x6474E552  # p_type
RPATH, RUNPATH, TEXTREL, BIND_NOW, FLAGS, FLAGS_1 = 15, 29, 22, 24, 30, 0x6FFFFFFB  # d_tag
EXECUTABLE, WRITABLE = 1, 2  # p_flags


class Program:
    """What the headers of an executable say. Raises ValueError where they are none."""

    def __init__(self, data):
        if data[:4] != b"\x7fELF" or len(data) < 64: raise ValueError("is not an ELF file")
        if data[4:6] != b"\x02\x01": raise ValueError("is not an ELF file of 64 bits, little-endian")
        self.kind = struct.unpack_from("<H", data, 16)[0]
        offset, size, count = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
        if size != 56 or not count or offset + size * count > len(data): raise ValueError("has no program headers")
        self.segments, self.dynamic = [], {}
        for index in range(count):
            kind, flags, start, _, _, length = struct.unpack_from("<IIQQQQ", data, offset + index * size)
            self.segments.append((kind, flags))
            if kind != DYNAMIC: continue
            if start + length > len(data): raise ValueError("has a dynamic section beyond its end")
            for place in range(start, start + length - 15, 16):
                tag, value = struct.unpack_from("<QQ", data, place)
                if tag == 0: break
                self.dynamic[tag] = value

    def has(self, kind):
        return any(each == kind for each, _ in self.segments)

    @property
    def is_static(self):
        """Nothing loads it and nothing is loaded into it."""
        return not self.has(INTERP)

    @property
    def is_position_independent(self):
        return self.kind == DYN and bool(self.dynamic.get(FLAGS_1, 0) & 0x08000000)

    @property
    def binds_at_start(self):
        return BIND_NOW in self.dynamic or bool(self.dynamic.get(FLAGS, 0) & 8) or bool(self.dynamic.get(FLAGS_1, 0) & 1)


def faults(data):
    """What a release must not have, in words; none for a program that is linked as it should be."""
    try:
        program = Program(data)
    except ValueError as error:
        return [str(error)]
    found = []
    if program.kind not in (EXEC, DYN): found.append(f"is of ELF type {program.kind}, expected an executable")
    for tag, name in ((RPATH, "RPATH"), (RUNPATH, "RUNPATH")):
        if tag in program.dynamic: found.append(f"has a {name}: whoever can write there chooses its libraries")
    if not program.has(GNU_RELRO): found.append("has no GNU_RELRO segment")
    if program.dynamic and not program.binds_at_start:
        found.append("is not bound at its start (-z now), so that its table of functions stays writable")
    if not program.is_static and not program.is_position_independent: found.append("is neither static nor position-independent")
    if TEXTREL in program.dynamic or program.dynamic.get(FLAGS, 0) & 4: found.append("has relocations in its text")
    stacks = [flags for kind, flags in program.segments if kind == GNU_STACK]
    if not stacks: found.append("does not say that its stack is not executable")
    if any(flags & EXECUTABLE for flags in stacks): found.append("has an executable stack")
    if any(kind == LOAD and flags & EXECUTABLE and flags & WRITABLE for kind, flags in program.segments):
        found.append("has a segment that is writable and executable")
    return found
