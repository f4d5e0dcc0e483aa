import TestSupport

/// Runs the built `speclint` as a user does.
enum SpecLintCommand {
  static let program = BuiltPackage.program("speclint")

  /// Advice is shown, unless `SPECLINT_MIN_SEVERITY` is set otherwise: empty, it is as if nobody had said anything.
  static func run(
    _ arguments: [String], in folder: String, input: String = "", environment: [String: String] = [:]
  ) -> Shell.Result {
    Shell.run(
      [program] + arguments, in: folder, input: input,
      environment: ["COLUMNS": "100", "SOURCE_DATE_EPOCH": "1767225600", "SPECLINT_MIN_SEVERITY": "advice"].merging(
        environment
      ) { $1 })
  }

  static func fixture(_ name: String) -> String { "\(BuiltPackage.root)/fixtures/\(name)" }
}
