/// What a pickle of torch holds, and where in it the state dictionary is.
struct TorchContent {
  let root: PickleValue
  let heap: PickleHeap

  /// Where training programs put the network's state beside the optimizer's and their own.
  private static let places = ["state_dict", "model_state_dict", "model"]
  /// What DataParallel and compile put before the names of the network that they wrap.
  private static let wrappers = ["module.", "_orig_mod.", "module."]
  private static let deepest = 16

  /// The members of the state dictionary, by name.
  func stateDictionary(file: String) throws(TensorFileError) -> [String: PickleValue] {
    guard case .dictionary(let place) = root else {
      throw .unsuited(
        file: file, found: "it holds \(root.shown)",
        expected: "a dictionary of tensors, as torch.save(network.state_dict(), …) writes it")
    }
    var visited: Set<Int> = []
    let found = search(("", place), depth: 0, &visited)
    guard found.count == 1 else {
      let names = found.prefix(5).map { "'\($0.key.prefix(100))'" }.joined(separator: ", ")
      throw .unsuited(
        file: file,
        found: found.isEmpty
          ? "there is no tensor in it\(instead(place))" : "it holds tensors under \(names)",
        expected: "one dictionary of tensors, as torch.save(network.state_dict(), …) writes it")
    }
    return unwrapped(
      Dictionary(heap.dictionaries[found[0].place].map { ($0.key, $0.value) }) { _, last in last })
  }

  /// The dictionaries with tensors: the one at a usual place, else this one, else those within.
  private func search(
    _ here: (key: String, place: Int), depth: Int, _ visited: inout Set<Int>
  ) -> [(key: String, place: Int)] {
    guard depth < Self.deepest, visited.insert(here.place).inserted else { return [] }
    let members = heap.dictionaries[here.place]
    for key in Self.places {
      guard case .dictionary(let inner)? = members.last(where: { $0.key == key })?.value else {
        continue
      }
      let found = search((key, inner), depth: depth + 1, &visited)
      if !found.isEmpty { return found }
    }
    if members.contains(where: { if case .tensor = $0.value { true } else { false } }) {
      return [here]
    }
    return members.flatMap { member in
      guard case .dictionary(let inner) = member.value else {
        return [(key: String, place: Int)]()
      }
      return search((member.key, inner), depth: depth + 1, &visited)
    }
  }

  /// What a dictionary without tensors has in the place of one.
  private func instead(_ place: Int) -> String {
    for case (let key, .made(let name)) in heap.dictionaries[place] {
      return " ('\(key.prefix(100))' is \(PickleValue.made(by: name).shown))"
    }
    return ""
  }

  private func unwrapped(_ members: [String: PickleValue]) -> [String: PickleValue] {
    Self.wrappers.reduce(members) { members, wrapper in
      guard members.keys.allSatisfy({ $0.hasPrefix(wrapper) }) else { return members }
      return Dictionary(
        uniqueKeysWithValues: members.map { (String($0.key.dropFirst(wrapper.count)), $0.value) })
    }
  }
}
