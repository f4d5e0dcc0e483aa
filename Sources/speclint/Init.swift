import ArgumentParser
import Console
import Linting
import Workspace

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write a commented .speclint.yaml and, if there is none, a skeleton of the spec.",
    discussion: "Nothing that exists is overwritten.")

  enum Language: String, ExpressibleByArgument, CaseIterable {
    case ko, en
  }

  @Option(help: "The skeleton's language; without it, that of LC_ALL or LANG.")
  var language: Language?

  func run() throws {
    let folder = FileSystem.currentFolder
    try write(Skeleton.configuration, to: ".speclint.yaml")
    let hasSpec = (try? Linter.documents([], currentFolder: folder)) != nil
    if hasSpec {
      Terminal.standardOutput("the spec documents are there already\n")
    } else {
      let isKorean = (language ?? Self.preferred) == .ko
      try write(isKorean ? Skeleton.korean : Skeleton.english, to: "docs/deployment-spec.md")
    }
    Terminal.standardOutput("next: fill in the spec, then run `speclint`\n")
  }

  private static var preferred: Language {
    let locale = Terminal.variable("LC_ALL") ?? Terminal.variable("LANG") ?? ""
    return locale.hasPrefix("ko") ? .ko : .en
  }

  private func write(_ text: String, to path: String) throws {
    if FileSystem.exists(path) {
      Terminal.standardOutput("\(path) exists, left as it is\n")
      return
    }
    if let link = FileSystem.link(on: PathText.join(FileSystem.currentFolder, path), below: FileSystem.currentFolder) {
      throw UsageFailure("\(path): nothing is written through links, and \(PathText.name(link)) is one")
    }
    do {
      try FileSystem.createFolder(PathText.parent(path))
      try FileSystem.write(Array(text.utf8), to: path)
      Terminal.standardOutput("wrote \(path)\n")
    } catch {
      throw UsageFailure(error.description)
    }
  }
}
