import Console
import Cryptography
import DeploymentSpec
import Diagnostics
import Vault
import Vocabulary
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The variables that a command is started with.
struct RunEnvironment {
  private(set) var variables: [String: SecretBytes] = [:]
  /// Those whose values are secret.
  private(set) var secretNames: Set<String> = []
  /// Where those come from that were not inherited, in words.
  private(set) var sources: [String: String] = [:]
  private(set) var notes: [String] = []
  /// What was left out or not found, each a sentence.
  private(set) var omissions: [String] = []
  /// What the spec requires and nothing has, each a sentence.
  private(set) var faults: [String] = []
  /// The names of those.
  private(set) var missing: [String] = []
  private var declared: Set<String> = []

  var secretCount: Int { secretNames.count }
  var secrets: [SecretBytes] { secretNames.compactMap { variables[$0] } }

  // MARK: By the spec

  /// - Parameter only: If not empty, the only variables that are taken from files.
  init(
    _ selection: EnvironmentSelection, _ vault: VaultVariables, _ reading: Reading, envFiles: [String],
    only: Set<String>
  ) throws {
    takeProcessEnvironment()
    let inherited = Set(variables.keys)
    let resolver = reading.resolver()
    for file in selection.dotenvFiles() + envFiles.reversed() {
      for (name, value) in try lastOfEach(DotenvFile.read(file, as: selection.settings.dialect)) {
        guard variables[name] == nil, only.isEmpty || only.contains(name) else { continue }
        try take(name, value, resolver, file)
      }
    }
    for variable in vault.absent where variables.removeValue(forKey: variable.name) != nil {
      let place = inherited.contains(variable.name) ? "the process's environment" : "a dotenv file"
      sources[variable.name] = nil
      secretNames.remove(variable.name)
      omissions.append(
        "'\(variable.name)' is set by \(place) and left out: the spec makes it a secret, which the vault has not")
    }
    for variable in vault.variables where variable.isSecret || variables[variable.name] == nil {
      set(variable.name, variable.value, from: "vault: \(variable.entry.name) (\(variable.entry.store.title))")
      if variable.isSecret { secretNames.insert(variable.name) }
    }
    omissions += vault.omissions
    notes = resolver.notes
    dropOwn()
    declared = Set(selection.spec?.variables.all.map(\.name) ?? [])
    try requireAll(selection, vault, only)
  }

  /// Leads AWS's clients to an endpoint of ours, whatever the environment said before.
  mutating func point(to endpoint: [String: SecretBytes]) {
    for name in EndpointVariables.misleading { variables[name] = nil }
    variables.merge(endpoint) { $1 }
    secretNames.formUnion(EndpointVariables.secret.filter { endpoint[$0] != nil })
  }

  private mutating func set(_ name: String, _ value: SecretBytes, from source: String) {
    variables[name] = value
    sources[name] = source
  }

  private mutating func takeProcessEnvironment() {
    var pointer = environ
    while let entry = pointer.pointee {
      // The value byte for byte: it need not be UTF-8.
      if let equals = strchr(entry, Int32(UInt8(ascii: "="))) {
        let name = String(decoding: UnsafeRawBufferPointer(start: entry, count: equals - entry), as: UTF8.self)
        if !OwnVariables.contains(name) {
          variables[name] = SecretBytes(copying: UnsafeRawBufferPointer(start: equals + 1, count: strlen(equals + 1)))
        }
      }
      pointer += 1
    }
  }

  /// What is for specvault alone does not get to the command by a file or the vault either.
  private mutating func dropOwn() {
    for name in sources.keys.sorted() where OwnVariables.isOwn(name) {
      omissions.append("'\(name)' of \(sources[name] ?? "") is left out: it is for specvault alone")
      sources[name] = nil
      variables[name] = OwnVariables.contains(name) ? nil : Terminal.variable(name).map { SecretBytes(utf8: $0) }
      secretNames.remove(name)
    }
  }

  private func lastOfEach(_ entries: [(name: String, value: String)]) -> [String: String] {
    Dictionary(entries.map { ($0.name, $0.value) }) { $1 }
  }

  private mutating func take(_ name: String, _ value: String, _ resolver: Resolver, _ file: String) throws {
    let path = PathText.relative(file, to: FileSystem.currentFolder)
    guard value.utf8.contains(UInt8(ascii: "{")), value.contains("{{resolve:") else {
      return set(name, SecretBytes(utf8: value), from: path)
    }
    do {
      set(name, try resolver.text(value), from: path)
      secretNames.insert(name)
    } catch {
      guard !(error is VaultError), let failure = Failure(error) else { throw error }
      throw Refusal("\(path): \(name): \(failure.message)", hint: failure.hint)
    }
  }

  private mutating func requireAll(
    _ selection: EnvironmentSelection, _ vault: VaultVariables, _ only: Set<String>
  ) throws {
    let environment = selection.environment
    for variable in selection.spec?.variables.all ?? [] where only.isEmpty || only.contains(variable.name) {
      guard variable.isRequired, variables[variable.name] == nil, !variable.comesFromRole(in: environment) else {
        continue
      }
      let citation = variable.mentions.first.map { " (\($0.location.source.path), \($0.section))" } ?? ""
      let remedy = try vault.remedy(for: variable)
      missing.append(variable.name)
      faults.append("'\(variable.name)' is required in \(environment) and missing\(citation): \(remedy)")
    }
  }

  /// Names and sources, without a value: what was not merely inherited, and what the spec declares.
  var table: String {
    var table = TextTable(["VARIABLE", "SOURCE"])
    for name in Set(sources.keys).union(declared).union(missing).sorted() {
      let isThere = variables[name] != nil
      guard isThere || missing.contains(name) else { continue }
      table.add([name, isThere ? sources[name] ?? "environment" : "missing"].map(PlainLine.of))
    }
    return table.isEmpty ? "no variables but those of this process\n" : table.text
  }

  // MARK: By a task definition

  /// Exactly what ECS would inject, over the process's own environment. It is a declaration: what it names is set,
  /// whatever that decides.
  init(_ task: TaskDefinition, _ reading: Reading) throws {
    takeProcessEnvironment()
    let resolver = reading.resolver()
    for (name, value) in task.environment { set(name, SecretBytes(utf8: value), from: "task definition") }
    for (name, valueFrom) in task.secrets {
      do {
        // A bare name in `valueFrom` is a parameter of the task's own region.
        let reference = valueFrom.hasPrefix("arn:") ? try ValueReference(valueFrom) : .parameter(valueFrom)
        set(name, try resolver.value(of: reference), from: "vault: \(valueFrom)")
        secretNames.insert(name)
      } catch {
        guard !(error is VaultError), let failure = Failure(error) else { throw error }
        missing.append(name)
        faults.append("'\(name)': \(failure.message)")
      }
    }
    notes = resolver.notes + task.notes
    dropOwn()
  }
}

extension Store {
  /// The store that stands in for one that a spec names.
  init(_ named: SecretStore?) {
    switch named {
    case .parameterStore: self = .parameterStore
    case .github: self = .github
    default: self = .secretsManager
    }
  }
}
