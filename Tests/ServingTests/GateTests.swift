import Serving
import Testing

@Suite struct GateTests {
  private let own = Gate(token: nil, names: ["127.0.0.1", "localhost", "::1"])
  private let open = Gate(token: "secret", names: ["localhost", "lab"])

  private func papers(
    _ host: String?, origin: String? = nil, cookie: String? = nil, token: String? = nil,
    isPost: Bool = false
  ) -> Gate.Papers {
    var papers = Gate.Papers()
    (papers.host, papers.origin, papers.cookie) = (host, origin, cookie)
    (papers.token, papers.isPost) = (token, isPost)
    return papers
  }

  @Test(arguments: ["127.0.0.1:8085", "localhost", "LOCALHOST:1", "[::1]:8085"])
  func thisMachineIsLetIn(host: String) {
    #expect(own.decide(papers(host)) == .enter)
  }

  /// As when a name of another site is led here.
  @Test(arguments: [
    nil, "", "evil.example", "evil.example:8085", "127.0.0.1.evil.example", "[::1", "10.0.0.1",
  ])
  func othersNamesAreNot(host: String?) {
    guard case .refuse(421, _) = own.decide(papers(host)) else {
      Issue.record("\(host ?? "none") was let in")
      return
    }
  }

  @Test(arguments: [
    nil, "null", "http://evil.example", "http://localhost:9", "https://localhost:1",
  ])
  func otherPagesChangeNothing(origin: String?) {
    let decision = own.decide(papers("localhost:1", origin: origin, isPost: true))
    guard case .refuse(403, _) = decision else {
      Issue.record("\(origin ?? "none") was let in")
      return
    }
  }

  @Test func ownPagesDo() {
    let asked = papers("localhost:1", origin: "http://localhost:1", isPost: true)
    #expect(own.decide(asked) == .enter)
  }

  @Test func beyondThisMachineTheTokenLetsIn() {
    #expect(open.decide(papers("10.0.0.1:8085", token: "secret")) == .takeCookie)
    #expect(open.decide(papers("10.0.0.1:8085", cookie: "a=b; soundmark=secret")) == .enter)
    for cookie in [nil, "", "soundmark=", "soundmark=secre", "soundmark=Secret", "x=secret"] {
      guard case .refuse(401, _) = open.decide(papers("lab:8085", cookie: cookie)) else {
        Issue.record("\(cookie ?? "none") was let in")
        continue
      }
    }
    guard case .refuse(421, _) = open.decide(papers("evil.example", token: "secret")) else {
      Issue.record("a name of another's was let in")
      return
    }
  }

  @Test func tokensAreChance() {
    let tokens = (0..<50).map { _ in Gate.newToken() }
    #expect(Set(tokens).count == 50)
    #expect(tokens.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
  }
}
