/// Processor time in thousandths of a virtual CPU.
package struct CPU: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let milli: Int

  package init(milli: Int) { self.milli = milli }

  package static func < (a: CPU, b: CPU) -> Bool { a.milli < b.milli }
  package static func + (a: CPU, b: CPU) -> CPU { CPU(milli: a.milli + b.milli) }

  /// `0.5 vCPU`.
  package var description: String { "\(decimal(Double(milli) / 1000)) vCPU" }

  /// 1,024 units are one vCPU (Amazon ECS Developer Guide, "Task size").
  package var ecsUnits: Int { Int((Double(milli) * 1.024).rounded()) }

  /// As a written spec has it: `0.5`, `0.5 vCPU`, `500m`, `2 cores`, `2코어`. A bare number from 64 up is ECS units.
  package init?(spec text: String) {
    guard let number = MeasuredNumber.only(in: text) else { return nil }
    switch number.unit {
    case "vcpu", "vcpus", "cpu", "cpus", "core", "cores", "코어", "개": self.init(cores: number.value)
    case "m", "millicores", "millicpu": self.init(milli: Int(number.value.rounded()))
    case "units", "unit", "유닛": self.init(ecsUnits: number.value)
    case "" where number.value >= 64: self.init(ecsUnits: number.value)
    case "": self.init(cores: number.value)
    default: return nil
    }
  }

  /// `cpu` of an ECS task definition: units (`256`) or vCPU (`.25 vCPU`).
  package init?(ecs text: String) {
    guard let number = MeasuredNumber.only(in: text) else { return nil }
    switch number.unit {
    case "": self.init(ecsUnits: number.value)
    case "vcpu": self.init(cores: number.value)
    default: return nil
    }
  }

  /// `cpus` of a compose file: a decimal number of cores.
  package init?(compose text: String) {
    guard let value = Double(text), value.isFinite, value >= 0, value < 100_000 else { return nil }
    self.init(cores: value)
  }

  /// A Kubernetes quantity: `500m`, `0.5`, `1`, `1e0` (Kubernetes, "Resource units").
  package init?(kubernetes text: String) {
    guard let value = KubernetesQuantity(text)?.value, value >= 0, value < 100_000 else { return nil }
    self.init(cores: value)
  }

  private init?(cores: Double) {
    guard cores.isFinite, cores < 100_000 else { return nil }
    self.init(milli: Int((cores * 1000).rounded()))
  }

  private init?(ecsUnits: Double) {
    self.init(cores: ecsUnits / 1024)
  }
}

/// A number without a fraction if it has none, else with at most three digits.
package func decimal(_ value: Double) -> String {
  let thousandths = Int((value * 1000).rounded())
  guard thousandths % 1000 != 0 else { return String(thousandths / 1000) }
  var digits = String(abs(thousandths % 1000))
  digits = String(repeating: "0", count: 3 - digits.count) + digits
  while digits.hasSuffix("0") { digits.removeLast() }
  return "\(thousandths < 0 ? "-" : "")\(abs(thousandths / 1000)).\(digits)"
}
