import TestSupport
import Testing

/// Whose users and hosts a machine knows is nothing that specvault asks: a static program could not load what
/// `/etc/nsswitch.conf` names.
@Suite(.enabled(if: VaultUser.mayMount, "only who may mount can put another file over /etc/nsswitch.conf"))
struct NameServiceTests {
  /// `$1` is the program, `$2` makes the file that stands for `/etc/nsswitch.conf`; what reads a pipe that nobody writes hangs.
  private let script = #"""
    import json, os, subprocess, sys, time, urllib.error, urllib.request
    program, kind = sys.argv[1], sys.argv[2]
    if kind == "pipe": os.mkfifo("nsswitch.conf")
    else: open("nsswitch.conf", "w").write("passwd: sss ldap\ngroup: sss\nhosts: mdns4 ldap wins\n")
    def inside(*command, **options):
        mount = ["unshare", "--mount", "--propagation", "private", "sh", "-ec", 'mount --bind nsswitch.conf /etc/nsswitch.conf; exec "$@"', "sh"]
        return subprocess.Popen([*mount, *command], stdout=subprocess.PIPE, text=True, **options)
    def said(*command):
        output, _ = inside(*command).communicate(timeout=60)
        return output
    assert said("cat", "/proc/self/mountinfo").count("/etc/nsswitch.conf") == 1
    assert said(program, "get", "app/key") == "a value", "get"
    assert said(program, "run", "--prefix", "app/", "--", "printenv", "KEY") == "a value\n", "run"
    assert said(program, "run", "--with-endpoint", "--", "printenv", "AWS_ENDPOINT_URL_SSM").startswith("http://127.0.0.1:"), "endpoint"
    read, write = os.pipe()
    server = inside(program, "serve", "--port", "0", "--ready-fd", str(write), pass_fds=[write])
    try:
        os.close(write)
        url = os.read(read, 200).decode().strip()
        try: urllib.request.urlopen(url, data=b"{}", timeout=60)
        except urllib.error.HTTPError as error: print("answered", error.code)
    finally:
        server.terminate()
        server.communicate(timeout=60)
    """#

  @Test(.timeLimit(.minutes(3)), arguments: ["foreign", "pipe"])
  func nothingIsAsked(_ kind: String) {
    let user = VaultUser().withVault()
    user.put("app/key", "a value")
    let result = Shell.run(
      [BuiltPackage.python, "-c", script, user.program, kind], in: user.project.path, environment: user.environment)
    #expect(result.status == 0 && result.output.hasPrefix("answered 4"), "\(result.output)\(result.error)")
  }
}
