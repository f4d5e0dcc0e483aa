import Diagnostics
import Syntax

struct UnorderedVariable: DotenvRule {
  static let card = RuleCard(
    "unordered-variable", .dotenv, summary: "The variables of a group are not in the order of the alphabet.",
    rationale: "A house style: what is sorted is found, and set twice less often.", severity: .advice,
    aliases: ["UnorderedKey"], isOptIn: true)

  static let examples: [Example] = [
    .flags("PORT=3000\n⟦LOG_LEVEL⟧=info\n", in: ".env.staging"),
    .passes("LOG_LEVEL=info\nPORT=3000\n\nAPI_HOST=parcel.test\n", in: ".env.staging"),
  ]

  /// A blank line or a comment ends a group. The fix sorts a group of whole lines.
  func check(_ file: DotenvSubject, _ report: inout Report) {
    for group in groups(file) {
      let sorted = group.enumerated().sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }.map(
        \.element)
      guard sorted.map(\.key) != group.map(\.key),
        let (_, entry) = zip(group, group.dropFirst()).first(where: { $1.key < $0.key })
      else { continue }
      report.flag(
        Location(file.source, entry.keyRange), "'\(entry.key)' comes after a name that follows it in the alphabet",
        fix: sorting(group, sorted, file))
    }
  }

  private func groups(_ file: DotenvSubject) -> [[DotenvEntry]] {
    var groups: [[DotenvEntry]] = []
    var end = -1
    for entry in file.entries {
      let lines = file.lines(of: entry)
      if lines.lowerBound == end { groups[groups.count - 1].append(entry) } else { groups.append([entry]) }
      end = lines.upperBound
    }
    return groups
  }

  private func sorting(_ group: [DotenvEntry], _ sorted: [DotenvEntry], _ file: DotenvSubject) -> Fix? {
    guard let first = group.first, let last = group.last else { return nil }
    let range = file.lines(of: first).lowerBound..<file.lines(of: last).upperBound
    let lines = sorted.map { file.source.text(file.lines(of: $0)) }
    guard lines.allSatisfy({ $0.hasSuffix("\n") }) else { return nil }
    return .safe(Edit(Location(file.source, range), lines.joined()))
  }
}
