import ArgumentParser
import Vault

/// A command that scripts start again and again, whose usual arguments are read without ArgumentParser: that finds its options by
/// reflection, which takes longer than all else that such a command does.
///
/// What an option is called and means is ArgumentParser's word, and a test compares the two readings.
protocol QuickCommand: ParsableCommand {
  var place: VaultArguments { get set }

  /// Gives every property but ``place`` the value that it has where nothing is said.
  mutating func setDefaults()

  /// - Returns: Whether it is a flag of this command's own.
  mutating func take(flag: String) -> Bool

  /// - Returns: Whether it is an option of this command's own that takes this value.
  mutating func take(option: String, value: String) -> Bool

  /// - Parameters:
  ///   - words: What is no option and belongs to none.
  ///   - rest: What stands behind `--`; nil without one.
  /// - Returns: Whether the command takes these.
  mutating func take(words: [String], rest: [String]?) -> Bool
}

extension QuickCommand {
  mutating func take(flag: String) -> Bool { false }
}

/// Reads what it fully understands, and leaves everything else to ArgumentParser: help, errors, and what is rarely written.
enum QuickArguments {
  /// - Parameter arguments: Without the program's name.
  /// - Returns: The command, ready to run; nil for what ArgumentParser must read.
  static func command(_ arguments: [String]) -> (any ParsableCommand)? {
    switch arguments.first {
    case "run": read(Run.self, arguments.dropFirst())
    case "get": read(Get.self, arguments.dropFirst())
    case "list": read(List.self, arguments.dropFirst())
    case "serve": read(Serve.self, arguments.dropFirst())
    default: nil
    }
  }

  private static func read<Command: QuickCommand>(_ type: Command.Type, _ arguments: ArraySlice<String>) -> Command? {
    var command = Command()
    command.place = VaultArguments.unnamed
    command.setDefaults()
    var unread = arguments
    var words: [String] = []
    var rest: [String]?
    while let argument = unread.popFirst() {
      if argument == "--" {
        rest = Array(unread)
        break
      } else if !argument.hasPrefix("-") {
        words.append(argument)
      } else if !command.take(flag: argument) {
        guard let (option, value) = takeOption(argument, &unread),
          command.place.take(option: option, value: value) || command.take(option: option, value: value)
        else { return nil }
      }
    }
    guard command.take(words: words, rest: rest) else { return nil }
    do {
      try command.place.validate()
      try command.validate()
      return command
    } catch {
      return nil
    }
  }

  /// An option with its value, which stands behind `=` or is the next argument.
  private static func takeOption(_ argument: String, _ unread: inout ArraySlice<String>) -> (
    name: String, value: String
  )? {
    if argument.hasPrefix("--"), let equals = argument.utf8.firstIndex(of: UInt8(ascii: "=")) {
      let value = argument[argument.utf8.index(after: equals)...]
      return value.isEmpty ? nil : (String(argument[..<equals]), String(value))
    }
    guard let value = unread.first, !value.hasPrefix("-") else { return nil }
    unread.removeFirst()
    return (argument, value)
  }
}

extension VaultArguments {
  /// What they are where nothing is said.
  fileprivate static var unnamed: VaultArguments {
    var arguments = VaultArguments()
    (arguments.vault, arguments.store, arguments.account, arguments.region) = (nil, nil, nil, nil)
    return arguments
  }

  fileprivate mutating func take(option: String, value: String) -> Bool {
    switch option {
    case "--vault": vault = value
    case "--store":
      guard let named = Store(rawValue: value) else { return false }
      store = named
    case "--account": account = value
    case "--region": region = value
    default: return false
    }
    return true
  }
}
