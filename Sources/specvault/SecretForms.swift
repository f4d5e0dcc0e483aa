import Age
import Cryptography

/// How a secret may stand in a text: as it is, or encoded.
struct SecretForms {
  /// For messages: `as it is`, `in base 64`, ….
  let encoding: String
  let bytes: [UInt8]

  /// All forms of a value; of one that spans lines also each line, since outputs and files are read by lines.
  static func all(of value: SecretBytes, shortest: Int) -> [SecretForms] {
    let bytes = value.withUnsafeBytes { Array($0) }
    guard bytes.count >= shortest else { return [] }
    var forms = [SecretForms(encoding: "as it is", bytes: bytes)]
    func add(_ encoding: String, _ form: [UInt8]) {
      guard form.count >= shortest, !forms.contains(where: { $0.bytes == form }) else { return }
      forms.append(SecretForms(encoding: encoding, bytes: form))
    }
    let unpadded = Base64.encode(bytes)
    add("in base 64", unpadded)
    add("in base 64 for URLs", unpadded.map { $0 == UInt8(ascii: "+") ? 0x2D : $0 == UInt8(ascii: "/") ? 0x5F : $0 })
    add("URL-encoded", percentEncoded(bytes, spaceAsPlus: false))
    add("URL-encoded", percentEncoded(bytes, spaceAsPlus: true))
    if let text = value.text() {
      add("JSON-escaped", Array(JSONString.quote(text).utf8.dropFirst().dropLast()))
      add("JSON-escaped", Array(JSONString.quote(text).utf8.dropFirst().dropLast()).escapingSlashes())
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    if lines.count > 1 {
      for line in lines where line.count >= max(shortest, 16) { add("a line of it", Array(line)) }
    }
    return forms
  }

  /// RFC 3986 §2.1.
  private static func percentEncoded(_ bytes: [UInt8], spaceAsPlus: Bool) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.flatMap { byte -> [UInt8] in
      let isUnreserved =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "-._~".utf8.contains(byte)
      if isUnreserved { return [byte] }
      if byte == 0x20, spaceAsPlus { return [UInt8(ascii: "+")] }
      return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
}

extension [UInt8] {
  /// `/` as `\/`, as some writers of JSON have it.
  fileprivate func escapingSlashes() -> [UInt8] {
    flatMap { $0 == UInt8(ascii: "/") ? [UInt8(ascii: "\\"), $0] : [$0] }
  }
}
