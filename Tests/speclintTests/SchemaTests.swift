import TestSupport
import Testing
import Workspace

/// Real output against the schemas, by an independent validator.
@Suite struct SchemaTests {
  private func validate(_ json: String, _ schema: String) -> String {
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      jsonschema.validate(json.load(sys.stdin), schema, cls=jsonschema.Draft202012Validator)
      print("valid")
      """
    let path = "\(BuiltPackage.root)/schemas/\(schema).schema.json"
    let result = Shell.run([BuiltPackage.python, "-c", script, path], in: "/", input: json)
    return result.output + result.error
  }

  @Test(arguments: ["shop", "clinic", "clean"]) func theReportIsValid(_ fixture: String) {
    let report = SpecLintCommand.run(["--format", "json"], in: SpecLintCommand.fixture(fixture)).output
    #expect(validate(report, "report") == "valid\n")
  }

  @Test(arguments: ["shop", "clinic", "clean"]) func theExportedModelIsValid(_ fixture: String) {
    let model = SpecLintCommand.run(["spec", "export"], in: SpecLintCommand.fixture(fixture)).output
    #expect(validate(model, "deployment-spec") == "valid\n")
  }

  @Test func aConfigurationIsValid() {
    let configuration = """
      {"spec": ["a.md"], "environments": {"production": ["x/**"], "staging": {"names": ["uat"]}}, "application": "api",
       "severity": {"root-user": "warning", "DL3006": "off"}, "exclude": ["y"], "dotenv": "node",
       "allow": [{"path": "z", "rule": "root-user", "reason": "why"}], "rules": {"undeclared-variable": {"allow": ["A*"]}}}
      """
    #expect(validate(configuration, "config") == "valid\n")
    let folder = TemporaryFolder([
      ".speclint.yaml": configuration, "a.md": "# Empty\n", "Dockerfile": "FROM node:20\nUSER node\n",
    ])
    #expect(SpecLintCommand.run([], in: folder.path).status == 0)
  }

  /// The parts of SARIF 2.1.0 that code scanning reads; the whole schema is not ours to ship.
  @Test func theSARIFReportHasWhatServicesRead() {
    let sarif = SpecLintCommand.run(["--format", "sarif"], in: SpecLintCommand.fixture("shop")).output
    let script = """
      import json, sys
      log = json.load(sys.stdin)
      assert log["version"] == "2.1.0"
      run = log["runs"][0]
      assert run["columnKind"] == "unicodeCodePoints"
      rules = run["tool"]["driver"]["rules"]
      assert all(r["help"]["text"] and r["defaultConfiguration"]["level"] in ("error", "warning", "note") for r in rules)
      for result in run["results"]:
          assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
          assert result["level"] in ("error", "warning", "note")
          region = result["locations"][0]["physicalLocation"]["region"]
          assert region["startLine"] >= 1 and (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])
          assert result["partialFingerprints"]
      assert any(p["physicalLocation"]["artifactLocation"]["uri"].endswith("docs/deployment-spec.md") for r in run["results"] for p in r["relatedLocations"])
      print(len(run["results"]))
      """
    let result = Shell.run([BuiltPackage.python, "-c", script], in: "/", input: sarif)
    #expect(result.status == 0, "\(result.error)")
  }
}
