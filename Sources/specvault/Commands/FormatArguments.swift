import ArgumentParser

/// How a command prints what it found.
struct FormatArguments: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Option(help: ArgumentHelp("How to print it.", valueName: "text|json"))
  var format = Format.text

  var isJSON: Bool { format == .json }
}
