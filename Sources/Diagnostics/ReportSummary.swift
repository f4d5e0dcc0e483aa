/// What follows from a report's findings.
extension LintReport {
  /// How many findings can be fixed, those that are not shown aside; also by edits that no report shows.
  package func fixable(_ safety: Fix.Safety) -> Int {
    findings.count { ($0.fix?.safety ?? $0.withheldFix) == safety }
  }

  /// The one thing that is worth doing next.
  package var nextStep: String? {
    guard suggestsNextStep else { return nil }
    if documents.isEmpty { return "no deployment-spec.md found: `speclint init` starts one" }
    let (safe, unsafe) = (fixable(.safe), fixable(.unsafe))
    if safe > 0 { return "`speclint --fix` fixes \(safe) of these, `speclint --diff` shows how" }
    if unsafe > 0 { return "`speclint --diff --unsafe-fixes` shows how \(unsafe) of these could be fixed" }
    if tablesNotUnderstood > 0 { return "`speclint spec show` lists the tables that were not understood" }
    return nil
  }
}
