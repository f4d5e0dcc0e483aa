import Diagnostics
import Syntax

/// Keeps the promise that a safe fix of a dotenv file changes nothing that its loaders read: one that would is offered as
/// unsafe.
enum DotenvFixGuard {
  /// So many bytes are read again to tell fixes apart; those that are left untried then are offered as unsafe.
  private static let readingLimit = 1 << 19

  /// - Parameter findings: those of one file.
  static func checked(_ findings: [Finding], _ file: DotenvSubject) -> [Finding] {
    let fixed = findings.indices.filter { findings[$0].fix?.safety == .safe }
    guard !fixed.isEmpty else { return findings }
    var result = findings
    var budget = readingLimit
    for index in changing(fixed, findings, file, &budget) { result[index].fix = findings[index].fix?.asUnsafe }
    return result
  }

  /// The findings whose fixes change a reading: if all together change nothing, none; else they are told apart by halves.
  private static func changing(
    _ indexes: [Int], _ findings: [Finding], _ file: DotenvSubject, _ budget: inout Int
  ) -> [Int] {
    guard budget > 0 else { return indexes }
    budget -= file.source.bytes.count
    guard !keepsReadings(indexes.map { findings[$0] }, file) else { return [] }
    guard indexes.count > 1 else { return indexes }
    let half = indexes.count / 2
    let first = changing(Array(indexes[..<half]), findings, file, &budget)
    let second = changing(Array(indexes[half...]), findings, file, &budget)
    let changing = Set(first + second)
    let kept = indexes.filter { !changing.contains($0) }
    // Each alone is harmless, together they are not.
    return first.isEmpty && second.isEmpty || !keepsReadings(kept.map { findings[$0] }, file)
      ? indexes : first + second
  }

  private static func keepsReadings(_ findings: [Finding], _ file: DotenvSubject) -> Bool {
    guard let changed = FixApplication.apply(findings, includingUnsafe: false).first else { return true }
    return file.readings.allSatisfy { $0.reading == $0.dialect.read(changed.bytes) }
  }
}

extension Fix {
  fileprivate var asUnsafe: Fix { Fix(safety: .unsafe, edits: edits) }
}
