import ByteSearch
import Diagnostics
import Quantities
import Syntax
import Vocabulary

/// What the documents say about the application's container (section 4.1 and 4.2).
package struct ContainerSettings: Sendable {
  package struct User: Sendable {
    /// A name or number; `nil` where the document only asks for one that is not root.
    package let name: String?
    package let mustNotBeRoot: Bool
  }

  package private(set) var baseImage: Cited<ImageReference>?
  package private(set) var ports: Cited<[Int]>?
  package private(set) var user: Cited<User>?
  /// Whether a health check is asked for, with whatever else is said of it.
  package private(set) var healthCheck: Citation?
  package private(set) var healthPath: Cited<String>?
  package private(set) var healthInterval: Cited<TimeSpan>?
  /// Settings to which tables give different values, as those of two services do: none of them is taken.
  package private(set) var ambiguities: [Ambiguity] = []

  init(tables: [SpecTable], code: [SpecCode]) {
    let parts = tables.filter { $0.kind == .containerSettings }.map { ContainerSettings(rows: $0.rows) }
    self.init(rows: [])
    if let first = parts.first { self = first }
    for part in parts.dropFirst() { take(part) }
    for block in code where block.language == "dockerfile" || block.language == "docker" { fill(from: block) }
  }

  private init(rows: [SpecRow]) {
    for row in rows { read(row) }
  }

  /// Puts another table's settings to these; where the two contradict each other, neither counts.
  private mutating func take(_ other: ContainerSettings) {
    take(other.baseImage, \.baseImage, "the base image") { "\($0)" }
    take(other.ports, \.ports, "the port") { "\($0)" }
    take(other.user, \.user, "the user") { $0.name ?? "" }
    take(other.healthPath, \.healthPath, "the health check's path") { $0 }
    take(other.healthInterval, \.healthInterval, "the health check's interval") { $0.description }
    healthCheck = healthCheck ?? other.healthCheck
  }

  private mutating func take<Value: Sendable>(
    _ other: Cited<Value>?, _ setting: WritableKeyPath<ContainerSettings, Cited<Value>?>, _ name: String,
    _ words: (Value) -> String
  ) {
    guard let other else { return }
    if let known = ambiguities.first(where: { $0.setting == name }) {
      if known.places.allSatisfy({ $0.location.text != other.citation.location.text }) {
        ambiguities.append(Ambiguity(setting: name, places: [known.places[0], other.citation]))
      }
    } else if let own = self[keyPath: setting] {
      guard words(own.value) != words(other.value) else { return }
      ambiguities.append(Ambiguity(setting: name, places: [own.citation, other.citation]))
      self[keyPath: setting] = nil
    } else {
      self[keyPath: setting] = other
    }
  }

  private mutating func read(_ row: SpecRow) {
    guard let setting = row[.setting], let cell = row[.value], !cell.isBlank else { return }
    let name = setting.text.lowercased()
    let note = row[.note] ?? row[.description]
    func has(_ words: String...) -> Bool { words.contains { name.contains($0) } }
    if has("health", "헬스", "상태 확인", "상태확인") {
      readHealth(cell, note)
    } else if has("image", "이미지") {
      baseImage = baseImage ?? ImageReference(cell.text).map { Cited($0, cell.citation) }
    } else if has("port", "포트") {
      let ports = MeasuredNumber.all(in: cell.text).map { Int($0.value) }.filter { (1...65_535).contains($0) }
      if !ports.isEmpty, self.ports == nil { self.ports = Cited(ports, cell.citation) }
    } else if has("user", "사용자", "run as", "계정") {
      user = user ?? Self.user(cell.text, note?.text ?? "").map { Cited($0, cell.citation) }
    }
  }

  private mutating func readHealth(_ cell: SpecCell, _ note: SpecCell?) {
    if ["none", "없음", "❌", "no", "disabled"].contains(cell.text.lowercased()) { return }
    healthCheck = healthCheck ?? cell.citation
    if let path = Self.path(cell.text), healthPath == nil { healthPath = Cited(path, cell.citation) }
    for cell in [cell, note].compactMap({ $0 }) where healthInterval == nil {
      if let interval = TimeSpan(spec: cell.text) { healthInterval = Cited(interval, cell.citation) }
    }
  }

  /// The first word that begins with a slash: `/health`, `GET /health`, `http://localhost:3000/health`.
  package static func path(_ text: String) -> String? {
    for word in text.split(whereSeparator: {
      $0.isWhitespace || $0 == "," || $0 == "(" || $0 == ")" || $0 == "\"" || $0 == "'"
    }) {
      if word.hasPrefix("/"), word.count > 1, !word.hasPrefix("//") { return String(word) }
      if let scheme = word.firstRange(of: "://") {
        let rest = word[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
      }
    }
    return nil
  }

  private static func user(_ text: String, _ note: String) -> User? {
    let lowered = (text + " " + note).lowercased()
    let words = [
      "non-root", "nonroot", "non root", "not root", "루트 아님", "비루트", "비-root", "root 아님", "root 금지", "unprivileged",
    ]
    let mustNotBeRoot = words.contains { lowered.contains($0) }
    let name = text.prefix { $0 != "(" && $0 != "," && $0 != "（" }.trimmingSpaces()
    let isName = !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.:".contains($0)) }
    if isName, !words.contains(name.lowercased()) {
      return User(name: name, mustNotBeRoot: mustNotBeRoot || !isRoot(name))
    }
    return mustNotBeRoot ? User(name: nil, mustNotBeRoot: true) : nil
  }

  /// Whether a user, or `user:group`, is root.
  package static func isRoot(_ user: String) -> Bool {
    let name = user.prefix { $0 != ":" }
    return name == "root" || (!name.isEmpty && name.allSatisfy { $0 == "0" })
  }

  /// What the tables leave open is taken from the documents' own Dockerfile.
  private mutating func fill(from block: SpecCode) {
    guard ambiguities.isEmpty else { return }
    let start = block.content.range.lowerBound
    let source = block.content.source
    let slice = SourceText(path: source.path, bytes: Array(source.bytes[block.content.range]))
    guard let stage = DockerfileParser.parse(slice).finalStage else { return }
    func cite(_ range: Range<Int>) -> Citation {
      Citation(location: Location(source, range.lowerBound + start..<range.upperBound + start), section: block.section)
    }
    if baseImage == nil, stage.parent == nil, let base = stage.base, let image = ImageReference(base.text) {
      baseImage = Cited(image, cite(base.range))
    }
    if ports == nil, let expose = stage.last(.expose) {
      let numbers = expose.words.compactMap { Int($0.text.prefix { $0 != "/" }) }
      if !numbers.isEmpty { ports = Cited(numbers, cite(expose.arguments.range)) }
    }
    if user == nil, let instruction = stage.last(.user) {
      let name = instruction.arguments.text
      user = Cited(User(name: name, mustNotBeRoot: !Self.isRoot(name)), cite(instruction.arguments.range))
    }
    if healthCheck == nil, let check = stage.last(.healthcheck), check.words.first?.text.uppercased() != "NONE" {
      healthCheck = cite(check.range)
    }
  }
}
