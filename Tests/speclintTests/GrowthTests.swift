import TestSupport
import Testing

/// Time grows with a file, not with its square: a lint stage cannot be held up by whoever writes a file of it.
///
/// What counts is how often the time of the process doubles when the file does, never how long it takes.
@Suite(.serialized) struct GrowthTests {
  /// Below this a start and chance weigh too much.
  private static let floor = 0.1
  private static let limit = 2.6

  /// What a run takes that has nothing to do.
  private static let idle = (0..<3).map { _ in seconds(["README": "nothing\n"], []) }.min() ?? 0

  @Test(arguments: GrowingFile.all) func growsWithItsInput(_ shape: GrowingFile) {
    var count = shape.start
    var first = Self.seconds(shape, count)
    while first < Self.floor, count < 1 << 17 {
      count *= first < Self.floor / 8 ? 4 : 2
      first = Self.seconds(shape, count)
    }
    var best = [first, .infinity, .infinity]
    for round in 0..<3 {
      for (index, factor) in [1, 2, 4].enumerated() where round > 0 || index > 0 {
        best[index] = min(best[index], Self.seconds(shape, count * factor))
      }
      // What takes no time at four times the size does not grow.
      if best[2] < Self.floor || zip(best, best.dropFirst()).allSatisfy({ $1 <= $0 * Self.limit }) { return }
    }
    Issue.record("\(shape.testDescription): \(best) seconds for \(count) and its double and fourfold")
  }

  private static func seconds(_ shape: GrowingFile, _ count: Int) -> Double {
    max(0.001, seconds(shape.files(count), shape.arguments) - idle)
  }

  private static func seconds(_ files: [String: String], _ arguments: [String]) -> Double {
    let folder = TemporaryFolder(files)
    let (seconds, status) = ProcessorTime.of(
      [SpecLintCommand.program] + arguments + ["--jobs", "1"], in: folder.path, limit: 20)
    #expect(status == 0 || status == 1, "\(arguments): \(status)")
    return seconds
  }
}
