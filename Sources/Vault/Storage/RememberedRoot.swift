import Cryptography
import ByteSearch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the user's state directory remembers of a vault at a path: its newest root.
///
/// A vault whose file was put back to an older state authenticates as well as it did then; only a memory outside of it can
/// tell. It is read before a transaction begins and written after it ended, so that it is never ahead of what is durable.
struct RememberedRoot: Equatable {
  let generation: UInt64
  /// The root's tag.
  let tag: [UInt8]
}

/// Where roots are remembered: one small file a vault and path.
struct RootMemory: Sendable {
  private let file: String

  /// - Parameters:
  ///   - folder: For example `~/.local/state/deployspec/vaults`; made when first needed.
  ///   - path: The vault's path, in the spelling that all processes share.
  init(folder: String, vault: [UInt8], path: String) {
    let resolved = realpath(path, nil).map { pointer in
      defer { free(pointer) }
      return String(cString: pointer)
    }
    let place = FNV1a.hash((resolved ?? path).utf8)
    file = "\(folder)/\(Hexadecimal.text(vault))-\(String(place, radix: 16))"
  }

  /// Nil where nothing is remembered, or nothing readable.
  func read() -> RememberedRoot? {
    guard let stream = fopen(file, "re") else { return nil }
    defer { fclose(stream) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), stream) != nil else { return nil }
    let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
      separator: " ")
    guard words.count >= 2, let generation = UInt64(words[0]) else { return nil }
    return RememberedRoot(generation: generation, tag: Hexadecimal.decoding(words[1]))
  }

  /// Best effort: a home that cannot be written loses this protection, nothing else.
  func write(_ root: RememberedRoot) {
    makeFolders()
    let temporary = "\(file).\(getpid())"
    let descriptor = POSIX.open(temporary, O_CREAT | O_TRUNC | O_WRONLY, mode: 0o600)
    guard descriptor >= 0 else { return }
    let text = Array("\(root.generation) \(Hexadecimal.text(root.tag)) \n".utf8)
    let written = POSIX.write(descriptor, text)
    close(descriptor)
    guard written == text.count, rename(temporary, file) == 0 else {
      unlink(temporary)
      return
    }
  }

  private func makeFolders() {
    var prefix = ""
    for part in file.split(separator: "/").dropLast() {
      prefix += "/\(part)"
      mkdir(prefix, 0o700)
    }
  }
}
