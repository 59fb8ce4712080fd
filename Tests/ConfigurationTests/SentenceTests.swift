import Configuration
import Testing

struct SentenceTests {
  /// Every key with a wrong type, out of its range, and misspelt; the sentences are an interface.
  @Test func saysWhatIsWrongWithEveryKey() throws {
    var sentences: [String] = []
    for key in try SchemaKey.all() {
      for value in key.wrongTypes + key.outOfRange {
        sentences.append(sentence(key.path.file(value)))
      }
      sentences.append(sentence(key.misspelling.file(key.defaultValue)))
      #expect(sentences.last?.hasSuffix("the nearest is '\(key.path)'.") == true)
    }
    try PackageFiles.expect(
      "Tests/ConfigurationTests/Golden/key-sentences.txt",
      is: sentences.joined(separator: "\n") + "\n")
  }

  @Test func takesWhatTheSchemaAllows() throws {
    for key in try SchemaKey.all() {
      #expect(sentence(key.path.file(key.defaultValue)) == "", "\(key.path)")
      if case .list(let choices)? = key.description["enum"] {
        for choice in choices {
          // A choice may ask for something beside it.
          let sentence = sentence(key.path.file(choice))
          #expect(sentence == "" || sentence.contains(", but "), "\(key.path)")
        }
      }
      for limit in ["minimum", "maximum"] {
        guard let value = key.description[limit] else { continue }
        // The ends of a range may not go together with the other defaults.
        let sentence = sentence(key.path.file(value))
        #expect(sentence == "" || sentence.contains(", but "), "\(key.path)")
      }
    }
  }

  @Test(arguments: [
    ("{\"segmnet\": {}}", "p.json, line 1: there is no key 'segmnet', the nearest is 'segment'."),
    (
      "{\n\"spectrogram\": {\n\"sampleRate\": 1}}",
      "p.json, line 3: there is no key 'spectrogram.sampleRate', the nearest is 'segment.sampleRate'."
    ),
    (
      "{\"spectrogram\": {\"hop_length\": 1}}",
      "p.json, line 1: there is no key 'spectrogram.hop_length', the nearest is 'spectrogram.hopLength'."
    ),
    (
      "{\"segment.seconds\": 1}",
      "p.json, line 1: there is no key 'segment.seconds', the nearest is 'seconds' in 'segment'."
    ),
    (
      "{\"segment\": 4}",
      "p.json, line 1: 'segment' is 4, expected an object with keys 'sampleRate', 'seconds', 'hopSeconds', 'minimumSeconds', 'padding', 'channels', 'resampling', 'keepWaveforms'."
    ),
    (
      "[]",
      "Cannot read the configuration 'p.json': line 1, column 1: found [], expected an object in braces."
    ),
    (
      "{\"frontEnd\": \"\u{1B}[2J\"}",
      "Cannot read the configuration 'p.json': line 1, column 15: found the byte 0x1b, expected the closing quote on the same line."
    ),
    (
      "{\"frontEnd\": \"\\u001b[2J\"}",
      "p.json, line 1: 'frontEnd' is \"\\u001b[2J\", expected \"torchaudio\", \"librosa\", \"vggish\", \"panns\" or \"efficientat\"."
    ),
    (
      "{\"\\u001b[2J\": 1}",
      "p.json, line 1: there is no key '\u{1B}[2J', the nearest is 'dataset.name'."
    ),
  ])
  func saysWhatIsWrong(text: String, expected: String) {
    #expect(sentence(text) == expected)
  }

  @Test func saysWhatIsWrongWithOverridesAndWhatDoesNotGoTogether() throws {
    let overrides = [
      ["segment.seconds=two"], ["segment.seconds"], ["=2"], ["segment.secnods=2"], ["segment=2"],
      ["segment.={}"], ["dataset.format=wav"], ["training.network=cnn5"], ["spectrogram.power=3"],
      ["segment.seconds="],
      ["spectrogram.fftSize=256"],
      ["spectrogram.windowLength=2048"],
      ["segment.sampleRate=16000", "spectrogram.maximumFrequency=11025"],
      ["spectrogram.minimumFrequency=12000"],
      ["spectrogram.scaling=linear", "spectrogram.store=float16"],
      ["spectrogram.deltas.order=1", "spectrogram.deltas.width=4"],
      ["spectrogram.cepstrum.count=200"],
      ["spectrogram.size.height=224"], ["spectrogram.size.width=224"],
      ["preview.lower=1"], ["preview.upper=1"], ["preview.lower=1", "preview.upper=-5"],
      ["spectrogram.framing=within", "segment.seconds=0.01"],
      ["segment.seconds=80000", "segment.sampleRate=192000"],
      ["training.mode=fine-tune"], ["training.head=probe"], ["training.momentum=0.8"],
      ["training.validationShare=0.2"],
      ["training.patience=3"], ["training.batchNorm=fixed"], ["training.frozen=features.0"],
      ["training.weights=w.pt", "training.frozen=features.99"],
      ["training.weights=w.pt", "training.frozen=fc"],
    ]
    let sentences = overrides.map { sentence("{}", $0) }
    #expect(!sentences.contains(""))
    try PackageFiles.expect(
      "Tests/ConfigurationTests/Golden/override-sentences.txt",
      is: sentences.joined(separator: "\n") + "\n")
  }

  @Test func saysWhichSpectrogramsANetworkTakes() {
    #expect(
      sentence("{}", ["training.epochs=3", "segment.seconds=0.3"])
        == "--set segment.seconds=0.3: 'segment.seconds' is 0.3, but that makes spectrograms of 128 x 13 (bands x frames), and training.network cnn4 takes none of fewer than 16 bands or 16 frames."
    )
    #expect(
      sentence("{}", ["training.network=cnn4", "spectrogram.melBands=12"]).contains(
        "'spectrogram.melBands' is 12, but that makes spectrograms of 12 x 173"))
    #expect(sentence("{}", ["spectrogram.melBands=12"]) == "", "spectrograms alone may be wanted")
    #expect(sentence("{}", ["training.network=resnet18", "segment.seconds=0.3"]) == "")
  }

  @Test func namesTheEmptyBandsAndHowManyWork() {
    #expect(
      sentence("{}", ["spectrogram.fftSize=256"])
        == "p.json: 'spectrogram.melBands' is 128, but no bin of the Fourier transform falls into "
        + "bands 0, 1, 2, 3, 6, 7, 8, 11 and 10 more: use at most 47 bands or a larger "
        + "spectrogram.fftSize.")
    #expect(sentence("{}", ["spectrogram.fftSize=256", "spectrogram.melBands=47"]) == "")
    #expect(sentence("{}", ["spectrogram.fftSize=256", "spectrogram.melBands=48"]) != "")
  }

  @Test func saysWhichFileCannotBeRead() {
    #expect {
      try PipelineConfiguration.load(path: "/nowhere/p.json")
    } throws: {
      "\($0)"
        == "Cannot read the configuration '/nowhere/p.json': No such file or directory; name another with --config."
    }
  }

  private func sentence(_ text: String, _ overrides: [String] = []) -> String {
    do {
      _ = try PipelineConfiguration(text: Array(text.utf8), path: "p.json", overrides: overrides)
      return ""
    } catch {
      return error.description
    }
  }
}
