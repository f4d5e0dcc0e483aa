import Age
import Console
import Cryptography
import Diagnostics
import Syntax
import Vault

/// A value of a file that is imported.
struct ImportedValue {
  let name: String
  let value: SecretBytes
  /// The line of the file that it begins in, from 1.
  let line: Int
  /// The store that the file says it belongs to; its name is whole then, not a variable's.
  var store: Store?
  var type: ParameterType?
}

/// Reads the files that `import` takes.
struct ImportReader {
  private let path: String
  private var values: [ImportedValue] = []

  private init(path: String) { self.path = path }

  /// - Parameters:
  ///   - format: Nil to go by the content.
  ///   - dialect: the loader whose reading of a dotenv file counts.
  /// - Throws: `UsageFailure` that says where the file is not what it should be.
  static func read(_ content: SecretBytes, path: String, format: ExportFormat?, dialect: DotenvDialect) throws
    -> [ImportedValue]
  {
    let bytes = content.withUnsafeBytes { Array($0) }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw UsageFailure("'\(path)' is not UTF-8 text")
    }
    var reader = ImportReader(path: path)
    let source = SourceText(path: path, bytes: bytes)
    switch format ?? guess(bytes, path) {
    case .json: try reader.readData(JSONParser.parse(source))
    case .yaml: try reader.readData(YAMLParser.parse(source))
    case .shell: try reader.readShell(bytes)
    case .dotenv, .act: try reader.readDotenv(source, dialect)
    case .fish:
      throw UsageFailure(
        "fish's scripts are written, not read", hint: "'export --format shell' or json writes what import reads")
    }
    return reader.values
  }

  private static func guess(_ bytes: [UInt8], _ path: String) -> ExportFormat {
    let first = bytes.first { $0 > 0x20 }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return .json }
    if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return .yaml }
    return bytes.starts(with: Array("export ".utf8)) ? .shell : .dotenv
  }

  // MARK: dotenv and shell

  private mutating func readDotenv(_ source: SourceText, _ dialect: DotenvDialect) throws {
    let tree = DotenvParser.parse(source)
    if let problem = tree.problems.first { throw failure(problem.range.lowerBound, problem.message, source) }
    var lines = Lines(tree)
    values = try DotenvFile.parse(source, as: dialect).map {
      ImportedValue(name: $0.name, value: SecretBytes(utf8: $0.value), line: lines.next(of: $0.name))
    }
    let read = Set(values.map(\.name))
    guard let unread = tree.entries.first(where: { $0.hasValue && !read.contains($0.key) }) else { return }
    throw failure(
      unread.keyRange.lowerBound, "'\(dialect.rawValue)' does not read '\(unread.key)': it is not a variable's name",
      source)
  }

  private mutating func readShell(_ bytes: [UInt8]) throws {
    var words = ShellWords(bytes)
    while let (name, value, line) = try words.assignment(path) {
      values.append(ImportedValue(name: name, value: value, line: line))
    }
  }

  // MARK: JSON and YAML

  private mutating func readData(_ tree: DataTree) throws {
    if let problem = tree.problems.first { throw failure(problem.range.lowerBound, problem.message, tree.source) }
    guard let root = tree.documents.first, root.isMapping else {
      throw UsageFailure("'\(path)': expected names and values")
    }
    if root["Name"] != nil, root["SecretString"] != nil || root["SecretBinary"] != nil { return try readSecret(root) }
    if let secrets = root["SecretValues"] { return try secrets.elements.forEach { try readSecret($0) } }
    if let parameters = root["Parameters"] { return try parameters.elements.forEach { try readParameter($0) } }
    if let parameter = root["Parameter"], parameter.isMapping { return try readParameter(parameter) }
    for (key, value) in root.entries {
      guard let name = key.text, let text = value.text else {
        throw failure(
          value.range.lowerBound, "expected a text or a number as the value of '\(key.text ?? "")'", tree.source)
      }
      values.append(ImportedValue(name: name, value: SecretBytes(utf8: value.isNull ? "" : text), line: line(key)))
    }
  }

  /// A secret as `aws secretsmanager get-secret-value` prints it.
  private mutating func readSecret(_ node: DataNode) throws {
    guard let name = node["Name"]?.text else {
      throw failure(node.range.lowerBound, "a secret without 'Name'", node.tree.source)
    }
    if let text = node["SecretString"]?.text {
      values.append(
        ImportedValue(name: name, value: SecretBytes(utf8: text), line: line(node), store: .secretsManager))
    } else if let text = node["SecretBinary"]?.text, var bytes = Base64.decode(text.utf8, padded: true) {
      values.append(
        ImportedValue(name: name, value: SecretBytes(moving: &bytes), line: line(node), store: .secretsManager))
    } else {
      throw failure(node.range.lowerBound, "the secret '\(name)' has no value", node.tree.source)
    }
  }

  /// A parameter as `aws ssm get-parameters-by-path` prints it.
  private mutating func readParameter(_ node: DataNode) throws {
    guard let name = node["Name"]?.text, let value = node["Value"]?.text else {
      throw failure(node.range.lowerBound, "a parameter without 'Name' or 'Value'", node.tree.source)
    }
    let type = node["Type"]?.text.flatMap(ParameterType.init(rawValue:))
    values.append(
      ImportedValue(name: name, value: SecretBytes(utf8: value), line: line(node), store: .parameterStore, type: type))
  }

  private func line(_ node: DataNode) -> Int { node.tree.source.position(node.range.lowerBound).line }

  private func failure(_ offset: Int, _ message: String, _ source: SourceText) -> UsageFailure {
    let position = source.position(offset)
    return UsageFailure("\(path):\(position.line):\(position.column): \(message)")
  }
}

/// In which lines of a dotenv file a name is set, one after the other. Loaders count the bytes of texts of their own making.
private struct Lines {
  private var byName: [String: [Int]] = [:]

  init(_ tree: DotenvTree) {
    for entry in tree.entries.reversed() {
      byName[entry.key, default: []].append(tree.source.position(entry.keyRange.lowerBound).line)
    }
  }

  mutating func next(of name: String) -> Int { byName[name]?.popLast() ?? 1 }
}

/// Assignments as `export --format shell` writes them: `export NAME=` and words of quoted and plain parts.
struct ShellWords {
  private let bytes: [UInt8]
  private var index = 0
  private var line = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next assignment; nil at the end.
  /// - Throws: `UsageFailure` for anything that a shell would have to run to know.
  mutating func assignment(_ path: String) throws -> (name: String, value: SecretBytes, line: Int)? {
    skip { [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ";")].contains($0) }
    while index < bytes.count, bytes[index] == UInt8(ascii: "#") {
      skip { $0 != 0x0A }
      skip { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }
    guard index < bytes.count else { return nil }
    if bytes[index...].starts(with: Array("export ".utf8)) { index += 7 }
    let start = index
    let first = line
    skip { $0 != UInt8(ascii: "=") && $0 > 0x20 }
    let name = String(decoding: bytes[start..<index], as: UTF8.self)
    guard VariableName.isValid(name), index < bytes.count, bytes[index] == UInt8(ascii: "=") else {
      throw UsageFailure("\(path):\(line): expected an assignment, 'export NAME=value'")
    }
    index += 1
    var value: [UInt8] = []
    while index < bytes.count, ![0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ";")].contains(bytes[index]) {
      try part(&value, path)
    }
    return (name, SecretBytes(moving: &value), first)
  }

  private mutating func part(_ value: inout [UInt8], _ path: String) throws {
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: "'"): value += try quoted(byte, path)
    case UInt8(ascii: "\\") where index + 1 < bytes.count:
      value.append(bytes[index + 1])
      index += 2
    case UInt8(ascii: "\""):
      let text = try quoted(byte, path)
      guard !text.contains(where: "$`\\".utf8.contains) else {
        throw UsageFailure("\(path):\(line): only a shell can tell what this value is; use single quotes")
      }
      value += text
    case UInt8(ascii: "$"), UInt8(ascii: "`"), UInt8(ascii: "("), UInt8(ascii: "|"), UInt8(ascii: "&"):
      throw UsageFailure("\(path):\(line): only a shell can tell what this value is; use single quotes")
    default:
      value.append(byte)
      index += 1
    }
  }

  private mutating func quoted(_ quote: UInt8, _ path: String) throws -> ArraySlice<UInt8> {
    let start = index + 1
    let began = line
    index = start
    skip { $0 != quote }
    guard index < bytes.count else { throw UsageFailure("\(path):\(began): a quote that is never closed") }
    defer { index += 1 }
    return bytes[start..<index]
  }

  private mutating func skip(while condition: (UInt8) -> Bool) {
    while index < bytes.count, condition(bytes[index]) {
      if bytes[index] == 0x0A { line += 1 }
      index += 1
    }
  }
}
