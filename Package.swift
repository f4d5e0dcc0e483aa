// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

// Nothing to load or to relocate: a third of the time of a start. Runs on any Linux, also where there is no C library.
let staticOnLinux: [LinkerSetting] = [
  .unsafeFlags(["-static-executable"], .when(platforms: [.linux], configuration: .release))
]

func library(
  _ name: String, _ dependencies: [Target.Dependency], excluding excluded: [String] = [], resources: [Resource]? = nil
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: excluded, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "deployspec",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "speclint", targets: ["speclint"]),
    .executable(name: "specvault", targets: ["specvault"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(name: "CProcess"),
    .systemLibrary(
      name: "CLibCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "CLibSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    library("ByteSearch", []),
    library("Diagnostics", ["ByteSearch"]),
    library("Syntax", ["ByteSearch", "Diagnostics", "CLibYAML"]),
    library("Quantities", ["ByteSearch"]),
    library("Vocabulary", ["ByteSearch"]),
    library("DeploymentSpec", ["ByteSearch", "Diagnostics", "Syntax", "Quantities", "Vocabulary"]),
    library("Workspace", ["ByteSearch", "CProcess", "Diagnostics", "Syntax"]),
    library(
      "Artifacts", ["ByteSearch", "Diagnostics", "Syntax", "Quantities", "Vocabulary"],
      resources: [.embedInCode("Data/base-image-variables.txt"), .embedInCode("Data/base-image-users.txt")]),
    library("Leaks", ["ByteSearch", "Syntax"], resources: [.embedInCode("Data/token-formats.txt")]),
    library(
      "Linting",
      [
        "ByteSearch", "Diagnostics", "Syntax", "Quantities", "Vocabulary", "DeploymentSpec", "Workspace", "Artifacts",
        "Leaks",
      ],
      resources: [
        .embedInCode("Data/fargate-sizes.json"), .embedInCode("Data/image-lifecycles.txt"),
        .embedInCode("Data/spdx-licenses.json"),
      ]),
    library(
      "Console", ["Diagnostics", "Syntax", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    library("Cryptography", ["CLibCrypto"]),
    library("Age", ["Cryptography"]),
    library("SQLite", ["CLibSQLite"]),
    library(
      "Vault",
      [
        "Age", "Cryptography", "ByteSearch", "Diagnostics", "Quantities", "SQLite", "Syntax",
      ],
      excluding: ["FORMAT.md", "THREATS.md"]),
    library("AWSSigning", ["Cryptography"]),
    library(
      "AWSEmulation",
      [
        "AWSSigning", "Age", "Cryptography", "Diagnostics", "Syntax", "Vault",
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ], excluding: ["DECISIONS.md"]),
    .executableTarget(
      name: "speclint",
      dependencies: [
        "Console", "Linting", "Workspace", "DeploymentSpec", "Diagnostics", "Quantities", "Syntax",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings,
      linkerSettings: staticOnLinux),
    .executableTarget(
      name: "specvault",
      dependencies: [
        "ByteSearch", "CProcess", "Console", "Diagnostics", "Syntax", "Vocabulary", "DeploymentSpec", "Workspace",
        "Artifacts", "Cryptography", "Age", "Vault", "AWSSigning", "AWSEmulation",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings, linkerSettings: staticOnLinux),
    .executableTarget(
      name: "BareRoute",
      dependencies: [
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
      ],
      path: "Tests/Benchmarks/BareRoute", swiftSettings: settings),
    .executableTarget(
      name: "DockerfileDump", dependencies: ["Diagnostics", "Syntax", "Workspace"], path: "Tests/Peers/DockerfileDump",
      swiftSettings: settings),
    .executableTarget(
      name: "DotenvDump", dependencies: ["Diagnostics", "Syntax", "Workspace"], path: "Tests/Peers/DotenvDump",
      swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["Workspace"], path: "Tests/TestSupport", swiftSettings: settings),
    tests("SyntaxTests", ["Syntax", "Diagnostics", "Workspace"]),
    tests("QuantitiesTests", ["Quantities"]),
    tests("DeploymentSpecTests", ["DeploymentSpec", "Diagnostics", "Quantities", "Vocabulary"]),
    tests("WorkspaceTests", ["ByteSearch", "Workspace", "Diagnostics", "Syntax", "TestSupport"]),
    tests("ArtifactsTests", ["Artifacts", "Diagnostics", "Quantities", "Vocabulary", "Syntax"]),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("LeaksTests", ["Leaks"]),
    tests("LintingTests", ["Linting", "Artifacts", "Diagnostics", "Workspace", "Syntax", "Vocabulary", "Quantities"]),
    tests("AgeTests", ["Age", "Cryptography", "TestSupport"]),
    tests(
      "VaultTests",
      ["Vault", "Age", "Cryptography", "SQLite", "TestSupport", "Workspace"]),
    tests("AWSSigningTests", ["AWSSigning", "Cryptography"]),
    tests("AWSEmulationTests", ["AWSEmulation"]),
    tests(
      "specvaultTests",
      [
        "specvault", "Console", "Syntax", "Vault", "Age", "Cryptography", "ByteSearch", "TestSupport",
        "Workspace",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    tests(
      "speclintTests",
      [
        "speclint", "DeploymentSpec", "Linting", "Workspace", "Diagnostics", "Quantities", "Syntax", "TestSupport",
      ]),
  ]
)

// The parsers alone, made for libFuzzer: Scripts/fuzz asks for them.
if Context.environment["DEPLOYSPEC_FUZZ"] != nil {
  let parsers = [
    "Artifacts", "ByteSearch", "CLibYAML", "CProcess", "DeploymentSpec", "Diagnostics", "Leaks", "Linting",
    "Quantities",
    "Syntax", "Vocabulary", "Workspace",
  ]
  let instrumented = settings + [.unsafeFlags(["-sanitize=fuzzer"])]
  package.dependencies = []
  package.products = []
  package.targets = package.targets.filter { parsers.contains($0.name) }
  for target in package.targets where target.type == .regular { target.swiftSettings = instrumented }
  package.targets.append(
    .executableTarget(
      name: "Fuzz", dependencies: parsers.filter { !$0.hasPrefix("C") }.map { .init(stringLiteral: $0) },
      path: "Tests/Fuzz", swiftSettings: instrumented))
}
