import CLibYAML
import Diagnostics

/// Reads YAML into a located tree, through libyaml's events.
///
/// libyaml stops at the first error; reading goes on at the next `---` or key in column 0. Flow collections nested more
/// than `maximumDepth` deep are refused, because libyaml's scanner takes time quadratic in that depth.
package enum YAMLParser {
  package static let maximumDepth = 1_000

  package static func parse(_ source: SourceText) -> DataTree {
    var reader = YAMLReader(source)
    return reader.read()
  }
}

private struct YAMLReader {
  private let source: SourceText
  private let bytes: [UInt8]
  private let offsets: CharacterOffsets
  private var builder = DataTreeBuilder()
  private var anchors: [String: Int] = [:]
  /// Ranges that cannot hold a comment: scalars, in order.
  private var scalars: [Range<Int>] = []
  private var isFlow: [Bool] = []

  init(_ source: SourceText) {
    self.source = source
    (bytes, builder.problems) = sanitizedUTF8(source.bytes)
    offsets = CharacterOffsets(bytes)
  }

  mutating func read() -> DataTree {
    var start = bytes.starts(with: "\u{FEFF}", at: 0) ? 3 : 0
    while let failure = parse(from: start) {
      guard builder.problems.count < [SyntaxProblem].cap, let next = resumption(after: max(failure, start)) else {
        break
      }
      start = next
    }
    return DataTree(
      source: source, nodes: builder.nodes, roots: builder.roots, problems: builder.problems.sortedAndCapped(),
      comments: YAMLComments.find(in: bytes, outside: scalars))
  }

  /// Parses to the end, or to the first error: then the offset it was met at.
  private mutating func parse(from start: Int) -> Int? {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { return nil }
    defer { yaml_parser_delete(&parser) }
    return bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(&parser, base + start, buffer.count - start)
      let firstCharacter = offsets.character(at: start)
      while true {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) == 1 else {
          return fail(parser, firstCharacter, limit: buffer.count)
        }
        defer { yaml_event_delete(&event) }
        if event.type == YAML_STREAM_END_EVENT { return nil }
        let from = offsets.byte(at: firstCharacter + event.start_mark.index)
        let to = offsets.byte(at: firstCharacter + event.end_mark.index)
        take(event, from..<max(from, to))
        if isFlow.count > YAMLParser.maximumDepth {
          builder.problems.append(
            SyntaxProblem(
              from..<min(from + 1, bytes.count), "collections nested more than \(YAMLParser.maximumDepth) deep"))
          closeAll(at: from)
          return from
        }
      }
    }
  }

  private mutating func fail(_ parser: yaml_parser_t, _ firstCharacter: Int, limit: Int) -> Int {
    let mark =
      parser.problem_mark.index > 0 || parser.error != YAML_READER_ERROR
      ? parser.problem_mark.index : parser.problem_offset
    let offset = min(offsets.byte(at: firstCharacter + Int(mark)), limit)
    let what = parser.problem.map { String(cString: $0) } ?? "this cannot be read"
    let context = parser.context.map { String(cString: $0) + ": " } ?? ""
    let end = offset < limit && !bytes[offset].isLineBreak ? characterEnd(offset) : offset
    builder.problems.append(SyntaxProblem(offset..<end, "not valid YAML: \(context)\(what)"))
    closeAll(at: offset)
    return offset
  }

  private func characterEnd(_ offset: Int) -> Int {
    var end = offset + 1
    while end < bytes.count, bytes[end].isContinuation { end += 1 }
    return end
  }

  private mutating func closeAll(at offset: Int) {
    builder.endAll(at: offset)
    isFlow = []
  }

  private mutating func take(_ event: yaml_event_t, _ range: Range<Int>) {
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: anchors = [:]
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      isFlow.append(start.style == YAML_FLOW_MAPPING_STYLE)
      let index = builder.begin(.mapping, at: range, tag: string(start.tag))
      note(start.anchor, index)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      isFlow.append(start.style == YAML_FLOW_SEQUENCE_STYLE)
      let index = builder.begin(.sequence, at: range, tag: string(start.tag))
      note(start.anchor, index)
    case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
      if isFlow.popLast() ?? false { builder.end(at: range.upperBound) } else { builder.endAtLastChild() }
    case YAML_SCALAR_EVENT: scalar(event.data.scalar, range)
    case YAML_ALIAS_EVENT: alias(string(event.data.alias.anchor) ?? "", range)
    default: break
    }
  }

  private mutating func scalar(_ scalar: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar, _ range: Range<Int>)
  {
    let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    let style = ScalarStyle(scalar.style)
    let trimmed = trimmedScalar(range, style)
    if !trimmed.isEmpty { scalars.append(trimmed) }
    let index = builder.append(.scalar(text, style), trimmed, tag: string(scalar.tag))
    note(scalar.anchor, index)
  }

  /// A scalar's own bytes: after its tag and anchor, and without what libyaml counts to a block scalar behind its text.
  private func trimmedScalar(_ range: Range<Int>, _ style: ScalarStyle) -> Range<Int> {
    var range = range
    while range.lowerBound < range.upperBound,
      bytes[range.lowerBound] == UInt8(ascii: "!") || bytes[range.lowerBound] == UInt8(ascii: "&")
    {
      var next = range.lowerBound
      while next < range.upperBound, !bytes[next].isSpace { next += 1 }
      while next < range.upperBound, bytes[next].isSpace { next += 1 }
      range = next..<range.upperBound
    }
    guard style == .literal || style == .folded else { return range }
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1].isSpace { end -= 1 }
    return range.lowerBound..<end
  }

  private mutating func alias(_ name: String, _ range: Range<Int>) {
    if let target = anchors[name] {
      builder.append(.alias(target), range)
    } else {
      builder.problems.append(SyntaxProblem(range, "the alias '*\(name)' has no anchor '&\(name)' before it"))
      builder.append(.scalar("", .plain), range)
    }
  }

  private mutating func note(_ anchor: UnsafeMutablePointer<yaml_char_t>?, _ index: Int) {
    if let name = string(anchor) { anchors[name] = index }
  }

  private func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  /// The start of the next line after an error that begins a document, or a key in column 0.
  private mutating func resumption(after offset: Int) -> Int? {
    var line = source.lines.line(at: offset) + 1
    while line < source.lines.count {
      let range = source.lines.content(of: line, in: bytes)
      if bytes.starts(with: "---", at: range.lowerBound) { return range.lowerBound }
      if beginsKey(range) {
        builder.continueLastRoot()
        return range.lowerBound
      }
      line += 1
    }
    return nil
  }

  private func beginsKey(_ range: Range<Int>) -> Bool {
    guard let first = bytes[range].first, first.isWord || first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
    else { return false }
    guard let colon = bytes.firstOffset(of: UInt8(ascii: ":"), in: range) else { return false }
    return colon + 1 == range.upperBound || bytes[colon + 1].isBlank
  }
}

extension ScalarStyle {
  fileprivate init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: self = .literal
    case YAML_FOLDED_SCALAR_STYLE: self = .folded
    default: self = .plain
    }
  }
}

/// Turns libyaml's character indexes into byte offsets and back. Text in ASCII needs no table.
private struct CharacterOffsets {
  /// The byte offset of every 64th character.
  private var checkpoints: [Int] = []
  private let bytes: [UInt8]
  private let isASCII: Bool

  private static let stride = 64

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    isASCII = bytes.allSatisfy { $0 < 0x80 }
    guard !isASCII else { return }
    var character = 0
    for (offset, byte) in bytes.enumerated() where !byte.isContinuation {
      if character % Self.stride == 0 { checkpoints.append(offset) }
      character += 1
    }
  }

  func byte(at character: Int) -> Int {
    if isASCII { return min(character, bytes.count) }
    let checkpoint = character / Self.stride
    guard checkpoint < checkpoints.count else { return bytes.count }
    var offset = checkpoints[checkpoint]
    var left = character % Self.stride
    while left > 0, offset < bytes.count {
      offset += 1
      while offset < bytes.count, bytes[offset].isContinuation { offset += 1 }
      left -= 1
    }
    return offset
  }

  func character(at byte: Int) -> Int {
    if isASCII { return byte }
    var low = 0
    var high = checkpoints.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if checkpoints[middle] <= byte { low = middle } else { high = middle }
    }
    guard !checkpoints.isEmpty else { return 0 }
    var count = low * Self.stride
    for offset in checkpoints[low]..<byte where !bytes[offset].isContinuation { count += 1 }
    return count
  }
}
