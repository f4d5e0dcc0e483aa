import ByteSearch

/// Finds the path that a health check's command asks for.
enum HTTPProbe {
  /// The path of the first URL in a command (`curl -f http://localhost:3000/health`), or a first word that looks like
  /// one, with its UTF-8 range in the command.
  static func path(in command: String) -> (String, Range<Int>)? {
    let bytes = Array(command.utf8)
    if let scheme = bytes.firstRange(of: "://".utf8, in: 0..<bytes.count) {
      return pathOfURL(bytes, hostStart: scheme.upperBound)
    }
    return pathOfHost(bytes)
  }

  private static func pathOfURL(_ bytes: [UInt8], hostStart: Int) -> (String, Range<Int>)? {
    var start = hostStart
    while start < bytes.count, !endsURL(bytes[start]), bytes[start] != 0x2F { start += 1 }
    guard start < bytes.count, bytes[start] == 0x2F else { return ("/", hostStart..<start) }
    return slice(bytes, start)
  }

  /// `curl localhost:3000/health`, without a scheme.
  private static func pathOfHost(_ bytes: [UInt8]) -> (String, Range<Int>)? {
    for host in ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"] {
      var from = 0
      while let found = bytes.firstRange(of: host.utf8, in: from..<bytes.count) {
        from = found.upperBound
        var start = found.upperBound
        while start < bytes.count, bytes[start] == 0x3A || (bytes[start] >= 0x30 && bytes[start] <= 0x39) { start += 1 }
        if start < bytes.count, bytes[start] == 0x2F { return slice(bytes, start) }
      }
    }
    return nil
  }

  private static func slice(_ bytes: [UInt8], _ start: Int) -> (String, Range<Int>) {
    var end = start
    while end < bytes.count, !endsURL(bytes[end]), bytes[end] != 0x3F { end += 1 }
    return (String(decoding: bytes[start..<end], as: UTF8.self), start..<end)
  }

  private static func endsURL(_ byte: UInt8) -> Bool {
    byte <= 0x20 || [0x22, 0x27, 0x60, 0x29, 0x7C, 0x3B, 0x3E, 0x5D, 0x2C, 0x26, 0x5C].contains(byte)
  }
}
