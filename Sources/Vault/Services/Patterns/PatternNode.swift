/// A part of a regular expression.
indirect enum PatternNode {
  case characters(CharacterTest)
  case sequence([PatternNode])
  /// The first that fits is preferred.
  case choice([PatternNode])
  case repeated(PatternNode, atLeast: Int, atMost: Int?, Greed)
  case group(PatternNode, number: Int)
  case backreference(Int)
  case assertion(Assertion)
  /// What lies ahead, and takes no text.
  case ahead(PatternNode, isNegated: Bool)
  /// Taken once, the first way that fits.
  case atomic(PatternNode)

  enum Greed {
    case greedy, lazy, possessive
  }

  enum Assertion {
    case start, end, lastLineEnd, wordBoundary, noWordBoundary
  }
}

/// Which characters fit a place.
struct CharacterTest: Sendable {
  let accepts: @Sendable (Unicode.Scalar) -> Bool

  init(_ accepts: @escaping @Sendable (Unicode.Scalar) -> Bool) {
    self.accepts = accepts
  }

  init(_ scalar: Unicode.Scalar, ignoresCase: Bool) {
    guard ignoresCase, scalar.properties.isCased else {
      self.init { $0 == scalar }
      return
    }
    let lower = scalar.properties.lowercaseMapping
    self.init { $0 == scalar || $0.properties.lowercaseMapping == lower }
  }

  var negated: CharacterTest { CharacterTest { !accepts($0) } }

  func or(_ other: CharacterTest) -> CharacterTest { CharacterTest { accepts($0) || other.accepts($0) } }

  func and(_ other: CharacterTest) -> CharacterTest { CharacterTest { accepts($0) && other.accepts($0) } }

  static let none = CharacterTest { _ in false }
  static let digit = CharacterTest { ("0"..."9").contains($0) }
  static let lower = CharacterTest { ("a"..."z").contains($0) }
  static let upper = CharacterTest { ("A"..."Z").contains($0) }
  static let letter = lower.or(upper)
  static let word = letter.or(digit).or(CharacterTest { $0 == "_" })
  static let space = CharacterTest { $0 == " " || (0x09...0x0D).contains($0.value) }
  static let punctuation = CharacterTest {
    (0x21...0x7E).contains($0.value) && !letter.or(digit).accepts($0)
  }
  static let lineEnd = CharacterTest { [0x0A, 0x0D, 0x85, 0x2028, 0x2029].contains($0.value) }

  /// What `\p{…}` names (Java's `Pattern`): POSIX classes of ASCII, and Unicode's general categories; nil for others.
  static func named(_ name: String) -> CharacterTest? {
    switch name {
    case "Lower": lower
    case "Upper": upper
    case "ASCII": CharacterTest { $0.isASCII }
    case "Alpha": letter
    case "Digit": digit
    case "Alnum": letter.or(digit)
    case "Punct": punctuation
    case "Graph": letter.or(digit).or(punctuation)
    case "Print": letter.or(digit).or(punctuation).or(CharacterTest { $0 == " " })
    case "Blank": CharacterTest { $0 == " " || $0 == "\t" }
    case "Cntrl": CharacterTest { $0.value < 0x20 || $0.value == 0x7F }
    case "XDigit": digit.or(CharacterTest { ("a"..."f").contains($0) || ("A"..."F").contains($0) })
    case "Space": space
    default: category(name.hasPrefix("Is") ? String(name.dropFirst(2)) : name)
    }
  }

  private static func category(_ name: String) -> CharacterTest? {
    let names: [Unicode.GeneralCategory: String] = [
      .uppercaseLetter: "Lu", .lowercaseLetter: "Ll", .titlecaseLetter: "Lt", .modifierLetter: "Lm", .otherLetter: "Lo",
      .decimalNumber: "Nd", .letterNumber: "Nl", .otherNumber: "No", .nonspacingMark: "Mn", .spacingMark: "Mc",
      .enclosingMark: "Me", .connectorPunctuation: "Pc", .dashPunctuation: "Pd", .openPunctuation: "Ps",
      .closePunctuation: "Pe", .initialPunctuation: "Pi", .finalPunctuation: "Pf", .otherPunctuation: "Po",
      .mathSymbol: "Sm", .currencySymbol: "Sc", .modifierSymbol: "Sk", .otherSymbol: "So", .spaceSeparator: "Zs",
      .lineSeparator: "Zl", .paragraphSeparator: "Zp", .control: "Cc", .format: "Cf",
    ]
    let wanted = Set(names.filter { $0.value.hasPrefix(name) }.keys)
    guard (1...2).contains(name.utf8.count), !wanted.isEmpty else { return nil }
    return CharacterTest { wanted.contains($0.properties.generalCategory) }
  }
}
