import ByteSearch

struct UnpinnedPipPackage: DockerfileRule {
  static let card = RuleCard(
    "unpinned-pip-package", .dockerfile, summary: "pip installs packages without a version.",
    rationale: "What is installed depends on the day of the build.", severity: .advice, aliases: ["DL3013"])

  static let examples: [Example] = [
    .flags("FROM python:3.12\nRUN pip install ⟦flask⟧\nUSER app", spec: "# Nothing"),
    .flags("FROM python:3.12\nRUN python3 -m pip install --upgrade ⟦pip⟧ wheel==0.43\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM python:3.12\nRUN pip install flask==3.0 'uvicorn>=0.30' -r requirements.txt\nUSER app", spec: "# Nothing"),
    .passes("FROM python:3.12\nRUN pip install . && pip install -e .[dev]\nUSER app", spec: "# Nothing"),
    .passes("FROM python:3.12\nRUN pip install git+https://example.com/x.git@v1\nUSER app", spec: "# Nothing"),
    .flags(
      "FROM python:3.12\nRUN pip install ⟦git+https://example.com/x.git⟧ && pipx install ⟦black⟧\nUSER app",
      spec: "# Nothing"),
    .passes("FROM python:3.12\nRUN pip install -c constraints.txt flask\nUSER app", spec: "# Nothing"),
    .passes("FROM python:3.12\nRUN pip install ./app.whl dist/app.tar.gz\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .pip) + file.installs(of: .pipx)
    where !call.has("-r", "--requirement", "-c", "--constraint") {
      report.flagUnpinned(call.packages.filter { !isFixed($0.text) }, file, example: "flask==3.0.3")
    }
  }

  private func isFixed(_ package: String) -> Bool {
    if package.hasPrefix("git+") { return package.split(separator: "/").last?.contains("@") ?? false }
    let comparisons = ["==", ">=", "<=", "~=", "!=", ">", "<", "@", "://"]
    let files = [".whl", ".tar.gz", ".zip", ".tar.bz2", ".egg", ".txt"]
    return comparisons.contains { package.contains($0) } || files.contains { package.hasSuffix($0) }
      || package.hasPrefix(".") || package.hasPrefix("/") || package.contains("/")
  }
}
