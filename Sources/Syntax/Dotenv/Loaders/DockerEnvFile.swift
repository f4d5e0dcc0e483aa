/// `docker run --env-file` (docker/cli, `pkg/kvfile`): lines as they are, without quotes, comments behind values or references.
enum DockerEnvFile {
  static func read(_ bytes: [UInt8]) -> DotenvReading {
    var reading = DotenvReading()
    var position = bytes.starts(with: "\u{FEFF}", at: 0) ? 3 : 0
    while position < bytes.count {
      let lineEnd = bytes.endOfLine(from: position)
      let end = lineEnd > position && bytes[lineEnd - 1] == 0x0D ? lineEnd - 1 : lineEnd
      let start = min(end, bytes.end(from: position) { $0.isSpace })
      position = lineEnd + 1
      guard start < end, bytes[start] != UInt8(ascii: "#") else { continue }
      let sign = bytes.firstOffset(of: UInt8(ascii: "="), in: start..<end)
      let key = start..<(sign ?? end)
      guard !key.isEmpty, !bytes[key].contains(where: \.isBlank) else {
        reading.fail(at: start)
        return reading
      }
      reading.set(key, bytes, sign.map { .text(Array(bytes[$0 + 1..<end])) } ?? .inherited)
    }
    return reading
  }
}
