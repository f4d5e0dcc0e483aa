import Diagnostics

/// What each file of a project was taken to be.
extension ProjectLinter {
  func describe(_ files: [ProjectFile], _ facts: ProjectFacts) -> [ExaminedFile] {
    let artifacts = Dictionary(
      facts.artifacts.map { (ObjectIdentifier($0.file.source), $0) }, uniquingKeysWith: { a, _ in a })
    var services: [ObjectIdentifier: [String]] = [:]
    for subject in facts.workloads where subject.workload.runtime != .image {
      let names = zip(subject.workload.containers, subject.applicationContainers).filter { $1 }.map { $0.0.name.value }
      services[ObjectIdentifier(subject.source), default: []] += names
    }
    let documents = project.documents.map(\.source.path)
    return files.map { file in
      let key = ObjectIdentifier(file.source)
      var entry = ExaminedFile(file: file.source.path, kind: artifacts[key]?.artifact.noun ?? Self.noun(file))
      entry.environment = artifacts[key]?.environment
      entry.services = (services[key] ?? []).unique
      if artifacts[key] != nil { entry.documents = documents }
      return entry
    }
  }

  private static func noun(_ file: ProjectFile) -> String {
    switch file.kind {
    case .specDocument: "spec document"
    case .code: "program"
    default: "text"
    }
  }
}
