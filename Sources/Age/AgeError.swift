/// Why an age file, a recipient or an identity cannot be used.
package enum AgeError: Error, Equatable {
  /// The file breaks the format; the text says where.
  case malformed(String)
  /// The file ends before its last chunk: it was cut.
  case truncated
  /// The header's code is wrong: the header was changed.
  case headerTampered
  /// A chunk's code is wrong: the payload was changed or its chunks were exchanged.
  case payloadTampered(chunk: UInt64)
  /// No identity fits any recipient; the kinds of the recipients there are.
  case noIdentityMatches(kinds: [String])
  /// The passphrase is not the one.
  case wrongPassphrase
  /// The work factor (log N) of a passphrase recipient is beyond what we are ready to compute.
  case workFactorTooHigh(Int, limit: Int)
  /// Not a recipient or identity that can be used; the text says why.
  case unusableKey(String, hint: String?)
}

extension AgeError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let what): "not a valid age file: \(what)"
    case .truncated: "the age file is cut off: its last chunk is missing"
    case .headerTampered: "the age file's header was changed: its code does not match"
    case .payloadTampered(let chunk): "the age file's payload was changed: chunk \(chunk + 1) does not authenticate"
    case .noIdentityMatches(let kinds): "no identity matches any of the file's recipients (\(Self.list(kinds)))"
    case .wrongPassphrase: "wrong passphrase"
    case .workFactorTooHigh(let factor, let limit):
      "the passphrase's work factor is \(factor); at most \(limit) is accepted"
    case .unusableKey(let what, _): what
    }
  }

  /// What the user can do about it.
  package var hint: String? {
    switch self {
    case .noIdentityMatches(let kinds) where kinds.contains { $0.hasPrefix("mlkem768") }:
      "the file is encrypted to a hybrid post-quantum recipient, which specvault cannot open; use age 1.3 or newer"
    case .noIdentityMatches(let kinds) where kinds.contains { $0.hasPrefix("ssh-") }:
      "the file is encrypted to an SSH key; open it with age -i"
    case .workFactorTooHigh: "each step doubles time and memory; 'age -d' opens it, if that is meant"
    case .noIdentityMatches(let kinds) where kinds == ["scrypt"]: "the file is encrypted with a passphrase"
    case .unusableKey(_, let hint): hint
    default: nil
    }
  }

  private static func list(_ kinds: [String]) -> String {
    var counts: [(kind: String, count: Int)] = []
    for kind in kinds {
      if let index = counts.firstIndex(where: { $0.kind == kind }) {
        counts[index].count += 1
      } else {
        counts.append((kind, 1))
      }
    }
    return counts.map { $0.count == 1 ? $0.kind : "\($0.count) \($0.kind)" }.joined(separator: ", ")
  }
}
