/// A number and the unit behind it, as people write them: `0.5 vCPU`, `512MB`, `1,024 MiB`, `30일`.
package struct MeasuredNumber: Sendable, Equatable {
  package let value: Double
  /// Lower-cased; empty if there is none.
  package let unit: String

  /// Nothing that is measured is larger; larger numbers are read as this, so that arithmetic on them stays in range.
  static let greatest = 1e15

  /// All numbers of a text with the word behind each. A dash or a slash between two numbers belongs to neither.
  package static func all(in text: String) -> [MeasuredNumber] {
    var result: [MeasuredNumber] = []
    let characters = Array(text)
    var index = 0
    while index < characters.count {
      guard characters[index].isASCIIDigit || startsFraction(characters, index) else {
        index += 1
        continue
      }
      let value = number(characters, &index)
      var unitStart = index
      while unitStart < characters.count, characters[unitStart] == " " { unitStart += 1 }
      var end = unitStart
      while end < characters.count, characters[end].isUnitCharacter { end += 1 }
      result.append(MeasuredNumber(value: value, unit: String(characters[unitStart..<end]).lowercased()))
      index = max(end, index)
    }
    return result
  }

  /// The number of a text that holds nothing else but its unit.
  package static func only(in text: String) -> MeasuredNumber? {
    let all = all(in: text)
    guard all.count == 1, let first = text.first(where: { !$0.isWhitespace }), first.isASCIIDigit || first == "." else {
      return nil
    }
    let number = all[0]
    let compact = text.filter { !$0.isWhitespace && $0 != "," }.lowercased()
    guard compact.hasSuffix(number.unit) else { return nil }
    return compact.dropLast(number.unit.count).allSatisfy { $0.isASCIIDigit || $0 == "." } ? number : nil
  }

  private static func startsFraction(_ characters: [Character], _ index: Int) -> Bool {
    characters[index] == "." && index + 1 < characters.count && characters[index + 1].isASCIIDigit
      && (index == 0 || !characters[index - 1].isASCIIDigit)
  }

  /// Digits with a decimal point; commas only where they part thousands.
  private static func number(_ characters: [Character], _ index: inout Int) -> Double {
    var digits = ""
    var hasPoint = false
    while index < characters.count {
      let character = characters[index]
      if character.isASCIIDigit {
        digits.append(character)
      } else if character == ".", !hasPoint, index + 1 < characters.count, characters[index + 1].isASCIIDigit {
        digits.append(character)
        hasPoint = true
      } else if character == ",", !hasPoint, partsThousands(characters, index) {
      } else {
        break
      }
      index += 1
    }
    return min(Double(digits.hasPrefix(".") ? "0" + digits : digits) ?? 0, greatest)
  }

  private static func partsThousands(_ characters: [Character], _ comma: Int) -> Bool {
    let group = characters[(comma + 1)...].prefix { $0.isASCIIDigit }
    return group.count == 3
  }
}

extension Character {
  var isASCIIDigit: Bool { isASCII && isNumber }
  fileprivate var isUnitCharacter: Bool { isLetter || self == "%" || self == "µ" }
}
