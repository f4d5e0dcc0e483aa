import Foundation
import TestSupport
import Testing

/// What is exported for a shell: real shells read every value back, and none runs a part of it.
@Suite struct ShellExportTests {
  private static let values = [
    "A": "plain", "B": "it's", "C": "\\", "D": "\\'", "E": "two\nlines\n", "F": "$HOME (touch pwned) `touch pwned`",
    "G": "\"quoted\" $(touch pwned)", "H": "; touch pwned", "I": scalars(0xFDD0, 0xFDD5), "J": scalars(0xF600, 0xF680),
    "K": "한글 🔑", "L": "-x", "M": "~", "N": "*", "O": "{a,b}", "P": "# not", "Q": "\r\n\t", "SOME_PATH": "a:b::c",
    "R": "\\'; touch pwned; '", "S": " lead and trail ", "T": "\u{1}\u{7F}", "U": "a\\nb", "V": "%self & | < > ?",
    "W": scalars(0x10FFFF, 0xFFFE), "X": "\u{85}\u{2028}", "Y": "'", "Z": "\\\\'\\",
  ]
  /// Also those that are no characters, and that fish has uses of its own for.
  private static func scalars(_ numbers: UInt32...) -> String {
    String(String.UnicodeScalarView(numbers.compactMap(Unicode.Scalar.init)))
  }

  private let dump = "import os, json; print(json.dumps({n.decode(): v.hex() for n, v in os.environb.items()}))"

  @Test(arguments: [
    ("fish", "fish", "cat out | source"), ("fish", "fish", "eval (cat out)"), ("shell", "fish", "source out"),
    ("shell", "sh", ". ./out"), ("shell", "bash", ". ./out"), ("shell", "bash", "eval \"$(cat out)\""),
  ]) func whatAShellReads(_ way: (format: String, shell: String, command: String)) throws {
    let user = VaultUser().withVault()
    let json = String(decoding: try JSONEncoder().encode(ShellExportTests.values), as: UTF8.self)
    #expect(user.run("import", "--prefix", "x/", "-", input: json).status == 0)
    user.project.write("raw", bytes: [0x61, 0xFF, 0xFE, 0x80])
    #expect(user.run("put", "x/RAW", "@raw").status == 0)
    let export = user.run("export", "--prefix", "x/", "--format", way.format)
    #expect(export.status == 0, "\(export.error)")
    user.project.write("out", bytes: export.outputBytes)
    for locale in ["C", "C.UTF-8"] {
      let read = Shell.run(
        [way.shell, "-c", "\(way.command); exec \(BuiltPackage.python) -c \"$__dump\""], in: user.project.path,
        environment: user.environment.merging(["LC_ALL": locale, "__dump": dump]) { $1 })
      let found = try JSONDecoder().decode([String: String].self, from: Data(read.outputBytes))
      for (name, value) in ShellExportTests.values { #expect(found[name] == hexadecimal(value.utf8), "\(way) \(name)") }
      #expect(found["RAW"] == "61fffe80", "\(way)")
    }
    #expect(!Shell.run(["ls", user.project.path]).output.contains("pwned"))
  }

  @Test func whatFishKeepsForItself() {
    let user = VaultUser().withVault()
    user.put("x/PWD", "/tmp")
    user.put("x/OTHER", "o")
    let refused = user.run("export", "--prefix", "x/", "--format", "fish")
    #expect(refused.status == 1 && refused.error.contains("PWD") && refused.output.isEmpty)
    #expect(user.run("export", "--help").output.contains("POSIX shells"))
    #expect(user.run("import", "--format", "fish", "-", input: "set -gx A 'b';\n").status == 2)
  }

  private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
