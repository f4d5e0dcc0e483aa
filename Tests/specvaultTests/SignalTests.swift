import TestSupport
import Testing

/// Signals on a terminal: what is asked, edited or run gets its own, and nothing is left behind.
@Suite struct SignalTests {
  let user: VaultUser

  init() {
    user = VaultUser(["editor.py": SignalTests.editor, "counting.py": SignalTests.counting]).withVault()
  }

  private func expect(_ script: String) {
    let result = user.python(SignalTests.prelude + script)
    #expect(result.output == "as it should\n", "\(result.error)")
  }

  @Test func anAskedValue() {
    expect(
      """
      for number in SIGNALS:
          prompt = Session("put", "typed")
          prompt.shows(b"Value of typed: ")
          until("silence", lambda: not prompt.echoes())
          prompt.send(number)
          until(f"echo after {number}", prompt.echoes)
          assert prompt.end() == -number, (number, prompt.status)
      print("as it should")
      """)
  }

  /// Ctrl-Z gives the terminal back, and what goes on asks again.
  @Test func aPromptThatIsStopped() {
    expect(
      """
      prompt = Session("put", "typed")
      prompt.shows(b"Value of typed: ")
      until("silence", lambda: not prompt.echoes())
      prompt.send(signal.SIGTSTP)
      until("echo while stopped", prompt.echoes)
      until("stop", lambda: open(f"/proc/{prompt.pid}/stat").read().rsplit(")", 1)[1].split()[0] in "TS")
      prompt.send(signal.SIGCONT)
      prompt.shows(b"Value of typed: ", 2)
      until("silence again", lambda: not prompt.echoes())
      prompt.type(b"hidden\\n")
      assert prompt.end() == 0 and b"hidden" not in prompt.seen and get("typed") == b"hidden"
      print("as it should")
      """)
  }

  /// Signals reach the command and end what they end, and the command begins with all at their defaults.
  @Test func aCommand() {
    expect(
      """
      for number in SIGNALS:
          for options in [[], ["--mask"], ["--with-endpoint"], ["--mask", "--with-endpoint"]]:
              script = 'grep -E "^Sig(Blk|Ign)" /proc/self/status; echo pid $$ here; exec sleep 60'
              run = Session("run", *options, "--", "sh", "-c", script)
              run.shows(b" here")
              masks = [ours(line.split()[1]) for line in run.seen.splitlines() if line.startswith(b"Sig")]
              assert masks == [0, 0], (options, run.seen)
              child = int(run.seen.split(b"pid ")[1].split()[0])
              run.send(number)
              assert run.end() == -number, (options, number, run.status)
              until(f"the end of the command {options} {number}", lambda: not alive(child))
      print("as it should")
      """)
  }

  @Test func theTerminalsKeysReachACommandOnce() {
    expect(
      """
      for options in [[], ["--mask"], ["--with-endpoint"]]:
          run = Session("run", *options, "--", sys.executable, "counting.py")
          run.shows(b"here")
          run.type(b"\\x03"); run.shows(b"got 2")
          run.type(b"\\x1c"); run.shows(b"got 3")
          time.sleep(0.4); run.read()
          assert run.seen.count(b"got 2") == 1 and run.seen.count(b"got 3") == 1, (options, run.seen)
          os.kill(run.pid, signal.SIGKILL)
          run.end()
      print("as it should")
      """)
  }

  @Test func aKilledSupervisorTakesItsCommandAlong() {
    expect(
      """
      for options in [["--mask"], ["--with-endpoint"]]:
          run = Session("run", *options, "--", "sh", "-c", 'trap "" HUP TERM; echo pid $$ here; while :; do sleep 0.1; done')
          run.shows(b" here")
          child = int(run.seen.split(b"pid ")[1].split()[0])
          run.send(signal.SIGKILL)
          run.end()
          until(f"the end of the command {options}", lambda: not alive(child))
      print("as it should")
      """)
  }

  /// The command fares as it would without us.
  @Test func aReaderThatIsGone() {
    expect(
      """
      yes = subprocess.run(["sh", "-c", '"$0" run --mask -- yes | head -n 1; echo done', program], capture_output=True, timeout=30)
      assert yes.stdout == b"y\\ndone\\n", yes
      print("as it should")
      """)
  }

  @Test func nohupIsInherited() {
    expect(
      """
      run = subprocess.run(["nohup", program, "run", "--mask", "--", "sh", "-c", "grep SigIgn /proc/self/status"], capture_output=True, text=True)
      assert ours(run.stdout.split()[-1]) == 1, run
      print("as it should")
      """)
  }

  /// Keys are its own; what ends specvault ends it, and no plaintext stays.
  @Test func anEditor() {
    expect(
      """
      put("s", b"old")
      for number in SIGNALS:
          edit = Session("edit", "s", EDITOR=f"{sys.executable} editor.py", VISUAL="", SPECVAULT_FOO="x")
          edit.shows(b"ready")
          editor, path = edit.seen.split(b"pid ")[1].split()[:2]
          assert b"SPECVAULT" not in edit.seen, edit.seen
          assert os.path.exists(path)
          edit.send(number)
          if number in (signal.SIGINT, signal.SIGQUIT):
              time.sleep(0.2)
              assert os.path.exists(path) and alive(edit.pid)
              edit.type({signal.SIGINT: b"\\x03", signal.SIGQUIT: b"\\x1c"}[number])
              edit.shows(b"noted %d" % number)
              edit.type(b"new %d\\n" % number)
              assert edit.end() == 0, (number, edit.seen)
              assert get("s") == b"new %d" % number
          else:
              assert edit.end() == -number, (number, edit.status, edit.seen)
              until("the end of the editor", lambda: not alive(int(editor)))
          assert not os.path.exists(os.path.dirname(path))
      print("as it should")
      """)
  }

  /// The terminal hangs up, which the kernel tells the leader of its session alone.
  @Test func aTerminalThatGoes() {
    expect(
      """
      put("s", b"old")
      def hang_up(session):
          os.close(session.fd)
          until("the end", lambda: not alive(session.pid))
          assert os.WTERMSIG(os.waitpid(session.pid, 0)[1]) == signal.SIGHUP
      prompt = Session("put", "typed")
      prompt.shows(b"Value of typed: ")
      hang_up(prompt)
      edit = Session("edit", "s", EDITOR=f"{sys.executable} editor.py", VISUAL="")
      edit.shows(b"ready")
      path = edit.seen.split(b"pid ")[1].split()[1]
      hang_up(edit)
      assert not os.path.exists(os.path.dirname(path)) and get("s") == b"old"
      for options in [[], ["--mask"], ["--with-endpoint"]]:
          run = Session("run", *options, "--", "sh", "-c", "echo pid $$ here; exec sleep 60")
          run.shows(b" here")
          child = int(run.seen.split(b"pid ")[1].split()[0])
          hang_up(run)
          until("the end of the command", lambda: not alive(child))
      print("as it should")
      """)
  }

  @Test func aServer() {
    expect(
      """
      for number in SIGNALS:
          read, write = os.pipe()
          os.set_inheritable(write, True)
          serve = subprocess.Popen([program, "serve", "--port", "0", "--ready-fd", str(write)], pass_fds=[write], stdout=subprocess.DEVNULL)
          os.close(write)
          url = os.read(read, 200).decode().strip()
          serve.send_signal(number)
          if number == signal.SIGPIPE:
              import urllib.request
              time.sleep(0.2)
              assert urllib.request.urlopen(url + "/health").status == 200
              serve.send_signal(signal.SIGTERM)
          assert serve.wait(20) == 0, (number, serve.returncode)
          last = subprocess.run([program, "audit", "--last", "1"], capture_output=True, text=True).stdout
          assert "end" in last, last
      print("as it should")
      """)
  }

  // MARK: Programs

  /// A program on a terminal of its own, and what to do with it.
  static let prelude = """
    import os, pty, select, signal, subprocess, sys, termios, time
    program = sys.argv[1]
    SIGNALS = [signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE]

    def until(what, test, seconds=20):
        end = time.time() + seconds
        while time.time() < end:
            found = test()
            if found: return found
            time.sleep(0.02)
        raise AssertionError("waited in vain: " + what)

    def alive(pid):
        try: return open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] != "Z"
        except FileNotFoundError: return False

    # A program on a terminal of its own, with all signals at their defaults.
    class Session:
        def __init__(self, *arguments, **variables):
            self.pid, self.fd = pty.fork()
            if self.pid == 0:
                for number in SIGNALS: signal.signal(number, signal.SIG_DFL)
                os.execve(program, [program, *arguments], {**os.environ, **variables})
            self.seen = b""
        def read(self, seconds=0.05):
            ready, _, _ = select.select([self.fd], [], [], seconds)
            if ready:
                try: self.seen += os.read(self.fd, 4096)
                except OSError: return
        def shows(self, text, count=1):
            def look():
                self.read()
                return self.seen.count(text) >= count
            until(f"{text} in {self.seen}", look)
        def type(self, keys): os.write(self.fd, keys)
        def echoes(self): return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)
        def send(self, number): os.kill(self.pid, number)
        def end(self):
            def ended():
                self.read()
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                self.status = status
                return pid
            until(f"the end after {self.seen}", ended)
            os.close(self.fd)
            return -os.WTERMSIG(self.status) if os.WIFSIGNALED(self.status) else os.WEXITSTATUS(self.status)

    # The C library keeps signals 32 and 33 to itself.
    def ours(mask): return int(mask, 16) & ~0x180000000

    def put(name, value): subprocess.run([program, "put", name, "-"], input=value, check=True, stdout=subprocess.DEVNULL)
    def get(name): return subprocess.run([program, "get", name], capture_output=True).stdout

    """

  private static let editor = """
    import os, signal, sys
    def note(number, frame): os.write(1, b"noted %d\\n" % number)
    signal.signal(signal.SIGINT, note); signal.signal(signal.SIGQUIT, note); signal.signal(signal.SIGHUP, signal.SIG_IGN)
    print([n for n in os.environ if n.startswith("SPECVAULT")] or "", "pid", os.getpid(), sys.argv[1], "ready", flush=True)
    line = sys.stdin.readline()
    open(sys.argv[1], "w").write(line)

    """

  private static let counting = """
    import os, signal, time
    def note(number, frame): os.write(1, b"got %d\\n" % number)
    for number in (signal.SIGINT, signal.SIGQUIT): signal.signal(number, note)
    print("here", flush=True)
    while True: time.sleep(1)

    """
}
