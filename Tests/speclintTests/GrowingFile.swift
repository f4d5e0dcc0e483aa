import Testing

/// A file, or a few, of any size: one construct over and over.
struct GrowingFile: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// How often the construct stands in the smallest one that is tried.
  let start: Int
  let arguments: [String]
  let files: @Sendable (Int) -> [String: String]

  init(
    _ name: String, _ path: String, from start: Int = 64, running arguments: [String] = [],
    _ text: @escaping @Sendable (Int) -> String
  ) {
    testDescription = name
    self.start = start
    self.arguments = arguments
    files = { [path: text($0)] }
  }

  init(_ name: String, from start: Int = 64, _ files: @escaping @Sendable (Int) -> [String: String]) {
    testDescription = name
    self.start = start
    arguments = []
    self.files = files
  }
}

/// A text for each number, one behind the other.
private func each(_ count: Int, _ text: (Int) -> String) -> String { (0..<count).map(text).joined() }

private func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

extension GrowingFile {
  static let all = dockerfiles + shells + dotenvs + composes + manifests + workflows + documents + texts

  private static let from = "FROM node:22-alpine\n"

  private static let dockerfiles: [GrowingFile] = [
    GrowingFile("ONBUILD in ONBUILD", "Dockerfile") { from + times($0, "ONBUILD ") + "RUN true\n" },
    GrowingFile("stages built on each other", "Dockerfile") { n in
      "FROM node:22-alpine AS s0\n" + each(n) { "FROM s\($0) AS s\($0 + 1)\nENV A\($0)=$A\($0 / 2)\n" }
    },
    GrowingFile("stages on a stage that a variable names", "Dockerfile") { n in
      "ARG B\n" + each(n) { "FROM s-$B AS s-\($0)\nRUN echo $A\n" }
    },
    GrowingFile("global arguments", "Dockerfile") { n in
      each(n) { "ARG A\($0)=$A\($0 / 2)\n" } + each(n) { "FROM $A\($0) AS s\($0)\n" }
    },
    GrowingFile("ENV from ENV", "Dockerfile") { n in from + each(n) { "ENV K\($0 + 1)=$K\($0)\nWORKDIR $K\($0)\n" } },
    GrowingFile("ENV twice the one before", "Dockerfile") { n in
      from + "ENV K0=ab\n" + each(n) { "ENV K\($0 + 1)=$K\($0)$K\($0)\nEXPOSE $K\($0)\n" }
    },
    GrowingFile("pairs of one ENV", "Dockerfile") { n in from + "ENV" + each(n) { " K\($0)=$K\($0 / 2)" } + "\n" },
    GrowingFile("undefined variables", "Dockerfile") { n in
      each(n) { "ARG name\($0)x\n" } + from + each(n) { "WORKDIR /$nam\($0)x\n" }
    },
    GrowingFile("COPY --from each stage", "Dockerfile") { n in
      from + each(n) { "FROM node:22-alpine AS s\($0)\nCOPY --from=s\($0 - 1) / /\n" }
    },
    GrowingFile("COPY --from misspelt stages", "Dockerfile") { n in
      each(n) { "FROM node:22-alpine AS stage\($0)\nCOPY --from=stag\($0) /a /a\n" }
    },
    GrowingFile("archives copied and unpacked", "Dockerfile") { n in
      from + each(n) { "COPY a\($0).tgz /t/\nRUN tar xzf /t/a\($0).tgz\n" }
    },
    GrowingFile("users and copies", "Dockerfile") { n in from + "USER node\n" + each(n) { "COPY a \($0)\nRUN b\n" } },
    GrowingFile("names of secrets", "Dockerfile") { n in
      from + each(n) { "ARG TOKEN_\($0)\nRUN --mount=type=secret,id=x\($0) true\n" }
    },
    GrowingFile("comments for hadolint", "Dockerfile") { n in
      from + each(n) { "# hadolint ignore=DL3003\nRUN cd /x\($0)\n# hadolint global ignore=DL3059\nRUN y\n" }
    },
    GrowingFile("our own comments", "Dockerfile") { n in
      from + each(n) { "# speclint: allow cd-in-run -- as it was\nRUN cd /x\($0)\n" }
    },
    GrowingFile("comments that suppress nothing", "Dockerfile") { n in
      from + each(n) { "# speclint: allow root-user -- \($0)\nRUN x\n" }
    },
    GrowingFile("words that are no instructions", "Dockerfile") { n in from + each(n) { "RUNN x\($0)\n" } },
  ]

  private static let shells: [GrowingFile] = [
    GrowingFile("heredocs", "Dockerfile") { n in from + each(n) { "RUN <<EOF\necho \($0)\nEOF\n" } },
    GrowingFile("heredocs of one RUN", "Dockerfile") { n in
      from + "RUN cat" + each(n) { " <<E\($0)" } + "\n" + each(n) { "x\nE\($0)\n" }
    },
    GrowingFile("a long heredoc", "Dockerfile") { n in from + "RUN <<EOF\n" + times(n, "make $A\n") + "EOF\n" },
    GrowingFile("wget and curl", "Dockerfile") { n in from + each(n) { "RUN wget a.test/\($0)\nRUN curl b.test\n" } },
    GrowingFile("package managers", "Dockerfile") { n in
      from
        + each(n) {
          "RUN apt-get update && apt-get install a\($0)\nRUN pip install b\nRUN npm install c\nRUN apk add d\n"
        }
    },
    GrowingFile("installs of one RUN", "Dockerfile") { n in
      from + "RUN true" + each(n) { " && apt-get update && apt-get install x\($0) && yum install y && cd /z" } + "\n"
    },
    GrowingFile("pipes of one RUN", "Dockerfile") { n in from + "RUN true" + times(n, " | sed s/a/b/ | tee x") + "\n" },
    GrowingFile("nested substitutions", "Dockerfile") { n in from + "RUN " + times(n, "$( ") + times(n, ") ") + "\n" },
    GrowingFile("nested defaults", "Dockerfile") { n in from + "ENV A=" + times(n, "${B:-") + times(n, "}") + "\n" },
  ]

  private static let dotenvs: [GrowingFile] = [
    GrowingFile("dotenv values from values", ".env") { n in each(n) { "K\($0 + 1)=${K\($0)}\n" } },
    GrowingFile("dotenv values that grow", ".env", from: 4_096) { n in each(n) { "K\($0 + 1)=${K\($0)}x\n" } },
    GrowingFile("dotenv defaults", ".env") { n in each(n) { "K\($0 + 1)=\"${K\($0):-x}\"\n" } },
    GrowingFile("dotenv references to nothing", ".env") { n in each(n) { "K\($0)=a${L\($0)}\n" } },
    GrowingFile("dotenv names in no order", ".env", running: ["--only", "dotenv"]) { n in
      each(n) { "K\(9_000_000 - $0)=x\n\n" }
    },
    GrowingFile("dotenv spaces", ".env", from: 4_096) { n in each(n) { " K\($0) = x \n" } },
    GrowingFile("dotenv quotes that stay open", ".env") { n in each(n) { "K\($0)=\"x\n" } },
    GrowingFile("dotenv comments", ".env") { n in
      each(n) { "# speclint: allow lowercase-variable -- old\nk\($0)=x\n# dotenv-linter:off LowercaseKey\n" }
    },
    GrowingFile("dotenv secrets", ".env.production", from: 2_048) { n in each(n) { "A\($0)_TOKEN=hU7\($0)xK2pQ\n" } },
  ]

  private static func services(_ count: Int, _ text: (Int) -> String) -> String {
    "services:\n  s0: {image: 'a:1'}\n" + each(count) { "  s\($0 + 1):\n    image: a:1\n" + text($0) }
  }

  private static let composes: [GrowingFile] = [
    GrowingFile("compose extends", "compose.yaml") {
      services($0) { "    extends: s\($0)\n    environment: {A: b}\n" }
    },
    GrowingFile("compose depends_on", "compose.yaml") { services($0) { "    depends_on: [s\($0)]\n" } },
    GrowingFile("compose builds", "compose.yaml") { services($0) { "    build: ./d\($0)\n" } },
    GrowingFile("compose variables of an alias", "compose.yaml", from: 256) { n in
      "x-a: &a\n" + each(n) { "  K\($0): v\n" } + services(n) { _ in "    environment: *a\n" }
    },
    GrowingFile("compose merges", "compose.yaml", from: 128) { n in
      "x-0: &a0 {K: v}\n" + each(n) { "x-\($0 + 1): &a\($0 + 1)\n  <<: *a\($0)\n  K\($0): v\n" }
        + services(n) { "    <<: *a\($0)\n" }
    },
    GrowingFile("compose variables", "compose.yaml") { n in
      services(1) { _ in "    environment:\n" + each(n) { "      K\($0): ${V\($0):-x}\n" } }
    },
    GrowingFile("compose variables twice", "compose.yaml") { n in
      services(1) { _ in "    environment:\n" + times(n, "      - K=v\n") + each(n) { "      - K\($0)=v\n" } }
    },
    GrowingFile("compose secrets", "compose.yaml") { services($0) { "    environment: {A_PASSWORD: hU7x\($0)pQ}\n" } },
    GrowingFile("compose comments", "compose.yaml") { n in
      "services:\n" + each(n) { "  # speclint: allow latest-image -- old\n  s\($0):\n    image: a:latest\n" }
    },
    GrowingFile("YAML errors", "compose.yaml") { n in "services:\n" + each(n) { "a\($0): b: c\n" } },
    GrowingFile("nested YAML", "compose.yaml") { n in "a: " + times(n, "[") + times(n, "]") + "\n" },
    GrowingFile("anchors of anchors", "compose.yaml") { n in
      "a0: &a0 [x]\n" + each(n) { "a\($0 + 1): &a\($0 + 1) [*a\($0), *a\($0)]\n" } + services(1) { _ in "" }
    },
  ]

  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: api}
    spec:
      template:
        spec:
          containers:
            - name: api
              image: a:1
              env:

    """

  private static let manifests: [GrowingFile] = [
    GrowingFile("variables of a pod", "k8s/x.yaml") { n in
      deployment + each(n) { "            - {name: K\($0), value: v}\n" }
    },
    GrowingFile("manifests of one file", "k8s/x.yaml") { n in
      each(n) { "---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: m\($0)}\ndata: {A: b}\n" }
    },
    GrowingFile("containers of a task", "ecs/x.json") { n in
      let containers = (0..<n).map { "{\"name\": \"c\($0)\", \"image\": \"a:latest\", \"cpu\": 3}" }
      return "{\"requiresCompatibilities\": [\"FARGATE\"], \"cpu\": \"1\", \"containerDefinitions\": ["
        + containers.joined(separator: ",\n") + "]}"
    },
    GrowingFile("secrets on one line", "ecs/x.json") { n in
      let variables = (0..<n).map { "{\"name\": \"K\($0)_PASSWORD\", \"value\": \"hU7x\($0)pQ\"}" }
      return "{\"containerDefinitions\": [{\"name\": \"c\", \"environment\": [" + variables.joined(separator: ",")
        + "]}]}"
    },
    GrowingFile("broken JSON", "ecs/x.json") { n in "{\"containerDefinitions\": [" + times(n, "{\"a\": x,}, [,\n") },
    GrowingFile("nested JSON", "ecs/x.json") { n in "{\"containerDefinitions\": " + times(n, "[") + times(n, "]") + "}"
    },
  ]

  private static let workflows: [GrowingFile] = [
    GrowingFile("steps that print secrets", ".github/workflows/x.yml") { n in
      "on: push\njobs:\n  a:\n    steps:\n"
        + each(n) { "      # speclint: allow secret-echoed -- old\n      - run: echo ${{ secrets.A\($0) }}\n" }
    },
    GrowingFile("a script with heredocs", ".github/workflows/x.yml") { n in
      "on: push\njobs:\n  a:\n    steps:\n      - run: |\n"
        + each(n) {
          "          # speclint: allow secret-echoed -- \($0)\n          cat <<E\n          x\n          E\n"
        }
    },
  ]

  private static let variables =
    "# Spec\n\n## 2. Environment variables\n\n| Variable | Type | Required | Secret |\n|---|---|---|---|\n"

  private static let documents: [GrowingFile] = [
    GrowingFile("rows of variables", "deployment-spec.md") { n in
      variables + each(n) { "| `V\($0)` | string | ✅ | ✅ |\n" }
    },
    GrowingFile("rows of one variable", "deployment-spec.md") { n in
      variables + each(n) { "| `V` | e\($0) | ✅ | ❌ |\n" }
    },
    GrowingFile("ragged rows", "deployment-spec.md") { n in variables + times(n, "| `V` | x |\n") },
    GrowingFile("columns", "deployment-spec.md") { n in
      "## 2. Environment variables\n\n|" + times(n, " a |") + "\n|" + times(n, "---|") + "\n|" + times(n, " x |") + "\n"
    },
    GrowingFile("environments and sizes", "deployment-spec.md") { n in
      "# S\n\n### 1.1 Environments\n\n| Environment | Purpose | URL |\n|---|---|---|\n"
        + each(n) { "| Env\($0) | x | y |\n" }
        + "\n### 2.2 Resource limits\n\n| Environment | CPU | Memory |\n|---|---|---|\n"
        + each(n) { "| Env\($0) | 1 | 2GB |\n" }
    },
    GrowingFile("links", "deployment-spec.md") { n in
      each(n) { "## h\($0)\n\n[a](#h\($0)) [b](#g\($0)) <!-- speclint: allow dead-link -- old -->\n\n" }
    },
    GrowingFile("brackets", "deployment-spec.md") { n in "# S\n" + times(n, "[a](") + times(n, "`b ") + "\n" },
    GrowingFile("blocks of variables", "deployment-spec.md") { n in
      "# S\n\n### 3.1 Local\n\n" + each(n) { "```env\nA\($0)=b\n```\n\n> q\n\n- {{x}}\n\n" }
    },
  ]

  private static let texts: [GrowingFile] = [
    GrowingFile("beginnings of tokens", "notes.txt", running: ["secrets"]) { times($0, "eyJhbGciOi") },
    GrowingFile("beginnings of longer tokens", "notes.txt", running: ["secrets"]) { times($0, "glpat-eyJhbGciOi-") },
    GrowingFile("beginnings of private keys", "notes.txt", running: ["secrets"]) {
      times($0, "-----BEGIN RSA PRIVATE KEY-----\n")
    },
    GrowingFile("assignments on one line", "notes.txt", running: ["secrets"]) { times($0, "password = \"hU7xK2pQ\" ") },
    GrowingFile("passwords in URLs", "notes.txt", running: ["secrets"]) { times($0, "http://a:hU7xK2pQ@") },
    GrowingFile("base 64", "notes.txt", running: ["secrets"]) { times($0, "Z2hwX2FiY2RlZmdoaWprbG1ub3BxcnN0dXZ3") },
    GrowingFile("accepted secrets", "notes.txt", running: ["secrets"]) {
      times($0, "# speclint: allow assigned-secret -- old\npassword = \"hU7xK2pQ\"\n")
    },
    GrowingFile("many files") { n in
      Dictionary(uniqueKeysWithValues: (0..<n).map { ("d\($0)/Dockerfile", "FROM node:22\nRUN cd /x\n") })
    },
  ]
}
