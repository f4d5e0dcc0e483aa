import ByteSearch
import Diagnostics
import Quantities
import Syntax
import Vocabulary

/// Reads the fenced blocks of the documents that say something about the deployment.
struct CodeReader {
  let vocabulary: EnvironmentVocabulary

  /// An `env` block under a heading, or with a first comment, that names its environment.
  func environmentBlock(_ code: SpecCode) -> EnvironmentBlock? {
    guard ["env", "dotenv", "properties", "ini"].contains(code.language) || isShellOfAssignments(code) else {
      return nil
    }
    let slice = SourceText(path: code.content.source.path, bytes: Array(code.content.source.bytes[code.content.range]))
    let tree = DotenvParser.parse(slice)
    let comment = tree.comments.first.map { slice.text($0) } ?? ""
    guard let environment = environment(of: code, comment), !tree.entries.isEmpty else { return nil }
    let start = code.content.range.lowerBound
    let entries = tree.entries.filter(\.hasValue).map { entry in
      let range = entry.rawRange.isEmpty ? entry.range : entry.rawRange
      let place = Location(code.content.source, range.lowerBound + start..<range.upperBound + start)
      return EnvironmentBlock.Entry(
        name: entry.key, value: Cited(entry.value, Citation(location: place, section: code.section)))
    }
    return EnvironmentBlock(environment: environment, section: code.section, location: code.content, entries: entries)
  }

  private func isShellOfAssignments(_ code: SpecCode) -> Bool {
    guard ["", "sh", "bash", "shell", "text"].contains(code.language) else { return false }
    let lines = code.content.text.split(separator: "\n").map { $0.trimmingSpaces() }.filter {
      !$0.isEmpty && !$0.hasPrefix("#")
    }
    return lines.count >= 2
      && lines.allSatisfy { line in
        let name = line.prefix { $0 != "=" }
        return name.count < line.count && !name.isEmpty
          && name.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }
      }
  }

  /// `.env.staging` in the first comment, else the nearest heading that names one environment.
  private func environment(of code: SpecCode, _ comment: String) -> String? {
    if comment.contains(".env") {
      let named = vocabulary.mentioned(in: comment)
      if let name = named.first { return name }
    }
    for heading in code.headings {
      let named = vocabulary.mentioned(in: heading)
      if named.count == 1 { return named[0] }
    }
    return nil
  }

  /// A YAML block with `rotation:` or `access:` under `secret_policy:`.
  func secretPolicy(_ code: SpecCode) -> SecretPolicy? {
    guard ["yaml", "yml"].contains(code.language) else { return nil }
    let start = code.content.range.lowerBound
    let slice = SourceText(path: code.content.source.path, bytes: Array(code.content.source.bytes[code.content.range]))
    guard let root = YAMLParser.parse(slice).documents.first else { return nil }
    let policy = root["secret_policy"] ?? root["secretPolicy"] ?? root["secrets"] ?? root
    guard policy["rotation"] != nil || policy["access"] != nil else { return nil }
    func cited<Value>(_ value: Value, _ node: DataNode) -> Cited<Value> {
      let range = node.range.lowerBound + start..<node.range.upperBound + start
      return Cited(value, Citation(location: Location(code.content.source, range), section: code.section))
    }
    let rotations = (policy["rotation"]?.entries ?? []).compactMap {
      key, value -> (name: String, every: Cited<TimeSpan>)? in
      guard let name = key.text, let text = value.value, let span = TimeSpan(spec: text) else { return nil }
      return (name, cited(span, value))
    }
    var access: [SecretPolicy.Access] = []
    for (key, list) in policy["access"]?.entries ?? [] {
      for item in list.elements {
        guard let team = item["team"], let name = team.value else { continue }
        let permission = item["permission"].flatMap { node in node.value.map { cited($0, node) } }
        let environment = key.text.map { vocabulary.canonical($0) ?? $0 } ?? ""
        access.append(SecretPolicy.Access(environment: environment, team: cited(name, team), permission: permission))
      }
    }
    return SecretPolicy(rotations: rotations, access: access, section: code.section, location: code.content)
  }

  /// The names in the boxes of a diagram drawn with arrows: `│ Push │ → │ Build │`.
  func pipelineStages(_ code: SpecCode) -> [Cited<String>] {
    guard code.language.isEmpty || code.language == "text",
      code.headings.contains(where: { $0.contains("파이프라인") || $0.lowercased().contains("pipeline") })
    else { return [] }
    let source = code.content.source
    let first = source.lines.line(at: code.content.range.lowerBound)
    let last = source.lines.line(at: max(code.content.range.lowerBound, code.content.range.upperBound - 1))
    for line in first...max(first, last) {
      let stages = boxes(source, source.lines.content(of: line, in: source.bytes), code.section)
      if stages.count >= 2 { return stages }
    }
    return []
  }

  private func boxes(_ source: SourceText, _ line: Range<Int>, _ section: String) -> [Cited<String>] {
    let text = source.text(line)
    guard text.contains("→") || text.contains("->") || text.contains("▶") else { return [] }
    var result: [Cited<String>] = []
    var start = line.lowerBound
    for part in text.split(whereSeparator: { "│|→▶[]".contains($0) }) {
      let word = part.split { "->".contains($0) || $0 == " " }.joined(separator: " ")
      let place = source.bytes.firstRange(of: word.utf8, in: start..<line.upperBound)
      if !word.isEmpty, !word.allSatisfy({ "-─ ".contains($0) }), let place {
        result.append(Cited(word, Citation(location: Location(source, place), section: section)))
        start = place.upperBound
      }
    }
    return result
  }
}
