import Foundation
import Glibc
import TestSupport

/// Headless Chromium with one page, asked by the DevTools protocol over a pipe.
final class Browser {
  /// The program, where it was asked for and is.
  static let program: String? = {
    guard ProcessInfo.processInfo.environment["BROWSER"] == "1" else { return nil }
    return ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }()

  /// What the page's console said, scripts that failed and what the policy forbade.
  private(set) var complaints: [String] = []
  private let id: pid_t
  private let commands: FileHandle
  private let answers: FileHandle
  private let profile: TemporaryFolder
  private var buffer = Data()
  private var sent = 0
  private var session: String?

  init() throws {
    profile = try TemporaryFolder()
    // Above those that the child has its ends at.
    func pipe() -> (read: Int32, write: Int32) {
      var ends: [Int32] = [0, 0]
      Glibc.pipe(&ends)
      let high = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
      for end in ends { close(end) }
      return (high[0], high[1])
    }
    let (toChild, fromChild) = (pipe(), pipe())
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toChild.read, 3)
    posix_spawn_file_actions_adddup2(&actions, fromChild.write, 4)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    let words = [
      Self.program!, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
      "--user-data-dir=\(profile.path)",
    ]
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let code = posix_spawn(&process, Self.program!, &actions, nil, &arguments, environ)
    for end in [toChild.read, fromChild.write] { close(end) }
    guard code == 0 else { throw SpawnError(program: Self.program!, code: code) }
    id = process
    commands = FileHandle(fileDescriptor: toChild.write, closeOnDealloc: true)
    answers = FileHandle(fileDescriptor: fromChild.read, closeOnDealloc: true)
    let target = try send("Target.createTarget", ["url": "about:blank"])["targetId"]!
    session =
      try send("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"]
      as? String
    for domain in ["Page", "Runtime", "Log"] { try send("\(domain).enable") }
  }

  deinit {
    kill(id, SIGKILL)
    var status: Int32 = 0
    waitpid(id, &status, 0)
  }

  /// Opens a file and waits until it is there.
  func open(_ path: String) throws {
    try send("Page.navigate", ["url": URL(fileURLWithPath: path).absoluteString])
    try wait("document.readyState == 'complete' && location.protocol == 'file:'")
  }

  /// Opens an address and waits until it is there.
  func visit(_ address: String) throws {
    try send("Page.navigate", ["url": address])
    try wait("document.readyState == 'complete' && location.protocol == 'http:'")
  }

  /// What a person would see, as PNG.
  func picture() throws -> Data {
    let answer = try send("Page.captureScreenshot", ["format": "png"])
    return Data(base64Encoded: answer["data"] as? String ?? "") ?? Data()
  }

  /// Puts a file into a field for files, as if it had been chosen.
  func choose(_ path: String, in selector: String) throws {
    let root = try send("DOM.getDocument")["root"] as? [String: Any]
    let node = try send(
      "DOM.querySelector", ["nodeId": root?["nodeId"] ?? 0, "selector": selector])["nodeId"]
    try send("DOM.setFileInputFiles", ["nodeId": node ?? 0, "files": [path]])
  }

  /// What an expression of the page's is, as if a person had caused it.
  @discardableResult
  func value(_ expression: String) throws -> Any? {
    let answer = try send(
      "Runtime.evaluate",
      [
        "expression": expression, "returnByValue": true, "awaitPromise": true,
        "userGesture": true,
      ])
    if let failure = answer["exceptionDetails"] { throw BrowserError("\(expression): \(failure)") }
    return (answer["result"] as? [String: Any])?["value"]
  }

  func isTrue(_ expression: String) throws -> Bool { try value(expression) as? Bool == true }

  func wait(_ expression: String) throws {
    for _ in 0..<600 {
      // A page that is just being left may answer with an error.
      if (try? isTrue(expression)) == true { return }
      usleep(50_000)
    }
    throw BrowserError("never came true: \(expression)")
  }

  /// Clicks in the middle of an element.
  func click(_ element: String) throws {
    try value("\(element).scrollIntoView({block: 'center'})")
    let place = try value(
      "(box => [box.x + box.width / 2, box.y + box.height / 2])(\(element).getBoundingClientRect())"
    )
    guard let place = place as? [Double] else { throw BrowserError("no place: \(element)") }
    for type in ["mousePressed", "mouseReleased"] {
      try send(
        "Input.dispatchMouseEvent",
        ["type": type, "x": place[0], "y": place[1], "button": "left", "clickCount": 1])
    }
  }

  /// Presses a key, such as Tab (9) or Enter (13).
  func press(_ key: String, code: Int) throws {
    for type in ["keyDown", "keyUp"] {
      var event: [String: Any] = [
        "type": type, "key": key, "code": key, "windowsVirtualKeyCode": code,
      ]
      if key == "Enter", type == "keyDown" { event["text"] = "\r" }
      try send("Input.dispatchKeyEvent", event)
    }
  }

  @discardableResult
  func send(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    sent += 1
    var message: [String: Any] = ["id": sent, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    try commands.write(contentsOf: JSONSerialization.data(withJSONObject: message) + [0])
    while true {
      let answer = try next()
      if answer["id"] as? Int == sent {
        if let error = answer["error"] { throw BrowserError("\(method): \(error)") }
        return answer["result"] as? [String: Any] ?? [:]
      }
      switch answer["method"] as? String {
      case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded":
        complaints.append("\(answer["params"] ?? "")")
      default: break
      }
    }
  }

  /// The next message: JSON up to a zero.
  private func next() throws -> [String: Any] {
    while true {
      if let end = buffer.firstIndex(of: 0) {
        let text = buffer[..<end]
        buffer = Data(buffer[(end + 1)...])
        return try JSONSerialization.jsonObject(with: text) as? [String: Any] ?? [:]
      }
      var waiting = pollfd(fd: answers.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 60_000) > 0 else { throw BrowserError("Chromium says nothing") }
      let bytes = answers.availableData
      guard !bytes.isEmpty else { throw BrowserError("Chromium is gone") }
      buffer += bytes
    }
  }
}

struct BrowserError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
