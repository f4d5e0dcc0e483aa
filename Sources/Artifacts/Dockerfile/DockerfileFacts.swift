import ByteSearch
import Diagnostics
import Quantities
import Syntax
import Vocabulary

/// The facts of the image that a Dockerfile's final stage makes.
enum DockerfileFacts {
  static func read(_ tree: DockerfileTree) -> Artifact {
    var artifact = Artifact(
      source: tree.source, content: .dockerfile(tree), problems: tree.problems, comments: tree.comments)
    guard let stage = tree.finalStage else { return artifact }
    artifact.buildSteps = BuildStepReader.steps(of: tree)
    var reader = ImageReader(tree: tree, stage: stage, steps: artifact.buildSteps)
    artifact.workloads = [reader.read()]
    artifact.baseImages =
      tree.stages.filter { $0.parents.isEmpty }.compactMap { baseImage(of: $0, tree) } + copiedImages(tree)
    return artifact
  }

  /// The image that a stage is built on, by the defaults of the global ARGs.
  fileprivate static func baseImage(of stage: DockerfileStage, _ tree: DockerfileTree) -> Fact<ImageReference>? {
    guard let base = stage.base else { return nil }
    let place = Location(tree.source, base.range)
    guard let text = stage.baseName else { return .unknown(place) }
    return ImageReference(text).map { .known($0, place) } ?? .unreadable(text, place)
  }

  /// The images that `COPY --from` names: what is no stage, and has the form of an image's name.
  private static func copiedImages(_ tree: DockerfileTree) -> [Fact<ImageReference>] {
    tree.stages.flatMap { stage in
      stage.all(.copy).compactMap { copy in
        guard let flag = copy.flag("from"), let source = flag.value, source.contains(where: { "/:@".contains($0) }),
          ImageName.fault(source) == nil, let image = ImageReference(source)
        else { return nil }
        return .known(image, Location(tree.source, flag.valueRange))
      }
    }
  }
}

private struct ImageReader {
  let tree: DockerfileTree
  let stage: DockerfileStage
  let lineage: [DockerfileStage]
  let steps: [BuildStep]
  /// What ARG and ENV of the final stage's line say at its end.
  private let values: [String: String]
  private var source: SourceText { tree.source }

  init(tree: DockerfileTree, stage: DockerfileStage, steps: [BuildStep]) {
    self.tree = tree
    self.steps = steps
    self.stage = stage
    lineage = tree.lineage(of: stage)
    values = Self.values(lineage, tree)
  }

  private static func values(_ lineage: [DockerfileStage], _ tree: DockerfileTree) -> [String: String] {
    var values: [String: String] = [:]
    guard tree.source.bytes.contains(UInt8(ascii: "$")) else { return values }
    for instruction in lineage.flatMap(\.instructions) where instruction.keyword == .env || instruction.keyword == .arg
    {
      for pair in instruction.pairs {
        if let value = pair.value {
          values[pair.key] = Expansion.expand(value) { values[$0] }
        } else {
          values[pair.key] = tree.globals[pair.key]
        }
      }
    }
    return values
  }

  mutating func read() -> Workload {
    let place = Location(source, stage.from.range)
    let name = Located(stage.name?.text ?? PathName.of(source.path), place)
    var container = Container(name: name, location: place)
    container.image = baseImage()
    container.user = user()
    container.hasCommand = lineage.contains { !$0.all(.cmd).isEmpty || !$0.all(.entrypoint).isEmpty }
    container.userSwitch = userSwitch()
    container.ports = ports()
    readHealthCheck(into: &container)
    container.variables = variables()
    container.insertionPlace = insertionPlace()
    return Workload(name: name, runtime: .image, noun: "image", containers: [container], location: place)
  }

  /// The image that the outermost stage of the final one's line is built on.
  private func baseImage() -> Fact<ImageReference>? {
    lineage.first.flatMap { DockerfileFacts.baseImage(of: $0, tree) }
  }

  /// The last USER of the stage or of those it is built from.
  private func user() -> Fact<String>? {
    guard let instruction = lineage.reversed().lazy.compactMap({ $0.last(.user) }).first else {
      // Which stage it is built on depends on the build: one of them has a user.
      let others = tree.ancestors(of: stage).lazy.compactMap { tree.stages[$0].last(.user) }.first
      return others.map { .unknown(Location(source, $0.arguments.range)) }
    }
    let place = Location(source, instruction.arguments.range)
    guard let text = expand(instruction.arguments.text) else { return .unknown(place) }
    return .known(text, place)
  }

  /// Programs that start another one as another user.
  private static let userSwitches: [StaticString] = [
    "gosu", "su-exec", "setpriv", "runuser", "s6-setuidgid", "chpst", "setuidgid",
  ]

  /// In ENTRYPOINT or CMD itself, or installed for the script that ENTRYPOINT starts.
  private func userSwitch() -> String? {
    let switches = Self.userSwitches.filter { source.bytes.contains(ascii: $0) }.map { "\($0)" }
    guard !switches.isEmpty else { return nil }
    let starts = lineage.flatMap(\.instructions).filter { $0.keyword == .cmd || $0.keyword == .entrypoint }
    let words = starts.flatMap(\.words).flatMap { $0.text.split(whereSeparator: \.isWhitespace) }
    if let found = words.map({ ShellName.withoutFolder(String($0)) }).first(where: switches.contains) { return found }
    guard starts.contains(where: { $0.keyword == .entrypoint }) else { return nil }
    let stages = Set(lineage.map(\.index))
    let installed = steps.filter { stages.contains($0.stage) }.flatMap(\.invocations)
      .flatMap(\.arguments).map { ShellName.withoutFolder($0.text) }
    let copied = lineage.flatMap { $0.all(.copy) }.flatMap(\.words).map { ShellName.withoutFolder($0.text) }
    return (installed + copied).first { ["gosu", "su-exec"].contains($0.prefix { $0 != "=" && $0 != "~" }) }
  }

  private func ports() -> [Located<Int>] {
    lineage.flatMap { $0.all(.expose) }.flatMap(\.words).compactMap { word in
      guard let text = expand(word.text), let port = Int(text.prefix { $0 != "/" }) else { return nil }
      return Located(port, Location(source, word.range))
    }
  }

  private func readHealthCheck(into container: inout Container) {
    guard let instruction = lineage.reversed().lazy.compactMap({ $0.last(.healthcheck) }).first else { return }
    let place = Location(source, instruction.range)
    if instruction.words.first?.text.uppercased() == "NONE" {
      container.healthCheckDisabled = place
      return
    }
    let interval: Fact<TimeSpan> =
      instruction.flag("interval").flatMap { flag in
        TimeSpan(go: flag.value ?? "").map { .known($0, Location(source, flag.range)) }
      } ?? .defaulted(TimeSpan(seconds: 30), place)
    container.healthChecks = [
      HealthCheck(purpose: .health, path: healthPath(instruction), port: nil, interval: interval, location: place)
    ]
  }

  private func healthPath(_ instruction: DockerfileInstruction) -> Located<String>? {
    HTTPProbe.path(in: instruction.arguments.text).map { path, range in
      let argumentStart = instruction.logical.bytes.count - instruction.arguments.text.utf8.count
      let place = instruction.logical.fileRange(argumentStart + range.lowerBound..<argumentStart + range.upperBound)
      return Located(path, Location(source, place))
    }
  }

  /// Before the first CMD or ENTRYPOINT of the final stage, else the end of a file that ends with a line break.
  private func insertionPlace() -> Location? {
    if let command = stage.instructions.first(where: { $0.keyword == .cmd || $0.keyword == .entrypoint }) {
      return Location(source, command.range.lowerBound..<command.range.lowerBound)
    }
    guard source.bytes.last == 0x0A else { return nil }
    return Location(source, source.bytes.count..<source.bytes.count)
  }

  private func variables() -> [VariableBinding] {
    lineage.flatMap(\.instructions).flatMap { instruction -> [VariableBinding] in
      guard instruction.keyword == .env || instruction.keyword == .arg else { return [] }
      return instruction.pairs.map { binding($0, instruction.keyword == .arg ? .buildArgument : .image) }
    }
  }

  private func binding(_ pair: DockerfilePair, _ origin: VariableBinding.Origin) -> VariableBinding {
    let value: BindingValue = pair.value.map { ValueReader.read($0, expands: true) } ?? .inherited
    return VariableBinding(
      name: Located(pair.key, Location(source, pair.keyRange)), value: value, origin: origin,
      valueLocation: Location(source, pair.valueRange.isEmpty ? pair.keyRange : pair.valueRange),
      location: Location(source, pair.range))
  }

  /// The value of a text by the ARG defaults and ENV of the final stage's line.
  private func expand(_ text: String) -> String? {
    guard text.contains("$") else { return text }
    return Expansion.expand(text) { values[$0] }
  }
}

enum PathName {
  static func of(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
