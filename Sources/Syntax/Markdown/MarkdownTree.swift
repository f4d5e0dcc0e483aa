import Diagnostics

/// A Markdown text as its blocks in order: as much of CommonMark and GFM as written specs are made of.
package struct MarkdownTree: Sendable {
  package let source: SourceText
  package let frontMatter: [MarkdownField]
  package let blocks: [MarkdownBlock]
  package let links: [MarkdownLink]
  /// The ranges of `<!-- … -->` comments.
  package let comments: [Range<Int>]
  package let problems: [SyntaxProblem]
}

/// `key: value` between the `---` lines at the top of a document.
package struct MarkdownField: Sendable {
  package let key: String
  package let value: String
  package let range: Range<Int>
  package let valueRange: Range<Int>
}

package enum MarkdownBlock: Sendable {
  case heading(MarkdownHeading)
  case table(MarkdownTable)
  case code(MarkdownCode)
  /// The text of a block quote, its `>` marks removed.
  case quote(String, Range<Int>)
  case listItem(String, Range<Int>)
  case paragraph(String, Range<Int>)
}

package struct MarkdownHeading: Sendable {
  package let level: Int
  /// `4.3` of `### 4.3 Resource limits`; empty if it has none.
  package let number: String
  package let title: String
  package let range: Range<Int>

  package var text: String { number.isEmpty ? title : "\(number) \(title)" }
}

package struct MarkdownTable: Sendable {
  package let header: [MarkdownCell]
  package let rows: [MarkdownRow]
  package let range: Range<Int>
}

package struct MarkdownRow: Sendable {
  package let cells: [MarkdownCell]
  package let range: Range<Int>
}

package struct MarkdownCell: Sendable {
  /// The words of the cell: emphasis, backticks, links' targets and footnote marks removed.
  package let text: String
  /// What is written between the pipes, without the white space around it.
  package let range: Range<Int>
}

package struct MarkdownCode: Sendable {
  /// The first word behind the fence, lower-cased; empty if there is none.
  package let language: String
  /// The lines between the fences.
  package let content: Range<Int>
  package let range: Range<Int>
}

package struct MarkdownLink: Sendable {
  package let text: String
  package let target: String
  package let targetRange: Range<Int>
}
