import Diagnostics
import Quantities
import Syntax

/// The sizes that AWS Fargate has, from the versioned table in `Data/fargate-sizes.json`.
struct FargateSizes: Sendable {
  struct Size: Sendable {
    /// In ECS units; 1,024 are one vCPU.
    let cpu: Int
    /// In MiB.
    let memory: [Int]

    func allows(_ amount: Memory) -> Bool { memory.contains { Memory(mebibytes: $0) == amount } }

    var description: String {
      guard memory.count > 3, let first = memory.first, let last = memory.last else {
        return memory.map { Memory(mebibytes: $0).description }.joined(separator: ", ")
      }
      return
        "\(Memory(mebibytes: first)) to \(Memory(mebibytes: last)) in steps of \(Memory(mebibytes: memory[1] - memory[0]))"
    }
  }

  let sizes: [Size]

  static let current = FargateSizes(PackageResources.fargate_sizes_json)

  private init(_ json: [UInt8]) {
    let root = JSONParser.parse(SourceText(path: "fargate-sizes.json", bytes: json)).documents.first
    sizes = (root?["sizes"]?.elements ?? []).compactMap { size in
      guard let cpu = size["cpu"]?.integer else { return nil }
      if let list = size["memory"]?.elements, !list.isEmpty {
        return Size(cpu: cpu, memory: list.compactMap(\.integer))
      }
      guard let from = size["from"]?.integer, let to = size["to"]?.integer, let step = size["step"]?.integer, step > 0
      else { return nil }
      return Size(cpu: cpu, memory: Array(stride(from: from, through: to, by: step)))
    }
  }
}
