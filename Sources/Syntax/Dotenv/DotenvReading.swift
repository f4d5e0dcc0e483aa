/// What one loader makes of a dotenv file in a process that has no variables yet.
package struct DotenvReading: Sendable, Equatable {
  package enum Value: Sendable, Hashable {
    case text([UInt8])
    /// Whatever the process has: a key alone.
    case inherited
    /// What only running it can tell, as it stands in the file: a command, the process's id.
    case computed([UInt8])
  }

  package struct Variable: Sendable, Equatable {
    package let key: String
    package let value: Value
    /// Where the key begins.
    package let offset: Int
  }

  /// In the order of the file, a key as often as it is set.
  package var variables: [Variable] = []
  /// Where the loader meets the first thing that it refuses, and whether it then gives up the whole file.
  package var failure: (offset: Int, isFatal: Bool)?

  /// What counts in the end: of a key that is set twice every loader takes the last.
  package var final: [String: Value] {
    variables.reduce(into: [:]) { $0[$1.key] = $1.value }
  }

  /// Whether an application that loads both sees the same.
  package static func == (a: DotenvReading, b: DotenvReading) -> Bool {
    guard a.failure?.isFatal == b.failure?.isFatal else { return false }
    // Most files that are compared set the same in the same order.
    return a.variables.elementsEqual(b.variables) { $0.key == $1.key && $0.value == $1.value } || a.final == b.final
  }

  mutating func set(_ key: Range<Int>, _ bytes: [UInt8], _ value: Value) {
    variables.append(Variable(key: bytes.text(key), value: value, offset: key.lowerBound))
  }

  mutating func fail(at offset: Int, isFatal: Bool = true) {
    if failure == nil || (isFatal && failure?.isFatal == false) { failure = (failure?.offset ?? offset, isFatal) }
  }
}

extension DotenvDialect {
  /// Reads a file as this loader does.
  package func read(_ bytes: [UInt8]) -> DotenvReading {
    switch self {
    case .node: NodeDotenv.read(bytes)
    case .nodeEnvFile: NodeEnvFile.read(bytes)
    case .python: PythonDotenv.read(bytes)
    case .godotenv: Godotenv.read(bytes)
    case .compose: ComposeDotenv.read(bytes)
    case .docker: DockerEnvFile.read(bytes)
    case .bash: BashDotenv.read(bytes)
    }
  }

  /// What a message calls it.
  package var title: String {
    switch self {
    case .node: "npm's dotenv"
    case .nodeEnvFile: "node --env-file"
    case .python: "python-dotenv"
    case .godotenv: "godotenv"
    case .compose: "Docker Compose"
    case .docker: "docker run --env-file"
    case .bash: "a shell"
    }
  }
}

/// The texts that a loader has set so far, for references to them.
///
/// A file whose lines double the one before would come to more than any machine holds: once all references together have
/// come to `limit` bytes, what a name holds is left out.
struct DotenvScope {
  private static let limit = 1 << 20

  private final class Budget {
    var left = DotenvScope.limit
  }

  private var values: [[UInt8]: [UInt8]] = [:]
  private let budget = Budget()

  subscript(name: some Collection<UInt8>) -> [UInt8]? {
    get {
      guard let value = values[Array(name)] else { return nil }
      budget.left -= value.count
      return budget.left >= 0 ? value : []
    }
    set { values[Array(name)] = newValue }
  }
}

extension ArraySlice<UInt8> {
  /// With the bytes that stand for pairs of a backslash and a byte.
  func unescaped(_ escapes: [UInt8: UInt8]) -> [UInt8] {
    guard contains(UInt8(ascii: "\\")) else { return Array(self) }
    var result: [UInt8] = []
    var index = startIndex
    while index < endIndex {
      if self[index] == UInt8(ascii: "\\"), index + 1 < endIndex, let byte = escapes[self[index + 1]] {
        result.append(byte)
        index += 2
      } else {
        result.append(self[index])
        index += 1
      }
    }
    return result
  }
}

extension Array where Element == UInt8 {
  /// The first offset from a place on whose byte fits, or the end.
  package func end(from start: Int, while fits: (UInt8) -> Bool) -> Int {
    var index = start
    while index < count, fits(self[index]) { index += 1 }
    return index
  }

  /// The end of a line without its break, where only a line feed ends lines.
  func endOfLine(from start: Int) -> Int {
    end(from: start) { $0 != 0x0A }
  }

  /// The same text with CR LF, and lone CR too if asked, as LF.
  package func withLineFeeds(loneReturns: Bool = false) -> [UInt8] {
    guard contains(0x0D) else { return self }
    var result: [UInt8] = []
    result.reserveCapacity(count)
    for index in indices {
      if self[index] != 0x0D {
        result.append(self[index])
      } else if index + 1 < count, self[index + 1] == 0x0A {
        continue
      } else {
        result.append(loneReturns ? 0x0A : 0x0D)
      }
    }
    return result
  }
}
