import pathlib, struct, subprocess, sys, tempfile, unittest

import elf


def program(kind=elf.DYN, segments=((elf.LOAD, 5), (elf.INTERP, 4), (elf.GNU_RELRO, 4), (elf.GNU_STACK, 6)),
            dynamic=((elf.FLAGS, 8), (elf.FLAGS_1, 0x08000001))):
    """A small ELF file: its header, its program headers, its dynamic section."""
    entries = b"".join(struct.pack("<QQ", *entry) for entry in (*dynamic, (0, 0))) if dynamic else b""
    segments = [*segments, *([(elf.DYNAMIC, 6)] if dynamic else [])]
    start = 64 + 56 * len(segments)
    headers = b"".join(
        struct.pack("<IIQQQQQQ", each, flags, start if each == elf.DYNAMIC else 0, 0, 0, len(entries), len(entries), 8) for each, flags in segments)
    return (b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", kind, 62, 1, 0, 64, 0, 0, 64, 56, len(segments), 0, 0, 0)
            + headers + entries)


STATIC = ((elf.LOAD, 5), (elf.LOAD, 6), (elf.GNU_RELRO, 4), (elf.GNU_STACK, 6))


class LinkedAsAReleaseShouldBe(unittest.TestCase):
    def test_what_passes(self):
        for name, data in {
            "position-independent": program(), "static": program(elf.EXEC, STATIC, ()),
            "static and position-independent": program(elf.DYN, STATIC),
            "bound by DT_BIND_NOW": program(dynamic=((elf.BIND_NOW, 0), (elf.FLAGS_1, 0x08000000))),
            "bound by DF_1_NOW": program(dynamic=((elf.FLAGS_1, 0x08000001),)),
        }.items():
            with self.subTest(name): self.assertEqual(elf.faults(data), [])

    def test_what_does_not(self):
        without = lambda kind: tuple(each for each in ((elf.LOAD, 5), (elf.INTERP, 4), (elf.GNU_RELRO, 4), (elf.GNU_STACK, 6)) if each[0] != kind)
        bound = ((elf.FLAGS, 8), (elf.FLAGS_1, 0x08000001))
        for word, data in {
            "RUNPATH": program(dynamic=((elf.RUNPATH, 1), *bound)),
            "RPATH": program(dynamic=((elf.RPATH, 1), *bound)),
            "GNU_RELRO": program(segments=without(elf.GNU_RELRO)),
            "-z now": program(dynamic=((elf.FLAGS_1, 0x08000000),)),
            "neither static nor": program(elf.EXEC, dynamic=((elf.FLAGS, 8),)),
            "stack is not executable": program(segments=without(elf.GNU_STACK)),
            "executable stack": program(segments=(*without(elf.GNU_STACK), (elf.GNU_STACK, 7))),
            "writable and executable": program(segments=(*without(elf.LOAD), (elf.LOAD, 7))),
            "relocations in its text": program(dynamic=((elf.TEXTREL, 0), *bound)),
            "text": program(dynamic=((elf.FLAGS, 12), (elf.FLAGS_1, 0x08000001))),
            "ELF type 1": program(1, STATIC, ()),
            "is not an ELF file": b"#!/bin/sh\nexit 0\n" + bytes(64),
            "64 bits": b"\x7fELF\x01\x01" + program()[6:],
            "no program headers": program()[:100],
        }.items():
            with self.subTest(word):
                found = elf.faults(data)
                self.assertEqual(len(found), 1, found)
                self.assertIn(word, found[0])

    def test_a_static_program_has_no_search_path_either(self):
        data = program(elf.DYN, STATIC, ((elf.RUNPATH, 1), (elf.FLAGS, 8), (elf.FLAGS_1, 0x08000001)))
        self.assertEqual([fault.split(":")[0] for fault in elf.faults(data)], ["has a RUNPATH"])

    def test_a_cut_file_is_a_fault_and_no_crash(self):
        data = program()
        for length in range(len(data) - 16):
            self.assertNotEqual(elf.faults(data[:length]), [], length)

    def test_a_real_program_is_read(self):
        if sys.platform != "linux": return self.assertIn("is not an ELF file", elf.faults(pathlib.Path(sys.executable).read_bytes())[0])
        read = elf.Program(pathlib.Path("/bin/true").resolve().read_bytes())
        self.assertTrue(read.has(elf.GNU_STACK) and read.has(elf.LOAD))

    def test_the_command_fails_for_one_bad_program_among_good_ones(self):
        folder = pathlib.Path(__file__).parent
        if sys.platform != "linux": return
        run = lambda *names: subprocess.run([sys.executable, folder / "programs", *names], capture_output=True, text=True)
        with tempfile.TemporaryDirectory() as name:
            good, bad = pathlib.Path(name, "good"), pathlib.Path(name, "bad")
            good.write_bytes(program()), bad.write_bytes(program(elf.EXEC))
            self.assertEqual(run(good).returncode, 0)
            self.assertEqual(run(bad, good).returncode, 1)
            self.assertEqual(run(good, pathlib.Path(name, "missing")).returncode, 1)
            self.assertEqual(run().returncode, 1)


if __name__ == "__main__":
    unittest.main()
