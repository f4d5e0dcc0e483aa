import Diagnostics
import Syntax

/// Reads a file as the kind of artifact that its name and its content say it is.
package enum ArtifactReader {
  package enum Result: Sendable {
    case artifact(Artifact)
    /// A text that something else turns into an artifact, such as a Helm template.
    case template(String)
    /// Nothing that speclint knows.
    case unrecognised
  }

  package static func dockerfile(_ source: SourceText) -> Result {
    let tree = DockerfileParser.parse(source)
    if DockerfileForm.isTemplate(tree) { return .template("a template: render it to check what it makes") }
    if DockerfileForm.isFragment(tree) { return .template("not a whole Dockerfile: it has no FROM") }
    return .artifact(DockerfileFacts.read(tree))
  }

  package static func dotenv(_ source: SourceText) -> Artifact {
    DotenvFacts.read(DotenvParser.parse(source))
  }

  package static func compose(_ source: SourceText) -> Artifact {
    ComposeFacts.read(YAMLParser.parse(source))
  }

  /// Looks for the words without which a text is none of ours before it is parsed.
  package static func yaml(_ source: SourceText) -> Result {
    let bytes = source.bytes
    let mayBeKubernetes = contains(bytes, "apiVersion") && contains(bytes, "kind")
    let mayBeTask = contains(bytes, "containerDefinitions")
    let mayBeCompose = contains(bytes, "services")
    if source.path.contains(".github/workflows/"), contains(bytes, "jobs") {
      let tree = YAMLParser.parse(source)
      if let root = tree.documents.first, WorkflowFacts.isWorkflow(root, path: source.path) {
        return .artifact(WorkflowFacts.read(tree))
      }
    }
    guard mayBeKubernetes || mayBeTask || mayBeCompose else { return .unrecognised }
    if mayBeKubernetes, isGoTemplate(bytes) {
      return .template("a Helm template: render it with `helm template` to check it")
    }
    return classify(YAMLParser.parse(source))
  }

  package static func json(_ source: SourceText) -> Result {
    let bytes = source.bytes
    guard contains(bytes, "containerDefinitions") || (contains(bytes, "apiVersion") && contains(bytes, "kind")) else {
      return .unrecognised
    }
    return classify(JSONParser.parse(source))
  }

  private static func classify(_ tree: DataTree) -> Result {
    let roots = tree.documents
    if roots.contains(where: { KubernetesFacts.isManifest($0) }) { return .artifact(KubernetesFacts.read(tree)) }
    if roots.contains(where: { ECSFacts.taskDefinition(in: $0) != nil }) { return .artifact(ECSFacts.read(tree)) }
    if roots.contains(where: { ComposeFacts.isCompose($0) }) { return .artifact(ComposeFacts.read(tree)) }
    return .unrecognised
  }

  /// `{{ … }}` outside of quotes at a place where YAML has a value: Go's text/template.
  private static func isGoTemplate(_ bytes: [UInt8]) -> Bool {
    for marker: StaticString in [
      "{{ .", "{{.", "{{- ", "{{ include", "{{ template", "{{ if", "{{ range", "{{ toYaml", "{{ define",
    ]
    where contains(bytes, marker) {
      return true
    }
    return false
  }

  private static func contains(_ bytes: [UInt8], _ word: StaticString) -> Bool {
    bytes.contains(ascii: word)
  }
}
