import Testing

@testable import AWSEmulation

@Suite struct OperationTests {
  @Test func thereAreAllOperations() {
    let services = Operation.all.values.map(\.service)
    #expect(services.filter { $0 == .secretsManager }.count == 23)
    #expect(services.filter { $0 == .parameterStore }.count == 16)
  }

  @Test(arguments: [
    ("us-east-1", true), ("us-gov-west-1", true), ("x-1", true), ("", false), ("us", false), ("us-", false),
    ("us-1a", false),
    ("US-east-1", false), ("us--1", false), ("-1", false), ("us-1-1", false), ("1", false),
  ])
  func regions(text: String, expected: Bool) {
    #expect(RegionName.isRegion(text) == expected)
  }

  @Test(arguments: [
    ("PaymentService key", ["payment", "service", "key"]), ("shop/prod_db-1", ["shop/prod_db-1"]), ("", []),
    ("shop/prod", ["shop", "prod"]), ("my-Key-2", ["my", "key", "2"]), ("/", []), ("one  two", ["one", "two"]),
    ("HTTPServer", ["http", "server"]), ("한국 서비스", ["한국", "서비스"]), ("COMPANYthings", ["compan", "ythings"]),
    ("FTag", ["f", "tag"]), ("fooBAR", ["foobar"]), ("FooBAR", ["foo", "bar"]), ("a1b", ["a", "1b"]),
  ])
  func wordsOfFilters(text: String, words: [String]) {
    #expect(SecretFilter.words(text) == words)
  }

  @Test func textInJSON() {
    var object = JSONObject()
    object.put("a", "\"\\\n\u{1}\t é한😀")
    object.put("b", nil as String?)
    object.put("c", [String]())
    object.put("d", [String](), keepsEmpty: true)
    #expect(
      String(decoding: object.closed(), as: UTF8.self) == #"{"a":"\"\\\n\u0001\u0009 é한😀","d":[]}"#)
  }

  @Test func requestIDsDiffer() {
    let ids = Set((0..<1000).map { _ in RequestID.next() })
    #expect(ids.count == 1000)
    #expect(ids.allSatisfy { $0.utf8.count == 36 })
  }
}
