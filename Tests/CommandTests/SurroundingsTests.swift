import Foundation
import TestSupport
import Testing

/// Shells, batch schedulers and daemons start programs in surroundings of many kinds.
@Suite struct SurroundingsTests {
  let data: SmallDataSet
  let project: Project

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
  }

  /// The results of stages that were started as usual.
  private func expected() throws -> [String] {
    try data.writeConfiguration("usual.json", place: "usual")
    let usual = Project(data, "usual.json", place: "usual")
    try #require(usual.runAll().status == 0)
    return try usual.results()
  }

  /// A limit to oneDNN's instruction set stays: another set gives other last digits.
  private static let withoutEnvironment =
    #"exec env -i ${DNNL_MAX_CPU_ISA:+DNNL_MAX_CPU_ISA=$DNNL_MAX_CPU_ISA} "$0" "$@""#

  @Test(arguments: [
    #"exec "$0" "$@" <&- >&- 2>&-"#, withoutEnvironment, #"ulimit -n 64; exec "$0" "$@""#,
    #"export LC_ALL=tr_TR.UTF-8 TMPDIR=/nowhere HOME=; exec "$0" "$@""#,
    #"umask 077; cd /; exec "$0" "$@""#, #"exec "$0" "$@" | head -0"#,
    #"exec /lib*/ld-linux-*.so.* "$0" "$@""#,
  ])
  func makeNoDifference(script: String) throws {
    var elsewhere = project
    elsewhere.script = script
    let ending = try elsewhere.runAll()
    #expect(ending.status == 0, "\(ending)")
    #expect(try project.verify().status == 0)
    #expect(try project.results() == expected())
  }

  @Test func pathsMayHoldBlanksAndBeRelative() throws {
    try data.writeConfiguration("my own.json", place: "a b")
    var relative = Project(data, "my own.json", place: "a b")
    relative.configuration = "../my own.json"
    relative.script =
      #"mkdir -p "\#(data.folder)/c d" && cd "\#(data.folder)/c d" && exec "$0" "$@""#
    let ending = try relative.runAll()
    #expect(ending.status == 0, "\(ending)")
    #expect(try relative.results() == expected())
  }

  @Test func aLimitToTheSizeOfFilesIsSaidInASentence() throws {
    let expected = try expected()
    var limited = project
    limited.script = #"ulimit -f 24; exec "$0" "$@""#
    for stage in Project.stages {
      let ending = try limited.run(stage)
      #expect(ending.status == 1, "\(stage): \(ending)")
      let said = ending.errors.split(separator: "\n").last ?? ""
      #expect(said.hasPrefix("error: ") && said.hasSuffix("."), "\(stage): \(ending)")
    }
    let ending = try project.runAll()
    #expect(ending.status == 0, "\(ending)")
    #expect(try project.results() == expected)
  }

  @Test(arguments: ["ingest", "evaluate"]) func resultsThatAreLostAreAFailure(stage: String) throws
  {
    try #require(project.runAll().status == 0)
    var full = project
    full.script = #"exec "$0" "$@" >/dev/full"#
    let ending = try full.run(stage)
    #expect(ending.status == 1)
    #expect(ending.isOneSentence, "\(ending)")
    #expect(ending.errors.contains("standard output"))
  }

  @Test(arguments: ["/dev/zero", "/dev/null", "/nowhere.csv", "/"])
  func metadataThatIsNoFileIsSaidInASentence(path: String) throws {
    let ending = try project.run("ingest", ["--set", "dataset.metadata=\(path)"])
    #expect(ending.status == 1, "\(ending)")
    #expect(ending.isOneSentence, "\(ending)")
  }

  /// Stopped with Ctrl-Z for a while: another process of the stage waits, and both end well.
  @Test func aStoppedStageGoesOn() throws {
    let expected = try expected()
    try #require(project.runAll(["ingest", "segment"]).status == 0)
    let first = try project.start("render")
    first.signal(SIGSTOP)
    let second = try project.start("render")
    usleep(300_000)
    first.signal(SIGCONT)
    for ending in [first.wait(), second.wait()] { #expect(ending.status == 0, "\(ending)") }
    #expect(try project.runAll().status == 0)
    #expect(try project.results() == expected)
  }
}
