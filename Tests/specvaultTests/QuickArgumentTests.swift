import ArgumentParser
import Testing

@testable import specvault

/// Arguments that are read without ArgumentParser mean what ArgumentParser reads in them.
@Suite struct QuickArgumentTests {
  @Test(arguments: [
    ["run", "--", "true"], ["run", "--", "sh", "-c", "exit 1", "--", "--strict"],
    ["run", "-e", "prod", "--strict", "--", "x"],
    ["run", "--environment=stg", "--env-file", "a", "--env-file=b", "--show"],
    ["run", "--only", "A,B", "--only", "C", "--mask", "--with-endpoint", "--prefix", "app", "--", "x"],
    ["run", "--task-definition", "task.json", "--container", "web", "--", "x"], ["run", "--show", "--"],
    ["run", "--vault", "F", "--store", "ssm", "--account=123456789012", "--region", "r", "--", "x"],
    ["run", "--environment", "a", "--environment", "b", "--show", "--show"],
    ["get", "app/name"], ["get", "--key", "k", "n"], ["get", "n", "--version", "3", "--vault=F"], ["get", "한글"],
    ["get", "n", "--stage", "AWSPREVIOUS"], ["get", "/p", "--label=x=y"], ["get", "arn:aws:ssm:r:1:parameter/p:3"],
    ["serve"],
    ["serve", "--port", "0", "--port=4566", "--host", "127.0.0.1", "--log-requests", "--access-key", "@keys"],
    ["serve", "--socket", "s", "--no-auth", "--ready-fd", "2", "--rotation-function=arn:f"],
    ["list"], ["list", "app/"], ["list", "--deleted", "--format", "json"],
    ["list", "--format=text", "--region", "r", "p"],
  ])
  func theSameIsRead(_ arguments: [String]) throws {
    let quick = try #require(QuickArguments.command(arguments))
    #expect(String(describing: quick) == String(describing: try SpecVault.parseAsRoot(arguments)))
  }

  /// What is wrong, rare or asks for help is ArgumentParser's to read.
  @Test(arguments: [
    ["run"], ["run", "true"], ["run", "--help"], ["run", "--mask=1", "--", "x"], ["run", "-eprod", "--", "x"],
    ["run", "--environment", "--", "x"], ["run", "--container", "c", "--", "x"], ["run", "--account", "1", "--", "x"],
    ["run", "--unknown", "x", "--", "x"], ["run", "--vault"], ["get"], ["get", "a", "b"], ["get", "-h"],
    ["get", "--", "a"],
    ["get", "a", "--label", "l", "--stage", "s"], ["get", "a", "--store", "nowhere"], ["get", "--key"],
    ["list", "--format", "xml"], ["list", "a", "b"], ["list", "--store", "S3"], ["put", "a", "b"], ["help", "run"],
    ["serve", "--port", "x"], ["serve", "--port", "70000"], ["serve", "--ready-fd", "999"], ["serve", "now"],
    ["serve", "--no-auth", "--allow-remote"], ["serve", "--host", "example.com"],
    ["--version"], ["credentials", "list"], [], [""],
  ])
  func restIsLeft(_ arguments: [String]) { #expect(QuickArguments.command(arguments) == nil) }

  /// Every argument list made of such words is read alike, or left.
  @Test func whateverIsWritten() {
    let words = [
      "--vault", "F", "--store", "ssm", "--store=github", "--account", "123456789012", "--region=", "--", "-e", "x y",
      "--environment", "--only", "--mask", "--show", "--strict", "--key", "--version", "2", "--stage", "--label", "-",
      "--deleted", "--format", "json", "--format=text", "", "-x", "--prefix", "--prefix=-p", "--env-file",
      "--port", "80", "--port=0", "--no-auth", "--allow-remote", "--host", "::1", "--socket=s", "--access-key",
    ]
    var random = SplitMix(state: 18)
    var taken = 0
    for _ in 0..<4_000 {
      let command = ["run", "get", "list", "serve"].randomElement(using: &random) ?? "run"
      let count = Int.random(in: 0...6, using: &random)
      let arguments = [command] + (0..<count).compactMap { _ in words.randomElement(using: &random) }
      guard let quick = QuickArguments.command(arguments) else { continue }
      taken += 1
      let whole = try? SpecVault.parseAsRoot(arguments)
      #expect(whole.map { String(describing: $0) } == String(describing: quick), "\(arguments)")
    }
    #expect(taken > 200)
  }

  /// Each option that ArgumentParser knows of these commands is known here as well.
  @Test func noOptionIsForgotten() {
    let commands: [(String, any QuickCommand.Type)] = [
      ("run", Run.self), ("get", Get.self), ("list", List.self), ("serve", Serve.self),
    ]
    for (name, command) in commands {
      let help = SpecVault.helpMessage(for: command, includeHidden: true)
      let options = help.split(whereSeparator: { " ,\n[]<>".contains($0) }).filter {
        $0.hasPrefix("--") && $0.count > 2 && $0 != "--help" && $0.allSatisfy { $0.isLowercase || $0 == "-" }
      }
      #expect(options.count > 6)
      for option in Set(options.map(String.init)) where option != "--version" || name == "get" {
        let rest = name == "run" ? ["--", "x"] : name == "get" ? ["n"] : []
        let values = [
          [], ["json"], ["ssm"], ["123456789012"], ["task.json", "--task-definition", "t"], ["2"], ["::1"],
        ]
        #expect(values.contains { QuickArguments.command([name, option] + $0 + rest) != nil }, "\(name) \(option)")
      }
    }
  }
}

/// A generator that begins anywhere and gives the same every time.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
