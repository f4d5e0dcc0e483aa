import Diagnostics
import Syntax

struct UnresolvedReference: DotenvRule {
  static let card = RuleCard(
    "unresolved-reference", .dotenv,
    summary: "A value refers to a variable that is set further down, to itself, or to a misspelt name.",
    rationale: "Loaders that replace references read from top to bottom, and take what is not set for empty.",
    severity: .warning)

  static let examples: [Example] = [
    .flags("API_HOST=⟦${HOST}⟧/v1\nHOST=parcel.test\n", in: ".env.staging", spec: "# Nothing"),
    .flags("API_HOST=parcel.test\nAPI_URL=https://⟦${API_HOSt}⟧/\n", in: ".env.staging", spec: "# Nothing"),
    .flags("API_HOST=https://⟦${API_HOST}⟧/\n", in: ".env.staging", spec: "# Nothing"),
    .passes("HOST=parcel.test\nAPI_HOST=${HOST}/v1\n", in: ".env.staging", spec: "# Nothing"),
    .passes("DATABASE_URL=${PROD_DATABASE_URL}\nAPI_HOST=${API_HOST}\n", in: ".env.staging"),
  ]

  /// What nothing here is like comes from outside; `NAME=${NAME}` is a form that a deployment fills in.
  func check(_ file: DotenvSubject, _ report: inout Report) {
    var names: Set<String> = []
    var guesser = NameGuesser(file.keys)
    for entry in file.entries {
      defer { names.insert(entry.key) }
      guard entry.quote != .single else { continue }
      var told: Set<String> = []
      for reference in VariableReference.find(in: file.source.bytes, entry.valueRange)
      where reference.operation.isEmpty && !names.contains(reference.name) && reference.range != entry.valueRange
        && told.insert(reference.name).inserted
      {
        guard let fault = fault(reference, entry, file.keys, &guesser) else { continue }
        report.flag(Location(file.source, reference.range), fault, help: "what is not set yet is read as empty")
      }
    }
  }

  private func fault(
    _ reference: VariableReference, _ entry: DotenvEntry, _ all: Set<String>, _ guesser: inout NameGuesser
  ) -> String? {
    if reference.name == entry.key { return "'\(entry.key)' refers to itself" }
    if all.contains(reference.name) { return "'\(reference.name)' is set further down" }
    return guesser.nearest(to: reference.name).map {
      "nothing here sets '\(reference.name)'; did you mean '\($0)'?"
    }
  }
}
