import Cryptography
import Testing
import Vault

/// The stores by what they have in common.
@Suite struct StoreServiceTests {
  let sample: SampleVault

  init() throws { sample = try SampleVault() }

  private func service(_ store: Store) -> any StoreService { store.service(scope: .standard, now: sample.clock.now) }

  private func keep(_ store: Store, _ name: String, _ value: String, _ change: (inout NewValue) -> Void = { _ in })
    throws -> KeptValue
  {
    var new = NewValue(name: name, value: SecretBytes(utf8: value), user: "me")
    change(&new)
    return try sample.vault.write { try service(store).keep(new, in: $0) }
  }

  @Test(arguments: Store.allCases) func oneLifeInEveryStore(_ store: Store) throws {
    let service = service(store)
    #expect(service.store == store)
    let first = try keep(store, "NAME", "one") { $0.tags = [Tag(key: "a", value: "b")] }
    #expect(first.isNew && first.entry.tags.count == 1)
    let second = try keep(store, "NAME", "two") { $0.tags = [Tag(key: "c", value: "d")] }
    #expect(!second.isNew && second.entry.tags.count == 2)
    #expect(sample.refusal { _ = try keep(store, "NAME", "three") { $0.overwrites = false } } != nil)
    #expect(sample.refusal { _ = try keep(store, "NAME", "") } != nil)
    #expect(sample.refusal { _ = try keep(store, "a name", "x") } == "ValidationException")
    try sample.vault.read { snapshot in
      #expect(try service.has("NAME", in: snapshot))
      #expect(try !service.has("OTHER", in: snapshot) && !service.has("a name", in: snapshot))
      #expect(try service.value("NAME", in: snapshot).bytes.text() == "two")
      #expect(
        try service.value("NAME", VersionChoice(id: first.version.id), in: snapshot).bytes.text() == "one")
      let entry = try service.find("NAME", in: snapshot)
      #expect(service.current(of: entry)?.id == second.version.id)
      #expect(service.previous(of: entry)?.id == first.version.id)
    }
    try sample.vault.write { transaction in
      #expect(try service.putLabel("mine", on: first.version.id, of: "NAME", in: transaction) == first.version.id)
      #expect(try service.value("NAME", VersionChoice(label: "mine"), in: transaction).bytes.text() == "one")
      try service.takeLabel("mine", of: "NAME", in: transaction)
      #expect(
        sample.refusal { try service.takeLabel("mine", of: "NAME", in: transaction) } == "ResourceNotFoundException")
      let (current, source) = try service.rollBack("NAME", user: "me", in: transaction)
      #expect(source.id == first.version.id)
      #expect(try service.current(of: service.find("NAME", in: transaction))?.id == current.id)
      #expect(try service.value("NAME", in: transaction).bytes.text() == "one")
      let until = try service.delete("NAME", DeletionChoice(), in: transaction)
      #expect((until != nil) == (store == .secretsManager))
      #expect(try service.has("NAME", in: transaction) == (until != nil))
    }
  }

  @Test func whatBelongsToAnotherStoreIsRefused() throws {
    #expect(sample.refusal { _ = try keep(.secretsManager, "s", "x") { $0.tier = "Advanced" } } != nil)
    #expect(sample.refusal { _ = try keep(.parameterStore, "/p", "x") { $0.stages = ["X"] } } != nil)
    for store in [Store.parameterStore, .github] {
      _ = try keep(store, "NAME", "x")
      let choice = DeletionChoice(recoveryDays: 7)
      #expect(
        sample.refusal { _ = try sample.vault.write { try service(store).delete("NAME", choice, in: $0) } } != nil)
    }
  }

  /// The account's setting counts wherever a parameter is stored, not for AWS's clients alone.
  @Test func theDefaultTier() throws {
    let large = String(repeating: "x", count: 5000)
    #expect(sample.refusal { _ = try keep(.parameterStore, "/p", large) } == "ValidationException")
    let setting = ServiceSetting(
      scope: .standard, id: ServiceSetting.defaultTierID, value: "Intelligent-Tiering", changed: sample.clock.now,
      user: "me")
    try sample.vault.write { try $0.updateSettings { $0.serviceSettings = [setting] } }
    #expect(try keep(.parameterStore, "/p", large).version.parameter?.tier == "Advanced")
    #expect(try keep(.parameterStore, "/q", "x").version.parameter?.tier == "Standard")
  }
}
