import TestSupport
import Testing

/// What must not go wrong: killed writers, many writers, full disks, read-only places, secrets in memory.
@Suite struct FaultTests {
  @Test func killedWritersLoseNothingAcknowledged() {
    let user = VaultUser().withVault()
    let script = """
      import os, random, signal, subprocess, sys, threading, time
      program, acknowledged, stop = sys.argv[1], [], time.time() + 8
      def put(number):
          child = subprocess.Popen([program, "put", f"k/{number}", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
          threading.Timer(random.uniform(0.0, 0.12), lambda: child.kill()).start()
          out, err = child.communicate(f"value {number}".encode())
          if child.returncode == 0: acknowledged.append(number)
          else: assert child.returncode == -signal.SIGKILL, err
      number = 0
      while time.time() < stop:
          put(number)
          number += 1
      def get(number):
          return subprocess.run([program, "get", f"k/{number}"], capture_output=True, text=True).stdout
      lost = [n for n in acknowledged if get(n) != f"value {n}"]
      assert not lost, lost
      verify = subprocess.run([program, "verify"], capture_output=True, text=True)
      assert verify.returncode == 0, verify.stderr
      assert 0 < len(acknowledged) < number, (len(acknowledged), number)
      print("nothing lost")
      """
    let result = user.python(script)
    #expect(result.output == "nothing lost\n", "\(result.error)")
  }

  @Test func eightWritersAtOnce() {
    let user = VaultUser().withVault()
    let script = """
      import subprocess, sys
      program = sys.argv[1]
      def writer(name):
          return subprocess.Popen(["sh", "-c", 'for n in 1 2 3 4 5 6; do printf x | "$0" put $1/$n - || exit 1; done', program, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
      writers = [writer(f"w{n}") for n in range(8)]
      for w in writers:
          out, err = w.communicate()
          assert w.returncode == 0 and not err, err
      names = subprocess.run([program, "list"], capture_output=True, text=True).stdout.splitlines()
      assert len(names) == 49, len(names)
      assert subprocess.run([program, "verify"], capture_output=True).returncode == 0
      print("all there")
      """
    let result = user.python(script)
    #expect(result.output == "all there\n", "\(result.error)")
  }

  @Test func aFullDisk() {
    let user = VaultUser().withVault()
    user.put("s", "before")
    let script = """
      import os, resource, signal, subprocess, sys
      def small():
          signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
          resource.setrlimit(resource.RLIMIT_FSIZE, (49152, 49152))
      put = subprocess.run([sys.argv[1], "put", "large", "-"], input=b"x" * 65536, capture_output=True, preexec_fn=small)
      assert put.returncode == 5, (put.returncode, put.stderr)
      assert b"specvault: error: " in put.stderr, put.stderr
      assert subprocess.run([sys.argv[1], "get", "s"], capture_output=True).stdout == b"before"
      assert subprocess.run([sys.argv[1], "verify"], capture_output=True).returncode == 0
      assert subprocess.run([sys.argv[1], "get", "large"], capture_output=True).returncode == 1
      def tiny():
          signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
          resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
      new = subprocess.run([sys.argv[1], "init", "--vault", "new.db"], capture_output=True, preexec_fn=tiny)
      assert new.returncode == 5 and not os.path.exists("new.db"), (new.returncode, new.stderr)
      print("intact")
      """
    let result = user.python(script)
    #expect(result.output == "intact\n", "\(result.error)")
  }

  /// Root may write anywhere: the test gives the file to another user and becomes that one.
  @Test func readOnlyPlaces() {
    let user = VaultUser().withVault()
    user.put("s", "x")
    let script = """
      import os, subprocess, sys
      subprocess.run(["chmod", "-R", "a+rX", ".", os.environ["HOME"]], check=True)
      subprocess.run(["chmod", "-R", "a-w", ".specvault"], check=True)
      if os.getuid() == 0: subprocess.run(["chown", "-R", "65534", ".specvault"], check=True)
      def other():
          if os.getuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)
      run = lambda *a, **k: subprocess.run([sys.argv[1], *a], capture_output=True, text=True, preexec_fn=other, **k)
      got = run("get", "s")
      assert got.stdout == "x" and got.returncode == 0, got.stderr
      put = run("put", "t", "-", input="y")
      assert put.returncode == 5 and "read-only" in put.stderr, (put.returncode, put.stderr)
      started = run("run", "--prefix", "s", "--", "true")
      assert started.returncode == 0, started.stderr
      subprocess.run(["chmod", "-R", "u+w", ".specvault"], check=True)
      print("readable")
      """
    let result = user.python(script)
    #expect(result.output == "readable\n", "\(result.error)")
  }

  @Test func noCoreAndNoInspection() {
    let user = VaultUser().withVault()
    user.put("s", "needle-in-memory-7731")
    let script = """
      import os, resource, signal, subprocess, sys, time
      resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)) if os.getuid() == 0 else None
      child = subprocess.Popen([sys.argv[1], "run", "--mask", "--prefix", "s", "--", "sleep", "60"], start_new_session=True)
      time.sleep(1)
      status = open(f"/proc/{child.pid}/limits").read()
      assert "Max core file size        0" in status, status
      owner = os.stat(f"/proc/{child.pid}/mem").st_uid
      assert owner == 0
      child.send_signal(signal.SIGABRT)
      child.wait()
      os.killpg(child.pid, signal.SIGKILL)
      assert not [f for f in os.listdir(".") if f.startswith("core")]
      print("closed")
      """
    let result = user.python(script)
    #expect(result.output == "closed\n", "\(result.error)")
  }

  @Test func secretsAreInNoArgumentAndNoTemporaryFile() {
    let user = VaultUser().withVault()
    user.put("s", "needle-7731-value")
    for file in Shell.run(["find", user.project.path, user.home.path, "-type", "f"]).output.split(separator: "\n") {
      let found = Shell.run(["grep", "-c", "needle-7731", String(file)]).status
      #expect(found == 1, "\(file)")
    }
  }
}
