import Artifacts
import Quantities

/// The two ways in which a Kubernetes memory quantity is often not what was meant.
enum KubernetesMemory {
  /// `512m` is 0.512 bytes.
  static func isInThousandths(_ text: String, _ subject: WorkloadSubject) -> Bool {
    subject.workload.runtime == .kubernetes && KubernetesQuantity(text)?.suffix == "m"
  }

  /// `2G` where the spec's 2GB means 2 GiB, that is `2Gi`.
  static func isDecimal(_ text: String, meaning expected: [Memory], _ subject: WorkloadSubject) -> Bool {
    guard subject.workload.runtime == .kubernetes, let binary = binary(text) else { return false }
    return Memory(kubernetes: binary).map(expected.contains) ?? false
  }

  /// The quantity with the binary suffix of the same letter; `nil` if its suffix is not decimal.
  static func binary(_ text: String) -> String? {
    guard let suffix = KubernetesQuantity(text)?.suffix, ["k", "M", "G", "T"].contains(suffix) else { return nil }
    return text.dropLast() + (suffix == "k" ? "Ki" : suffix + "i")
  }
}
