import Glibc
import JSON
import Networks

/// Why a configuration cannot be used; the description is one sentence for a person.
package enum ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// Where a setting comes from.
  package enum Origin: Hashable, Sendable {
    /// A line of the file; 0 where the file leaves it at its default.
    case file(String, line: Int)
    /// `--set KEY=VALUE`.
    case override(String)
    /// What a model's file says of its front end.
    case model(String)
  }

  /// The file cannot be read; `code` is the system's `errno`.
  case unreadable(path: String, code: Int32)
  case syntax(path: String, JSONFault)
  /// Not of the form `KEY=VALUE`.
  case override(String)
  case unknownKey(Origin, key: String, nearest: String)
  /// A value of the wrong type or out of its range.
  case value(Origin, key: String, found: String, expected: String)
  /// A network's layers.
  case network(Origin, NetworkError)
  /// Values that are allowed, but not with the others.
  case conflict(Origin, key: String, found: String, reason: String)

  package var description: String {
    switch self {
    case .unreadable(let path, let code):
      "Cannot read the configuration '\(path)': "
        + "\(String(cString: strerror(code))); name another with --config."
    case .syntax(let path, let fault):
      "Cannot read the configuration '\(path)': line \(fault.line), column "
        + "\(fault.column): found \(fault.found), expected \(fault.expected)."
    case .override(let text):
      "Cannot use --set \(text): expected KEY=VALUE, such as segment.seconds=2."
    case .unknownKey(let origin, let key, let nearest):
      "\(origin): there is no key '\(key)', the nearest is \(quoted(nearest, unlike: key))."
    case .value(let origin, let key, let found, let expected):
      "\(origin): '\(key)' is \(shown(found)), expected \(expected)."
    case .network(let origin, let error):
      "\(origin): of 'training.network.layers', \(error)."
    case .conflict(let origin, let key, let found, let reason):
      "\(origin): '\(key)' is \(shown(found)), but \(reason)."
    }
  }

  /// A key that was written in one piece is the nearest to itself: `"segment.seconds": 2`.
  private func quoted(_ nearest: String, unlike key: String) -> String {
    guard nearest == key, let point = nearest.lastIndex(of: ".") else { return "'\(nearest)'" }
    return "'\(nearest[nearest.index(after: point)...])' in '\(nearest[..<point])'"
  }

  private func shown(_ value: String) -> String {
    value.count > 60 ? value.prefix(57) + "..." : value
  }
}

extension ConfigurationError.Origin: CustomStringConvertible {
  package var description: String {
    switch self {
    case .file(let path, 0): path
    case .file(let path, let line): "\(path), line \(line)"
    case .override(let text): "--set \(text)"
    case .model(let path): "The model \(path)"
    }
  }
}
