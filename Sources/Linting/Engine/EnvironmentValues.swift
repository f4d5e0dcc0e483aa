/// The literal values of the application's variables by environment.
struct EnvironmentValues {
  struct Entry {
    let environment: String
    let value: String
    let subject: VariableSubject
  }

  private var entries: [String: [Entry]] = [:]

  init(_ project: ProjectFacts) {
    for subject in project.variables {
      guard let environment = subject.environment, !subject.isTemplate, let value = subject.binding.value.literal else {
        continue
      }
      entries[subject.name, default: []].append(Entry(environment: environment, value: value, subject: subject))
    }
  }

  /// In the order of the project's files.
  subscript(name: String) -> [Entry] { entries[name] ?? [] }
}

extension Sequence where Element: Hashable {
  /// Each element once, in the order of its first occurrence.
  var unique: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
