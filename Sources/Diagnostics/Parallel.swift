import Dispatch
import Synchronization

/// Maps over an array on several threads; the results stand in the order of the elements.
///
/// - Parameter least: fewer elements are not worth the millisecond that it takes to start a thread.
package func parallelMap<Element: Sendable, Result: Sendable>(
  _ elements: [Element], jobs: Int, least: Int = 2, _ transform: @Sendable (Element) -> Result
) -> [Result] {
  guard jobs > 1, elements.count >= least else { return elements.map(transform) }
  let chunks = min(elements.count, jobs * 4)
  let size = (elements.count + chunks - 1) / chunks
  let parts = Mutex([[Result]](repeating: [], count: chunks))
  DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
    let start = min(chunk * size, elements.count)
    let part = elements[start..<min(start + size, elements.count)].map(transform)
    parts.withLock { $0[chunk] = part }
  }
  return parts.withLock { $0.flatMap { $0 } }
}
