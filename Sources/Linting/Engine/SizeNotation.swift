import Artifacts
import Quantities

/// Writes sizes as each runtime reads them.
enum SizeNotation {
  static func memory(_ memory: Memory, for runtime: Runtime) -> String {
    let mebibytes = memory.bytes >> 20
    let isWholeGibibyte = mebibytes % 1024 == 0
    switch runtime {
    case .ecs: return String(mebibytes)
    case .kubernetes: return isWholeGibibyte ? "\(mebibytes / 1024)Gi" : "\(mebibytes)Mi"
    case .compose, .image: return isWholeGibibyte ? "\(mebibytes / 1024)G" : "\(mebibytes)M"
    }
  }

  static func cpu(_ cpu: CPU, for runtime: Runtime) -> String {
    switch runtime {
    case .ecs: String(cpu.ecsUnits)
    case .kubernetes: cpu.milli % 1000 == 0 ? String(cpu.milli / 1000) : "\(cpu.milli)m"
    case .compose, .image: cpu.description.split(separator: " ").first.map(String.init) ?? ""
    }
  }
}
