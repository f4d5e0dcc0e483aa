import Diagnostics
import Syntax

struct MalformedReference: DotenvRule {
  static let card = RuleCard(
    "malformed-reference", .dotenv, summary: "A reference to a variable is not closed, or closed without being opened.",
    rationale: "Loaders take it as it stands, cut it off, or refuse the file.", severity: .warning,
    aliases: ["SubstitutionKey"])

  static let examples: [Example] = [
    .flags("API_HOST=⟦${HOST⟧\n", in: ".env.staging"),
    .flags("API_HOST=⟦$HOST}⟧\n", in: ".env.staging"),
    .passes("API_HOST=${HOST}\nLOG_LEVEL='${'\n", in: ".env.staging"),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    for entry in file.entries where entry.quote != .single {
      let bytes = file.source.bytes
      let lastClose = bytes[entry.valueRange].lastIndex(of: UInt8(ascii: "}")) ?? -1
      var index = entry.valueRange.lowerBound
      while index < entry.valueRange.upperBound {
        defer { index += 1 }
        guard bytes[index] == UInt8(ascii: "$"), index == 0 || bytes[index - 1] != UInt8(ascii: "\\") else { continue }
        if let end = malformed(bytes, index, entry.valueRange.upperBound, lastClose) {
          report.flag(
            Location(file.source, index..<end), "a reference that is never closed, or never opened",
            help: "write ${NAME}, or put a value that means a dollar sign into single quotes")
          index = end
        }
      }
    }
  }

  private func malformed(_ bytes: [UInt8], _ start: Int, _ limit: Int, _ lastClose: Int) -> Int? {
    let isBraced = start + 1 < limit && bytes[start + 1] == UInt8(ascii: "{")
    if isBraced { return lastClose > start ? nil : limit }
    var end = start + 1
    while end < limit, bytes[end].isWord { end += 1 }
    return end > start + 1 && end < limit && bytes[end] == UInt8(ascii: "}") ? end + 1 : nil
  }
}
