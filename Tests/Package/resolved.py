"""The whole resolved set of packages: as the table beside this file has it, and as the last build took it."""
import json, pathlib, re

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = pathlib.Path(__file__).with_name("resolved-packages.txt")
STATE = ROOT / ".build/workspace-state.json"


def table(path=TABLE):
    """Identity to (version, location)."""
    lines = [line.split() for line in pathlib.Path(path).read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {identity: (version, location) for identity, version, location in lines}


def built(path=STATE):
    """The same from SwiftPM's account of its last resolution; a branch or a revision stands in the version's place."""
    found = {}
    for dependency in json.loads(pathlib.Path(path).read_text())["object"]["dependencies"]:
        package, state = dependency["packageRef"], dependency["state"]
        checkout = state.get("checkoutState", {})
        version = checkout.get("version") or checkout.get("branch") or checkout.get("revision") or state["name"]
        found[package["identity"]] = (version, package["location"].removesuffix(".git"))
    return found


def pins(text):
    """Identity to requirement, for each direct dependency of a Package.swift."""
    found = {}
    for url, requirement in re.findall(r'\.package\(\s*url:\s*"([^"]+)",\s*((?:[^()]|\([^()]*\))*)\)', text):
        found[url.removesuffix(".git").rsplit("/", 1)[1].lower()] = requirement
    return found


def differences(expected, actual):
    """One sentence for each package that is not the same."""
    found = [f"{name} is not in the table ({version})" for name, (version, _) in sorted(actual.items()) if name not in expected]
    for name, (version, location) in sorted(expected.items()):
        if name not in actual:
            found.append(f"{name} {version} is in the table, but was not resolved")
        elif actual[name] != (version, location):
            found.append(f"{name} is {' from '.join(actual[name])}, expected {version} from {location}")
    return found
