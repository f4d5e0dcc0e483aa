import Diagnostics
import Syntax

/// Tells Dockerfiles from what only has the name of one.
enum DockerfileForm {
  private static let marks = ["{{", "{%", "{#", "<%", "%%"]

  /// Whether another program makes a Dockerfile of it: Jinja, Go's text/template, ERB.
  ///
  /// `docker inspect --format '{{.Id}}'` is none: a mark counts where an instruction begins, and among the words of
  /// instructions that hold no program's text.
  static func isTemplate(_ tree: DockerfileTree) -> Bool {
    let bytes = tree.source.bytes
    guard
      bytes.contains(ascii: "{{") || bytes.contains(ascii: "{%") || bytes.contains(ascii: "<%")
        || bytes.contains(ascii: "%%")
    else { return false }
    return tree.instructions.contains { instruction in
      guard let keyword = instruction.keyword else {
        return marks.contains { instruction.keywordText.hasPrefix($0) } || hasMarkedLine(instruction, tree)
      }
      switch keyword {
      case .from, .workdir, .copy, .add, .expose, .user, .volume, .stopsignal:
        return hasMark(instruction.arguments.text[...])
      case .env, .arg, .label, .maintainer:
        return instruction.pairs.contains { pair in
          hasMark(tree.source.text(pair.valueRange)[...].drop { $0 == "=" }) || hasMark(pair.key[...])
        } || hasMarkedLine(instruction, tree)
      default: return hasMarkedLine(instruction, tree)
      }
    }
  }

  /// `{{ name }}`, `{%- if %}`, `<%= name %>`, `%%NAME%%`, outside of quotes.
  private static func hasMark(_ text: Substring) -> Bool {
    guard let first = text.first, first != "'", first != "\"" else { return false }
    return ["{{", "{% ", "{%-", "<%=", "<% ", "%%"].contains { mark in
      text.utf8.indices.contains { text.utf8[$0...].starts(with: mark.utf8) }
    }
  }

  /// Whether a line of an instruction begins with a mark: a condition among continued lines.
  private static func hasMarkedLine(_ instruction: DockerfileInstruction, _ tree: DockerfileTree) -> Bool {
    instruction.logical.fileSegments.contains { line in
      let start = tree.source.bytes.trimmed(line).lowerBound
      return ["{{", "{% ", "{%-", "<% ", "<%-"].contains { mark in
        tree.source.bytes[start...].starts(with: mark.utf8)
      }
    }
  }

  /// Whether it is a part that something else puts into a Dockerfile, or only called like one: `Dockerfile.env.container`.
  /// A file that is called `Dockerfile`, or `x.Dockerfile`, is meant to be built.
  static func isFragment(_ tree: DockerfileTree) -> Bool {
    guard tree.stages.allSatisfy(\.isImplicit), !tree.instructions.isEmpty else { return false }
    let name = PathName.of(tree.source.path).lowercased()
    guard let separator = name.firstIndex(where: { ".-_".contains($0) }),
      ["dockerfile", "containerfile"].contains(name[..<separator])
    else { return false }
    return !name[name.index(after: separator)...].allSatisfy(\.isNumber)
  }
}
