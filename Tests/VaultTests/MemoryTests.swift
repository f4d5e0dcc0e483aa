#if canImport(Glibc)
  import Cryptography
  import Glibc
  import Testing
  import Vault
  import Workspace

  /// What is left of a secret in a process's memory after it was used: THREATS.md rests on these.
  @Suite(.serialized) struct MemoryTests {
    /// Sixteen random bytes as text, in one place that is known.
    private final class Needle {
      let bytes: UnsafeMutableRawBufferPointer

      init() throws {
        bytes = .allocate(byteCount: 32, alignment: 16)
        let digits = Array("0123456789abcdef".utf8)
        for index in 0..<32 { bytes[index] = digits[Int(try SecureRandom.below(16))] }
      }

      deinit { bytes.deallocate() }

      /// Where else in writable memory it stands. Memory is read through the kernel: other threads unmap theirs meanwhile.
      func copies() throws -> Int {
        guard case .bytes(let maps) = try FileSystem.read("/proc/self/maps") else { return -1 }
        let memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
        guard memory >= 0 else { return -1 }
        defer { close(memory) }
        let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { window.deallocate() }
        var count = 0
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") where line.contains(" rw") {
          let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { Int(String($0), radix: 16) }
          guard ends.count == 2 else { continue }
          var place = ends[0]
          while place < ends[1] {
            SecretBytes.wipe(window)
            let size = pread(memory, window.baseAddress, min(window.count, ends[1] - place), off_t(place))
            guard size >= bytes.count else { break }
            count += copies(in: UnsafeRawBufferPointer(rebasing: window[..<size]), from: place, except: window)
            place += size - bytes.count + 1
          }
        }
        SecretBytes.wipe(window)
        return count
      }

      /// - Parameter buffer: what the memory is read into: a read that comes to it finds what it has just written there.
      private func copies(
        in window: UnsafeRawBufferPointer, from address: Int, except buffer: UnsafeMutableRawBufferPointer
      ) -> Int {
        guard let start = window.baseAddress, let pattern = bytes.baseAddress else { return 0 }
        let end = start + window.count
        let own = Int(bitPattern: buffer.baseAddress)..<Int(bitPattern: buffer.baseAddress) + buffer.count
        var count = 0
        var place = start
        while place < end, let found = memchr(place, Int32(bytes[0]), end - place) {
          let isWhole = end - UnsafeRawPointer(found) >= bytes.count
          let origin = address + (UnsafeRawPointer(found) - start)
          let isOwn = origin == Int(bitPattern: pattern) || own.contains(origin)
          if isWhole, !isOwn, memcmp(found, pattern, bytes.count) == 0 { count += 1 }
          place = UnsafeRawPointer(found) + 1
        }
        return count
      }
    }

    @Test func theSearchFindsWhatIsThere() throws {
      let needle = try Needle()
      let copy = Array(needle.bytes)
      #expect(try needle.copies() >= 1)
      withExtendedLifetime(copy) {}
    }

    @Test func whatRemainsInMemory() throws {
      let sample = try SampleVault()
      let needle = try Needle()
      try store(needle, sample)
      #expect(try needle.copies() == 0, "after it was stored")
      try use(needle, sample)
      #expect(try needle.copies() == 0, "after it was read")
    }

    private func store(_ needle: Needle, _ sample: SampleVault) throws {
      let value = SecretBytes(copying: UnsafeRawBufferPointer(needle.bytes))
      #expect(try needle.copies() == 1, "while it is in use")
      try sample.vault.write {
        _ = try sample.secrets.create(.init(name: "s", value: SecretInput(value, isBinary: true)), in: $0)
      }
    }

    private func use(_ needle: Needle, _ sample: SampleVault) throws {
      let value = try sample.vault.read { try sample.secrets.value("s", in: $0).bytes }
      let isSame = value.withUnsafeBytes { $0.elementsEqual(needle.bytes) }
      #expect(isSame)
    }
  }
#endif
