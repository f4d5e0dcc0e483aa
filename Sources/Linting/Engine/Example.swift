import Diagnostics
import Workspace

/// A small project that a rule flags, or does not.
package struct Example: Sendable {
  /// Paths and texts. In a flagged example `⟦` and `⟧` stand around exactly what each finding points at.
  package let files: [(path: String, text: String)]
  package let isFlagged: Bool
  /// The spec document it is checked against; `nil` for `standardSpec`.
  package let spec: String?
  /// How git stands to its files, where that matters.
  package var state: GitRepository.FileState?

  static func flags(_ text: String, in path: String = "Dockerfile", spec: String? = nil) -> Example {
    Example(files: [(path, text)], isFlagged: true, spec: spec)
  }

  static func passes(_ text: String, in path: String = "Dockerfile", spec: String? = nil) -> Example {
    Example(files: [(path, text)], isFlagged: false, spec: spec)
  }

  /// The same, with git's word on its files.
  func state(_ state: GitRepository.FileState) -> Example {
    var example = self
    example.state = state
    return example
  }

  static func flags(_ files: [(path: String, text: String)], spec: String? = nil) -> Example {
    Example(files: files, isFlagged: true, spec: spec)
  }

  static func passes(_ files: [(path: String, text: String)], spec: String? = nil) -> Example {
    Example(files: files, isFlagged: false, spec: spec)
  }

  /// A text without its marks, and the ranges that they stood around, in UTF-8 offsets of the bare text.
  package static func unmarked(_ text: String) -> (text: String, ranges: [Range<Int>]) {
    var bytes: [UInt8] = []
    var open: [Int] = []
    var ranges: [Range<Int>] = []
    for character in text {
      switch character {
      case "⟦": open.append(bytes.count)
      case "⟧": if let start = open.popLast() { ranges.append(start..<bytes.count) }
      default: bytes += Array(String(character).utf8)
      }
    }
    return (String(decoding: bytes, as: UTF8.self), ranges.sorted { $0.lowerBound < $1.lowerBound })
  }

  /// The spec that examples are checked against unless they bring their own.
  package static let standardSpec = """
    # Deployment Specification

    ## 1.2 Environments

    | Environment | Purpose | URL |
    |---|---|---|
    | Development | integration | dev.parcel.test |
    | Staging | acceptance | staging.parcel.test |
    | Production | service | parcel.test |

    ## 4.2 Container settings

    | Setting | Value | Note |
    |---|---|---|
    | Base image | node:20-alpine | |
    | Port | 3000 | |
    | User | node (non-root) | |
    | Health check | /health | every 30s |

    ## 4.3 Resource limits

    | Environment | CPU | Memory | Min/max instances |
    |---|---|---|---|
    | Development | 0.25 | 512MB | 1/1 |
    | Staging | 0.5 | 1GB | 1/2 |
    | Production | 1.0 | 2GB | 2/10 |

    ## 5.1 Environment variables

    | Variable | Type | Required | Secret | Per environment | Allowed values |
    |---|---|---|---|---|---|
    | `NODE_ENV` | string | ❌ | ❌ | ✅ | |
    | `PORT` | number | ❌ | ❌ | ❌ | |
    | `LOG_LEVEL` | enum | ❌ | ❌ | ❌ | debug, info, warn |
    | `DEBUG_SQL` | boolean | ❌ | ❌ | ❌ | |
    | `API_HOST` | string | ❌ | ❌ | ✅ | |
    | `DATABASE_URL` | string | ❌ | ✅ | ✅ | |
    | `JWT_SECRET` | string | ❌ | ✅ | ✅ | |

    ## 5.2 Secrets

    | Secret | Environment | Store |
    |---|---|---|
    | `DATABASE_URL` | All | AWS Secrets Manager |
    | `JWT_SECRET` | All | AWS Parameter Store |
    """
}
