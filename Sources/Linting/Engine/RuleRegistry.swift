/// All rules, by what they look at. A test compares the lists with the folder.
package enum RuleRegistry {
  static let dockerfile: [any DockerfileRule] = [
    AddInsteadOfCopy(),
    AddOfArchiveOrURL(),
    ApkCacheLeft(),
    AptForceYes(),
    AptGetDistUpgrade(),
    AptInsteadOfAptGet(),
    AptListsLeft(),
    ArchiveCopiedThenExtracted(),
    BuildToolsInFinalStage(),
    BuildWithoutDevDependencies(),
    CdInRun(),
    CommentSwallowsCommand(),
    ConsecutiveRuns(),
    ConstantPlatform(),
    ContinuationSwallowsInstruction(),
    CopyFromItself(),
    CopyOfIgnoredFile(),
    CopyOwnedByRoot(),
    CurlInsecure(),
    DeprecatedMaintainer(),
    DnfCacheLeft(),
    DownloadPipedToShell(),
    DuplicateStageName(),
    EmptyContinuation(),
    EmptyLabel(),
    EnvRefersToItself(),
    GitSSLNoVerify(),
    HeredocWithoutErrexit(),
    ImageWithoutHealthCheck(),
    InconsistentKeywordCasing(),
    InlineIgnore(),
    InstructionBeforeFrom(),
    InteractiveAptGet(),
    InteractiveDnf(),
    InteractiveYum(),
    InteractiveZypper(),
    InvalidDefaultInFrom(),
    InvalidExposeFormat(),
    InvalidLabelKey(),
    InvalidOnbuildTrigger(),
    InvalidPort(),
    LabelNotEmail(),
    LabelNotGitHash(),
    LabelNotLicense(),
    LabelNotTime(),
    LabelNotURL(),
    LabelNotVersion(),
    LegacyKeyValueFormat(),
    ManySourcesOneFile(),
    MicrodnfCacheLeft(),
    MisplacedDescription(),
    MissingLabel(),
    MissingNodeEnvironment(),
    MixedFromAsCasing(),
    NamedUser(),
    NestedRelativeWorkdir(),
    NodeTLSUnverified(),
    NpmStrictSSLOff(),
    NpmStrictSSLVariable(),
    OverriddenCommand(),
    OverriddenEntrypoint(),
    OverriddenHealthCheck(),
    PackageIndexUpdatedAlone(),
    PasswordByChpasswd(),
    PipCacheLeft(),
    PipTrustedHost(),
    PipTrustedHostVariable(),
    PipeWithoutPipefail(),
    PointlessCommand(),
    PythonHTTPSUnverified(),
    RecommendedPackages(),
    RedundantPlatform(),
    RelativeCopyWithoutWorkdir(),
    RelativeWorkdir(),
    RepeatedCleanUp(),
    ReservedStageName(),
    RootUserInBuildStage(),
    SSHPort(),
    ShellFormHealthCheck(),
    ShellFormInChosenShell(),
    SecretFileCopied(),
    SecretInRun(),
    SensitiveNameInArgOrEnv(),
    ShellFormCommand(),
    ShellReplacedByLink(),
    Sudo(),
    SuperfluousLabel(),
    UnauthenticatedAptPackages(),
    UndefinedArgumentInFrom(),
    UndefinedVariable(),
    UnknownCopySource(),
    UnpinnedApkPackage(),
    UnpinnedAptPackage(),
    UnpinnedDnfPackage(),
    UnpinnedGem(),
    UnpinnedGoTool(),
    UnpinnedNpmPackage(),
    UnpinnedPipPackage(),
    UnpinnedYumPackage(),
    UnpinnedZypperPackage(),
    UnsignedRPMPackages(),
    UntrustedApkPackages(),
    UnverifiedRPM(),
    UppercaseProtocol(),
    UppercaseStageName(),
    UseraddWithHighUID(),
    WgetAndCurl(),
    WgetInsecure(),
    WgetProgress(),
    WholeFilesystemCopied(),
    WorkdirOnSystemFolder(),
    YarnCacheLeft(),
    YumCacheLeft(),
    YumSSLVerifyOff(),
    ZypperCacheLeft(),
    ZypperDistUpgrade(),
  ]
  static let leaks: [any LeakRule] = [
    AssignedSecret(),
    CredentialsInURL(),
    PrivateKeyInFile(),
    ProviderToken(),
    SpecSecretInText(),
  ]

  static let dotenv: [any DotenvRule] = [
    DuplicateVariable(),
    IgnoredTemplate(),
    InvalidVariableName(),
    LeadingWhiteSpace(),
    LowercaseVariable(),
    MalformedReference(),
    MissingFinalNewline(),
    NeedlessQuotes(),
    ReadsDifferently(),
    RepeatedBlankLine(),
    ShadowedProcessVariable(),
    SpaceAroundEquals(),
    TrackedDotenv(),
    TrailingWhiteSpace(),
    UnignoredDotenv(),
    UnorderedVariable(),
    UnquotedWhiteSpace(),
    UnresolvedReference(),
    VariableWithoutValue(),
  ]
  static let images: [any ImageRule] = [
    EndOfLifeImage(),
    LatestImage(),
    UntaggedImage(),
    UntrustedRegistry(),
  ]
  static let containers: [any ContainerRule] = [
    BaseImageDiffersFromSpec(),
    HealthIntervalDiffersFromSpec(),
    HealthPathDiffersFromSpec(),
    MissingHealthCheck(),
    MissingUser(),
    PortDiffersFromSpec(),
    ProbePortDiffersFromSpec(),
    RootUser(),
    UserDiffersFromSpec(),
    MemoryInThousandths(),
    RequestExceedsLimit(),
  ]
  static let workloads: [any WorkloadRule] = [
    CPUDiffersFromSpec(),
    ContainersExceedTask(),
    DecimalMemorySuffix(),
    IllegalFargateSize(),
    InstancesDifferFromSpec(),
    MemoryDiffersFromSpec(),
    MissingCPULimit(),
    MissingFargateSize(),
    MissingMemoryLimit(),
    UnreadableSize(),
  ]
  static let variables: [any VariableRule] = [
    NonSecretInSecretStore(),
    PlaceholderValue(),
    SecretInBuildArgument(),
    SecretInOtherStore(),
    SecretInPlainText(),
    ValueDiffersFromSpec(),
    ValueOfWrongType(),
    ValueTooShort(),
    WeakSecret(),
    WrongEnvironmentName(),
  ]
  static let projects: [any ProjectRule] = [
    MissingVariable(),
    RepeatedSecret(),
    SameInEveryEnvironment(),
    SecretEchoed(),
    SecretInSeveralStores(),
    SecretThroughVars(),
    SharedVariableDiffers(),
    TemplateOutOfStep(),
    UndeclaredVariable(),
    UndeclaredVariableRead(),
    UnknownWorkflowSecret(),
  ]
  static let specs: [any SpecRule] = [
    AmbiguousSetting(),
    DeadLink(),
    DuplicateSpecVariable(),
    RaggedRow(),
    SecretFlagsDisagree(),
    SecretWithoutStore(),
    UnfilledPlaceholder(),
    UnknownEnvironment(),
    UnreadTable(),
    UnreadVariable(),
    UnreadableCell(),
  ]
  static let builtIn: [any Rule] = [
    SuppressionWithoutReason(),
    UnknownIDInSuppression(),
    UnusedSuppression(),
    SyntaxError(),
  ]

  package static let all: [any Rule] =
    (dockerfile + dotenv + leaks + images + containers + workloads + variables + projects + specs + builtIn)
    .sorted { $0.card.id < $1.card.id }

  private static let byName: [String: [String]] = {
    var result: [String: [String]] = [:]
    for rule in all {
      for name in [rule.card.id, rule.card.family.rawValue] + rule.card.aliases {
        result[name.lowercased(), default: []].append(rule.card.id)
      }
    }
    return result
  }()

  /// Every id, alias and family.
  package static var names: [String] {
    (Set(all.flatMap { [$0.card.id, $0.card.family.rawValue] + $0.card.aliases }).union([ShellCheck.family])).sorted()
  }

  /// The ids of the rules that an id, an alias or a family stands for; ShellCheck's ids stand for themselves. `nil` for
  /// any other name.
  package static func resolve(_ name: String) -> [String]? {
    if name.lowercased() == ShellCheck.family { return [ShellCheck.family] }
    let lowered = name.lowercased()
    return byName[lowered] ?? spellingOfTrivy(lowered).flatMap { byName[$0] }
      ?? (ShellCheck.isID(name) ? [name.uppercased()] : nil)
  }

  /// `AVD-DS-0002` and `DS002` as `DS-0002`: how Trivy wrote its ids in earlier versions.
  private static func spellingOfTrivy(_ name: String) -> String? {
    let bare = name.hasPrefix("avd-") ? name.dropFirst(4) : name[...]
    let letters = bare.prefix { $0.isASCII && $0.isLetter }
    let digits = bare.dropFirst(letters.count).drop { $0 == "-" }
    guard !letters.isEmpty, (3...4).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      return nil
    }
    return "\(letters)-\(digits.count == 3 ? "0" : "")\(digits)"
  }

  package static func rule(_ id: String) -> (any Rule)? {
    all.first { $0.card.id == id }
  }
}
