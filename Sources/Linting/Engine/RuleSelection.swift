import Diagnostics
import Workspace

/// Which rules run, and how severe each is.
package struct RuleSelection: Sendable {
  private let only: Set<String>?
  private let skipped: Set<String>
  private let levels: [String: Configuration.Level]

  package init(only: [String] = [], skip: [String] = [], levels: [String: Configuration.Level] = [:]) {
    self.only = only.isEmpty ? nil : Set(only)
    skipped = Set(skip)
    self.levels = levels
  }

  func with(_ levels: [String: Configuration.Level]) -> RuleSelection {
    RuleSelection(only: only.map(Array.init) ?? [], skip: Array(skipped), levels: levels)
  }

  /// Whether somebody has named a rule for this run.
  func names(_ card: RuleCard) -> Bool {
    if let only { return only.contains(card.id) }
    if case .severity = levels[card.id] { return true }
    return false
  }

  /// Whether somebody has said that a rule shall not run.
  func isOff(_ card: RuleCard) -> Bool {
    if let only, !only.contains(card.id) { return true }
    return skipped.contains(card.id) || levels[card.id] == .off
  }

  /// `nil`: the rule does not run.
  func severity(of card: RuleCard) -> Severity? {
    if let only, !only.contains(card.id) { return nil }
    if skipped.contains(card.id) { return nil }
    switch levels[card.id] {
    case .off: return nil
    case .severity(let severity): return severity
    case nil: return card.isOptIn && only == nil ? nil : card.severity
    }
  }

  /// How severe a finding of ShellCheck's is; `nil`: it does not count.
  func severity(ofShellCheck id: String, _ own: Severity) -> Severity? {
    let names = [id, ShellCheck.family]
    if let only, !names.contains(where: only.contains) { return nil }
    if names.contains(where: skipped.contains) { return nil }
    switch names.lazy.compactMap({ levels[$0] }).first {
    case .off: return nil
    case .severity(let severity): return severity
    case nil: return own
    }
  }

  func runs(_ id: String, hasSpec: Bool) -> Bool {
    guard let card = RuleRegistry.rule(id)?.card else { return false }
    return severity(of: card) != nil && (hasSpec || !card.needsSpec)
  }
}
