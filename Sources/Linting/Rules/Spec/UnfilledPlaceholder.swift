import DeploymentSpec
import Diagnostics
import Syntax

struct UnfilledPlaceholder: SpecRule {
  static let card = RuleCard(
    "unfilled-placeholder", .spec, summary: "A `{{PLACEHOLDER}}` of the document's template was never filled in.",
    rationale: "Nothing can be compared with it.", severity: .warning)

  static let examples: [Example] = [
    .flags("# Spec\n\nProject ⟦{{PROJECT_NAME}}⟧\n", in: "deployment-spec.md"),
    .passes("# Spec\n\nWrite `{{resolve:ssm:name}}` or ${{ secrets.TOKEN }}.\n", in: "deployment-spec.md"),
  ]

  func check(_ spec: DeploymentSpec, _ project: ProjectFacts, _ report: inout Report) {
    for document in spec.documents {
      for range in Self.placeholders(document.source.bytes) {
        let place = Location(document.source, range)
        report.flag(place, "'\(place.text)' was never filled in")
      }
    }
  }

  /// `{{NAME}}` in capitals, not behind a `$`.
  private static func placeholders(_ bytes: [UInt8]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var index = 0
    while let open = bytes.firstOffset(of: UInt8(ascii: "{"), in: index..<bytes.count) {
      index = open + 1
      guard bytes.starts(with: "{{", at: open), open == 0 || bytes[open - 1] != UInt8(ascii: "$") else { continue }
      var end = open + 2
      while end < bytes.count, bytes[end] == 0x20 { end += 1 }
      let name = end
      while end < bytes.count, bytes[end].isUppercase || bytes[end].isDigit || bytes[end] == UInt8(ascii: "_") {
        end += 1
      }
      guard end > name else { continue }
      while end < bytes.count, bytes[end] == 0x20 { end += 1 }
      guard bytes.starts(with: "}}", at: end) else { continue }
      result.append(open..<end + 2)
      index = end + 2
    }
    return result
  }
}
