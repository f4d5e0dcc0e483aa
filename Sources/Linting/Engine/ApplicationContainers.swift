import Artifacts
import Syntax
import Vocabulary
import Workspace

/// Tells the application's containers, which the spec is about, from those that run beside them.
///
/// The questions are asked of every container of the project in this order, and the first that has an answer decides:
///
/// 1. Does the configuration name the application? Then what it names is it, and nothing else.
/// 2. Is it built from the application's Dockerfile?
/// 3. Is it called as something that is built from there, or as the project in the documents: its name, or its image?
/// 4. Does another container of its file have the answer, or does a compose file elsewhere build the application? Then it
///    stands beside it.
/// 5. Is it the only one left in the project that may be the application? An image that others publish is not, unless a
///    document names it; of several none is, and a note says so.
struct ApplicationContainers {
  /// A workload and the path of its file, relative to the project's root.
  typealias Entry = (workload: Workload, path: String)

  /// For each container of each workload, whether it is the application's.
  private(set) var picks: [[Bool]] = []
  /// What of the configuration's word is wrong.
  private(set) var faults: [String] = []
  /// What is left open, where several containers may be the application.
  private(set) var open: String?
  /// `application:` of the configuration.
  private let names: [String]
  /// Paths of the application's Dockerfiles, relative to the project's root.
  private let dockerfiles: Set<String>
  /// What the application is called: the names of services, and of images, that are built from one of them.
  private var ownServices: Set<String> = []
  private var ownImages: Set<String> = []
  /// Whether a document names an image.
  private let isDocumented: (ImageReference) -> Bool

  /// - Parameters:
  ///   - names: `application:` of the configuration.
  ///   - builds: the images that workflows build; paths are relative to the project's root.
  ///   - project: what the documents call the project.
  ///   - isDocumented: whether a document names an image by its whole name.
  init(
    names: [String], dockerfilePaths: [String], entries: [Entry], builds: [ProjectBuild] = [],
    project: String? = nil, isDocumented: @escaping (ImageReference) -> Bool = { _ in false }
  ) {
    self.names = names
    self.isDocumented = isDocumented
    // A build whose Dockerfile is not here is one all the same.
    let built = entries.flatMap { entry in
      entry.workload.containers.compactMap(\.build).map {
        ProjectBuild($0, from: PathText.parent(entry.path)).dockerfile
      }
    }
    dockerfiles = Self.applicationDockerfiles(dockerfilePaths.isEmpty ? built : dockerfilePaths, names)
    if !names.isEmpty {
      picks = entries.map(configured)
      noteUnknownNames(entries, dockerfilePaths)
      return
    }
    for entry in entries { noteBuilds(entry) }
    let isBuiltHere = !ownServices.isEmpty
    if let project {
      ownServices.insert(project)
      ownImages.insert(Self.bare(project))
    }
    for build in builds where dockerfiles.contains(build.dockerfile) { ownImages.formUnion(build.names.map(Self.bare)) }
    picks = entries.map { entry in
      entry.workload.containers.map { isBuilt($0, entry.path) || isNamed($0, entry.workload) }
    }
    pickTheOnlyOne(entries, isBuiltHere)
  }

  // MARK: 1. The configuration

  private func configured(_ entry: Entry) -> [Bool] {
    let containers = entry.workload.containers
    if entry.workload.runtime == .image { return containers.map { _ in dockerfiles.contains(entry.path) } }
    return containers.map {
      names.contains($0.name.value) || names.contains(entry.workload.name.value) && containers.count == 1
    }
  }

  /// A name that nothing has would leave everything unjudged.
  private mutating func noteUnknownNames(_ entries: [Entry], _ dockerfilePaths: [String]) {
    let known = Set(entries.flatMap { [$0.workload.name.value] + $0.workload.containers.map(\.name.value) })
    for name in names where !known.contains(name) && !dockerfilePaths.contains(where: { Self.isCalled($0, name) }) {
      let near = known.sorted().nearest(to: name).map { "; did you mean '\($0)'?" } ?? ""
      faults.append("application: no service, container or Dockerfile is called '\(name)'\(near)")
    }
  }

  // MARK: 2. What is built here

  /// The Dockerfiles of the highest folder that has one; of several there, the plain one and those that differ from it by
  /// an environment's name only.
  private static func applicationDockerfiles(_ paths: [String], _ names: [String]) -> Set<String> {
    let named = paths.filter { path in names.contains { isCalled(path, $0) } }
    if !named.isEmpty { return Set(named) }
    guard let depth = paths.map(depth).min() else { return [] }
    let highest = paths.filter { Self.depth($0) == depth }
    let plain = highest.filter(isPlain)
    return Set(plain.isEmpty ? highest : plain)
  }

  private static func isCalled(_ path: String, _ name: String) -> Bool {
    path == name || path.hasPrefix(name + "/") || PathText.name(path) == name
  }

  private static let builtInNames = EnvironmentVocabulary()

  private static func depth(_ path: String) -> Int { path.utf8.count { $0 == UInt8(ascii: "/") } }

  private static func isPlain(_ path: String) -> Bool {
    let name = PathText.name(path).lowercased()
    // Words of other scripts are words, too.
    let words = name.utf8.split { $0 < 0x80 && !Self.isLetterOrDigit($0) }.map { String(Substring($0)) }
    return words.allSatisfy { $0 == "dockerfile" || $0 == "containerfile" || builtInNames.canonical($0) != nil }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private mutating func noteBuilds(_ entry: Entry) {
    for container in entry.workload.containers where container.build != nil && isBuilt(container, entry.path) {
      ownServices.insert(entry.workload.name.value)
      if let image = container.image?.value { ownImages.insert(Self.bare(image.name)) }
    }
  }

  private func isBuilt(_ container: Container, _ path: String) -> Bool {
    if let build = container.build {
      return dockerfiles.contains(ProjectBuild(build, from: PathText.parent(path)).dockerfile)
    }
    return dockerfiles.contains(path)
  }

  // MARK: 3. What is called so

  private func isNamed(_ container: Container, _ workload: Workload) -> Bool {
    guard workload.runtime != .image, container.build == nil, mayBeApplication(container) else { return false }
    if let image = container.image?.value, ownImages.contains(Self.bare(image.name)) { return true }
    guard !isForeign(container) else { return false }
    return ownServices.contains(container.name.value)
      || ownServices.contains(workload.name.value) && workload.containers.count(where: mayBeApplication) == 1
  }

  /// The last part of an image's name without the environment in it: `shop` of `shop-staging`.
  private static func bare(_ name: String) -> String {
    let words = name.lowercased().split { $0 == "-" || $0 == "_" || $0 == "." }
    let left = words.filter { builtInNames.canonical(String($0)) == nil }
    return left.isEmpty ? name.lowercased() : left.joined(separator: "-")
  }

  // MARK: 4. and 5. What is left

  private func mayBeApplication(_ container: Container) -> Bool {
    container.role == .main && !(container.image?.value.map(Infrastructure.isKnown) ?? false)
  }

  private func isForeign(_ container: Container) -> Bool {
    guard let image = container.image?.value else { return false }
    return Infrastructure.isPublished(image) && !isDocumented(image)
  }

  /// - Parameter isBuiltHere: whether a compose file builds the application.
  private mutating func pickTheOnlyOne(_ entries: [Entry], _ isBuiltHere: Bool) {
    let answered = Set(zip(entries, picks).filter { $1.contains(true) }.map(\.0.path))
    var candidates = CandidateGroups()
    for (index, entry) in entries.enumerated() where entry.workload.runtime != .image && !answered.contains(entry.path)
    {
      if entry.workload.runtime == .compose, isBuiltHere { continue }
      for (position, container) in entry.workload.containers.enumerated()
      where mayBeApplication(container) && !isForeign(container) && container.build == nil {
        candidates.add(
          (index, position), name: container.name.value, image: container.image?.value.map { Self.bare($0.name) })
      }
    }
    if candidates.groups.count == 1 {
      for (index, position) in candidates.groups[0].members { picks[index][position] = true }
    } else if let first = candidates.groups.first {
      let names = candidates.groups.map(\.name).unique
      let list = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
      open =
        "any of \(list) may be the application, so that none is compared with what the spec says of it;"
        + " name it in .speclint.yaml: `application: \(first.name)`"
    }
  }
}

/// Containers that are the same program in several places: of one image, or of one name where the image is not known.
private struct CandidateGroups {
  struct Group {
    let name: String
    var image: String?
    var members: [(index: Int, position: Int)]
  }

  private(set) var groups: [Group] = []
  private var byImage: [String: Int] = [:]
  private var byName: [String: Int] = [:]

  mutating func add(_ member: (index: Int, position: Int), name: String, image: String?) {
    if let known = image.flatMap({ byImage[$0] }) ?? byName[name].flatMap({ join($0, image) }) {
      groups[known].members.append(member)
      groups[known].image = groups[known].image ?? image
      note(known, name, image)
    } else {
      groups.append(Group(name: name, image: image, members: [member]))
      note(groups.count - 1, name, image)
    }
  }

  /// The group of a name, unless both images are known and differ.
  private func join(_ group: Int, _ image: String?) -> Int? {
    image == nil || groups[group].image == nil ? group : nil
  }

  private mutating func note(_ group: Int, _ name: String, _ image: String?) {
    byName[name] = byName[name] ?? group
    if let image { byImage[image] = byImage[image] ?? group }
  }
}
