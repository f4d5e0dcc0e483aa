import ArgumentParser
import Console
import Vault

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Open every row and check that nothing is changed, missing or put back.")

  @OptionGroup var place: VaultArguments

  @Flag(
    help: "Take the file as it is, although a newer state, another vault or another key is known here, and remember it."
  )
  var accept = false

  func run() throws {
    let open = try place.open(acceptingWhatIsThere: accept)
    var faults: [String] = []
    do {
      try open.vault.checkStructure()
    } catch let error as VaultError {
      faults.append("\(error)")
    }
    let (entries, values, damage) = try open.read { reading in
      let report = try Verification(reading.snapshot).run()
      return (report.entries, report.values, report.faults)
    }
    faults += damage
    guard faults.isEmpty else {
      for fault in faults { Terminal.standardError("specvault: damaged: \(fault)\n") }
      throw VaultError.damaged("\(faults.count) fault\(faults.count == 1 ? "" : "s") found")
    }
    if accept { try open.vault.writePin() }
    Terminal.standardOutput("\(entries) entries with \(values) values and the audit log are as they were written\n")
  }
}
