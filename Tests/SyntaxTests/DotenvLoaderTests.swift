import Diagnostics
import FoundationEssentials
import Testing

@testable import Syntax

/// What loaders read, as `Tests/Peers/dotenv-loaders` found it by running them.
private struct LoaderCases: Decodable {
  let cases: [Case]

  struct Case: Decodable {
    let text: String
    let readings: [String: Reading?]
  }

  struct Reading: Decodable {
    let failure: String?
    let values: [String: String?]
  }

  static func load() throws -> LoaderCases {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let data = try Data(contentsOf: URL(filePath: "/\(folder)/Peers/dotenv-loaders/cases.json"))
    return try JSONDecoder().decode(LoaderCases.self, from: data)
  }
}

@Suite struct DotenvLoaderTests {
  private func texts(_ reading: DotenvReading) -> [String: String?] {
    reading.final.mapValues { value in
      if case .text(let bytes) = value { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
  }

  @Test(arguments: [DotenvDialect.node, .nodeEnvFile, .python, .godotenv])
  func readsAsTheLoader(_ dialect: DotenvDialect) throws {
    let cases = try LoaderCases.load().cases
    #expect(cases.count > 400)
    for entry in cases {
      let expected = try #require(entry.readings[dialect.rawValue] ?? nil)
      let reading = dialect.read(Array(entry.text.utf8))
      #expect((reading.failure?.isFatal ?? false) == (expected.failure == "fatal"), "\(entry.text.debugDescription)")
      guard expected.failure != "fatal" else { continue }
      #expect(texts(reading) == expected.values, "\(entry.text.debugDescription)")
    }
  }

  /// What a line would run is not run: such cases are left to the shell.
  @Test func readsAsBash() throws {
    var compared = 0
    for entry in try LoaderCases.load().cases {
      guard let expected = entry.readings["bash"] ?? nil else { continue }
      let reading = DotenvDialect.bash.read(Array(entry.text.utf8))
      let isPlain = reading.final.values.allSatisfy { if case .computed = $0 { false } else { true } }
      guard reading.failure == nil, isPlain else { continue }
      #expect(texts(reading).filter { $0.value != nil } == expected.values, "\(entry.text.debugDescription)")
      compared += 1
    }
    #expect(compared > 80)
  }

  /// The rows of the reference table that no loader here can be asked about.
  @Test(arguments: [
    ("A=1#c", "1#c"), ("A=1 # c", "1"), ("A=#c", "#c"), ("A=\"a\\tb\"", "a\tb"), ("A=\"say \\\"hi\\\"\"", "say \"hi\""),
    ("A=`b c`", "`b c`"), ("B=x\nA=$B", "x"), ("A='${B}'", "${B}"), ("A=${U:-d}", "d"), ("A=${U-d}", "d"),
    ("A=${U:?m}", nil), ("A=a$$b", "a$b"), (" A = 1 ", "1"), ("A: 1", "1"), ("\u{FEFF}A=1", "1"), ("A=\"x\nB=2", nil),
    ("export A=1", "1"), ("A=1\r\n", "1"), ("A=pa$", nil),
  ])
  func readsAsCompose(_ text: String, _ expected: String?) {
    let reading = DotenvDialect.compose.read(Array(text.utf8))
    #expect((reading.failure == nil) == (expected != nil))
    if let expected { #expect(texts(reading)["A"] == expected) }
  }

  @Test(arguments: [
    ("A=1#c", "1#c"), ("A=1 # c", "1 # c"), ("A=\"a\\tb\"", "\"a\\tb\""), ("A=`b c`", "`b c`"), ("A=$B", "$B"),
    ("A=a$$b", "a$$b"), (" A = 1 ", nil), ("A: 1", nil), ("\u{FEFF}A=1", "1"), ("A=\"x\nB=2", "\"x"), ("A=1\r\n", "1"),
    ("A=1  ", "1  "), ("export A=1", nil),
  ])
  func readsAsDocker(_ text: String, _ expected: String?) {
    let reading = DotenvDialect.docker.read(Array(text.utf8))
    #expect((reading.failure == nil) == (expected != nil))
    if let expected { #expect(texts(reading)["A"] == expected) }
  }

  /// References that never end, and lines that double the one before: what is read stays as small as the file and its budget.
  @Test func hostileFilesAreReadInBoundedSpace() {
    let open = Array("A=\"".utf8) + (0..<30_000).flatMap { _ in Array("${B:-".utf8) }
    let names = Array("A=\"".utf8) + (0..<30_000).flatMap { _ in Array("${A".utf8) } + Array(":x}\"\n".utf8)
    let doubled = (0..<48).reduce("Z0=0123456789abcdef\n") { $0 + "Z\($1 + 1)=${Z\($1)}${Z\($1)}\n" }
    for dialect in DotenvDialect.allCases {
      _ = dialect.read(open)
      _ = dialect.read(names)
      let sizes = dialect.read(Array(doubled.utf8)).variables.map { variable in
        if case .text(let text) = variable.value { text.count } else { 0 }
      }
      #expect(sizes.reduce(0, +) < 64 << 20, "\(dialect)")
    }
  }

  /// Whatever is cut off or changed: no crash, and places inside the file.
  @Test func brokenFilesAreRead() {
    let text = Array("export A=\"x ${B:-y}\" # c\nB='q'\nC=`z` \\\n D: $A$$\r\nE=\u{D55C}\n".utf8)
    var random = SystemRandomNumberGenerator()
    for round in 0..<2_000 {
      var bytes = Array(text.prefix(round < text.count ? round : text.count))
      if round >= text.count {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      for dialect in DotenvDialect.allCases {
        let reading = dialect.read(bytes)
        #expect(reading.variables.allSatisfy { (0...bytes.count).contains($0.offset) })
      }
    }
  }
}
