import AWSEmulation
import ArgumentParser
import Console
import Cryptography
import Vault

struct Run: QuickCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a command with the environment's variables and secrets.",
    discussion: """
      A variable comes from the first that has it: the process's environment, .env.<environment>, .env, the files of \
      --env-file. What the spec flags secret, and what the vault holds as a secret, always comes from the vault. \
      {{resolve:…}} inside values of files is replaced. If a variable is missing that the spec requires, nothing is started. \
      What is left out or found nowhere is noted; with --strict nothing is started then.

      An entry that no spec declares sets nothing that decides which program runs or what it loads (PATH, LD_PRELOAD, \
      NODE_OPTIONS, …), unless .specvault.yaml has it under 'allow:'.

      The command takes this process's place, so that signals and its exit status are its own; with --mask it runs below \
      it and secret values in its output become '***'. With --with-endpoint it finds in its environment an endpoint, a region \
      and credentials with which AWS's own clients read the vault; the endpoint ends with it.
      """)

  @OptionGroup var place: VaultArguments

  @Option(name: [.short, .long], help: "The environment; by default local or development, as the spec has it.")
  var environment: String?

  @Option(help: ArgumentHelp("A further dotenv file, repeatable; the last counts most.", valueName: "file"))
  var envFile: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take every entry below this prefix instead of the naming rule's: below app, app/db is DB.", valueName: "prefix"))
  var prefix: String?

  @Option(help: ArgumentHelp("Take only these variables from files and vault.", valueName: "name,…"))
  var only: [String] = []

  @Option(help: ArgumentHelp("Exactly what ECS would inject by this task definition.", valueName: "file"))
  var taskDefinition: String?

  @Option(help: "The task definition's container, where it has several.")
  var container: String?

  @Flag(help: "Replace secret values in the command's output by ***.")
  var mask = false

  @Flag(help: "Serve Secrets Manager and Parameter Store to the command alone, for as long as it runs.")
  var withEndpoint = false

  @Flag(help: "Start nothing where something is left out, or where the vault has nothing for it.")
  var strict = false

  @Flag(help: "Print the variables' names and where they come from; without a command, nothing else is done.")
  var show = false

  @Argument(parsing: .postTerminator, help: "The command and its arguments, behind '--'.")
  var command: [String] = []

  func validate() throws {
    if command.isEmpty, !show { throw ValidationError("name the command behind '--': specvault run -- npm start") }
    if container != nil, taskDefinition == nil { throw ValidationError("--container goes with --task-definition") }
    if taskDefinition != nil, prefix != nil || !envFile.isEmpty {
      throw ValidationError("--task-definition says everything; --prefix and --env-file do not go with it")
    }
  }

  func run() throws {
    let open = try place.open()
    var environment = try collect(open)
    environment.notes.forEach(Terminal.note)
    if show { command.isEmpty ? Terminal.standardOutput(environment.table) : Terminal.standardError(environment.table) }
    try requireAll(environment)
    guard !command.isEmpty else { return }
    if withEndpoint {
      let endpoint = try startEndpoint(open, for: &environment)
      try SupervisedCommand(command, environment, masksOutput: mask).run(atEnd: endpoint.finish)
    }
    if mask { try SupervisedCommand(command, environment, masksOutput: true).run() }
    try ReplacedProcess.become(command, environment)
  }

  /// - Throws: ``Refusal`` where the spec requires what is missing; with --strict for whatever is left out.
  private func requireAll(_ environment: RunEnvironment) throws {
    let omissions = omissions(environment)
    let faults = faults(environment)
    if !strict { omissions.forEach(Terminal.note) }
    guard !faults.isEmpty else { return }
    throw Refusal(
      faults.joined(separator: "\n"),
      hint: taskDefinition == nil ? "nothing was started" : "nothing was started; ECS would stop the task as well")
  }

  /// Why nothing is started.
  private func faults(_ environment: RunEnvironment) -> [String] {
    environment.faults + (strict ? omissions(environment) : [])
  }

  private func omissions(_ environment: RunEnvironment) -> [String] {
    var omissions = environment.omissions
    // Who gets an endpoint reads the vault by itself.
    for name in names.sorted() where !withEndpoint && environment.variables[name] == nil {
      guard !environment.missing.contains(name), !omissions.contains(where: { $0.hasPrefix("'\(name)' ") }) else {
        continue
      }
      omissions.append("'\(name)' of --only is nowhere: not in the vault, the environment or a file")
    }
    return omissions
  }

  private func startEndpoint(_ open: OpenVault, for environment: inout RunEnvironment) throws -> RunningEndpoint {
    ClientVersions.warn()
    var plan = try EndpointPlan(open, logsRequests: false)
    let session = try Credential.temporary(account: plan.scope.account)
    plan.session = session
    let endpoint = try RunningEndpoint(plan)
    let port = try endpoint.start()
    environment.point(to: EndpointVariables.all(port: port, session, region: plan.scope.region))
    return endpoint
  }

  /// Those of --only.
  private var names: Set<String> { Set(only.flatMap { $0.split(separator: ",").map(String.init) }) }

  /// The command's variables; that it gets them is noted in the audit log, if nothing keeps it from being started.
  private func collect(_ open: OpenVault) throws -> RunEnvironment {
    let variables = try variables(open.project)
    return try open.handOut("run") { reading in
      let environment = try variables(reading)
      guard faults(environment).isEmpty else { return (environment, nil) }
      return (environment, (command.first ?? "--show", "\(environment.secretCount) secrets"))
    }
  }

  /// Reads all but the vault.
  /// - Returns: What reads the rest.
  private func variables(_ project: Project) throws -> (Reading) throws -> RunEnvironment {
    if let taskDefinition {
      let task = try TaskDefinition(place.absolute(taskDefinition), container: container)
      return { try RunEnvironment(task, $0) }
    }
    let text = try ProjectText(project)
    return { reading in
      let selection = try EnvironmentSelection(text, in: reading).inEnvironment(environment)
      let vault =
        try prefix.map { try VaultVariables(prefix: $0, selection, reading, only: names) }
        ?? VaultVariables(selection, reading, only: names)
      return try RunEnvironment(selection, vault, reading, envFiles: envFile.map(place.absolute), only: names)
    }
  }
}

// MARK: Without ArgumentParser

extension Run {
  mutating func setDefaults() {
    (environment, envFile, prefix, only, taskDefinition, container) = (nil, [], nil, [], nil, nil)
    (mask, withEndpoint, strict, show, command) = (false, false, false, false, [])
  }

  mutating func take(flag: String) -> Bool {
    switch flag {
    case "--mask": mask = true
    case "--with-endpoint": withEndpoint = true
    case "--strict": strict = true
    case "--show": show = true
    default: return false
    }
    return true
  }

  mutating func take(option: String, value: String) -> Bool {
    switch option {
    case "-e", "--environment": environment = value
    case "--env-file": envFile.append(value)
    case "--prefix": prefix = value
    case "--only": only.append(value)
    case "--task-definition": taskDefinition = value
    case "--container": container = value
    default: return false
    }
    return true
  }

  mutating func take(words: [String], rest: [String]?) -> Bool {
    command = rest ?? []
    return words.isEmpty
  }
}
