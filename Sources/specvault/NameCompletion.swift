import ArgumentParser
import Vault

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The names of a vault, for shells that complete a command line.
enum NameCompletion {
  /// Nothing where the vault cannot be opened without asking: a shell's completion must not wait for a passphrase.
  static let names = CompletionKind.custom { words, _, prefix in
    // Without a terminal of its own a process cannot ask.
    guard setsid() >= 0, let arguments = try? VaultArguments.parse(options(words)),
      let found = try? arguments.open().read({ reading in
        try reading.snapshot.entries { $0.address.name.hasPrefix(prefix) }.map(\.address.name)
      })
    else { return [] }
    return Array(Set(found)).sorted()
  }

  /// Those of a command line's options that say which vault is meant.
  private static func options(_ words: [String]) -> [String] {
    words.indices.flatMap { index -> [String] in
      let word = words[index]
      if VaultArguments.names.contains(word), index + 1 < words.count { return [word, words[index + 1]] }
      return VaultArguments.names.contains { word.hasPrefix($0 + "=") } ? [word] : []
    }
  }
}
