import Testing

@testable import Vault

/// Allowed patterns are Java's, and end.
@Suite struct AllowedPatternTests {
  @Test(arguments: [
    (#"^\d+$"#, "8080", true), (#"^\d+$"#, "80a", false), (#"\d+"#, "a1", false), ("[a-zA-Z]{1,3}", "abc", true),
    ("[a-zA-Z]{1,3}", "abcd", false), ("a|bc|d", "bc", true), ("a|bc|d", "b", false), ("(ab)*c?", "ababc", true),
    ("(ab)*c?", "", true), ("a.c", "a\nc", false), ("(?s)a.c", "a\nc", true), ("(?i)abc", "aBC", true),
    ("a(?i)b", "aB", true), ("a(?i:b)c", "aBC", false), ("[^/]+", "a/b", false), ("[^/]+", "ab", true),
    (#"[\w.-]+@[\w-]+\.(com|org)"#, "a.b@c-d.org", true), (#"[\w.-]+@[\w-]+\.(com|org)"#, "a.b@c-d.net", false),
    ("(?=.*[0-9])(?=.*[a-z]).{8,}", "abcdefg1", true), ("(?=.*[0-9])(?=.*[a-z]).{8,}", "abcdefgh", false),
    ("(?!admin).*", "admins", false), ("(?!admin).*", "user", true), ("(a+)-\\1", "aa-aa", true),
    ("(a+)-\\1", "aa-a", false), ("(?<x>[ab])\\k<x>", "bb", true), ("(?<x>[ab])\\k<x>", "ab", false),
    ("a++b", "aab", true), ("a++ab", "aab", false), ("(?>a*)b", "aab", true), (".*?b", "aab", true),
    (#"\Qa.b\E+"#, "a.bb", true), (#"\Qa.b\E"#, "axb", false), (#"\p{Lu}\p{Ll}+"#, "Éa", true),
    (#"\p{Alpha}+"#, "é", false), (#"[a-z&&[^b]]+"#, "ac", true), (#"[a-z&&[^b]]+"#, "abc", false),
    ("[]a]+", "]a", true), ("[a-]+", "-a", true), (#"[\d\s]+"#, "1 2", true), ("x{2}", "xx", true),
    ("x{2,}", "x", false),
    (#"\x41\u0042\x{43}"#, "ABC", true), (#"\bfoo\b.*"#, "foo bar", true), (#"\bfoo\b.*"#, "foobar", false),
    ("", "", true), ("한+", "한한", true), ("(a*)*", "aaa", true), ("(a*)*b", "aaa", false), ("((a)|b)+", "abab", true),
    ("(?i)[a-f]+", "AbF", true), ("^(\\d{1,3}\\.){3}\\d{1,3}$", "10.0.0.1", true), ("}", "}", true),
  ])
  func matches(pattern: String, text: String, expected: Bool) throws {
    #expect(try AllowedPattern(pattern).matches(text) == expected)
  }

  @Test(arguments: [
    "(", ")", "[", "a)", "*a", "a{2", "{2}", "a{3,2}", "a{99999}", #"\"#, #"\y"#, "[b-a]", "(?<", "(?x)a", #"\1"#,
    #"\k<x>"#, #"\p{Nope}"#, "(?<a>x)(?<a>y)", "(?<=a)b", "[a", "((((a{500}){500}){500}){500})",
    String(repeating: "(", count: 1024),
  ])
  func whatIsNoPattern(pattern: String) {
    #expect(throws: AllowedPattern.Failure.self) { try AllowedPattern(pattern) }
  }

  /// What makes others wait for years.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      ("(a+)+$", true), ("(a|aa)+", true), ("(a|a)*b?", true), ("(.*)*(.*)*(.*)*x", true), ("(a?){200}a{200}", true),
      ("(a+)+\\1?b", false), ("(?=(a+)+b).*", false), ("(?>(a+)+b)|.*", false),
    ])
  func hostilePatternsEnd(pattern: String, isAnswered: Bool) throws {
    let text = String(repeating: "a", count: 4000) + "!"
    let compiled = try AllowedPattern(pattern)
    if isAnswered {
      #expect(try !compiled.matches(text))
    } else {
      #expect(throws: AllowedPattern.Failure.tooSlow) { try compiled.matches(text) }
    }
  }
}
