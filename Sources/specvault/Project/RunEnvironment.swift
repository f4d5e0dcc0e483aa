import Console
import Cryptography
import DeploymentSpec
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
  private(set) var notes: [String] = []

  var secretCount: Int { secretNames.count }
  var secrets: [SecretBytes] { secretNames.compactMap { variables[$0] } }

  /// Variables that are for specvault alone and hold keys: a command has no use for them.
  private static let own: Set<String> = ["SPECVAULT_IDENTITY", "SPECVAULT_PASSPHRASE_FILE"]

  // MARK: By the spec

  /// - Throws: ``Refusal`` with every variable that is missing.
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
      notes.append(
        "'\(variable.name)' is set by \(place) and left out: the spec makes it a secret, which the vault has not")
    }
    for variable in vault.variables where variable.isSecret || variables[variable.name] == nil {
      variables[variable.name] = variable.value
      if variable.isSecret { secretNames.insert(variable.name) }
    }
    notes += resolver.notes
    try requireAll(selection, reading, only)
  }

  /// Leads AWS's clients to an endpoint of ours, whatever the environment said before.
  mutating func point(to endpoint: [String: SecretBytes]) {
    for name in EndpointVariables.misleading { variables[name] = nil }
    variables.merge(endpoint) { $1 }
    secretNames.formUnion(EndpointVariables.secret.filter { endpoint[$0] != nil })
  }

  private mutating func takeProcessEnvironment() {
    var pointer = environ
    while let entry = pointer.pointee {
      // The value byte for byte: it need not be UTF-8.
      if let equals = strchr(entry, Int32(UInt8(ascii: "="))) {
        let name = String(decoding: UnsafeRawBufferPointer(start: entry, count: equals - entry), as: UTF8.self)
        if !RunEnvironment.own.contains(name) {
          variables[name] = SecretBytes(copying: UnsafeRawBufferPointer(start: equals + 1, count: strlen(equals + 1)))
        }
      }
      pointer += 1
    }
  }

  private func lastOfEach(_ entries: [(name: String, value: String)]) -> [String: String] {
    Dictionary(entries.map { ($0.name, $0.value) }) { $1 }
  }

  private mutating func take(_ name: String, _ value: String, _ resolver: Resolver, _ file: String) throws {
    guard value.utf8.contains(UInt8(ascii: "{")), value.contains("{{resolve:") else {
      variables[name] = SecretBytes(utf8: value)
      return
    }
    do {
      variables[name] = try resolver.text(value)
      secretNames.insert(name)
    } catch {
      guard !(error is VaultError), let failure = Failure(error) else { throw error }
      let path = PathText.relative(file, to: FileSystem.currentFolder)
      throw Refusal("\(path): \(name): \(failure.message)", hint: failure.hint)
    }
  }

  private func requireAll(_ selection: EnvironmentSelection, _ reading: Reading, _ only: Set<String>) throws {
    let missing = (selection.spec?.variables.all ?? []).filter { variable in
      variable.isRequired && variables[variable.name] == nil && !variable.comesFromRole(in: selection.environment)
        && (only.isEmpty || only.contains(variable.name))
    }
    guard !missing.isEmpty else { return }
    let lines = missing.map { variable in
      let citation = variable.mentions.first.map { " (\($0.location.source.path), \($0.section))" } ?? ""
      return
        "'\(variable.name)' is required in \(selection.environment) and missing\(citation): \(remedy(variable, selection))"
    }
    throw Refusal(lines.joined(separator: "\n"), hint: "nothing was started")
  }

  private func remedy(_ variable: SpecVariable, _ selection: EnvironmentSelection) -> String {
    guard variable.isSecret else { return "set it in .env.\(selection.environment)" }
    let store = Store(variable.store(in: selection.environment)?.value)
    let option = store == .github ? " --store github" : ""
    return "specvault put \(selection.entryName(variable.name, in: store))\(option)"
  }

  // MARK: By a task definition

  /// Exactly what ECS would inject, over the process's own environment.
  init(_ task: TaskDefinition, _ reading: Reading) throws {
    takeProcessEnvironment()
    let resolver = reading.resolver()
    for (name, value) in task.environment { variables[name] = SecretBytes(utf8: value) }
    var faults: [String] = []
    for (name, valueFrom) in task.secrets {
      do {
        // A bare name in `valueFrom` is a parameter of the task's own region.
        let reference = valueFrom.hasPrefix("arn:") ? try ValueReference(valueFrom) : .parameter(valueFrom)
        variables[name] = try resolver.value(of: reference)
        secretNames.insert(name)
      } catch {
        guard !(error is VaultError), let failure = Failure(error) else { throw error }
        faults.append("'\(name)': \(failure.message)")
      }
    }
    notes = resolver.notes + task.notes
    guard faults.isEmpty else {
      throw Refusal(faults.joined(separator: "\n"), hint: "nothing was started; ECS would stop the task as well")
    }
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
