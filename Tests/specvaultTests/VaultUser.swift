import TestSupport

/// A developer with a home, a project folder and the built `specvault`.
final class VaultUser {
  let home: TemporaryFolder
  let project: TemporaryFolder
  let program = BuiltPackage.program("specvault")

  /// - Parameter files: What the project's folder holds.
  init(_ files: [String: String] = [:], home: TemporaryFolder = TemporaryFolder(), project: TemporaryFolder? = nil) {
    self.home = home
    self.project = project ?? TemporaryFolder(files)
  }

  /// Whether the tests may give files away.
  static let isRoot = Shell.run(["id", "-u"]).output == "0\n"

  /// Whether the tests may mount files over others, for themselves alone.
  static let mayMount = Shell.run(["unshare", "--mount", "true"]).status == 0

  var environment: [String: String] {
    [
      "HOME": home.path, "XDG_STATE_HOME": "", "XDG_CONFIG_HOME": "", "SPECVAULT_IDENTITY": "", "SPECVAULT_VAULT": "",
      "AWS_REGION": "",
    ]
  }

  @discardableResult func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:], in folder: String? = nil
  ) -> Shell.Result {
    Shell.run(
      [program] + arguments, in: folder ?? project.path, input: Array(input.utf8),
      environment: self.environment.merging(environment) { $1 })
  }

  /// A command line in which `specvault` is this program.
  func shell(_ script: String, input: String = "", environment: [String: String] = [:]) -> Shell.Result {
    Shell.run(
      ["sh", "-c", "specvault() { \(program) \"$@\"; }; \(script)"], in: project.path, input: input,
      environment: self.environment.merging(environment) { $1 })
  }

  /// What a Python program says, with the program's path as its first argument.
  func python(_ script: String) -> Shell.Result {
    Shell.run([BuiltPackage.python, "-c", script, program], in: project.path, environment: environment)
  }

  func put(_ name: String, _ value: String, _ options: String...) {
    _ = Shell.run(
      [program, "put", name, "-"] + options, in: project.path, input: value, environment: environment)
  }

  /// A vault with two secrets, `production` and `staging`.
  func withVault() -> VaultUser {
    run("init")
    return self
  }
}

/// A spec as teams write it.
enum SampleSpec {
  static let text = """
    ---
    title: Deployment
    project: shop
    ---

    # Deployment

    ## 1. Environments

    | Environment | Purpose | URL |
    | --- | --- | --- |
    | Staging | tests | https://staging.example.com |
    | Production | users | https://example.com |

    ## 2. Environment variables

    | Variable | Type | Required | Secret | Default | Description |
    | --- | --- | --- | --- | --- | --- |
    | NODE_ENV | enum | ✅ | ❌ | - | mode |
    | PORT | number | ❌ | ❌ | 3000 | port |
    | DATABASE_URL | url | ✅ | ✅ | - | database |
    | API_KEY | string | ✅ | ✅ | - | partner |
    | OPTIONAL_KEY | string | ❌ | ✅ | - | partner |

    """
}
