/// What AWS would answer instead of doing as asked.
package struct ServiceError: Error, Equatable, CustomStringConvertible {
  /// AWS's name for it, for example `ResourceNotFoundException`.
  package let code: String
  /// AWS's wording.
  package let message: String

  package init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }

  /// Whether it says that something is not there.
  package var isNotFound: Bool {
    ["ResourceNotFoundException", "ParameterNotFound", "ParameterVersionNotFound"].contains(code)
  }

  package static func notFound(_ message: String) -> ServiceError { ServiceError("ResourceNotFoundException", message) }
  package static func invalidRequest(_ message: String) -> ServiceError {
    ServiceError("InvalidRequestException", message)
  }
  package static func invalidParameter(_ message: String) -> ServiceError {
    ServiceError("InvalidParameterException", message)
  }
  package static func validation(_ message: String) -> ServiceError { ServiceError("ValidationException", message) }
  package static func limit(_ message: String) -> ServiceError { ServiceError("LimitExceededException", message) }
}
