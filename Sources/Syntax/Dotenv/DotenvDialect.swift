/// A loader of dotenv files: a file means what its loader makes of it. The raw values are what `dotenv:` of the
/// configuration takes.
package enum DotenvDialect: String, CaseIterable, Sendable {
  /// npm's `dotenv`.
  case node
  /// `node --env-file`.
  case nodeEnvFile = "node-env-file"
  /// python-dotenv.
  case python
  /// Go's godotenv, which `act` uses.
  case godotenv
  /// Docker Compose.
  case compose
  /// `docker run --env-file`.
  case docker
  /// `set -a; . file`.
  case bash
}
