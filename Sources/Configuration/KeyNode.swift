import JSON

/// The keys as the file nests them, in the order of the table.
indirect enum KeyNode: Sendable {
  case key(ConfigurationKey)
  case section([Member])

  struct Member: Sendable {
    let name: String
    var node: KeyNode
  }

  static let root = ConfigurationKey.all.reduce(into: KeyNode.section([])) { root, key in
    root.insert(key, at: key.path.split(separator: ".")[...])
  }

  /// The key or section of a path such as `segment.seconds`; nil if there is none.
  subscript(path: String) -> KeyNode? {
    path.split(separator: ".", omittingEmptySubsequences: false).reduce(self) { node, name in
      node?.members.first { $0.name == name }?.node
    }
  }

  /// Of a section; a key has none.
  var members: [Member] {
    if case .section(let members) = self { members } else { [] }
  }

  /// The paths of all keys and sections below this one.
  var paths: [String] {
    members.flatMap { member in [member.name] + member.node.paths.map { member.name + "." + $0 } }
  }

  private mutating func insert(_ key: ConfigurationKey, at path: ArraySlice<Substring>) {
    guard let name = path.first else {
      self = .key(key)
      return
    }
    var members = members
    if members.last?.name != String(name) {
      members.append(Member(name: String(name), node: .section([])))
    }
    members[members.count - 1].node.insert(key, at: path.dropFirst())
    self = .section(members)
  }
}

extension KeyNode {
  /// An object with a member for each key that has a value, in the order of the table; nil for none.
  func object(_ value: (ConfigurationKey) -> JSONValue?) -> JSONValue? {
    switch self {
    case .key(let key): return value(key)
    case .section(let members):
      let valued = members.compactMap { member in
        member.node.object(value).map { JSONValue.Member(member.name, $0) }
      }
      return valued.isEmpty ? nil : .object(valued)
    }
  }
}
