#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What each thread is busy with, for the message of a crash: C strings that a signal handler may read.
///
package enum Breadcrumbs {
  /// Set once at the start, before any thread is.
  package nonisolated(unsafe) static var isKept = false

  private static let fileKey = makeKey()
  private static let ruleKey = makeKey()

  private static func makeKey() -> pthread_key_t {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }

  package static var file: UnsafePointer<CChar>? { pointer(fileKey) }
  package static var rule: UnsafePointer<CChar>? { pointer(ruleKey) }

  private static func pointer(_ key: pthread_key_t) -> UnsafePointer<CChar>? {
    pthread_getspecific(key).map { UnsafePointer($0.assumingMemoryBound(to: CChar.self)) }
  }

  package static func enter(file: String) {
    guard isKept else { return }
    // A thread that has kept none yet is a new one.
    if let last = pthread_getspecific(fileKey) { free(last) } else { SignalStack.install() }
    pthread_setspecific(fileKey, strdup(PlainLine.of(file)))
    pthread_setspecific(ruleKey, nil)
  }

  /// - Parameter rule: a string that lives as long as the program.
  package static func enter(rule: StaticString) {
    guard isKept else { return }
    pthread_setspecific(ruleKey, rule.utf8Start)
  }
}
