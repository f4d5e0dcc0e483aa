import Cryptography
import SQLite
import TestSupport
import Testing

@testable import Vault

/// The file is never closed under a lock: POSIX drops all locks of a process on a file when it closes any of its descriptors, and then
/// others write into the middle of a change.
@Suite struct LockTests {
  let sample: SampleVault
  let resident: ResidentVault

  init() throws {
    sample = try SampleVault()
    try sample.create("a", "1")
    resident = try ResidentVault(sample.vault)
  }

  /// Whether another process finds that the file is being written (SQLite's reserved byte).
  private var isLocked: Bool {
    let script = """
      import fcntl, sys
      with open(sys.argv[1], "r+b") as file:
          try: fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 0x40000001); print("free")
          except BlockingIOError: print("locked")
      """
    return Shell.run([BuiltPackage.python, "-c", script, sample.path]).output == "locked\n"
  }

  private func duringAChange(_ body: () throws -> Void) throws {
    #expect(!isLocked)
    try sample.vault.write { transaction in
      _ = try sample.secrets.putValue("a", SecretInput(SecretBytes(utf8: "2")), in: transaction)
      #expect(isLocked)
      try body()
      #expect(isLocked)
    }
    #expect(!isLocked)
    #expect(try sample.reopened().read { try Verification($0).run().faults } == [])
  }

  @Test func whoLooksAtThePathAfterAChangeOfOthersKeepsTheLock() throws {
    try duringAChange {
      for day in ["2001-01-01", "2002-02-02"] {
        _ = Shell.run(["touch", "-d", day, sample.path])
        try resident.lookAtPath()
      }
    }
  }

  @Test func whoOpensAndClosesTheVaultKeepsTheLock() throws {
    try duringAChange {
      let read = try sample.reopened().read { try sample.secrets.value("a", in: $0).bytes.text() }
      #expect(read == "1")
      _ = try Vault.publicHeader(at: sample.path)
      _ = try ResidentVault(try sample.reopened()).read { try $0.generation }
      _ = try Connection(sample.path, .immutable).contents()
      _ = try ChangeWatch(sample.path).stamp
    }
  }

  /// The change goes on in a file that is not the path's any more, which another name may still have.
  @Test func whoGoesOverToAnotherFileKeepsTheLockOnTheOldOne() throws {
    let other = try sample.copyOfFile()
    #expect(throws: VaultError.replaced(path: sample.path)) {
      try duringAChange {
        _ = Shell.run(["ln", sample.path, "\(sample.path).old"])
        sample.putFile(other)
        try resident.lookAtPath()
        let read = try resident.read { try sample.secrets.value("a", in: $0).bytes.text() }
        #expect(read == "1")
        _ = Shell.run(["mv", "\(sample.path)", "\(sample.path).new"])
        _ = Shell.run(["mv", "\(sample.path).old", "\(sample.path)"])
        #expect(isLocked)
        _ = Shell.run(["mv", "\(sample.path).new", "\(sample.path)"])
        throw VaultError.replaced(path: sample.path)
      }
    }
  }
}
