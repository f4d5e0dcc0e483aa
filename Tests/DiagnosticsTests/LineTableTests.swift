import Diagnostics
import Testing

@Suite struct LineTableTests {
  /// Columns are scalars from the line's start, also in lines that are longer than the blocks that are counted beforehand.
  @Test(arguments: ["short\n", "가나다 é\n", String(repeating: "x", count: 5_000) + "\n"])
  func positionsAreCountedInScalars(_ line: String) {
    let long = String(repeating: "한a🚚", count: 4_000)
    let source = SourceText(path: "a", text: line + long + "\r\n" + long)
    let bytes = source.bytes
    for offset in stride(from: 0, through: bytes.count, by: 97) {
      let before = bytes[..<offset]
      let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      let position = source.position(offset)
      #expect(position.line == before.count { $0 == 0x0A } + 1)
      #expect(position.column == bytes[start..<offset].count { $0 & 0xC0 != 0x80 } + 1)
    }
  }
}
