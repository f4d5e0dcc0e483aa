// Reads dotenv files from standard input, a NUL behind each, and prints what each dialect makes of it: a JSON list. `dotenv-loaders` compares that with the loaders themselves.
import Syntax
import Workspace
import Diagnostics

private struct Dump: Encodable {
  let failure: String?
  /// `null` for a key alone, a number for what only running it would tell.
  let values: [String: Value]

  enum Value: Encodable {
    case text(String), inherited, computed

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .inherited: try container.encodeNil()
      case .computed: try container.encode(0)
      }
    }
  }

  init(_ reading: DotenvReading) {
    failure = reading.failure.map { $0.isFatal ? "fatal" : "line" }
    values = reading.final.mapValues { value in
      switch value {
      case .text(let text): .text(String(decoding: text, as: UTF8.self))
      case .inherited: .inherited
      case .computed: .computed
      }
    }
  }
}

guard case .bytes(let input) = try FileSystem.readStandardInput(limit: 1 << 30) else { fatalError("too much input") }
private let dumps = input.split(separator: 0, omittingEmptySubsequences: false).dropLast().map { text in
  Dictionary(uniqueKeysWithValues: DotenvDialect.allCases.map { ($0.rawValue, Dump($0.read(Array(text)))) })
}
print(JSONText.encode(dumps))
