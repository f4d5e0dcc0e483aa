import Foundation
import TestSupport

/// A project in which a secret stands in every kind of file, in every form that a secret has.
struct PlantedSecrets {
  struct Plant {
    let name: String
    /// As it is written where nothing needs escapes.
    let value: String
    /// What no report may hold.
    let mark: String
  }

  private(set) var files: [String: String] = [:]
  private(set) var plants: [Plant] = []
  private var seed: UInt64 = 0x9E37_79B9_7F4A_7C15

  init() {
    addDotenvs()
    addCompose()
    addDockerfiles()
    addTaskDefinition()
    addKubernetes()
    addWorkflow()
    addPrograms()
    addSettings()
    addDocuments()
  }

  /// The marks, and what they are in base 64.
  var marks: Set<String> { Set(plants.map(\.mark)) }

  // MARK: Forms

  private mutating func letters(_ count: Int, _ alphabet: String) -> String {
    let alphabet = Array(alphabet)
    return String(
      (0..<count).map { _ in
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return alphabet[Int(seed >> 33) % alphabet.count]
      })
  }

  private static let mixed = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"

  /// The forms of values that stand under a name.
  private static let forms: [@Sendable (String) -> String] = [
    { $0 }, { "a$\($0)" }, { "\($0)#x" }, { "sp \($0) ace" }, { "{\($0)}" }, { "\($0)=" }, { "x\\\($0)" },
    { "postgres://app:\($0)@db.internal:5432/app" }, { "Server=h;Password=\($0);Database=d" },
    { "\u{D55C}\($0)\u{AE00}" }, { "it's\($0)" }, { "\"\($0)" }, { "`\($0)`" }, { "${UNSET:-\($0)}" },
    { "https://user:\($0)@example.com/path?x=1" }, { "$\($0)$1" }, { "[\($0)]" }, { "<\($0)" }, { "!\($0)" },
    { "%41\($0)" },
  ]

  /// A value in one of the forms: odd ones belong to variables that the documents flag, even ones to names that say so.
  private mutating func plant(_ form: Int? = nil) -> Plant {
    let number = plants.count
    let mark = letters(6, Self.mixed) + "7k" + letters(6, Self.mixed)
    let name = number.isMultiple(of: 2) ? "VENDOR\(number)_PASSWORD" : "PLANT\(number)"
    let form = form ?? number % Self.forms.count
    let plant = Plant(name: name, value: Self.forms[form](mark), mark: mark)
    plants.append(plant)
    return plant
  }

  /// A token that is known by its form alone, under a name that says nothing.
  private mutating func token(_ kind: Int) -> Plant {
    let number = plants.count
    let value =
      switch kind % 6 {
      case 0: "ghp_" + letters(36, Self.mixed)
      case 1: "glpat-" + letters(20, Self.mixed)
      case 2: "sk_live_" + letters(24, Self.mixed)
      case 3: "npm_" + letters(36, Self.mixed)
      case 4: "hex_" + letters(32, "0123456789abcdef")
      default: "pk-lf-" + letters(4, "ab") + "://u:" + letters(14, Self.mixed) + "@h"
      }
    let bare = kind % 6 == 5 ? "amqp://u:\(letters(14, Self.mixed))@mq.internal/x" : value
    let mark =
      kind % 6 == 5 ? String(bare.dropFirst("amqp://u:".count).prefix(14)) : String(bare.dropFirst(9).prefix(14))
    let plant = Plant(name: "SETTING\(number)", value: bare, mark: mark)
    plants.append(plant)
    return plant
  }

  private func yaml(_ value: String) -> String { "'" + value.replacing("'", with: "''") + "'" }
  private func json(_ value: String) -> String { String(value.debugDescription.replacing("\\'", with: "'")) }
  private func base64(_ value: String) -> String { Data(value.utf8).base64EncodedString() }

  // MARK: Files

  private mutating func addDotenvs() {
    for (file, ending) in [
      (".env.production", "\n"), (".env.staging", "\r\n"), (".env", "\n"), ("api/.env.example", "\n"),
    ] {
      var lines: [String] = []
      for _ in 0..<12 {
        let plant = plant()
        lines.append("\(plant.name)=\(plant.value)")
      }
      for kind in 0..<3 {
        let plant = token(kind + 3 * lines.count)
        lines += ["", "", " \(plant.name) = \(plant.value) ", "\(plant.name.lowercased())=\"\(plant.value)\""]
      }
      let repeated = plant()
      lines += [
        "\(repeated.name)=\(repeated.value)", "export \(repeated.name)=\(repeated.value)",
        "\(repeated.name): \(repeated.value)",
      ]
      files[file] = lines.joined(separator: ending)
    }
  }

  private mutating func addCompose() {
    for file in ["compose.yaml", "compose.production.yaml"] {
      var text = "services:\n  api:\n    build: .\n    user: root\n    privileged: true\n    environment:\n"
      for _ in 0..<12 {
        let plant = plant()
        text += "      \(plant.name): \(yaml(plant.value))\n"
      }
      text += "  db:\n    image: postgres:latest\n    environment:\n"
      for _ in 0..<6 {
        let plant = plant()
        text += "      - \(yaml("\(plant.name)=\(plant.value)"))\n"
      }
      let command = token(0)
      let health = token(1)
      text +=
        "    command: run --token \(command.value)\n    healthcheck: {test: \"curl https://x?token=\(health.value)\"}\n"
      files[file] = text
    }
  }

  private mutating func addDockerfiles() {
    var text = "FROM node:18\nUSER root\n"
    for index in 0..<14 {
      let plant = plant()
      let quoted = json(plant.value)
      text += index.isMultiple(of: 2) ? "ENV \(plant.name)=\(quoted)\n" : "ARG \(plant.name)=\(quoted)\n"
    }
    let spaced = plant(0)
    text += "ENV \(spaced.name) \(spaced.value)\n"
    for line in [
      { "RUN curl -u user:\($0) https://x && sudo apt-get install git\n" }, { "RUN TOKEN=\($0) npm ci\n" },
      { "ADD https://bob:\($0)@host/a.tar.gz /x\n" }, { "LABEL key=\"https://u:\($0)@h\"\n" },
      { "RUN echo \($0) | app login --password \($0)\n" },
      { "RUN mysql --password=\($0) -e x; cd /tmp\n" }, { "HEALTHCHECK CMD curl 'https://h?api_key=\($0)'\n" },
    ] as [(String) -> String] {
      text += line(plant(0).value)
    }
    for kind in 0..<5 { text += "RUN git clone https://\(token(kind).value)@github.com/a/b\n" }
    text += "ENTRYPOINT run --token \(token(0).value)\nCMD [\"run\", \"--secret\", \"\(plant(0).value)\"]\n"
    files["Dockerfile"] = text
    files["api/Dockerfile"] =
      "FROM alpine:latest\nENV K a\nMAINTAINER a\nRUN apt-get install -y git\nENTRYPOINT run --token \(token(0).value)\n"
  }

  private mutating func addTaskDefinition() {
    var entries: [String] = []
    for _ in 0..<14 {
      let plant = plant()
      entries.append("{\"name\": \"\(plant.name)\", \"value\": \(json(plant.value))}")
    }
    let command = token(2)
    files["ecs/production.json"] =
      "{\"family\": \"api\", \"cpu\": \"300\", \"memory\": \"100\", \"containerDefinitions\": [{\"name\": \"api\", \"image\": \"api:latest\", \"command\": [\"--key\", \"\(command.value)\"],\n\"environment\": [\(entries.joined(separator: ",\n"))]}]}"
  }

  private mutating func addKubernetes() {
    var secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: api}\nstringData:\n"
    for _ in 0..<8 {
      let plant = plant()
      secret += "  \(plant.name): \(yaml(plant.value))\n"
    }
    secret += "data:\n"
    for _ in 0..<6 {
      let plant = plant(0)
      secret += "  \(plant.name): \(base64(plant.value))\n"
    }
    var map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: api}\ndata:\n"
    for _ in 0..<8 {
      let plant = plant()
      map += "  \(plant.name): \(yaml(plant.value))\n"
    }
    var deployment =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  template:\n    spec:\n      containers:\n      - name: api\n        image: api\n        args: [--password, \(yaml(plant(0).value))]\n        env:\n"
    for _ in 0..<8 {
      let plant = plant()
      deployment += "        - {name: \(plant.name), value: \(yaml(plant.value))}\n"
    }
    files["k8s/production.yaml"] = [secret, map, deployment].joined(separator: "---\n")
  }

  private mutating func addWorkflow() {
    var text = "on: push\nenv:\n"
    for _ in 0..<6 {
      let plant = plant()
      text += "  \(plant.name): \(yaml(plant.value))\n"
    }
    text += "jobs:\n  ship:\n    runs-on: ubuntu-latest\n    steps:\n"
    for _ in 0..<4 {
      let plant = plant()
      text += "    - uses: a/b@v1\n      with:\n        \(plant.name.lowercased()): \(yaml(plant.value))\n"
    }
    text += "    - run: docker login --password \(plant(0).value) && echo \"$\(plants[1].name)\"\n"
    text += "    - run: curl -H 'Authorization: Bearer \(token(1).value)' https://x\n"
    files[".github/workflows/ship.yml"] = text
  }

  private mutating func addPrograms() {
    var script = "#!/bin/sh\n"
    var program = ""
    for kind in 0..<6 {
      script += "export \(plant(0).name)=\(plants[plants.count - 1].value)\ncurl -u me:\(token(kind).value) https://x\n"
      program += "const key\(kind) = \"\(token(kind).value)\";\nconst dbPassword\(kind) = \"\(plant(0).value)\";\n"
    }
    let flagged = plants.first { $0.name.hasPrefix("PLANT") }?.name ?? ""
    program += "console.log(process.env.\(flagged));\n"
    files["start.sh"] = script
    files["src/app.ts"] = program
    files["src/app.py"] = program.replacing("const ", with: "").replacing(";", with: "").replacing(
      "console.log(process.env.", with: "print(os.environ[\"")
  }

  private mutating func addSettings() {
    files[".npmrc"] = "//registry.npmjs.org/:_authToken=\(token(3).value)\n"
    files["config.json"] = "{\"password\": \(json(plant(0).value)), \"url\": \"redis://:\(plant(0).value)@h\"}\n"
    files["app.ini"] = "[db]\npassword = \(plant(0).value)\nurl = mysql://u:\(plant(0).value)@h/d\n"
    files["notes.txt"] = "use \(token(0).value) or \(token(1).value)\n"
    files["key.pem"] =
      "-----BEGIN RSA PRIVATE KEY-----\n" + (0..<8).map { _ in letters(64, Self.mixed) }.joined(separator: "\n")
      + "\n-----END RSA PRIVATE KEY-----\n"
  }

  private mutating func addDocuments() {
    var blocks = "## 6 Values\n\n### Production\n\n```env\n"
    for _ in 0..<6 {
      let plant = plant(0)
      blocks += "\(plant.name)=\(plant.value)\n"
    }
    blocks += "```\n\nThe token is `\(token(0).value)` and the URL https://u:\(plant(0).value)@h.\n"
    var rows = ""
    for index in 0..<8 {
      let plant = plant(0)
      let cells = ["", "", "", ""].enumerated().map { $0.offset == index % 4 ? "`\(plant.value)`" : "-" }
      rows += "| \(plant.name) | string | ✅ | ✅ | ✅ | \(cells.joined(separator: " | ")) | see `\(plant.value)` |\n"
    }
    let described = Set(rows.split(separator: "\n").map { String($0.split(separator: " ")[1]) })
    for plant in plants where plant.name.hasPrefix("PLANT") && !described.contains(plant.name) {
      let types = ["string", "number", "boolean", "URL", "e-mail", "port"]
      rows +=
        "| \(plant.name) | \(types[rows.count % types.count]) | ✅ | ✅ | ✅ | - | - | - | - | at least 64 characters |\n"
    }
    files["docs/deployment-spec.md"] = """
      # Deployment {{project}}

      ## 1.2 Environments

      | Environment | Purpose | URL |
      |---|---|---|
      | Staging | a | https://u:\(plant(0).value)@stg.example.test |
      | Production | b | c |

      ## 4.2 Container settings

      | Setting | Value |
      |---|---|
      | Base image | node:20-alpine |
      | User | node |

      ## 5.1 Environment variables

      | Variable | Type | Required | Secret | Per environment | Default | Example | Allowed values | Current | Description |
      |---|---|---|---|---|---|---|---|---|---|
      \(rows)
      \(blocks)
      """
  }
}
