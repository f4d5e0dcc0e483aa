import TestSupport
import Testing

@testable import Workspace

/// Where things are looked for, and whose files are trusted.
@Suite struct SearchTests {
  private func folders(_ folder: String, home: String? = nil) -> [String] {
    SearchedFolders(from: folder, repository: .containing(folder), home: home).folders
  }

  @Test func theSearchEndsAtTheRepositorysTop() {
    let project = TemporaryFolder([".git/HEAD": "", "a/b/c.txt": ""])
    #expect(folders("\(project.path)/a/b") == ["\(project.path)/a/b", "\(project.path)/a", project.path])
    #expect(folders(project.path) == [project.path])
    let nested = TemporaryFolder([".git/HEAD": "", "sub/.git/HEAD": "", "sub/x/y.txt": ""])
    #expect(folders("\(nested.path)/sub/x") == ["\(nested.path)/sub/x", "\(nested.path)/sub"])
  }

  @Test func theSearchEndsAtTheHomeFolder() {
    let home = TemporaryFolder(["a/b/c.txt": ""])
    #expect(folders("\(home.path)/a/b", home: home.path) == ["\(home.path)/a/b", "\(home.path)/a", home.path])
    let link = TemporaryFolder()
    _ = Shell.run(["ln", "-s", home.path, "\(link.path)/me"])
    #expect(folders("\(home.path)/a", home: "\(link.path)/me") == ["\(home.path)/a", home.path])
    #expect(folders("\(home.path)/a").last == "/")
  }

  @Test func aWorkTreeIsFollowedByItsMainOne() {
    let main = TemporaryFolder(["app/a.txt": "a"])
    main.git("init", "-q")
    main.git("add", ".")
    main.git("commit", "-qm", "a")
    let other = TemporaryFolder()
    main.git("worktree", "add", "-q", "\(other.path)/wt")
    let top = "\(other.path)/wt"
    #expect(folders("\(top)/app") == ["\(top)/app", top, "\(main.path)/app", main.path])
    #expect(GitRepository(root: main.path).mainWorkTree == nil)
    // A `.git` file that anybody wrote leads nowhere: the other side does not name it.
    let forged = TemporaryFolder([".git": other.read("wt/.git")])
    #expect(folders(forged.path) == [forged.path])
    let gone = TemporaryFolder([".git": "gitdir: /nowhere\n"])
    #expect(folders(gone.path) == [gone.path])
  }

  @Test func aSubmoduleIsARepositoryOfItsOwn() {
    let inner = TemporaryFolder(["a.txt": "a"])
    inner.git("init", "-q")
    inner.git("add", ".")
    inner.git("commit", "-qm", "a")
    let outer = TemporaryFolder()
    outer.git("init", "-q")
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.path, "sub")
    #expect(FileSystem.kind("\(outer.path)/sub/.git") == .file)
    #expect(folders("\(outer.path)/sub") == ["\(outer.path)/sub"])
  }

  @Test func ownFilesAreTrustedAndNoOthers() {
    let folder = TemporaryFolder(["a": "", "b": ""])
    _ = Shell.run(["ln", "-s", "a", "\(folder.path)/link"])
    let paths = ["\(folder.path)/a", "\(folder.path)/link", "\(folder.path)/none"]
    #expect(Ownership.current.stranger(among: paths) == nil)
    let other = Ownership(user: 4_000_000_000, sudoUser: nil).stranger(among: paths.reversed())
    #expect(other?.path == "\(folder.path)/link")
    #expect(Ownership(user: other?.user ?? 0, sudoUser: nil).stranger(among: paths) == nil)
  }

  /// git's rule: root by way of sudo is also who called it; for anybody else the variable says nothing.
  @Test func theCallerOfSudoIsTrusted() {
    let folder = TemporaryFolder()
    let owner = Ownership(user: 4_000_000_000, sudoUser: nil).stranger(among: [folder.path])?.user ?? 1
    let paths = [folder.path]
    #expect(Ownership(user: 0, sudoUser: String(owner)).stranger(among: paths) == nil)
    #expect(Ownership(user: 4_000_000_000, sudoUser: String(owner)).stranger(among: paths) != nil)
    #expect(Ownership(user: 4_000_000_000, sudoUser: "x").stranger(among: paths) != nil)
  }

  @Test func foldersForEverybody() {
    let folder = TemporaryFolder()
    #expect(!FileSystem.isEverybodys(folder.path))
    _ = Shell.run(["chmod", "777", folder.path])
    #expect(!FileSystem.isEverybodys(folder.path), "file systems without modes show every folder so")
    _ = Shell.run(["chmod", "1777", folder.path])
    #expect(FileSystem.isEverybodys(folder.path) && FileSystem.isEverybodys("/tmp"))
  }

  /// Documents in `docs/` belong to the project above, and so does its configuration, whichever way they are come by.
  @Test func documentsAndConfigurationAreOneProject() {
    let project = TemporaryFolder([".speclint.yaml": "", "docs/deployment-spec.md": "", "src/a.txt": ""])
    var locator = ProjectLocator(currentFolder: project.path, repository: nil)
    let expected = ProjectLocator.Place(
      root: project.path, documents: ["\(project.path)/docs/deployment-spec.md"],
      configuration: "\(project.path)/.speclint.yaml")
    for file in ["Dockerfile", "src/a.txt", "docs/deployment-spec.md"] {
      #expect(locator.place(of: "\(project.path)/\(file)") == expected, "\(file)")
    }
    var bounded = ProjectLocator(currentFolder: "\(project.path)/src", repository: nil, top: "\(project.path)/src")
    #expect(bounded.place(of: "\(project.path)/src/a.txt").documents.isEmpty)
  }

  /// The nearest configuration and the nearest documents count, each by itself; the root is the configuration's folder.
  @Test func configurationAndDocumentsAreEachTheNearest() {
    let project = TemporaryFolder([
      ".git/HEAD": "", ".speclint.yaml": "", "docs/deployment-spec.md": "", "api/docs/deployment-spec.md": "",
      "api/src/a.ts": "", "web/.speclint.yml": "", "web/src/a.ts": "", "sub/.git/HEAD": "", "sub/a.ts": "",
    ])
    let top = project.path
    var locator = ProjectLocator(currentFolder: top, repository: GitRepository(root: top))
    func place(_ root: String, _ documents: [String], _ configuration: String?) -> ProjectLocator.Place {
      ProjectLocator.Place(
        root: root, documents: documents.map { "\(top)/\($0)" }, configuration: configuration.map { "\(top)/\($0)" })
    }
    for path in ["Dockerfile", "docs/deployment-spec.md", "x/y/z.yaml"] {
      #expect(
        locator.place(of: "\(top)/\(path)") == place(top, ["docs/deployment-spec.md"], ".speclint.yaml"), "\(path)")
    }
    for path in ["api/Dockerfile", "api/src/a.ts", "api/docs/deployment-spec.md"] {
      let found = locator.place(of: "\(top)/\(path)")
      #expect(found == place(top, ["api/docs/deployment-spec.md"], ".speclint.yaml"), "\(path)")
      #expect(found.hasNearerDocuments)
    }
    #expect(
      locator.place(of: "\(top)/web/src/a.ts")
        == place("\(top)/web", ["docs/deployment-spec.md"], "web/.speclint.yml"))
    #expect(locator.place(of: "\(top)/sub/a.ts") == place("\(top)/sub", [], nil), "a repository of its own")
  }

  /// A file of another repository is asked about there, whichever folder the program runs in.
  @Test func anotherRepositoryHasItsOwnRoot() {
    let here = TemporaryFolder([".git/HEAD": "", ".speclint.yaml": ""])
    let there = TemporaryFolder([".git/HEAD": "", "a/Dockerfile": ""])
    var locator = ProjectLocator(currentFolder: here.path, repository: GitRepository(root: here.path))
    let place = locator.place(of: "\(there.path)/a/Dockerfile")
    #expect(place == ProjectLocator.Place(root: there.path, documents: [], configuration: nil))
  }
}
