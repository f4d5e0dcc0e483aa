import Syntax

/// What the steps of a workflow build: `docker build`, `docker/build-push-action`.
extension ImageBuild {
  /// `docker build`, `docker buildx build`, `podman build`, `buildah bud` (docs.docker.com, "docker buildx build").
  ///
  /// - Parameter folder: the step's `working-directory`.
  init?(_ command: ShellCommand, in folder: String) {
    let words = command.words.dropFirst().map(\.text)
    guard let verb = words.prefix(2).firstIndex(where: { $0 == "build" || $0 == "bud" }) else { return nil }
    var context: String?
    var file: String?
    var tags: [String] = []
    var index = verb + 1
    while index < words.count {
      let word = words[index]
      index += 1
      guard word.hasPrefix("-"), word != "-" else {
        context = word
        continue
      }
      var option = word
      var value = ""
      if let equals = word.firstIndex(of: "=") {
        option = String(word[..<equals])
        value = String(word[word.index(after: equals)...])
      } else if !Self.switches.contains(word), index < words.count {
        value = words[index]
        index += 1
      }
      if option == "-t" || option == "--tag" { tags.append(value) }
      if option == "-f" || option == "--file" { file = value }
    }
    self.init(folder: folder, context: context, file: file, tags: tags)
  }

  /// The inputs of `docker/build-push-action`: both paths are relative to the checkout.
  init?(inputs: DataNode?) {
    let tags = inputs?["tags"]
    let list =
      tags?.value.map { $0.split { $0 == "," || $0.isNewline }.map(String.init) } ?? tags?.elements.compactMap(\.value)
    self.init(
      folder: "", context: inputs?["context"]?.value ?? ".", file: inputs?["file"]?.value, tags: list ?? [])
  }

  /// A path that a variable or a download gives is known to nobody here.
  private init?(folder: String, context: String?, file: String?, tags: [String]) {
    guard let context, context != "-", ![folder, context, file ?? ""].contains(where: Self.isOpen) else { return nil }
    self.init(folder: folder, context: context, dockerfile: file, names: tags.compactMap(Self.name))
  }

  private static func isOpen(_ path: String) -> Bool { path.contains("$") || path.contains("://") }

  /// `shop` of `${{ env.REGISTRY }}/shop:${{ github.sha }}` and `$REGISTRY/shop:1`; `nil` where it is not written.
  private static func name(_ tag: String) -> String? {
    let last = tag.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let name = last.prefix { $0 != ":" && $0 != "@" }.filter { !$0.isWhitespace }
    return name.isEmpty || name.contains { "${}".contains($0) } ? nil : name
  }

  /// Options that take no value.
  private static let switches: Set<String> = [
    "--pull", "--no-cache", "--push", "--load", "--quiet", "-q", "--rm", "--force-rm", "--squash", "--compress",
    "--check",
    "--debug", "-D",
  ]
}
