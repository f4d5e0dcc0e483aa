import Artifacts
import DeploymentSpec
import Diagnostics
import Syntax

/// Where the documents hold secret values: literals in the rows of variables that are secret.
package enum SecretRows {
  static func hide(in spec: DeploymentSpec, _ redactions: inout Redactions) {
    let understood = understood(spec)
    let secrets = Set(
      spec.variables.all.filter { $0.secret?.value ?? SecretPlaces.isSecretName($0.name) }.map(\.name))
    for document in spec.documents {
      for case .table(let table) in document.markdown.blocks {
        for row in table.rows where row.cells.contains(where: { namesSecret($0.text, secrets) }) {
          for cell in row.cells where !understood.contains(cell.range.lowerBound) && !namesSecret(cell.text, secrets) {
            hide(cell, document.source, &redactions)
          }
        }
      }
    }
  }

  /// What the documents' own words and what they show beside hold, for what prints the documents.
  package static func find(in spec: DeploymentSpec) -> Redactions {
    var redactions = Redactions()
    hide(in: spec, &redactions)
    SecretPlaces.hideBlocks(of: spec, &redactions)
    redactions.merge(ConcealedTexts.find(in: spec.documents.map(\.source), spec: spec))
    return redactions
  }

  /// Where the cells begin that say something about a variable rather than give a value.
  private static func understood(_ spec: DeploymentSpec) -> Set<Int> {
    let fields: Set<SpecField> = [
      .name, .type, .required, .secret, .perEnvironment, .store, .rotation, .environment, .environments, .service,
    ]
    var result: Set<Int> = []
    for row in spec.tables.flatMap(\.rows) {
      for (field, cell) in row.cells where fields.contains(field) {
        if case .unread = cell.value { continue }
        result.insert(cell.citation.location.range.lowerBound)
      }
    }
    return result
  }

  private static func namesSecret(_ text: String, _ secrets: Set<String>) -> Bool {
    guard !text.isEmpty, text.utf8.count <= 256 else { return false }
    return text.split { $0 == "," || $0 == "/" || $0 == " " }.contains { secrets.contains(String($0)) }
  }

  /// Hides a cell that is one word as a whole; of a sentence what stands there in code spans and looks like a value.
  private static func hide(_ cell: MarkdownCell, _ source: SourceText, _ redactions: inout Redactions) {
    guard !cell.text.contains(" ") else { return hideSpans(of: cell, source, &redactions) }
    guard isValue(cell.text) else { return }
    redactions.hide(Location(source, cell.range), meaning: cell.text)
  }

  private static func hideSpans(of cell: MarkdownCell, _ source: SourceText, _ redactions: inout Redactions) {
    let tick = UInt8(ascii: "`")
    var index = cell.range.lowerBound
    while let open = source.bytes[index..<cell.range.upperBound].firstIndex(of: tick),
      let close = source.bytes[(open + 1)..<cell.range.upperBound].firstIndex(of: tick)
    {
      index = close + 1
      let text = source.text(open + 1..<close)
      guard text.utf8.count >= 6, !text.contains(" "), isValue(text), text.contains(where: \.isNumber) else { continue }
      redactions.hide(Location(source, open + 1..<close))
    }
  }

  private static func isValue(_ text: String) -> Bool {
    guard text.utf8.count >= 3, text.contains(where: { $0.isLetter || $0.isNumber }), Flag(text) == nil,
      case .literal = ValueReader.read(text, expands: true)
    else { return false }
    let isName = text.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (0x41...0x5A).contains($0) }
    return !isName && !ValueReader.isPlaceholder(text)
  }
}
