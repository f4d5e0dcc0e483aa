import Diagnostics
import Testing

@Suite struct RedactionsTests {
  private let source = SourceText(path: "a", bytes: Array("0123456789abcdefghij".utf8))

  private func masked(_ hidden: [Range<Int>], _ range: Range<Int>) -> String {
    var redactions = Redactions()
    for range in hidden { redactions.hide(Location(source, range)) }
    return String(decoding: redactions.masked(Location(source, range)), as: UTF8.self)
  }

  @Test func eachHiddenRunIsEightStars() {
    #expect(masked([], 2..<5) == "234")
    #expect(masked([3..<4], 2..<5) == "2********4")
    #expect(masked([3..<4, 4..<6, 8..<9], 2..<10) == "2********67********9")
    #expect(masked([8..<9, 3..<7, 5..<6], 0..<20) == "012********7********9abcdefghij")
  }

  @Test func runsAreCutAtTheEdges() {
    #expect(masked([0..<20], 5..<8) == "********")
    #expect(masked([0..<6, 7..<20], 5..<8) == "********6********")
    #expect(masked([0..<5, 8..<20], 5..<8) == "567")
    #expect(masked([3..<3], 2..<5) == "234")
  }

  @Test func whatTouchesIsTold() {
    var redactions = Redactions()
    redactions.hide(Location(source, 4..<6))
    for (range, isTouched) in [(0..<4, false), (0..<5, true), (5..<6, true), (6..<9, false), (5..<5, false)] {
      #expect(redactions.touches(Location(source, range)) == isTouched, "\(range)")
    }
    let other = SourceText(path: "b", bytes: source.bytes)
    #expect(!redactions.touches(Location(other, 0..<20)))
  }
}
