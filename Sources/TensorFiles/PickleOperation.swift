/// The operations of pickles that a file of tensors is made of, in protocols 2 to 5: Python's
/// `pickletools` describes them. Those that only protocols 0 and 1 write are not among them.
enum PickleOperation: UInt8 {
  case mark = 0x28
  case stop = 0x2E
  case pop = 0x30
  case popMark = 0x31
  case duplicate = 0x32
  case protocolVersion = 0x80
  case frame = 0x95

  case none = 0x4E
  case newTrue = 0x88
  case newFalse = 0x89
  case integer32 = 0x4A
  case natural8 = 0x4B
  case natural16 = 0x4D
  case long8 = 0x8A
  case long32 = 0x8B
  case double = 0x47

  case text8 = 0x8C
  case text32 = 0x58
  case text64 = 0x8D
  case string8 = 0x55
  case string32 = 0x54
  case bytes8 = 0x43
  case bytes32 = 0x42
  case bytes64 = 0x8E
  case byteArray64 = 0x96

  case emptyTuple = 0x29
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case tuple = 0x74
  case emptyList = 0x5D
  case append = 0x61
  case appends = 0x65
  case emptyDictionary = 0x7D
  case setItem = 0x73
  case setItems = 0x75
  case emptySet = 0x8F
  case addItems = 0x90
  case frozenSet = 0x91

  case put8 = 0x71
  case put32 = 0x72
  case memoize = 0x94
  case get8 = 0x68
  case get32 = 0x6A

  case global = 0x63
  case stackGlobal = 0x93
  case persistentID = 0x51
  case reduce = 0x52
  case newObject = 0x81
  case newObjectWithKeywords = 0x92
  case build = 0x62
}
