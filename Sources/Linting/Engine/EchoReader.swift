import Artifacts
import ByteSearch
import Diagnostics
import Syntax

/// Finds where a script prints one of the secrets that it has.
struct EchoReader {
  let script: Workflow.Script
  /// Where the workflow refers to secrets.
  let references: RangeList

  /// Programs that hand on to the log what comes in, if in another form: GitHub hides no such form.
  private static let filters: Set<String> = [
    "base64", "base32", "xxd", "od", "hexdump", "rev", "tr", "sed", "cut", "head", "tail", "fold", "awk", "cat", "tee",
    "jq",
    "sort", "nl",
  ]

  var places: [Range<Int>] {
    switch script.language {
    case .shell: pipelines.filter(prints).map { $0[0].range.lowerBound..<$0[$0.count - 1].range.upperBound }
    case .powerShell: lines.filter(printsInPowerShell)
    case .other: []
    }
  }

  /// The commands outside of substitutions, those of a pipeline together.
  private var pipelines: [[ShellCommand]] {
    script.tree.commands.filter { $0.depth == 0 }.reduce(into: []) { result, command in
      if command.connector == .pipe, !result.isEmpty {
        result[result.count - 1].append(command)
      } else {
        result.append([command])
      }
    }
  }

  private func prints(_ pipeline: [ShellCommand]) -> Bool {
    guard let first = pipeline.first, let last = pipeline.last, !last.redirections.contains(where: isIntoFile),
      pipeline.dropFirst().allSatisfy({ Self.filters.contains($0.program) })
    else { return false }
    switch first.program {
    case "echo", "printf": return first.arguments.contains(where: holdsSecret) && !masks(first)
    case "printenv":
      let names = first.arguments.map(\.text)
      return names.isEmpty ? !script.secretVariables.isEmpty : names.contains(where: script.secretVariables.contains)
    case "env": return first.words.count == 1 && !script.secretVariables.isEmpty
    case "cat":
      let documents = script.documents
      let next = documents.partitionIndex { $0.owner.upperBound > first.range.lowerBound }
      return next < documents.count && documents[next].owner.contains(first.range.lowerBound)
        && holdsSecret(documents[next].body)
    default: return false
    }
  }

  /// `>&2` goes into the log, too.
  private func isIntoFile(_ redirection: ShellRedirection) -> Bool {
    redirection.operation.contains(">") && !redirection.operation.hasSuffix("&")
      && !redirection.operation.hasPrefix("2")
      && !["/dev/stdout", "/dev/stderr", "/dev/tty"].contains(redirection.target.text)
  }

  /// `echo ::add-mask::…` tells the runner what to hide (docs.github.com, "Workflow commands").
  private func masks(_ command: ShellCommand) -> Bool {
    command.arguments.contains { $0.text.hasPrefix("::add-mask::") }
  }

  private func holdsSecret(_ word: ShellWord) -> Bool {
    refersToSecret(word.range) || (word.isExpanded && readsSecret(Array(word.text.utf8), nil))
  }

  private func holdsSecret(_ range: Range<Int>) -> Bool {
    refersToSecret(range) || readsSecret(script.location.source.bytes, range)
  }

  private func refersToSecret(_ range: Range<Int>) -> Bool {
    !references.overlapping(range).isEmpty
      || script.location.source.bytes.firstRange(of: "toJSON(secrets)".utf8, in: range) != nil
  }

  /// `${NAME:+word}` is the word alone.
  private func readsSecret(_ bytes: [UInt8], _ range: Range<Int>?) -> Bool {
    VariableReference.find(in: bytes, range).contains {
      script.secretVariables.contains($0.name) && !$0.operation.hasSuffix("+")
    }
  }

  // MARK: PowerShell

  private var lines: [Range<Int>] {
    let source = script.location.source
    let range = script.location.range
    let last = source.lines.line(at: max(range.lowerBound, range.upperBound - 1))
    return (source.lines.line(at: range.lowerBound)...last).map {
      source.bytes.trimmed(source.lines.content(of: $0, in: source.bytes).clamped(to: range))
    }
  }

  private func printsInPowerShell(_ line: Range<Int>) -> Bool {
    let text = script.location.source.text(line)
    guard ["Write-Host ", "Write-Output ", "echo "].contains(where: text.hasPrefix), !text.contains("|"),
      !text.contains(">"), !text.contains("::add-mask::")
    else { return false }
    return refersToSecret(line) || script.secretVariables.contains { text.contains("$env:\($0)") }
  }
}
