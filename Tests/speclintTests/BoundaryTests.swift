import Foundation
import TestSupport
import Testing
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Links, unreadable files and full disks: what is not read is said, and nothing is written where it should not be.
@Suite struct BoundaryTests {
  private static let token = "ghp_" + "x7Kd92LmQp4RtYv8WsZa31BnCfHjE6Gu05Ti"

  /// A repository in a folder that has other things beside it.
  private func repository(_ files: [String: String] = [:], beside others: [String: String] = [:]) -> TemporaryFolder {
    let outside = TemporaryFolder(others)
    let folder = TemporaryFolder(existing: outside, below: "repo")
    try? FileSystem.createFolder(folder.path)
    for (name, text) in files { folder.write(name, text) }
    folder.git("init", "-q")
    folder.git("add", "-A")
    folder.git("commit", "-qm", "start", "--allow-empty")
    return folder
  }

  private func link(_ target: String, _ name: String, in folder: TemporaryFolder) {
    try? FileSystem.createFolder(PathText.parent("\(folder.path)/\(name)"))
    symlink(target, "\(folder.path)/\(name)")
  }

  // MARK: Links

  @Test(arguments: [[], ["leak.env"], ["secrets"], ["secrets", "leak.env"], ["folder/leak.env"], ["folder"]])
  func linksOutOfTheRepositoryAreNamedAndSkipped(_ arguments: [String]) {
    let folder = repository(
      ["Dockerfile": "FROM node:20-alpine\n"],
      beside: ["other/leak.env": "A=\(Self.token)\n"])
    link("../other/leak.env", "leak.env", in: folder)
    link("../other", "folder", in: folder)
    let result = SpecLintCommand.run(arguments, in: folder.path)
    #expect(!result.output.contains("provider-token") && !result.output.contains("A="), "\(result.output)")
    let named = arguments.last.map { $0 == "secrets" ? "leak.env" : $0 } ?? "leak.env"
    #expect(result.output.contains("note: \(named): a link that leads out of the repository, and is not followed"))
    let json = SpecLintCommand.run(
      arguments.first == "secrets" ? arguments + ["--format", "json"] : ["--format", "json"] + arguments,
      in: folder.path)
    #expect(json.output.contains("\"reason\" : \"a link that leads out of the repository\""))
  }

  @Test func linksInsideAreReadAndGitsOwnFilesAreNot() {
    let folder = repository(["a/real.env": "A=\(Self.token)\n"])
    link("a/real.env", "inner.env", in: folder)
    link(".git/config", "config.env", in: folder)
    link("nowhere", "dead.env", in: folder)
    link("loop.env", "loop.env", in: folder)
    let result = SpecLintCommand.run(["--only", "secrets"], in: folder.path)
    #expect(result.output.contains("inner.env:1:3") && result.output.contains("a/real.env:1:3"))
    #expect(result.output.contains("config.env: a link that leads out") && !result.output.contains("repositoryformat"))
    #expect(result.status == 1)
  }

  @Test func ofAStagedLinkTheTextIsRead() {
    let folder = repository(beside: ["leak.env": "A=\(Self.token)\n"])
    link("../leak.env", ".env", in: folder)
    link(Self.token, "token.txt", in: folder)
    link("missing", "Dockerfile", in: folder)
    folder.git("add", "-A")
    for arguments in [["--staged"], ["secrets", "--staged"]] {
      let result = SpecLintCommand.run(arguments + ["--quiet"], in: folder.path)
      #expect(result.status == 1 && result.output.contains("token.txt:1:1") && !result.output.contains(".env:"))
      #expect(!result.output.contains("Dockerfile") && !result.output.contains(Self.token), "\(result.output)")
    }
  }

  /// A link in the work tree where the index has a file, and the other way round.
  @Test func theIndexDecidesWhatIsALink() {
    let folder = repository(beside: ["leak.env": "A=\(Self.token)\n"])
    folder.write("now-link.env", "B=\(Self.token)\n")
    link("../leak.env", "now-file.env", in: folder)
    folder.git("add", "-A")
    unlink("\(folder.path)/now-link.env")
    unlink("\(folder.path)/now-file.env")
    link("../leak.env", "now-link.env", in: folder)
    folder.write("now-file.env", "C=\(Self.token)\n")
    let result = SpecLintCommand.run(["--staged", "--quiet", "--only", "secrets"], in: folder.path)
    #expect(result.output.contains("now-link.env:1:3") && !result.output.contains("now-file.env"), "\(result.output)")
  }

  @Test func submodulesAndLinksToFoldersAreNotFiles() {
    let folder = repository()
    let inner = repository(["a.txt": "x\n"])
    folder.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.path, "vendor.env")
    link("vendor.env", "folder.env", in: folder)
    folder.git("add", "-A")
    for arguments in [["--staged"], [], ["secrets"], ["secrets", "--staged"]] {
      let result = SpecLintCommand.run(arguments, in: folder.path)
      #expect(result.status == 0 && !result.error.contains("error"), "\(arguments)\(result.output)\(result.error)")
    }
  }

  @Test(arguments: [[], ["--unsafe-fixes"]]) func nothingIsFixedThroughALink(_ more: [String]) {
    let (text, fixed) = ("FROM node:20\nENV K a\n", "FROM node:20\nENV K=a\n")
    let folder = repository(
      ["a/real.Dockerfile": text, "plain.Dockerfile": text], beside: ["other/Dockerfile": text])
    link("../other/Dockerfile", "out.Dockerfile", in: folder)
    link("a/real.Dockerfile", "in.Dockerfile", in: folder)
    link("a", "b", in: folder)
    let files = ["in.Dockerfile", "b/real.Dockerfile", "out.Dockerfile", "plain.Dockerfile"]
    let result = SpecLintCommand.run(["--fix", "--only", "legacy-key-value-format"] + more + files, in: folder.path)
    #expect(folder.read("plain.Dockerfile") == fixed, "\(result.output)\(result.error)")
    #expect(folder.read("a/real.Dockerfile") == text && folder.read("../other/Dockerfile") == text)
    #expect(FileSystem.kind("\(folder.path)/in.Dockerfile", followingLinks: false) == .link)
    #expect(result.error.contains("note: b/real.Dockerfile is not fixed: nothing is written through links"))
    #expect(!SpecLintCommand.run(["--diff", "in.Dockerfile"], in: folder.path).output.contains("+++"))
  }

  @Test func reportsAreNotWrittenThroughLinks() {
    let folder = repository(["Dockerfile": "FROM node:20-alpine\n"], beside: ["victim": "kept\n"])
    link("../victim", "report.json", in: folder)
    link("..", "docs", in: folder)
    for option in ["--output", "--write-baseline"] {
      let result = SpecLintCommand.run([option, "report.json"], in: folder.path)
      #expect(result.status == 2 && result.error.contains("nothing is written through links"))
    }
    #expect(folder.read("../victim") == "kept\n")
    let made = SpecLintCommand.run(["init"], in: folder.path)
    #expect(made.status == 2 && !FileSystem.exists("\(folder.path)/../deployment-spec.md"))
  }

  // MARK: Documents

  private static let spec = """
    # Spec

    ## 5.1 Variables

    | Variable | Secret | Required | Type |
    |---|---|---|---|
    | PORT | ❌ | ❌ | number |

    """

  @Test func documentsOutsideAreReadWhereTheUserSaysSo() {
    let others = ["deployment-spec.md": Self.spec, "docs/deployment-spec.md": Self.spec]
    let configured = repository(
      [".speclint.yaml": "spec: ../deployment-spec.md\n", ".env": "PORT=x\n"], beside: others)
    let refused = SpecLintCommand.run([], in: configured.path)
    #expect(refused.status == 2 && refused.error.contains("lies outside of the repository"))
    #expect(refused.error.contains("hint: name it with --spec"))
    let named = SpecLintCommand.run(["--spec", "../deployment-spec.md"], in: configured.path)
    #expect(named.output.contains("value-of-wrong-type"))
    #expect(SpecLintCommand.run(["--config", ".speclint.yaml"], in: configured.path).output.contains("value-of-wrong"))

    let linked = repository([".env": "PORT=x\n"], beside: others)
    link("../docs", "docs", in: linked)
    let result = SpecLintCommand.run([], in: linked.path)
    #expect(result.status == 2 && result.error.contains("docs/deployment-spec.md: a link that leads out"))

    let extending = repository(
      ["compose.yaml": "services: {api: {build: ., extends: {file: ../base.yaml, service: api}}}\n"],
      beside: ["base.yaml": "services: {api: {user: root, environment: {A: \(Self.token)}}}\n"])
    let report = SpecLintCommand.run(["--fail-on", "never"], in: extending.path)
    #expect(report.status == 0 && !report.output.contains("base.yaml") && !report.output.contains("root-user"))

    let inner = repository([
      "service/.speclint.yaml": "spec: ../docs/x.md\n", "service/.env": "PORT=x\n", "docs/x.md": Self.spec,
    ])
    #expect(SpecLintCommand.run([], in: inner.path + "/service").output.contains("value-of-wrong-type"))
  }

  @Test func aDocumentThatIsNoTextCostsItsOwnProjectOnly() {
    let folder = repository(["one/deployment-spec.md": Self.spec, "one/.env": "PORT=x\n", "two/.env": "PORT=x\n"])
    folder.write("two/deployment-spec.md", bytes: [0, 1, 2, 3])
    let result = SpecLintCommand.run(["--output", "report.txt", "--format", "json"], in: folder.path)
    #expect(result.status == 2)
    #expect(result.error.contains("two/deployment-spec.md: a spec document is text, this is a binary file"))
    #expect(folder.read("report.txt").contains("one/.env") && folder.read("report.txt").contains("value-of-wrong-type"))
    #expect(SpecLintCommand.run(["one"], in: folder.path).status == 1)
    #expect(SpecLintCommand.run(["two"], in: folder.path).status == 2)
    let secrets = SpecLintCommand.run(["secrets"], in: folder.path + "/two")
    #expect(secrets.status == 2 && secrets.output.contains("examined"))
  }

  // MARK: Unreadable

  /// Runs as somebody for whom permissions count.
  private func run(_ arguments: [String], in folder: TemporaryFolder) -> Shell.Result {
    let prefix = geteuid() == 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : []
    return Shell.run(
      prefix + [SpecLintCommand.program] + arguments, in: folder.path, environment: ["SOURCE_DATE_EPOCH": "1767225600"])
  }

  @Test func whatCannotBeReadFailsWhereItWasAskedFor() {
    let folder = repository([
      "tracked.env": "A=1\n", "Dockerfile": "FROM node:latest\nUSER node\n", "notes.txt": "x\n",
      ".gitignore": "ignored.env\n",
    ])
    folder.write("new.env", "A=1\n")
    folder.write("ignored.env", "A=1\n")
    let unread = ["new.env", "ignored.env"]
    for name in unread { chmod("\(folder.path)/\(name)", 0) }
    let counted = run(["--quiet", "--format", "json"], in: folder)
    #expect(counted.status == 1, "\(counted.error)")
    for name in unread { #expect(counted.output.contains("\"file\" : \"\(name)\"")) }
    #expect(counted.output.contains("the file cannot be read: permission denied"))

    for arguments in [["new.env"], ["secrets", "new.env"]] {
      let named = run(arguments + ["--quiet"], in: folder)
      #expect(named.status == 2 && named.error.contains("speclint: error: new.env: the file cannot be read"))
    }
    chmod("\(folder.path)/tracked.env", 0)
    for arguments in [[], ["secrets"]] {
      let result = run(arguments + ["--quiet"], in: folder)
      #expect(result.status == 2 && result.error.contains("tracked.env: the file cannot be read"), "\(arguments)")
      #expect(
        arguments == ["secrets"] || result.output.contains("latest-image"), "the findings are written all the same")
    }
    chmod("\(folder.path)/notes.txt", 0)
    #expect(run(["secrets"], in: folder).error.contains("notes.txt: the file cannot be read"))
  }

  @Test func stagedFilesThatCannotBeReadFail() {
    let folder = repository()
    folder.write("a.env", "A=\(Self.token)\n")
    folder.git("add", "-A")
    chmod("\(folder.path)/a.env", 0)
    let result = run(["--staged", "--quiet"], in: folder)
    // Git cannot tell whether the two differ: the index is read, or the run fails.
    #expect(result.status == 2 || result.output.contains("provider-token"), "\(result.output)\(result.error)")
  }

  @Test func foldersThatCannotBeReadAreNamedOrCounted() {
    let folder = repository(["Dockerfile": "FROM node:20-alpine\nUSER node\n", "shut/a.env": "A=1\n"])
    folder.write("new/a.env", "A=1\n")
    chmod("\(folder.path)/new", 0)
    let counted = run(["--format", "json"], in: folder)
    #expect(counted.status == 0, "\(counted.output)\(counted.error)")
    #expect(counted.output.contains("\"file\" : \"new\"") && counted.output.contains("the folder cannot be read"))
    let named = run(["new", "--quiet"], in: folder)
    #expect(named.status == 2 && named.error.contains("new: the folder cannot be read: permission denied"))
    chmod("\(folder.path)/shut", 0)
    #expect(run(["--quiet"], in: folder).error.contains("shut/a.env: the file cannot be read: permission denied"))
    for name in ["new", "shut"] { chmod("\(folder.path)/\(name)", 0o755) }
  }

  @Test func withoutGitFoldersAreCountedToo() {
    let folder = TemporaryFolder(["Dockerfile": "FROM node:20-alpine\nUSER node\n", "shut/a.env": "A=1\n"])
    chmod("\(folder.path)/shut", 0)
    let result = run(["--format", "json"], in: folder)
    #expect(result.output.contains("\"file\" : \"shut\""), "\(result.output)")
    chmod("\(folder.path)/shut", 0o755)
  }

  @Test func binaryAndLargeFilesAreCounted() {
    let folder = repository()
    folder.write("data.txt", bytes: [0x61, 0, 0x62])
    folder.write("code.ts", bytes: [0x61, 0, 0x62])
    folder.write("large.txt", bytes: [UInt8](repeating: 0x61, count: 33 << 20))
    let result = SpecLintCommand.run(["secrets", "--format", "json"], in: folder.path)
    #expect(result.output.contains("\"a binary file\" : 2"))
    #expect(result.output.contains("large.txt") && result.output.contains("33 MiB"))
    folder.git("add", "-A")
    let staged = SpecLintCommand.run(["--staged", "--format", "json"], in: folder.path).output
    #expect(staged.contains("\"a binary file\" : 2") && staged.contains("\"file\" : \"large.txt\""))
  }

  // MARK: Full disks

  @Test(arguments: ["text", "json", "sarif", "github"]) func aFullDiskIsNoSuccess(_ format: String) {
    let folder = repository(["Dockerfile": "FROM node:20-alpine\nUSER node\n"])
    let command = "'\(SpecLintCommand.program)' --format \(format)"
    let printed = Shell.run(["sh", "-c", "\(command) > /dev/full"], in: folder.path)
    #expect(
      printed.status == 2 && printed.error.contains("standard output: no space left on device"), "\(printed.error)")
    let written = Shell.run(["sh", "-c", "\(command) --output /dev/full"], in: folder.path)
    #expect(written.status == 2 && written.error.contains("--output: /dev/full: no space left on device"))
    #expect(FileSystem.kind("/dev/full") == .other, "the device stays what it is")
  }

  @Test func commandsOfAllKindsSayThatTheDiskIsFull() {
    let folder = repository(["deployment-spec.md": Self.spec, "a.env": "A=1\n", "b.env": "B=1\n"])
    for command in [
      "spec show", "spec export", "rules", "explain root-user", "env example", "env diff a.env b.env", "secrets",
      "--help",
    ] {
      let result = Shell.run(["sh", "-c", "'\(SpecLintCommand.program)' \(command) > /dev/full"], in: folder.path)
      #expect(result.status == 2 && result.error.contains("no space left on device"), "\(command): \(result.status)")
    }
  }

  @Test func reportsGoToOpenDescriptorsAndTheOthersAreWrittenAnyway() {
    let folder = repository(["Dockerfile": "FROM node:latest\nUSER node\n"])
    let result = SpecLintCommand.run(["--format", "json", "--output", "/dev/stdout"], in: folder.path)
    #expect(result.status == 1 && result.output.contains("latest-image"))
    let both = SpecLintCommand.run(
      ["--format", "json", "--output", "/dev/full", "--format", "sarif", "--output", "b.sarif"], in: folder.path)
    #expect(both.status == 2 && folder.read("b.sarif").contains("latest-image"))
    let closed = Shell.run(["sh", "-c", "'\(SpecLintCommand.program)' | true"], in: folder.path)
    #expect(!closed.error.contains("error"))
  }
}
