"""The measurements must not be quietly wrong: a peer that says nothing, fails, hangs, or whose report is lost ends them."""
import contextlib, io, os, pathlib, shutil, stat, sys, tempfile, time, unittest
from unittest import mock

import peers


def shell(script):
    return ["sh", "-c", script]


class Running(unittest.TestCase):
    def setUp(self):
        self.out = io.StringIO()
        self.enterContext(contextlib.redirect_stdout(self.out))

    def failing(self, *arguments, **options):
        with self.assertRaises(SystemExit) as caught: peers.row(*arguments, **options)
        return str(caught.exception)

    def test_an_answer_is_measured_and_handed_back(self):
        result = peers.row("echo", shell("echo hello"), "/", 3)
        self.assertEqual(result.answer, "hello")
        self.assertGreater(result.milliseconds, 0)
        self.assertIn("echo", self.out.getvalue())

    def test_no_answer_fails(self):
        for script in ("true", "printf ' \\n\\n'", "echo complaint >&2"):
            with self.subTest(script): self.assertIn("no answer", self.failing("peer", shell(script), "/", 1))

    def test_no_answer_in_one_run_of_several_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("no answer", self.failing("peer", shell("test -e seen || echo once; touch seen"), folder, 3))

    def test_an_empty_report_is_an_answer_only_where_there_may_be_none(self):
        self.assertEqual(peers.row("peer", shell("echo '[]'"), "/", 1, peers.listed).answer, [])
        self.assertIn("no answer", self.failing("peer", shell("echo '[]'"), "/", 1, peers.some(peers.listed)))
        self.assertIn("no answer", self.failing("peer", shell("true"), "/", 1, peers.listed))

    def test_another_exit_status_fails_and_shows_why(self):
        message = self.failing("peer", shell("echo hello; echo broken >&2; exit 2"), "/", 1)
        self.assertIn("exit 2, expected one of (0, 1)", message)
        self.assertIn("broken", message)
        self.assertIn("hello: exit 0", self.failing("peer", shell("echo hello"), "/", 1, exits=(200,)))

    def test_who_does_not_end_is_ended_with_its_children(self):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            with self.assertRaises(SystemExit) as caught:
                peers.run(shell("(sleep 2; touch late) & echo hello; sleep 60"), folder, limit=0.5)
            self.assertLess(time.perf_counter() - start, 10)
            self.assertRegex(str(caught.exception), "^sh -c .*: did not end within 0.5 s")
            time.sleep(2.5)
            self.assertFalse(pathlib.Path(folder, "late").exists())

    def test_who_does_not_end_while_its_memory_is_measured_is_named_itself(self):
        self.assertRegex(self.failing("peer", shell("sleep 60"), "/", 1, limit=0.5), "^sh -c sleep 60: did not end")

    def test_a_quick_one_is_not_ended_by_the_limit_of_the_one_before(self):
        peers.run(shell("true"), "/", limit=0.3)
        self.assertEqual(peers.run(shell("sleep 0.6; echo hello"), "/", limit=60)[1], "hello\n")

    def test_times_are_as_exact_as_a_bare_wait(self):
        took = min(peers.run(["/bin/true" if os.path.exists("/bin/true") else "true"], "/")[0] for _ in range(20))
        self.assertLess(took, 0.02)

    def test_memory_is_the_program_s_and_not_this_script_s(self):
        if sys.platform != "linux" or not shutil.which("time"): return
        peers.row("small", ["/bin/true"], "/", 2, None)
        ballast = bytearray(200 << 20)
        for place in range(0, len(ballast), 4096): ballast[place] = 1
        peers.row("again", ["/bin/true"], "/", 2, None)
        for line in self.out.getvalue().splitlines():
            self.assertLess(int(line.split(" ms")[1].split()[0]), 50, line)

    def test_each_run_has_its_number(self):
        with tempfile.TemporaryDirectory() as folder:
            peers.row("put", lambda n: shell(f"mkdir {n} && echo made"), folder, 3)
            self.assertGreaterEqual({path.name for path in pathlib.Path(folder).iterdir()}, {"0", "1", "2"})

    def test_prove_fails_on_an_empty_answer(self):
        peers.prove(shell("echo hello"), "/", peers.text)
        with self.assertRaises(SystemExit): peers.prove(shell("true"), "/", peers.text)


class Scanning(unittest.TestCase):
    """Each scanner's report, in the shape that its own program gives it."""

    REPORTS = {
        "speclint": ('{"findings": [{"file": "a.py", "range": {"start": {"line": 2}}}]}', 1),
        "gitleaks": ('[{"RuleID": "x", "File": "./a.py", "StartLine": 2}]', 1),
        "betterleaks": ('{"schema_version": "1", "findings": [{"rule_id": "x", "location": {"path": "./a.py", "start_line": 2}}]}', 1),
        "kingfisher": ('{"findings": [{"rule": {}, "finding": {"path": "./a.py", "line": 2}}]}\n{"findings": 1}', 200),
        "detect-secrets": ('{"results": {"a.py": [{"line_number": 2}]}}', 0),
    }
    EMPTY = {"speclint": '{"findings": []}', "gitleaks": "[]", "betterleaks": '{"findings": []}', "kingfisher": '{"findings": []}', "detect-secrets": '{"results": {}}'}

    def scan(self, name, report, status, says, runs=1):
        """The scanner's own command, with a program in its place that leaves this report where it is told to (once, if at all)."""
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            fake = pathlib.Path(folder, name)
            source = f"""#!{sys.executable}
import pathlib, sys
once = pathlib.Path({folder!r}, "once")
report = {report!r} if not once.exists() else None
if {runs} == 1: once.touch()
places = [sys.argv[index + 1] for index, word in enumerate(sys.argv) if word in ("--output", "--report-path")]
if report is not None and places: pathlib.Path(places[0]).write_text(report)
elif report is not None: print(report)
sys.exit({status})
"""
            fake.write_text(source)
            fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
            with mock.patch.object(peers, "tool", lambda _: str(fake)):
                return peers.secret_scanners(str(fake))[name].measure(name, ".", folder, 1 if runs == 1 else 2, says).answer

    def test_findings_are_read_as_places(self):
        for name, (report, status) in self.REPORTS.items():
            with self.subTest(name): self.assertEqual(self.scan(name, report, status, peers.some, runs=9), [("a.py", 2)])

    def test_a_report_without_a_finding_fails_where_there_must_be_one(self):
        for name, report in self.EMPTY.items():
            with self.subTest(name):
                self.assertEqual(self.scan(name, report, 0, lambda read: read, runs=9), [])
                with self.assertRaises(SystemExit): self.scan(name, report, 0, peers.some, runs=9)

    def test_a_lost_report_fails_and_the_one_before_is_not_read_again(self):
        for name, (report, status) in self.REPORTS.items():
            with self.subTest(name), mock.patch.object(peers.shutil, "which", lambda _: None):
                with self.assertRaises(SystemExit): self.scan(name, None, status, lambda read: read)
        scanner = peers.secret_scanners("x")["gitleaks"]
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            scanner.command = lambda target, report: shell(f"test -e once || echo '[]' > {report}; touch once")
            with self.assertRaises(SystemExit): scanner.measure("gitleaks", ".", folder, 2, lambda read: read)

    def test_every_peer_has_a_package(self):
        text = "".join(path.read_text() for path in pathlib.Path(peers.__file__).parent.iterdir() if path.is_file())
        for name in peers.PACKAGES: self.assertIn(f'"{name}"', text)


class Settings(unittest.TestCase):
    def test_repetitions_come_from_the_command_line_then_the_environment(self):
        for arguments, environment, expected in ((["x"], {}, 7), (["x"], {"REPETITIONS": "3"}, 3), (["x", "5", "-v"], {"REPETITIONS": "3"}, 5), (["x", "0"], {}, 1)):
            with mock.patch.object(sys, "argv", arguments), mock.patch.dict(os.environ, environment):
                if not environment: os.environ.pop("REPETITIONS", None)
                self.assertEqual(peers.repetitions(7), expected)

    def test_the_scripts_are_well_formed(self):
        for path in pathlib.Path(peers.__file__).parent.iterdir():
            if path.is_file() and path.read_text().startswith("#!/usr/bin/env python3"):
                with self.subTest(path.name): compile(path.read_text(), str(path), "exec")


if __name__ == "__main__":
    unittest.main()
