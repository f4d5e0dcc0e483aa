import TestSupport
import Testing

@Suite struct ScanTests {
  private func user() -> VaultUser {
    let user = VaultUser().withVault()
    user.put("db", "p@ss/word+1?x")
    user.put("json", #"{"user":"admin","token":"tok-0123456789"}"#)
    user.put("short", "abc")
    user.put("word", "production")
    user.put("/public", "public-parameter-1", "--type", "String")
    return user
  }

  @Test func everyEncodingIsFound() {
    let user = user()
    user.project.write("a.txt", "x\n  p@ss/word+1?x\n")
    user.project.write("b.txt", "cEBzcy93b3JkKzE/eA==")
    user.project.write("c.txt", "https://u:p%40ss%2Fword%2B1%3Fx@h/")
    user.project.write("d.json", #"{"a":"p@ss\/word+1?x","t":"tok-0123456789"}"#)
    user.project.write("e.txt", "production abc public-parameter-1 p@ss/word")
    let scan = user.run("scan", ".")
    #expect(scan.status == 1)
    for line in [
      "a.txt:2:3: holds the value of 'db', as it is", "b.txt:1:1: holds the value of 'db', in base 64",
      "c.txt:1:11: holds the value of 'db', URL-encoded", "d.json:1:7: holds the value of 'db', JSON-escaped",
      "d.json:1:28: holds the value of 'json' key 'token', as it is",
    ] {
      #expect(scan.output.contains(line), "\(line) in \(scan.output)")
    }
    #expect(!scan.output.contains("e.txt") && !scan.output.contains("p@ss"))
    #expect(
      scan.error.contains("json key user, short (less than 8 bytes)") && scan.error.contains("word (few different"))
    #expect(user.run("scan", "e.txt").status == 0)
    #expect(user.run("scan", "none.txt").status == 2)
  }

  @Test func theIndexIsLookedAt() {
    let user = user()
    user.project.git("init", "-q")
    user.project.write("leak.txt", "p@ss/word+1?x")
    user.project.git("add", "leak.txt")
    user.project.write("leak.txt", "clean now")
    let staged = user.run("scan", "--staged")
    #expect(staged.status == 1 && staged.output.contains("leak.txt:1:1"), "\(staged.error)")
    #expect(user.run("scan").status == 0)
  }
}
