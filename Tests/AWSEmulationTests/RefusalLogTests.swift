import Testing
import Vault

@testable import AWSEmulation

/// What refusals leave in the audit log is bounded, whoever makes them.
@Suite struct RefusalLogTests {
  private func moment(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

  @Test func strangersAreToldByKindAndOnceAMinute() {
    var log = RefusalLog()
    for number in 0..<1000 {
      log.note("UnrecognizedClientException", "request", caller: nil, claim: "AKIA\(number)")
      log.note("InvalidSignatureException", "request", caller: nil, claim: "AKIA\(number)")
    }
    let first = log.take(at: moment(0), everything: false)
    #expect(first.map(\.code) == ["InvalidSignatureException", "UnrecognizedClientException"])
    #expect(first.map(\.count) == [1000, 1000])
    #expect(first.map(\.who) == ["AKIA0", "AKIA0"])
    log.note("InvalidSignatureException", "request", caller: nil)
    #expect(log.take(at: moment(59), everything: false).isEmpty)
    log.note("InvalidSignatureException", "request", caller: nil)
    #expect(log.take(at: moment(60), everything: false).map(\.count) == [2])
    #expect(log.count == 2002)
  }

  @Test func callersAreToldByWhatTheyAskFor() {
    var log = RefusalLog()
    for name in ["a", "b", "a"] { log.note("AccessDeniedException", "GetSecretValue \(name)", caller: "app") }
    let lines = log.take(at: moment(0), everything: false)
    #expect(lines.map(\.action) == ["GetSecretValue a", "GetSecretValue b"])
    #expect(lines.map(\.count) == [2, 1])
  }

  @Test func nothingIsLostAtTheEnd() {
    var log = RefusalLog()
    log.note("X", "request", caller: nil)
    _ = log.take(at: moment(0), everything: false)
    log.note("X", "request", caller: nil)
    #expect(log.take(at: moment(1), everything: true).map(\.count) == [1])
  }

  @Test func aSessionHasRoomForSoManyLines() {
    var log = RefusalLog()
    var strangers = 0
    var callers = 0
    for minute in 0..<3000 as Range<Int64> {
      log.note("X", "request", caller: nil)
      log.note("X", "GetSecretValue a", caller: "app")
      for line in log.take(at: moment(minute * 60), everything: false) {
        if line.who == "app" { callers += 1 } else { strangers += 1 }
      }
    }
    #expect(strangers == RefusalLog.strangerLimit)
    #expect(callers == RefusalLog.callerLimit)
    #expect(log.count == 6000)
  }

  @Test func manyKindsBecomeOne() {
    var log = RefusalLog()
    for number in 0..<5000 { log.note("X", "GetSecretValue \(number)", caller: "app") }
    let lines = log.take(at: moment(0), everything: false)
    #expect(lines.count <= 257)
    #expect(lines.map(\.count).reduce(0, +) == 5000)
  }

  @Test(arguments: ["", "short", String(repeating: "x", count: 128), String(repeating: "x", count: 70_000)])
  func textIsCut(text: String) {
    let cut = RefusalLog.cut(text)
    #expect(cut.utf8.count <= 128)
    #expect(text.utf8.count > 128 ? cut.hasSuffix("…") : cut == text)
  }

  @Test func textIsCutBetweenCharacters() {
    let cut = RefusalLog.cut(String(repeating: "é한😀", count: 100))
    #expect(cut.utf8.count <= 128)
    #expect(!cut.contains("\u{FFFD}"))
  }
}
