import ArgumentParser
import Console
import Diagnostics
import Linting

struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "rules", abstract: "List the rules.")

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Option(help: "How to list them.")
  var format: Format = .text

  func run() {
    let cards = RuleRegistry.all.map(\.card)
    switch format {
    case .json: Terminal.standardOutput(JSONText.encode(RuleRegistry.descriptions))
    case .text:
      Terminal.standardOutput(Self.table(cards, style: TextStyle(width: Terminal.width)))
    }
  }

  private static func table(_ cards: [RuleCard], style: TextStyle) -> String {
    let indent = 14
    var lines: [String] = []
    for family in RuleFamily.allCases {
      lines.append(family.rawValue)
      for card in cards where card.family == family {
        let severity = card.severity.rawValue + String(repeating: " ", count: 9 - card.severity.rawValue.count)
        let aliases = card.aliases.isEmpty ? "" : " (\(card.aliases.joined(separator: ", ")))"
        lines.append("  \(severity) \(card.id)")
        lines.append(
          String(repeating: " ", count: indent) + style.wrap(card.summary + aliases, from: indent, indent: indent))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "explain", abstract: "Explain a rule, with examples.")

  @Argument(help: "A rule's id or alias.", completion: Completions.rules)
  var rule: String

  func run() throws {
    guard let ids = RuleRegistry.resolve(rule) else {
      let near = RuleRegistry.nearest(to: rule)
      throw UsageFailure("unknown rule '\(rule)'", hint: near.map { "did you mean '\($0)'?" } ?? "see `speclint rules`")
    }
    let pages = ids.map { id in
      RuleRegistry.rule(id).map { RulePage($0, width: Terminal.width).text } ?? RulePage.ofShellCheck(id)
    }
    Terminal.standardOutput(pages.joined(separator: "\n"))
  }
}
