import TestSupport
import Testing
import Workspace

/// Several processes at one vault: what any of them was told is done is there, and the vault is whole.
@Suite struct ManyWritersTests {
  private let user = VaultUser().withVault()

  /// Runs a script; `server()` starts one and gives its address, `call(…)` asks it, `command(…)` runs a command line. What `acknowledged` names
  /// has to be in the vault at the end.
  private func run(_ script: String) -> Shell.Result {
    user.python(
      """
      import json, os, subprocess, sys, threading, time, urllib.request
      program = sys.argv[1]; servers = []; acknowledged = []; faults = []
      def server():
          read, write = os.pipe()
          servers.append(subprocess.Popen([program, "serve", "--port", "0", "--no-auth", "--ready-fd", str(write)], pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))
          os.close(write)
          return os.read(read, 200).decode().strip()
      def call(url, operation, **members):
          request = urllib.request.Request(url, json.dumps(members).encode(), {"X-Amz-Target": "secretsmanager." + operation})
          try: return json.load(urllib.request.urlopen(request))
          except urllib.error.HTTPError as error: return error.read()
      def command(*arguments, input=None):
          return subprocess.run([program, *arguments], capture_output=True, text=True, input=input)
      def served(url, name, end):
          number = 0
          while time.time() < end:
              number += 1; secret = f"{name}/{number}"
              answer = call(url, "CreateSecret", Name=secret, SecretString="v", ClientRequestToken=f"{number:032}")
              if isinstance(answer, dict): acknowledged.append(secret)
              else: faults.append(answer)
      def typed(name, end, *others):
          number = 0
          while time.time() < end:
              number += 1; secret = f"{name}/{number}"
              done = command("put", secret, "-", input="v")
              if done.returncode == 0: acknowledged.append(secret)
              else: faults.append(done.stderr)
              for other in others:
                  done = command(*other)
                  if done.returncode != 0 or "seen here before" in done.stderr: faults.append((other, done.stderr))
      def together(*works):
          threads = [threading.Thread(target=work[0], args=work[1:]) for work in works]
          for thread in threads: thread.start()
          for thread in threads: thread.join()
      end = time.time() + 8
      try:
      \(script.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
      finally:
          for one in servers: one.terminate()
          for one in servers: one.wait()
      listed = command("list", "--format", "json").stdout
      lost = [name for name in acknowledged if f'"{name}"' not in listed]
      verified = command("verify")
      assert not faults and not lost and verified.returncode == 0, (len(acknowledged), faults[:3], lost[:5], verified)
      assert len(acknowledged) > 10
      print("whole")
      """)
  }

  @Test func aServerAndCommandLinesThatWrite() {
    let result = run(
      """
      url = server()
      together((served, url, "a", end), (served, url, "b", end), (typed, "c", end, ["verify"]), (typed, "d", end, ["list"]))
      """)
    #expect(result.output == "whole\n", "\(result.error)")
  }

  @Test func twoServersThatWrite() {
    let result = run(
      """
      first, second = server(), server()
      together((served, first, "a", end), (served, first, "b", end), (served, second, "c", end), (served, second, "d", end))
      """)
    #expect(result.output == "whole\n", "\(result.error)")
  }

  @Test func aServerThatWritesAndNewKeys() {
    let result = run(
      """
      url = server()
      together((served, url, "a", end), (typed, "b", end, ["rekey"]))
      """)
    #expect(result.output == "whole\n", "\(result.error)")
  }

  @Test func oneCopyIsMadeOfAVaultOfFormat1HoweverManyChangeIt() {
    let fixtures = "\(BuiltPackage.root)/Tests/VaultFixtures"
    for isServed in [true, false] {
      _ = Shell.run(
        [
          "sh", "-c",
          "rm -rf .specvault .specvault.yaml \"$1\"; mkdir .specvault; cp \"$0/format-1.db\" .specvault/vault.db",
          fixtures,
          "\(user.home.path)/.local",
        ],
        in: user.project.path)
      let result = run(
        """
        os.environ["SPECVAULT_IDENTITY"] = "\(fixtures)/format-1.identity.txt"; end = time.time() + 2
        if \(isServed ? "True" : "False"):
            url = server()
            together((served, url, "a", end), (typed, "b", end))
        else:
            together(*[(typed, name, end) for name in "abcdef"])
        assert [name for name in os.listdir(".specvault") if "format-1" in name] == ["vault.db.format-1"], os.listdir(".specvault")
        """)
      #expect(result.output == "whole\n", "\(result.error)")
    }
  }
}
