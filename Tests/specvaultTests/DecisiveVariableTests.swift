import TestSupport
import Testing

@testable import specvault

/// What decides which program runs or what it loads never comes from an entry that nobody declared.
@Suite struct DecisiveVariableTests {
  private static let all = [
    "PATH", "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "DYLD_INSERT_LIBRARIES", "NODE_OPTIONS", "BASH_ENV", "ENV",
    "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PERL5LIB", "PERL5OPT", "RUBYOPT", "RUBYLIB", "JAVA_TOOL_OPTIONS",
    "GIT_SSH", "GIT_SSH_COMMAND", "GIT_EXEC_PATH", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_GLOBAL",
    "SHELLOPTS", "IFS", "HOME", "DYLD_LIBRARY_PATH", "npm_config_script_shell", "_JAVA_OPTIONS", "DOTNET_STARTUP_HOOKS",
  ]

  @Test(arguments: all) func theyAreKnown(_ name: String) { #expect(DecisiveVariables.contains(name)) }

  @Test(arguments: [
    "DATABASE_URL", "API_KEY", "PATHS", "MY_PATH", "NODE_ENV", "ENVIRONMENT", "path", "GIT_TOKEN", "GITHUB_TOKEN",
    "PYTHONUNBUFFERED", "HOMEPAGE", "OLD_PRELOAD", "NPM_TOKEN", "JAVA_OPTS", "LDAP_URL", "USER", "LANG", "",
    "LD_SDK_KEY", "LD_API_KEY",
    "GIT_SSH_KEY", "GIT_SSH_PRIVATE_KEY", "GIT_USER", "EDITOR_TOKEN", "SHELL_TOKEN", "PERL5", "NODE_AUTH_TOKEN",
  ])
  func othersAreNot(_ name: String) { #expect(!DecisiveVariables.contains(name)) }

  private func user(_ files: [String: String] = [:]) -> VaultUser {
    let user = VaultUser([".specvault.yaml": "project: sv\n"].merging(files) { $1 }).withVault()
    for name in ["PATH", "LD_PRELOAD", "NODE_OPTIONS", "TOKEN"] { user.put("sv/development/\(name)", "/evil-\(name)") }
    return user
  }

  private let show = #"echo "$NODE_OPTIONS|$LD_PRELOAD|$TOKEN|$PATH""#

  @Test func undeclaredEntriesDoNotSetThem() {
    let user = user()
    for options in [[], ["--mask"], ["--prefix", "sv/development"], ["--only", "PATH,LD_PRELOAD,NODE_OPTIONS,TOKEN"]] {
      let run = Shell.run(
        [user.program, "run"] + options + ["--", "sh", "-c", show], in: user.project.path,
        environment: user.environment.merging(["NODE_OPTIONS": ""]) { $1 })
      #expect(run.output.hasPrefix("||") && !run.output.contains("evil-PATH"), "\(options): \(run.output) \(run.error)")
      for name in ["PATH", "LD_PRELOAD", "NODE_OPTIONS"] {
        #expect(run.error.contains("'\(name)' of the entry 'sv/development/\(name)' is left out"), "\(run.error)")
      }
      #expect(!run.error.contains("evil") && !run.error.contains("is nowhere"))
    }
    #expect(user.run("run", "--strict", "--", "true").status == 1)
  }

  @Test func theSpecAndTheSettingsMayAllowThem() {
    let allowed = user([".specvault.yaml": "project: sv\nallow: [NODE_OPTIONS]\n"])
    let run = allowed.run("run", "--", "sh", "-c", show)
    #expect(run.output.hasPrefix("/evil-NODE_OPTIONS||"), "\(run.output)")
    #expect(!run.error.contains("NODE_OPTIONS") && run.error.contains("'PATH'"))
    let spec = SampleSpec.text.replacing(
      "| PORT | number", with: "| NODE_OPTIONS | string | ❌ | ✅ | - | flags |\n| PORT | number")
    let declared = VaultUser(["deployment-spec.md": spec, ".env": "NODE_ENV=x\n"]).withVault()
    for name in ["DATABASE_URL", "API_KEY", "NODE_OPTIONS"] { declared.put("shop/staging/\(name)", "--\(name)") }
    let second = declared.run("run", "-e", "staging", "--", "sh", "-c", show)
    #expect(second.output.hasPrefix("--NODE_OPTIONS|") && second.error.isEmpty, "\(second.error)")
  }

  /// The command is found by the caller's PATH, whatever the command itself is given.
  @Test(arguments: [[], ["--mask"], ["--with-endpoint"]])
  func theCommandIsLookedUpInTheCallersPath(_ options: [String]) {
    let user = user([".specvault.yaml": "project: sv\nallow: [PATH]\n", "bin/tool": "#!/bin/sh\n/bin/echo evil\n"])
    user.project.write("own/tool", "#!/bin/sh\n/bin/echo \"own $PATH\"\n")
    _ = Shell.run(["chmod", "755", "\(user.project.path)/bin/tool", "\(user.project.path)/own/tool"])
    user.put("sv/development/PATH", "\(user.project.path)/bin")
    let path = "\(user.project.path)/own:/usr/bin:/bin"
    let run = Shell.run(
      ["env", "PATH=\(path)", user.program, "run"] + options + ["--", "tool"], in: user.project.path,
      environment: user.environment)
    let given = options == ["--mask"] ? "***" : "\(user.project.path)/bin"
    #expect(run.output == "own \(given)\n", "\(run.error)")
  }

  @Test func aTaskDefinitionDeclaresThem() {
    let user = user()
    user.project.write(
      "task.json",
      """
      {"family": "a", "containerDefinitions": [{"name": "a", "image": "a",
        "environment": [{"name": "NODE_OPTIONS", "value": "--trace-warnings"}],
        "secrets": [{"name": "PYTHONPATH", "valueFrom": "arn:aws:secretsmanager:us-east-1:123456789012:secret:sv/development/TOKEN"}]}]}
      """)
    let run = user.run("run", "--task-definition", "task.json", "--", "sh", "-c", #"echo "$NODE_OPTIONS|$PYTHONPATH""#)
    #expect(run.output == "--trace-warnings|/evil-TOKEN\n", "\(run.error)")
  }

  /// What a shell or a loader takes over may not decide either; JSON is data.
  @Test func exportsForProgramsLeaveThemOut() {
    let user = user()
    for format in ["dotenv", "shell"] {
      let export = user.run("export", "--format", format)
      #expect(
        export.output.contains("TOKEN") && !export.output.contains("PATH") && !export.output.contains("LD_PRELOAD"))
      #expect(export.error.contains("'PATH' of the entry 'sv/development/PATH' is left out"), "\(export.error)")
    }
    let json = user.run("export", "--format", "json")
    #expect(json.output.contains("LD_PRELOAD") && json.error.isEmpty)
  }

  // MARK: specvault's own variables

  @Test func keysAndPinsOfSpecvaultReachNoCommand() {
    let user = VaultUser([
      ".specvault.yaml": "project: sv\n", ".env": "SPECVAULT_IDENTITY=AGE-SECRET-KEY-1FILE\nSPECVAULT_X=file\nA=a\n",
    ]).withVault()
    user.put("sv/development/SPECVAULT_PIN", "from-the-vault")
    let file = "\(user.home.path)/.config/deployspec/identity.txt"
    let own = [
      "SPECVAULT_IDENTITY": file, "SPECVAULT_PASSPHRASE_FILE": "/nonexistent", "SPECVAULT_PIN": "p",
      "SPECVAULT_ACCESS_KEYS": "k", "SPECVAULT_VAULT": "\(user.project.path)/.specvault/vault.db",
    ]
    for options in [[], ["--mask"], ["--with-endpoint"]] {
      let run = Shell.run(
        [user.program, "run"] + options + ["--", "env"], in: user.project.path,
        environment: user.environment.merging(own) { $1 })
      let names = run.output.split(separator: "\n").filter { $0.hasPrefix("SPECVAULT_") }
      #expect(names == ["SPECVAULT_VAULT=\(user.project.path)/.specvault/vault.db"], "\(options): \(run.output)")
      #expect(
        run.output.contains("A=a\n") && run.error.contains("'SPECVAULT_IDENTITY' of .env is left out"), "\(run.error)")
      #expect(!run.error.contains("AGE-SECRET"))
    }
  }

  /// git would run what a repository's settings name: it is asked not to, and gets no keys either.
  @Test func gitRunsNothingOfTheRepositorys() throws {
    let user = VaultUser(["a.txt": "a"]).withVault()
    user.put("s", "a-long-value-1")
    user.project.git("init", "-q")
    let log = "\(user.home.path)/log"
    user.home.write("hook", "#!/bin/sh\nenv >> \(log)\n")
    _ = Shell.run(["chmod", "755", "\(user.home.path)/hook"])
    user.project.git("config", "core.fsmonitor", "\(user.home.path)/hook")
    let key = user.home.read(".config/deployspec/identity.txt").split(separator: "\n").last.map(String.init)
    let scan = user.run("scan", environment: ["SPECVAULT_IDENTITY": try #require(key)])
    #expect(scan.status == 0, "\(scan.error)")
    #expect(user.home.read("log") == "")
  }
}
