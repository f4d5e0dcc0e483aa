import Diagnostics
import Quantities
import Syntax
import Vocabulary

/// What a team's documents say about their deployment: every table as it was understood, and the typed model on top of
/// it that rules compare with.
package final class DeploymentSpec: Sendable {
  package let documents: [SpecDocument]
  package let tables: [SpecTable]
  /// Tables that no kind was found for.
  package let unknownTables: [UnknownTable]
  package let environmentBlocks: [EnvironmentBlock]
  package let secretPolicies: [SecretPolicy]
  package let code: [SpecCode]
  /// The boxes of the pipeline diagram.
  package let pipelineDiagram: [Cited<String>]
  package let vocabulary: EnvironmentVocabulary

  package let environments: [SpecEnvironment]
  package let container: ContainerSettings
  package let sizes: SizeTable
  package let variables: VariableCatalog

  init(
    documents: [SpecDocument], collected: CollectedTables, environmentBlocks: [EnvironmentBlock],
    secretPolicies: [SecretPolicy], pipelineDiagram: [Cited<String>], vocabulary: EnvironmentVocabulary,
    environments: [SpecEnvironment]
  ) {
    self.documents = documents
    tables = collected.tables
    unknownTables = collected.unknown
    code = collected.code
    self.environmentBlocks = environmentBlocks
    self.secretPolicies = secretPolicies
    self.pipelineDiagram = pipelineDiagram
    self.vocabulary = vocabulary
    self.environments = environments
    let names = environments.map(\.name)
    container = ContainerSettings(tables: tables, code: code)
    sizes = SizeTable(tables: tables, environments: names)
    variables = VariableCatalog(
      tables: tables, blocks: environmentBlocks, policies: secretPolicies,
      validated: code.flatMap(ValidatedVariable.read), environments: names)
  }

  /// The stores that the table of secret management names, for whichever secret.
  package var secretStores: [Cited<SecretStore>] {
    tables(.secretStores).flatMap(\.rows).compactMap { row in
      row[.store]?.cited { value in if case .store(let store) = value { store } else { nil } }
    }
  }

  package func tables(_ kind: TableKind) -> [SpecTable] {
    tables.filter { $0.kind == kind }
  }

  /// The canonical names of all environments that the documents name, in their order.
  package var environmentNames: [String] { environments.map(\.name) }

  /// Whether nothing at all was recognised: an empty document, or one about something else.
  package var isEmpty: Bool {
    tables.isEmpty && environmentBlocks.isEmpty && secretPolicies.isEmpty
  }
}

package struct SpecDocument: Sendable {
  package let markdown: MarkdownTree
  package var source: SourceText { markdown.source }

  /// A field of the front matter.
  package func field(_ key: String) -> Cited<String>? {
    markdown.frontMatter.first { $0.key == key }.map {
      Cited($0.value, Citation(location: Location(source, $0.valueRange), section: "front matter"))
    }
  }
}

package struct UnknownTable: Sendable {
  /// What its heading promises.
  package struct Expectation: Sendable {
    package let kind: TableKind
    /// Headers of columns that such a table must have.
    package let columns: [String]
    /// Of these at least one.
    package let oneOf: [String]
    /// Whether it has a column for each environment.
    package let needsEnvironments: Bool
  }

  package let section: String
  package let location: Location
  /// The cells of its first row.
  package let header: Location
  /// `nil` where its heading is not one that is known.
  package let expected: Expectation?
}

/// A fenced block and the headings above it, the nearest first.
package struct SpecCode: Sendable {
  package let language: String
  package let section: String
  package let headings: [String]
  package let content: Location
}

/// An environment of the documents.
package struct SpecEnvironment: Sendable {
  /// Canonical.
  package let name: String
  package let writtenName: Cited<String>
  package let purpose: Cited<String>?
  package let url: Cited<String>?
  package let infrastructure: Cited<String>?
}

/// An `env` block of the documents: the values of one environment.
package struct EnvironmentBlock: Sendable {
  package struct Entry: Sendable {
    package let name: String
    package let value: Cited<String>
  }

  /// Canonical.
  package let environment: String
  package let section: String
  package let location: Location
  package let entries: [Entry]
}

/// `secret_policy:` of the documents.
package struct SecretPolicy: Sendable {
  package struct Access: Sendable {
    package let environment: String
    package let team: Cited<String>
    package let permission: Cited<String>?
  }

  package let rotations: [(name: String, every: Cited<TimeSpan>)]
  package let access: [Access]
  package let section: String
  package let location: Location
}
