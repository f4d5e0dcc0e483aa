import json, pathlib, subprocess, sys, tempfile, unittest

import resolved


class TheResolvedSet(unittest.TestCase):
    def test_is_the_one_of_the_table(self):
        found = resolved.differences(resolved.table(), resolved.built())
        hint = "read what changed, then write the table anew with Scripts/resolved-packages"
        self.assertEqual(found, [], f"\n{chr(10).join(found)}\n{hint}")

    def test_has_each_direct_dependency_pinned_to_the_version_of_the_table(self):
        table, pins = resolved.table(), resolved.pins((resolved.ROOT / "Package.swift").read_text())
        self.assertNotEqual(pins, {})
        for name, requirement in pins.items():
            with self.subTest(name): self.assertTrue(requirement.startswith(f'exact: "{table[name][0]}"'), requirement)


class Comparing(unittest.TestCase):
    def test_a_newer_a_missing_an_added_and_a_moved_package_are_named(self):
        expected = {"a": ("1.0.0", "u/a"), "b": ("1.0.0", "u/b"), "c": ("1.0.0", "u/c"), "d": ("1.0.0", "u/d")}
        actual = {"a": ("1.0.1", "u/a"), "c": ("1.0.0", "v/c"), "d": ("1.0.0", "u/d"), "e": ("2.0.0", "u/e")}
        self.assertEqual(resolved.differences(expected, actual), [
            "e is not in the table (2.0.0)", "a is 1.0.1 from u/a, expected 1.0.0 from u/a",
            "b 1.0.0 is in the table, but was not resolved", "c is 1.0.0 from v/c, expected 1.0.0 from u/c"])

    def test_the_build_s_account_is_read_for_versions_branches_and_revisions(self):
        entry = lambda name, state: {"packageRef": {"identity": name, "location": f"https://h/{name}.git"}, "state": state}
        states = {"a": {"checkoutState": {"revision": "r", "version": "1.2.3"}}, "b": {"checkoutState": {"revision": "r", "branch": "main"}},
                  "c": {"checkoutState": {"revision": "r"}}, "d": {"name": "edited"}}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"object": {"dependencies": [entry(*item) for item in states.items()]}}, file)
            file.flush()
            found = {name: version for name, (version, _) in resolved.built(file.name).items()}
        self.assertEqual(found, {"a": "1.2.3", "b": "main", "c": "r", "d": "edited"})

    def test_requirements_are_read_from_a_manifest(self):
        text = '.package(url: "https://h/o/A.swift", from: "1.0.0"), .package( url: "https://h/o/b.git",\n exact: "2.0.0", traits: [])' \
            '.package(url: "https://h/o/c", .upToNextMinor(from: "3.0.0")), .product(name: "x", package: "b")'
        self.assertEqual(resolved.pins(text), {"a.swift": 'from: "1.0.0"', "b": 'exact: "2.0.0", traits: []', "c": '.upToNextMinor(from: "3.0.0")'})


class Newer(unittest.TestCase):
    def ask(self, tags, version):
        """What Scripts/newer-packages says of one repository with these tags."""
        with tempfile.TemporaryDirectory() as name:
            repository, table = pathlib.Path(name, "repository"), pathlib.Path(name, "table")
            git = lambda *arguments: subprocess.run(
                ["git", "-c", "user.name=b", "-c", "user.email=b@example.com", *arguments], cwd=name, check=True, capture_output=True)
            git("init", "-q", repository)
            git("-C", repository, "commit", "-q", "--allow-empty", "-m", "x")
            for tag in tags: git("-C", repository, "tag", "-a", tag, "-m", "x")
            table.write_text(f"# a comment\nthing {version} {repository}\n")
            return subprocess.run([sys.executable, resolved.ROOT / "Scripts/newer-packages", table], capture_output=True, text=True)

    def test_the_newest_release_by_number_not_by_spelling(self):
        answer = self.ask(["1.0.0", "1.9.0", "v1.10.0", "1.11.0-beta.1", "nightly"], "1.0.0")
        self.assertEqual((answer.returncode, answer.stdout.splitlines()), (0, ["thing 1.0.0: newer is 1.10.0", "1 packages, 1 of them with something newer"]))

    def test_a_new_major_version_stands_beside_it(self):
        answer = self.ask(["1.0.0", "1.0.1", "2.0.0", "3.1"], "1.0.0")
        self.assertEqual(answer.stdout.splitlines()[0], "thing 1.0.0: newer is 1.0.1 and 3.1.0")

    def test_the_newest_is_passed_over(self):
        answer = self.ask(["1.0.0", "0.9.0", "2.0.0-rc.1"], "1.0.0")
        self.assertEqual((answer.returncode, answer.stdout.splitlines()), (0, ["1 packages, 0 of them with something newer"]))

    def test_what_cannot_be_asked_is_said(self):
        for tags, version in ([], "1.0.0"), (["1.0.0"], "main"):
            with self.subTest(version):
                answer = self.ask(tags, version)
                self.assertEqual(answer.returncode, 2)
                self.assertIn(f"thing {version}: has no released version", answer.stdout)
        with tempfile.NamedTemporaryFile("w") as table:
            table.write("thing 1.0.0 /no/such/repository\n")
            table.flush()
            answer = subprocess.run([sys.executable, resolved.ROOT / "Scripts/newer-packages", table.name], capture_output=True, text=True)
        self.assertEqual(answer.returncode, 2)
        self.assertIn("thing: cannot be asked", answer.stdout)


if __name__ == "__main__":
    unittest.main()
