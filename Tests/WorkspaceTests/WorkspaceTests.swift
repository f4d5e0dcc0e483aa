import ByteSearch
import Testing

@testable import Workspace

@Suite struct WorkspaceTests {
  @Test(arguments: [
    ("*.json", "a/b.json", true), ("*.json", "b.jsonl", false), ("deploy/*.json", "deploy/a.json", true),
    ("deploy/*.json", "deploy/x/a.json", false),
    ("deploy/**", "deploy/x/y.z", true), ("**/prod/*.yaml", "a/b/prod/c.yaml", true),
    ("**/prod/*.yaml", "prod/c.yaml", true), ("a/**/z", "a/z", true),
    ("fixtures", "x/fixtures/deep/file", true), ("fixtures/", "fixtures/file", true), ("/top", "sub/top", false),
    ("{a,b}.env", "b.env", true), ("[!a]?", "bc", true),
    ("[!a]?", "ac", false), ("?", "/", false), ("**", "any/thing", true), ("SENTRY_*", "SENTRY_DSN", true),
    ("a*b*c", "aXbYc", true), ("a*b*c", "aXbY", false),
  ])
  func globs(_ pattern: String, _ path: String, _ matches: Bool) { #expect(Glob(pattern).matches(path) == matches) }

  @Test func hostileGlobsEnd() {
    let pattern = String(repeating: "*a", count: 60) + "b"
    #expect(!Glob(pattern).matches(String(repeating: "a", count: 2_000)))
    #expect(!Glob(String(repeating: "**/", count: 60) + "b").matches(String(repeating: "a/", count: 400) + "c"))
  }

  @Test(arguments: [
    ("Dockerfile", FileKind.dockerfile), ("api.Dockerfile", .dockerfile), ("Dockerfile.prod", .dockerfile),
    ("Containerfile", .dockerfile), ("Dockerfile.dockerignore", .other),
    ("Dockerfile.md", .other), (".env", .dotenv), (".env.production.local", .dotenv), ("api.env", .dotenv),
    (".env.d.ts", .other), ("environment", .other), (".envrc", .other),
    ("compose.yaml", .compose), ("docker-compose.prod.yml", .compose), ("composer.yaml", .yaml), ("x/y.yml", .yaml),
    ("t.json", .json), ("docs/deployment-spec.md", .specDocument),
    ("env-config.ko.md", .specDocument), ("README.md", .other),
    (".env.patch", .other), (".env.local.php", .code), (".env.production.diff", .other), (".env.png", .other),
    (".env.pl", .dotenv), (".env.test", .dotenv), (".env.old", .dotenv), ("patch.env", .dotenv),
    ("Dockerfile.patch", .other), ("Dockerfile.png", .other), ("Dockerfile-dev.diff", .other),
    ("Dockerfile.svg", .other), ("Dockerfile.log", .other), ("Dockerfile.tar.gz", .other),
    ("Dockerfile.php", .dockerfile), ("Dockerfile.alpine3.20", .dockerfile), ("php.Dockerfile", .dockerfile),
  ])
  func kinds(_ path: String, _ kind: FileKind) { #expect(FileKind(path: path) == kind) }

  @Test(arguments: [
    (".yarn/releases/yarn-4.cjs", true), ("web/node_modules/a/index.js", true), ("vendor/a/b.go", true),
    (".yarn/plugins/x.cjs", true), (".yarn/scripts/own.js", false), ("vendor.go", false), ("src/vendors/a.ts", false),
    ("releases/a.js", false), ("vendor", false),
  ])
  func vendoredCode(_ path: String, _ isVendored: Bool) { #expect(VendoredCode.holds(path) == isVendored) }

  @Test(
    arguments: [
      ("legacy/**", "legacy"), ("deploy/live/*.json", "deploy/live"), ("./a/b", "a/b"), ("/top", "top"),
      ("*.json", nil),
      ("fixtures/", nil), ("**/prod/*.yaml", nil), ("{a,b}/c", nil),
    ] as [(String, String?)])
  func globsNameTheFolderThatTheyAreAbout(_ pattern: String, _ folder: String?) {
    #expect(Glob(pattern).folder == folder)
  }

  @Test(arguments: [
    ("/a/b/c", "/a", "b/c"), ("/a", "/a/b/c", "../.."), ("/a/x", "/a/b", "../x"), ("/a", "/a", "."), ("/x", "/", "x"),
    ("/한글/é/b", "/한글", "é/b"), ("/ab/c", "/a", "../ab/c"),
    ("/집/저장소/a/가.env", "/집/저장소", "a/가.env"), ("/ab/c", "/a", "../ab/c"),
    ("/결제/팀/b", "/결제/팀", "b"), ("/cafe\u{301}/b", "/cafe\u{301}", "b"),
  ])
  func relativePaths(_ path: String, _ folder: String, _ relative: String) {
    #expect(PathText.relative(path, to: folder) == relative)
  }

  @Test(arguments: [
    ("a/../b", "b"), ("./a//b/.", "a/b"), ("../a", "../a"), ("/../a", "/a"), ("a/..", "."), ("", "."), ("/", "/"),
    ("a/", "a"), ("..", ".."), ("/a/...", "/a/..."), ("/.env", "/.env"), ("/a/./b", "/a/b"), ("//a", "/a"),
  ])
  func normalizedPaths(_ path: String, _ normalized: String) { #expect(PathText.normalized(path) == normalized) }

  @Test func rowsOfTablesAreFoundByTheirKey() {
    let table = FieldTable(Array("# a comment\nnode 20=a 20.1=b\nnode-x\n\nlast 1=z".utf8))
    #expect(table.rows.map(\.key) == ["node", "node-x", "last"])
    #expect(table["node"]?.fields == ["20=a", "20.1=b"])
    #expect(table["node"]?.value(of: "20.1") == "b")
    #expect(table["node"]?.value(of: "20.") == nil)
    #expect(table["last"]?.value(of: "1") == "z")
    #expect(table["node-x"]?.fields == [] && table["nod"] == nil && table["#"] == nil)
  }

  @Test func childrenAreFedAndReadAtOnce() {
    let input = [UInt8](repeating: 0x61, count: 1 << 20)
    let output = ChildProcess.run(["cat"], input: input)
    #expect(output?.status == 0 && output?.standardOutput == input)
    #expect(ChildProcess.run(["sh", "-c", "echo oops >&2; exit 3"])?.status == 3)
    #expect(ChildProcess.run(["no-such-program-anywhere"]) == nil)
  }

  @Test func childrenThatTakeTooLongAreEnded() {
    let output = ChildProcess.run(["sh", "-c", "echo a; exec sleep 60"], limit: 0.3)
    #expect(output?.isLate == true && output?.status == 128 + 9)
    #expect(ChildProcess.run(["cat"], limit: 60)?.isLate == false)
  }

  @Test func childrenFindTheSettings() {
    let output = ChildProcess.run(["sh", "-c", "echo $PATH:$A"], settings: ["A": "b", "PATH": "/bin:/usr/bin"])
    #expect(output.map { String(decoding: $0.standardOutput, as: UTF8.self) } == "/bin:/usr/bin:b\n")
  }

  @Test func whatCannotBeReadSaysWhy() {
    func reason(_ path: String) -> String {
      do throws(FileError) {
        _ = try FileSystem.read(path)
        return ""
      } catch {
        return error.description
      }
    }
    #expect(reason("/no/such/file") == "/no/such/file: no such file or directory")
    #expect(reason("/tmp").hasSuffix("is a folder"))
    #expect(reason("/dev/null").hasSuffix("is not a regular file"))
  }
}
