import ByteSearch
import Diagnostics
import Quantities

/// CPU, memory and instances that the documents give an environment.
package struct ExpectedSize: Sendable {
  /// Canonical.
  package let environment: String
  package var cpu: Cited<CPU>?
  package var memory: Cited<Memory>?
  package var instances: Cited<CountRange>?
  /// The cell of the greatest number, where it is not the one of `instances`.
  fileprivate(set) var maximumCitation: Citation?

  /// Takes a count in: the whole range, or one end of it.
  fileprivate mutating func add(_ count: CountRange, _ citation: Citation, isLeast: Bool, isMost: Bool) {
    if isLeast == isMost {
      instances = instances ?? Cited(count, citation)
    } else if isLeast {
      instances = Cited(CountRange(count.minimum, instances?.value.maximum), citation)
    } else {
      instances = Cited(CountRange(instances?.value.minimum ?? 0, count.maximum), instances?.citation ?? citation)
      maximumCitation = citation
    }
  }

  /// These sizes and those of another table, but where the two contradict each other.
  fileprivate func agreeing(with other: ExpectedSize, _ ambiguities: inout [Ambiguity]) -> ExpectedSize {
    func merged<Value: Equatable & Sendable>(_ a: Cited<Value>?, _ b: Cited<Value>?, _ what: String) -> Cited<Value>? {
      let setting = "\(what) in \(environment)"
      if ambiguities.contains(where: { $0.setting == setting }) { return nil }
      guard let a, let b, a.value != b.value else { return a ?? b }
      ambiguities.append(Ambiguity(setting: setting, places: [a.citation, b.citation]))
      return nil
    }
    var result = self
    result.cpu = merged(cpu, other.cpu, "CPU")
    result.memory = merged(memory, other.memory, "memory")
    result.instances = merged(instances, other.instances, "the number of instances")
    result.maximumCitation = result.instances == nil ? nil : maximumCitation
    return result
  }

  /// The least number of instances.
  package var minimum: Cited<CountRange>? {
    instances.map { Cited(CountRange($0.value.minimum, $0.value.minimum), $0.citation) }
  }

  /// The greatest number of instances; `nil` if the spec gives none.
  package var maximum: Cited<CountRange>? {
    guard let instances, let most = instances.value.maximum else { return nil }
    return Cited(CountRange(most, most), maximumCitation ?? instances.citation)
  }
}

/// The sizes of all environments: section 4.3, and 2.1 for what 4.3 has no row for.
package struct SizeTable: Sendable {
  package let all: [ExpectedSize]
  /// Sizes to which tables give different values, as those of two services do: none of them is taken.
  package let ambiguities: [Ambiguity]

  package subscript(environment: String) -> ExpectedSize? {
    all.first { $0.environment == environment }
  }

  init(tables: [SpecTable], environments: [String]) {
    var sizes: [String: ExpectedSize] = [:]
    var ambiguities: [Ambiguity] = []
    for table in tables.filter({ $0.kind == .resourceLimits }) {
      var own: [String: ExpectedSize] = [:]
      for row in table.rows {
        for name in Self.environments(of: row, environments) where own[name] == nil { own[name] = Self.size(name, row) }
      }
      for (name, size) in own.sorted(by: { $0.key < $1.key }) {
        sizes[name] = sizes[name].map { $0.agreeing(with: size, &ambiguities) } ?? size
      }
    }
    for row in tables.filter({ $0.kind == .sizeMatrix }).flatMap(\.rows) {
      for (name, cell) in row.byEnvironment {
        Self.read(
          row[.trait]?.text.lowercased() ?? "", cell, into: &sizes[name, default: ExpectedSize(environment: name)])
      }
    }
    if let row = Self.applicationRow(tables) {
      for name in environments where sizes[name] == nil && name != "local" {
        sizes[name] = Self.computeSize(name, row)
      }
    }
    all = environments.compactMap { sizes[$0] }
    self.ambiguities = ambiguities
  }

  /// A cell of a table that has a column for each environment and a row for each quantity.
  private static func read(_ quantity: String, _ cell: SpecCell, into size: inout ExpectedSize) {
    func has(_ words: String...) -> Bool { words.contains { quantity.contains($0) } }
    let citation = cell.citation
    if has("cpu", "코어") {
      size.cpu = size.cpu ?? CPU(spec: cell.text).map { Cited($0, citation) }
    } else if has("memory", "메모리", "ram") {
      size.memory = size.memory ?? Memory(spec: cell.text).map { Cited($0, citation) }
    } else if has("instance", "인스턴스", "replica", "레플리카", "task", "수량", "min", "max", "최소", "최대"),
      let count = CountRange(spec: cell.text)
    {
      size.add(count, citation, isLeast: has("min", "최소"), isMost: has("max", "최대"))
    }
  }

  private static func environments(of row: SpecRow, _ all: [String]) -> [String] {
    guard let cell = row[.environment], case .environments(let names, let isAll) = cell.value else { return [] }
    return isAll ? all : names
  }

  private static func size(_ name: String, _ row: SpecRow) -> ExpectedSize {
    let minimum = row[.minimum]?.cited { value in if case .count(let count) = value { count } else { nil } }
    let maximum = row[.maximum]?.cited { value in if case .count(let count) = value { count } else { nil } }
    let range = row[.instances]?.cited { value in if case .count(let count) = value { count } else { nil } }
    let split = minimum.map { Cited(CountRange($0.value.minimum, maximum?.value.maximum), $0.citation) }
    var size = ExpectedSize(
      environment: name, cpu: row[.cpu]?.cited { value in if case .cpu(let cpu) = value { cpu } else { nil } },
      memory: row[.memory]?.cited { value in if case .memory(let memory) = value { memory } else { nil } },
      instances: range ?? split)
    if range == nil { size.maximumCitation = maximum?.citation }
    return size
  }

  private static func computeSize(_ name: String, _ row: SpecRow) -> ExpectedSize {
    var size = ExpectedSize(environment: name)
    if let cell = row[.size], case .size(let cpu, let memory) = cell.value {
      size.cpu = cpu.map { Cited($0, cell.citation) }
      size.memory = memory.map { Cited($0, cell.citation) }
    }
    if let cell = row[.counts] {
      switch cell.value {
      case .counts(let counts): size.instances = counts[name].map { Cited($0, cell.citation) }
      case .count(let count): size.instances = Cited(count, cell.citation)
      default: break
      }
    }
    return size
  }

  /// The row of 2.1 that is about the application and not about jobs beside it.
  private static func applicationRow(_ tables: [SpecTable]) -> SpecRow? {
    let rows = tables.filter { $0.kind == .compute }.flatMap(\.rows)
    let words = ["애플리케이션", "어플리케이션", "application", "app", "api", "web", "server", "backend", "서버", "웹"]
    return rows.first { row in
      let name = row[.resource]?.text.lowercased() ?? ""
      return words.contains { name.contains($0) }
    } ?? (rows.count == 1 ? rows[0] : nil)
  }
}
