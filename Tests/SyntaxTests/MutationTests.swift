import Diagnostics
import Testing
import Workspace

@testable import Syntax

/// Every parser on broken copies of real-looking files: it ends, and all its ranges lie inside the text.
@Suite struct MutationTests {
  static let files: [(path: String, bytes: [UInt8])] = {
    let root = PathText.normalized(PathText.join(PathText.parent(#filePath), "../../fixtures"))
    return FileSystem.files(below: root, excluding: []).filter { !PathText.name($0).hasPrefix("expected") }.compactMap {
      path in
      guard case .bytes(let bytes)? = try? FileSystem.read(PathText.join(root, path)) else { return nil }
      return (path, bytes)
    }
  }()

  static let paths = files.map(\.path)

  private func ranges(_ path: String, _ bytes: [UInt8]) -> [Range<Int>] {
    let source = SourceText(path: path, bytes: bytes)
    switch FileKind(path: path) {
    case .dockerfile:
      let tree = DockerfileParser.parse(source)
      var ranges = tree.problems.map(\.range) + tree.comments
      for instruction in tree.instructions {
        ranges += [instruction.range, instruction.keywordRange, instruction.arguments.range]
        ranges += instruction.words.map(\.range) + instruction.flags.map(\.range) + instruction.heredocs.map(\.content)
        for pair in instruction.pairs { ranges += [pair.range, pair.keyRange, pair.valueRange] }
      }
      return ranges
    case .dotenv:
      let tree = DotenvParser.parse(source)
      var ranges = tree.problems.map(\.range) + tree.comments
      for entry in tree.entries { ranges += [entry.range, entry.keyRange, entry.rawRange, entry.valueRange] }
      return ranges
    case .compose, .yaml: return data(YAMLParser.parse(source))
    case .json: return data(JSONParser.parse(source))
    case .specDocument, .code, .other:
      let tree = MarkdownParser.parse(source)
      var ranges = tree.problems.map(\.range) + tree.comments + tree.links.map(\.targetRange)
      for field in tree.frontMatter { ranges += [field.range, field.valueRange] }
      for block in tree.blocks { ranges += self.ranges(of: block) }
      return ranges
    }
  }

  private func ranges(of block: MarkdownBlock) -> [Range<Int>] {
    switch block {
    case .heading(let heading): [heading.range]
    case .table(let table): [table.range] + (table.header + table.rows.flatMap(\.cells)).map(\.range)
    case .code(let code): [code.range, code.content]
    case .quote(_, let range), .listItem(_, let range), .paragraph(_, let range): [range]
    }
  }

  private func data(_ tree: DataTree) -> [Range<Int>] {
    tree.problems.map(\.range) + tree.comments + tree.nodes.map(\.range)
  }

  private func expectInside(_ path: String, _ bytes: [UInt8], _ what: String) {
    for range in ranges(path, bytes) where range.lowerBound < 0 || range.upperBound > bytes.count {
      Issue.record("\(path) \(what): \(range) of \(bytes.count)")
      return
    }
  }

  @Test(arguments: paths) func truncated(_ path: String) {
    guard let bytes = Self.files.first(where: { $0.path == path })?.bytes else { return }
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 150)) {
      expectInside(path, Array(bytes[..<length]), "cut at \(length)")
    }
  }

  @Test(arguments: paths) func withOneByteChanged(_ path: String) {
    guard let bytes = Self.files.first(where: { $0.path == path })?.bytes else { return }
    let replacements = Array("\"'{}[]|:#\\`\n\t<*&!-".utf8) + [0x00, 0xFF, 0xC3]
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for _ in 0..<150 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var changed = bytes
      let offset = Int(state >> 33) % bytes.count
      changed[offset] = replacements[Int(state >> 20) % replacements.count]
      expectInside(path, changed, "byte \(offset) is \(changed[offset])")
    }
  }

  @Test(arguments: paths) func withLinesDoubled(_ path: String) {
    guard let bytes = Self.files.first(where: { $0.path == path })?.bytes else { return }
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for index in lines.indices {
      let doubled = lines[...index] + lines[index...]
      expectInside(path, Array(doubled.joined(separator: [0x0A])), "line \(index + 1) doubled")
    }
  }
}
