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

  private func writePin(_ vault: Vault) throws {
    do {
      try vault.writePin()
    } catch {
      throw Failure(
        "the vault is accepted on this machine, but the project's pin could not be written: \(Failure(error)?.message ?? "\(error)")",
        hint: "write 'vault: \(vault.pin)' to .specvault.yaml yourself", status: 5)
    }
  }

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
      throw Failure(
        "the vault is damaged: \(Count.of(faults.count, "fault", "faults")) found",
        hint: "to restore a backup, move the file away and run 'specvault init --from-backup FILE'", status: 4)
    }
    if accept { try writePin(open.vault) }
    Terminal.standardOutput(
      "\(Count.of(entries, "entry", "entries")) with \(Count.of(values, "value", "values")) and the audit log are as they were written\n"
    )
  }
}
