import TestSupport
import Testing

/// Recipients, passphrases, backups.
@Suite struct SharingTests {
  @Test func aSecondKeyIsAddedAndRemoved() {
    let first = VaultUser().withVault()
    let second = VaultUser(project: first.project)
    let key = second.run("keygen").output.split(separator: "\n").joined()
    first.put("s", "x")
    #expect(second.run("get", "s").status == 3)
    #expect(first.run("recipients", "add", key, "--name", "bob").status == 0)
    #expect(second.run("get", "s").output == "x")
    #expect(first.run("recipients", "add", key).status == 1)
    #expect(first.run("recipients").output.contains("bob"))
    #expect(first.run("recipients", "remove", "bob").status == 0)
    #expect(second.run("get", "s").status == 3)
    #expect(first.run("get", "s").output == "x")
    #expect(first.run("recipients", "remove", "nobody").status == 1)
    #expect(first.run("verify").status == 0)
  }

  @Test(arguments: [
    ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB", "SSH"), ("age1pq1qqqqqqqq", "post-quantum"),
    ("AGE-SECRET-KEY-1QQQQ", "secret key"), ("age1xyz", "not an age recipient"), ("age1yubikey1qqqq", "plugin"),
  ]) func otherKeysAreExplained(_ key: (text: String, word: String)) {
    let user = VaultUser().withVault()
    let added = user.run("recipients", "add", key.text)
    #expect(added.status == 2 && added.error.contains(key.word), "\(added.error)")
    #expect(VaultUser().run("init", "--recipient", key.text).status == 2)
  }

  @Test func aLastRecipientStays() {
    let user = VaultUser().withVault()
    let key = user.shell("grep -o 'age1.*' $HOME/.config/deployspec/identity.txt").output.split(separator: "\n")
      .joined()
    #expect(user.run("recipients", "remove", key).status == 1)
  }

  @Test func identitiesFromTheEnvironment() {
    let user = VaultUser().withVault()
    user.put("s", "x")
    let key = user.shell("grep AGE-SECRET $HOME/.config/deployspec/identity.txt").output.split(separator: "\n").joined()
    let stranger = VaultUser(project: user.project)
    #expect(stranger.run("get", "s", environment: ["SPECVAULT_IDENTITY": key]).output == "x")
    let path = "\(user.home.path)/.config/deployspec/identity.txt"
    #expect(stranger.run("get", "s", environment: ["SPECVAULT_IDENTITY": path]).output == "x")
    let broken = stranger.run("get", "s", environment: ["SPECVAULT_IDENTITY": "AGE-SECRET-KEY-1BROKEN"])
    #expect(broken.status == 3 && !broken.error.contains("BROKEN"))
    let child = user.run("run", "--", "env", environment: ["SPECVAULT_IDENTITY": key])
    #expect(child.status == 0 && !child.output.contains("AGE-SECRET"))
  }

  /// ssh's rule: one's own key that others have rights to is refused; what another user owns or the user names is taken.
  @Test(arguments: [("600", true), ("400", true), ("640", false), ("604", false), ("620", false), ("602", false)])
  func anIdentityThatOthersHaveRightsToIsRefused(_ mode: String, _ isTaken: Bool) {
    let user = VaultUser().withVault()
    let file = "\(user.home.path)/.config/deployspec/identity.txt"
    _ = Shell.run(["chmod", mode, file])
    let list = user.run("list")
    #expect(list.status == (isTaken ? 0 : 3), "\(list.error)")
    #expect(list.error.contains("hint: chmod 600 \(file)\n") == !isTaken, "\(list.error)")
    #expect(user.run("list", environment: ["SPECVAULT_IDENTITY": file]).status == 0)
  }

  @Test(.enabled(if: VaultUser.isRoot, "only root can give files away"), arguments: ["644", "444"])
  func aMountedIdentityIsTaken(_ mode: String) {
    let user = VaultUser().withVault()
    let file = "\(user.home.path)/.config/deployspec/identity.txt"
    _ = Shell.run(["chmod", mode, file])
    _ = Shell.run(["chown", "65534", file])
    #expect(user.run("list").status == 0)
  }

  @Test func passphrasesFromAFile() {
    let user = VaultUser(["pass": "correct horse\n", "wrong": "battery\n"])
    let pass = ["SPECVAULT_PASSPHRASE_FILE": "\(user.project.path)/pass"]
    #expect(user.run("init", "--passphrase", environment: pass).status == 0)
    #expect(user.run("put", "s", "-", input: "x", environment: pass).status == 0)
    #expect(user.run("get", "s", environment: pass).output == "x")
    let wrong = user.run("get", "s", environment: ["SPECVAULT_PASSPHRASE_FILE": "\(user.project.path)/wrong"])
    #expect(wrong.status == 3 && wrong.error.contains("wrong passphrase"))
  }

  /// On a real terminal, with what appears on it.
  @Test func passphrasesAndValuesAreNeverEchoed() {
    let user = VaultUser()
    let script = """
      import os, pty, sys, time, select
      program = sys.argv[1]
      def talk(arguments, answers):
          pid, fd = pty.fork()
          if pid == 0:
              os.execv(program, [program] + arguments)
          seen = b""
          while True:
              ready, _, _ = select.select([fd], [], [], 90)
              if not ready: break
              try: data = os.read(fd, 4096)
              except OSError: break
              if not data: break
              seen += data
              if answers and answers[0][0] in seen:
                  os.write(fd, answers.pop(0)[1] + b"\\n")
          if not ready: os.kill(pid, 9)
          return os.waitpid(pid, 0)[1] >> 8, seen
      os.environ.pop("SPECVAULT_PASSPHRASE_FILE", None)
      status, seen = talk(["init", "--passphrase"], [(b"Passphrase:", b"tr0ub4dor"), (b"again:", b"tr0ub4dor")])
      assert status == 0 and b"tr0ub4dor" not in seen, seen
      status, seen = talk(["put", "s"], [(b"Passphrase:", b"tr0ub4dor"), (b"Value of s:", b"typed-value")])
      assert status == 0 and b"typed-value" not in seen and b"tr0ub4dor" not in seen, seen
      status, seen = talk(["get", "s"], [(b"Passphrase:", b"tr0ub4dor")])
      assert status == 0 and seen.strip().endswith(b"typed-value"), seen
      status, seen = talk(["init", "--passphrase", "--vault", "v2.db"], [(b"Passphrase:", b"one"), (b"again:", b"two")])
      assert status == 2 and not os.path.exists("v2.db"), seen
      print("silent")
      """
    let result = user.python(script)
    #expect(result.output == "silent\n", "\(result.error)")
  }

  @Test func backups() {
    let user = VaultUser().withVault()
    user.put("s", "one")
    user.put("s", "two")
    user.put("/p", "x", "--type", "String")
    #expect(user.run("backup", "backup.age").status == 0)
    #expect(user.run("backup", "backup.age").status == 1, "it is not written over")
    let plain = Shell.run(
      ["age", "-d", "-i", "\(user.home.path)/.config/deployspec/identity.txt", "\(user.project.path)/backup.age"])
    #expect(plain.output.contains(#""value":"two""#), "\(plain.error)")
    #expect(user.run("init", "--vault", "restored.db", "--from-backup", "backup.age").status == 0)
    #expect(user.run("get", "s", "--stage", "AWSPREVIOUS", "--vault", "restored.db").output == "one")
    #expect(user.run("get", "/p", "--vault", "restored.db").output == "x")
    user.project.write("junk.age", "age-encryption.org/v1\nnonsense")
    #expect(user.run("init", "--vault", "junk.db", "--from-backup", "junk.age").status == 4)
    #expect(user.run("info", "--vault", "junk.db").status == 1)
    let stranger = VaultUser(project: user.project)
    stranger.run("keygen")
    #expect(stranger.run("init", "--vault", "other.db", "--from-backup", "backup.age").status == 3)
  }

  @Test func rekeyKeepsEverything() {
    let user = VaultUser(["pass": "new passphrase\n"]).withVault()
    user.put("s", "x")
    #expect(user.run("rekey").status == 0)
    #expect(user.run("get", "s").output == "x")
    let pass = ["SPECVAULT_PASSPHRASE_FILE": "\(user.project.path)/pass"]
    #expect(user.run("rekey", "--passphrase", environment: pass).status == 0)
    #expect(user.run("get", "s", environment: pass).output == "x")
    #expect(user.run("rekey", "--to-identity", environment: pass).status == 0)
    #expect(user.run("get", "s").output == "x")
  }
}
