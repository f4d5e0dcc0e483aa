import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the program was called with, each byte of a file's name kept.
package enum Arguments {
  /// Without the program's own name.
  package static let all: [String] = CommandLine.arguments.indices.dropFirst().compactMap { index in
    CommandLine.unsafeArgv[index].map { argument in
      PathBytes.text(UnsafeBufferPointer(start: argument, count: strlen(argument)).map { UInt8(bitPattern: $0) })
    }
  }
}
