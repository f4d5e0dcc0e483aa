import Testing
import Workspace

@testable import Linting

@Suite struct RuleRegistryTests {
  private let folder = PathText.normalized(PathText.join(PathText.parent(#filePath), "../../Sources/Linting/Rules"))

  private var files: [(family: String, name: String)] {
    FileSystem.files(below: folder, excluding: []).map {
      (PathText.name(PathText.parent($0)), String(PathText.name($0).dropLast(".swift".count)))
    }
  }

  @Test func theRegistryHoldsEveryRuleOfTheFolder() {
    let registered = Set(RuleRegistry.all.map { String(describing: type(of: $0)) })
    #expect(registered == Set(files.map(\.name)))
    #expect(registered.count == RuleRegistry.all.count)
  }

  @Test func idsAreKebabCaseAndUnlikeAnyOther() {
    let ids = RuleRegistry.all.map(\.card.id)
    #expect(Set(ids).count == ids.count)
    for id in ids {
      let isKebab = id.allSatisfy { $0.isLowercase || $0 == "-" }
      #expect(isKebab, "\(id)")
    }
  }

  @Test func everyRuleStandsInItsFamilysFolder() {
    for rule in RuleRegistry.all {
      let name = String(describing: type(of: rule))
      let family = files.first { $0.name == name }?.family.lowercased()
      #expect(family == rule.card.family.rawValue, "\(name)")
    }
  }

  @Test func everyRuleHasExamplesOfBothKinds() {
    for rule in RuleRegistry.all {
      let kinds = Set(type(of: rule).examples.map(\.isFlagged))
      #expect(kinds == [true, false], "\(rule.card.id)")
    }
  }

  @Test func aliasesAndFamiliesStandForTheirRules() {
    #expect(RuleRegistry.resolve("DL3002") == ["root-user", "root-user-in-build-stage"])
    #expect(RuleRegistry.resolve("dl3006") == ["untagged-image"])
    #expect(Set(RuleRegistry.resolve("DS-0001") ?? []) == ["untagged-image", "latest-image"])
    let sizing = RuleRegistry.resolve("sizing") ?? []
    #expect(sizing.contains("memory-differs-from-spec"))
    #expect(RuleRegistry.resolve("no-such-rule") == nil)
  }
}
