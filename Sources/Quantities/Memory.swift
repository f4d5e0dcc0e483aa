/// An amount of memory in bytes.
package struct Memory: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let bytes: Int

  package init(bytes: Int) { self.bytes = bytes }
  package init(mebibytes: Int) { self.bytes = mebibytes << 20 }

  package static func < (a: Memory, b: Memory) -> Bool { a.bytes < b.bytes }
  package static func + (a: Memory, b: Memory) -> Memory {
    let (sum, isTooLarge) = a.bytes.addingReportingOverflow(b.bytes)
    return Memory(bytes: isTooLarge ? Int.max : sum)
  }

  package var mebibytes: Double { Double(bytes) / 1_048_576 }

  /// `2 GiB`, `512 MiB`, `488.281 MiB`, `0.512 bytes`.
  package var description: String {
    if bytes >= 1 << 30, bytes % (1 << 29) == 0 { return "\(decimal(Double(bytes) / 1_073_741_824)) GiB" }
    if bytes >= 1 << 20 { return "\(decimal(mebibytes)) MiB" }
    if bytes >= 1 << 10 { return "\(decimal(Double(bytes) / 1024)) KiB" }
    return "\(bytes) byte\(bytes == 1 ? "" : "s")"
  }

  /// As a written spec has it: `512MB`, `1 GiB`, `2G`, `1,024 MB`. MB and GB are read as MiB and GiB, as Fargate does;
  /// a bare number is MiB.
  package init?(spec text: String) {
    guard let number = MeasuredNumber.only(in: text) else { return nil }
    if number.unit.isEmpty {
      self.init(number.value, scale: 1 << 20)
    } else {
      self.init(number.value, binaryUnit: number.unit)
    }
  }

  /// `memory` of an ECS task definition: MiB (`512`) or `0.5 GB`, 1 GB being 1,024 MiB.
  package init?(ecs text: String) {
    guard let number = MeasuredNumber.only(in: text) else { return nil }
    switch number.unit {
    case "": self.init(number.value, scale: 1 << 20)
    case "gb": self.init(number.value, scale: 1 << 30)
    case "mb": self.init(number.value, scale: 1 << 20)
    default: return nil
    }
  }

  /// Docker's sizes: `512m`, `1gb`, bytes without a unit; 1,024-based (compose specification, "Specifying byte values").
  package init?(compose text: String) {
    guard let number = MeasuredNumber.only(in: text) else { return nil }
    switch number.unit {
    case "", "b": self.init(number.value, scale: 1)
    case "k", "kb", "kib": self.init(number.value, scale: 1 << 10)
    case "m", "mb", "mib": self.init(number.value, scale: 1 << 20)
    case "g", "gb", "gib": self.init(number.value, scale: 1 << 30)
    case "t", "tb", "tib": self.init(number.value, scale: 1 << 40)
    default: return nil
    }
  }

  /// A Kubernetes quantity in bytes: `512Mi`, `512M` (decimal), `128974848`. Fractions of a byte are rounded up.
  package init?(kubernetes text: String) {
    guard let value = KubernetesQuantity(text)?.value, value >= 0, value < 1e18 else { return nil }
    self.init(bytes: Int(value.rounded(.up)))
  }

  private init?(_ value: Double, binaryUnit unit: String) {
    switch unit {
    case "b", "byte", "bytes": self.init(value, scale: 1)
    case "k", "kb", "kib", "ki": self.init(value, scale: 1 << 10)
    case "m", "mb", "mib", "mi", "메가": self.init(value, scale: 1 << 20)
    case "g", "gb", "gib", "gi", "기가": self.init(value, scale: 1 << 30)
    case "t", "tb", "tib", "ti": self.init(value, scale: 1 << 40)
    default: return nil
    }
  }

  private init?(_ value: Double, scale: Int) {
    let bytes = value * Double(scale)
    guard bytes.isFinite, bytes < 1e18 else { return nil }
    self.init(bytes: Int(bytes.rounded()))
  }
}

/// A Kubernetes `resource.Quantity`: a decimal number with a binary (`Ki Mi Gi`), decimal (`k M G`, `m` for thousandths)
/// or exponent suffix.
package struct KubernetesQuantity: Sendable {
  package let value: Double
  package let suffix: String

  package init?(_ text: String) {
    let digits = text.prefix { $0.isASCIIDigit || $0 == "." || $0 == "+" || $0 == "-" }
    suffix = String(text.dropFirst(digits.count))
    if let first = suffix.first, first == "e" || first == "E", suffix.count > 1 {
      guard let value = Double(text), value.isFinite else { return nil }
      self.value = value
      return
    }
    guard let number = Double(digits), number.isFinite, let scale = Self.scales[suffix] else { return nil }
    value = number * scale
  }

  private static let scales: [String: Double] = [
    "": 1, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 0x1p10, "Mi": 0x1p20, "Gi": 0x1p30, "Ti": 0x1p40, "Pi": 0x1p50, "Ei": 0x1p60,
  ]
}
