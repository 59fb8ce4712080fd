import Configuration
import Digests
import Foundation
import Mustache
import Pages
import Pipeline

/// A page of sections as one file that needs nothing else.
struct Page {
  let title: String
  let remark: String
  let sections: [ReportSection]
  /// Of all that it was made from; a page that has it is up to date.
  let key: Digest

  func html() throws -> String {
    let style = String(decoding: PackageResources.style_css, as: UTF8.self)
    let script = String(decoding: PackageResources.script_js, as: UTF8.self)
    let template = try MustacheTemplate(
      string: String(decoding: PackageResources.page_mustache, as: UTF8.self))
    return template.render(
      [
        "policy": """
        default-src 'none'; img-src data: file:; media-src data: file:; \
        style-src '\(Self.hash(style))'; script-src '\(Self.hash(script))'; \
        base-uri 'none'; form-action 'none'
        """,
        "version": programVersion, "key": key.hex, "title": title, "remark": remark,
        "style": style, "script": script,
        "sections": sections.map { ["id": $0.id, "name": $0.name, "body": $0.body.description] },
      ] as [String: Any])
  }

  /// Whether a file is this page.
  static func isCurrent(_ path: String, _ key: Digest) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path),
      let head = try? file.read(upToCount: 2_000)
    else { return false }
    return String(decoding: head, as: UTF8.self)
      .contains("<meta name=\"soundmark-key\" content=\"\(key.hex)\">")
  }

  private static func hash(_ text: String) -> String {
    "sha256-\(Data(Digest(of: text).bytes).base64EncodedString())"
  }
}

extension KeyText {
  /// Of a page about experiments, of a kind.
  init(page kind: String, of data: [ReportData], withAudio: Bool, in context: StageContext) {
    self.init(stage: kind, version: 1, parameters: context.configuration.canonicalText)
    add("program", programVersion)
    for (name, file) in [
      ("style", PackageResources.style_css), ("script", PackageResources.script_js),
      ("template", PackageResources.page_mustache),
    ] {
      add(name, Digest(of: file))
    }
    add("audio", withAudio ? 1 : 0)
    add("megabytes", context.configuration.reportAudio)
    for data in data { data.digest(&self) }
  }
}
