/// Reads a regular expression as Java's `Pattern` does, which is what Parameter Store compares with: of its grammar all but
/// looking behind, line modes and comments. What is not understood is no pattern.
struct PatternReader {
  /// Why a text is no pattern.
  struct Malformed: Error {}

  /// Nothing that is written by hand has more.
  private static let depthLimit = 100
  private static let repetitionLimit = 8192

  private let text: [Unicode.Scalar]
  private var index = 0
  private var depth = 0
  private var ignoresCase = false
  private var dotTakesLineEnds = false
  private(set) var groupCount = 0
  private var groupNames: [String: Int] = [:]
  private(set) var hasBackreferences = false

  init(_ pattern: String) {
    text = Array(pattern.unicodeScalars)
  }

  mutating func read() throws -> PatternNode {
    let node = try choice()
    guard index == text.count else { throw Malformed() }
    return node
  }

  private var next: Unicode.Scalar? { index < text.count ? text[index] : nil }

  private mutating func take() throws -> Unicode.Scalar {
    guard let scalar = next else { throw Malformed() }
    index += 1
    return scalar
  }

  private mutating func takeIf(_ expected: String) -> Bool {
    let scalars = Array(expected.unicodeScalars)
    guard text[index...].starts(with: scalars) else { return false }
    index += scalars.count
    return true
  }

  private mutating func choice() throws -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    guard depth < PatternReader.depthLimit else { throw Malformed() }
    var branches = [try sequence()]
    while takeIf("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws -> PatternNode {
    var parts: [PatternNode] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      if takeIf("\\Q") {
        while index < text.count, !takeIf("\\E") { parts.append(.characters(literal(try take()))) }
        // What is repeated is the last character.
        if let last = parts.popLast() { parts.append(try quantified(last)) }
        continue
      }
      guard let part = try atom() else { continue }
      parts.append(try quantified(part))
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private func literal(_ scalar: Unicode.Scalar) -> CharacterTest {
    CharacterTest(scalar, ignoresCase: ignoresCase)
  }

  /// - Returns: Nil for flags, which are no part of the text.
  private mutating func atom() throws -> PatternNode? {
    switch try take() {
    case "(": return try group()
    case "[": return .characters(try characterClass())
    case "\\": return try escape()
    case ".": return .characters(dotTakesLineEnds ? CharacterTest { _ in true } : CharacterTest.lineEnd.negated)
    case "^": return .assertion(.start)
    case "$": return .assertion(.lastLineEnd)
    case "*", "+", "?", "{": throw Malformed()
    case let scalar: return .characters(literal(scalar))
    }
  }

  // MARK: Quantifiers

  private mutating func quantified(_ node: PatternNode) throws -> PatternNode {
    var node = node
    while let bounds = try bounds() {
      let greed: PatternNode.Greed = takeIf("?") ? .lazy : takeIf("+") ? .possessive : .greedy
      node = .repeated(node, atLeast: bounds.0, atMost: bounds.1, greed)
    }
    return node
  }

  private mutating func bounds() throws -> (Int, Int?)? {
    if takeIf("*") { return (0, nil) }
    if takeIf("+") { return (1, nil) }
    if takeIf("?") { return (0, 1) }
    guard takeIf("{") else { return nil }
    guard let low = try number() else { throw Malformed() }
    var high: Int? = low
    if takeIf(",") { high = try number() }
    guard takeIf("}"), high.map({ $0 >= low }) ?? true else { throw Malformed() }
    return (low, high)
  }

  private mutating func number() throws -> Int? {
    var value: Int?
    while let scalar = next, ("0"..."9").contains(scalar) {
      index += 1
      value = (value ?? 0) * 10 + Int(scalar.value - 0x30)
      guard (value ?? 0) <= PatternReader.repetitionLimit else { throw Malformed() }
    }
    return value
  }

  // MARK: Groups

  private mutating func group() throws -> PatternNode? {
    let flags = (ignoresCase, dotTakesLineEnds)
    defer { if isScoped { (ignoresCase, dotTakesLineEnds) = flags } }
    isScoped = true
    guard takeIf("?") else {
      groupCount += 1
      let number = groupCount
      return .group(try closed(), number: number)
    }
    if takeIf(":") { return try closed() }
    if takeIf("=") { return .ahead(try closed(), isNegated: false) }
    if takeIf("!") { return .ahead(try closed(), isNegated: true) }
    if takeIf(">") { return .atomic(try closed()) }
    if takeIf("<") { return try namedGroup() }
    try readFlags()
    if takeIf(":") { return try closed() }
    guard takeIf(")") else { throw Malformed() }
    isScoped = false
    return nil
  }

  /// Whether flags that were read end with the group; those of `(?i)` go on behind it.
  private var isScoped = true

  private mutating func closed() throws -> PatternNode {
    let node = try choice()
    guard takeIf(")") else { throw Malformed() }
    isScoped = true
    return node
  }

  private mutating func namedGroup() throws -> PatternNode {
    let name = try word(until: ">")
    groupCount += 1
    guard groupNames.updateValue(groupCount, forKey: name) == nil else { throw Malformed() }
    let number = groupCount
    return .group(try closed(), number: number)
  }

  private mutating func word(until end: Unicode.Scalar) throws -> String {
    var name = String.UnicodeScalarView()
    while let scalar = next, CharacterTest.word.accepts(scalar) {
      name.append(scalar)
      index += 1
    }
    guard try take() == end, !name.isEmpty else { throw Malformed() }
    return String(name)
  }

  private mutating func readFlags() throws {
    var isOn = true
    while let scalar = next, scalar != ":", scalar != ")" {
      index += 1
      switch scalar {
      case "i": ignoresCase = isOn
      case "s": dotTakesLineEnds = isOn
      case "u", "U": continue
      case "-" where isOn: isOn = false
      default: throw Malformed()
      }
    }
  }

  // MARK: Escapes

  private mutating func escape() throws -> PatternNode {
    let scalar = try take()
    switch scalar {
    case "b": return .assertion(.wordBoundary)
    case "B": return .assertion(.noWordBoundary)
    case "A": return .assertion(.start)
    case "z": return .assertion(.end)
    case "Z": return .assertion(.lastLineEnd)
    case "1"..."9":
      let number = Int(scalar.value - 0x30)
      guard number <= groupCount else { throw Malformed() }
      hasBackreferences = true
      return .backreference(number)
    case "k":
      guard try take() == "<", let number = groupNames[try word(until: ">")] else { throw Malformed() }
      hasBackreferences = true
      return .backreference(number)
    default:
      index -= 1
      return .characters(try escapedCharacters())
    }
  }

  /// An escape that stands for characters, in a class or outside.
  private mutating func escapedCharacters() throws -> CharacterTest {
    if let test = try escapedClass() { return test }
    return literal(try escapedScalar())
  }

  private mutating func escapedClass() throws -> CharacterTest? {
    let start = index
    switch try take() {
    case "d": return .digit
    case "D": return CharacterTest.digit.negated
    case "w": return .word
    case "W": return CharacterTest.word.negated
    case "s": return .space
    case "S": return CharacterTest.space.negated
    case "h": return CharacterTest { $0 == " " || $0 == "\t" || $0.properties.generalCategory == .spaceSeparator }
    case "p": return try named()
    case "P": return try named().negated
    default:
      index = start
      return nil
    }
  }

  private mutating func named() throws -> CharacterTest {
    let name = takeIf("{") ? try word(until: "}") : String(Character(try take()))
    guard let test = CharacterTest.named(name) else { throw Malformed() }
    return test
  }

  private mutating func escapedScalar() throws -> Unicode.Scalar {
    let scalar = try take()
    switch scalar {
    case "t": return "\t"
    case "n": return "\n"
    case "r": return "\r"
    case "f": return "\u{0C}"
    case "a": return "\u{07}"
    case "e": return "\u{1B}"
    case "x" where takeIf("{"):
      let digits = try word(until: "}")
      guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else { throw Malformed() }
      return scalar
    case "x": return try hexadecimal(2)
    case "u": return try hexadecimal(4)
    default:
      // A letter or digit that means nothing is a mistake.
      guard !CharacterTest.letter.or(.digit).accepts(scalar) else { throw Malformed() }
      return scalar
    }
  }

  private mutating func hexadecimal(_ count: Int) throws -> Unicode.Scalar {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = Character(try take()).hexDigitValue else { throw Malformed() }
      value = value << 4 | UInt32(digit)
    }
    guard let scalar = Unicode.Scalar(value) else { throw Malformed() }
    return scalar
  }

  // MARK: Classes

  /// Behind `[`: characters, ranges, classes in it, and intersections.
  private mutating func characterClass() throws -> CharacterTest {
    depth += 1
    defer { depth -= 1 }
    guard depth < PatternReader.depthLimit else { throw Malformed() }
    let isNegated = takeIf("^")
    var whole: CharacterTest?
    var part = CharacterTest.none
    var isEmpty = true
    while isEmpty || next != "]" {
      if takeIf("&&") {
        whole = whole.map { $0.and(part) } ?? part
        part = .none
        isEmpty = true
        continue
      }
      part = part.or(try classItem())
      isEmpty = false
    }
    index += 1
    let test = whole.map { $0.and(part) } ?? part
    return isNegated ? test.negated : test
  }

  private mutating func classItem() throws -> CharacterTest {
    if takeIf("[") { return try characterClass() }
    let low: Unicode.Scalar
    if takeIf("\\") {
      if let test = try escapedClass() { return test }
      low = try escapedScalar()
    } else {
      low = try take()
    }
    guard next == "-", index + 1 < text.count, text[index + 1] != "]", text[index + 1] != "[" else {
      return literal(low)
    }
    index += 1
    let high = takeIf("\\") ? try escapedScalar() : try take()
    guard low <= high else { throw Malformed() }
    let test = CharacterTest { low <= $0 && $0 <= high }
    guard ignoresCase else { return test }
    return CharacterTest { scalar in
      let properties = scalar.properties
      return test.accepts(scalar)
        || [properties.lowercaseMapping, properties.uppercaseMapping].contains {
          $0.unicodeScalars.count == 1 && $0.unicodeScalars.allSatisfy(test.accepts)
        }
    }
  }
}
