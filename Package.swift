// swift-tools-version: 6.2
import PackageDescription

/// A function whose memory on the stack was written past notices before it returns.
let stackProtection: [CSetting] = [.unsafeFlags(["-fstack-protector-strong"])]

// The house, top to bottom: a target imports nothing from a floor above its own (docs/architecture.md).
let package = Package(
  name: "soundmark",
  products: [
    .executable(name: "soundmark", targets: ["soundmark"]),
    .executable(name: "soundmark-ingest", targets: ["soundmark-ingest"]),
    .executable(name: "soundmark-segment", targets: ["soundmark-segment"]),
    .executable(name: "soundmark-render", targets: ["soundmark-render"]),
    .executable(name: "soundmark-train", targets: ["soundmark-train"]),
    .executable(name: "soundmark-evaluate", targets: ["soundmark-evaluate"]),
    .executable(name: "soundmark-perturb", targets: ["soundmark-perturb"]),
    .executable(name: "soundmark-explain", targets: ["soundmark-explain"]),
    .executable(name: "soundmark-duplicates", targets: ["soundmark-duplicates"]),
    .executable(name: "soundmark-serve", targets: ["soundmark-serve"]),
    .library(
      name: "SoundmarkCraft",
      targets: [
        "Audio", "Spectrogram", "Imaging", "Figures", "DataSets", "Learning", "Explaining",
        "Projection", "Networks", "Scoring", "TensorFiles",
      ]),
    .library(name: "SoundmarkCache", targets: ["Cache", "Digests"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    // Floor 4, commands: arguments in, exit status out.
    command(
      "soundmark",
      [
        "ModelStages", "Report", "Manifest", "Cache", "Configuration", "JSON", "Audio", "DataSets",
        "Digests", "Engine", "Networks", "ONNX", "TensorFiles",
      ]),
    command("soundmark-ingest", ["DataStages"]),
    command("soundmark-segment", ["DataStages"]),
    command("soundmark-render", ["DataStages"]),
    command("soundmark-train", ["ModelStages", "Engine"]),
    command("soundmark-evaluate", ["ModelStages", "Engine"]),
    command("soundmark-perturb", ["ModelStages", "Engine"]),
    command("soundmark-explain", ["ModelStages", "Engine"]),
    command("soundmark-duplicates", ["DataStages"]),
    command("soundmark-serve", ["Serving", "ModelStages", "Configuration", "Engine"]),

    // Floor 3, the pipeline: the stages, what a stage is, and what it knows. From tensors to results,
    // and from sounds to tensors apart, for programs that load neither networks nor figures; the page of
    // results; and pages that are served.
    .target(
      name: "Serving",
      dependencies: [
        "Report", "ModelStages", "Pipeline", "Manifest", "Cache", "Configuration", "Audio",
        "DataSets", "Figures", "Digests", "Pages",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      resources: [
        .embedInCode("Assets/pages.css"), .embedInCode("Assets/pages.js"),
        .embedInCode("Assets/map.js"),
      ]),
    .target(
      name: "Report",
      dependencies: [
        "ModelStages", "Pipeline", "Manifest", "Cache", "Configuration", "Audio", "Spectrogram",
        "Imaging", "Figures", "Networks", "Digests", "Scoring", "Pages",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [
        .embedInCode("Templates/page.mustache"), .embedInCode("Templates/style.css"),
        .embedInCode("Templates/script.js"),
      ]),
    .target(
      name: "ModelStages",
      dependencies: [
        "DataStages", "Pipeline", "Manifest", "Cache", "Configuration", "Audio", "Perturbations",
        "Spectrogram", "Imaging", "Figures", "DataSets", "Learning", "Explaining", "Projection",
        "Networks", "ONNX", "Digests", "TensorFiles", "Numerics", "Scoring", "JSON", "Threads",
      ]),
    .target(
      name: "DataStages",
      dependencies: [
        "Pipeline", "Manifest", "Cache", "Configuration", "Audio", "Fingerprints", "Spectrogram",
        "Imaging", "DataSets", "Digests", "TensorFiles", "Numerics",
      ]),
    .target(
      name: "Pipeline",
      dependencies: [
        "Manifest", "Cache", "Configuration", "Digests", "Threads", "CLinux",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(
      name: "Manifest",
      dependencies: [
        "DataSets", "Networks", "Digests", "CLinux",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .target(name: "Cache", dependencies: ["Digests", "CLinux"]),
    .target(
      name: "Configuration",
      dependencies: [
        "Audio", "Perturbations", "Spectrogram", "Imaging", "DataSets", "Networks", "Digests",
        "JSON",
      ]),

    // Floor 2, the craft: sound, what is done to it, pictures, pages, data sets, learning. No word of
    // manifests or caches.
    .target(name: "Audio", dependencies: ["Numerics", "CKernels", "CSndfile", "CMpg123", "CSoxr"]),
    .target(name: "Perturbations", dependencies: ["Audio", "Fourier", "Numerics"]),
    .target(name: "Fingerprints", dependencies: ["Fourier"]),
    .target(name: "Spectrogram", dependencies: ["Fourier", "Numerics", "CKernels"]),
    .target(name: "Figures", dependencies: ["Imaging", "CCairo"]),
    .target(name: "Imaging", dependencies: ["CPNG"]),
    .target(name: "Pages"),
    .target(name: "DataSets", dependencies: ["Numerics", "JSON"]),
    .target(
      name: "Learning",
      dependencies: [
        "Engine", "Networks", "Numerics", "TensorFiles", "Threads", "CKernels", "COpenBLAS",
      ]),
    .target(
      name: "Explaining",
      dependencies: ["Learning", "Engine", "Networks", "Numerics", "TensorFiles"]),
    .target(name: "Projection", dependencies: ["Engine", "Numerics"]),
    .target(name: "ONNX", dependencies: ["Networks", "TensorFiles"]),

    // Floor 1, the matter: digests, files, numbers, transforms, scores, networks as data and as they run,
    // JSON, threads.
    .target(name: "Digests", dependencies: ["CCrypto", "CKernels"]),
    .target(name: "TensorFiles"),
    .target(name: "Numerics", dependencies: ["CKernels"]),
    .target(name: "Fourier", dependencies: ["CFFTW"]),
    .target(name: "Scoring", dependencies: ["Numerics"]),
    .target(
      name: "Engine",
      dependencies: ["Networks", "Numerics", "Threads", "CKernels", "ConeDNN", "CLinux"]),
    .target(name: "Networks", dependencies: ["JSON"]),
    .target(name: "JSON"),
    .target(name: "Threads"),

    // Floor 0, the ground: system libraries and the hot loops in C.
    .target(name: "CKernels", cSettings: stackProtection),
    .target(
      name: "ConeDNN", cxxSettings: [.unsafeFlags(["-fstack-protector-strong"])],
      linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("gomp")]),
    .target(name: "COpenBLAS", cSettings: stackProtection),
    .target(
      name: "CPNG", cSettings: stackProtection, linkerSettings: [.linkedLibrary("png")]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(
      name: "CSndfile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(
      name: "CMpg123", pkgConfig: "libmpg123", providers: [.apt(["libmpg123-dev"])]),
    .systemLibrary(name: "CFFTW", pkgConfig: "fftw3f", providers: [.apt(["libfftw3-dev"])]),
    .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev", "fonts-dejavu-core"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

    // Tests, floor by floor.
    .target(
      name: "TestSupport",
      dependencies: ["Audio", "CSndfile", .product(name: "GRDB", package: "GRDB.swift")],
      path: "Tests/TestSupport", exclude: ["Released"]),
    .testTarget(name: "DigestsTests", dependencies: ["Digests"]),
    .testTarget(
      name: "TensorFilesTests", dependencies: ["TensorFiles", "TestSupport"], exclude: ["Golden"]),
    .testTarget(name: "NumericsTests", dependencies: ["Numerics", "CKernels"]),
    .testTarget(name: "ScoringTests", dependencies: ["Scoring"], exclude: ["Golden"]),
    .testTarget(name: "NetworksTests", dependencies: ["Networks", "JSON"]),
    .testTarget(
      name: "EngineTests",
      dependencies: ["Engine", "Networks", "Numerics", "CKernels", "TensorFiles"]),
    .testTarget(
      name: "AudioTests",
      dependencies: ["Audio", "CKernels", "CSndfile", "TensorFiles", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(name: "FourierTests", dependencies: ["Fourier", "Numerics"]),
    .testTarget(
      name: "PerturbationsTests",
      dependencies: [
        "Perturbations", "Audio", "Fourier", "Numerics", "TensorFiles", "TestSupport",
      ],
      exclude: ["Golden"]),
    .testTarget(
      name: "SpectrogramTests",
      dependencies: ["Spectrogram", "Audio", "Numerics", "CKernels", "TensorFiles"],
      exclude: ["Golden"]),
    .testTarget(
      name: "ImagingTests", dependencies: ["Imaging", "Figures", "TensorFiles", "CCairo"],
      exclude: ["Golden"]),
    .testTarget(name: "PagesTests", dependencies: ["Pages"]),
    .testTarget(
      name: "DataSetsTests", dependencies: ["DataSets", "TestSupport"], exclude: ["Golden"]),
    .testTarget(
      name: "LearningTests",
      dependencies: ["Learning", "Engine", "Networks", "Numerics", "TensorFiles", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "ExplainingTests",
      dependencies: ["Explaining", "Learning", "Networks", "Numerics", "TensorFiles"],
      exclude: ["Golden"]),
    .testTarget(
      name: "FingerprintsTests", dependencies: ["Fingerprints", "Numerics", "Perturbations"]),
    .testTarget(
      name: "ProjectionTests", dependencies: ["Projection", "Numerics", "TensorFiles"],
      exclude: ["Golden"]),
    .testTarget(
      name: "ONNXTests", dependencies: ["ONNX", "Networks", "TensorFiles", "TestSupport"]),
    .testTarget(
      name: "ConfigurationTests",
      dependencies: ["Configuration", "JSON", "Networks", "Spectrogram", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(name: "CacheTests", dependencies: ["Cache", "Digests", "TestSupport"]),
    .testTarget(
      name: "ManifestTests",
      dependencies: [
        "Manifest", "DataSets", "Networks", "Digests", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "PipelineTests",
      dependencies: ["Pipeline", "Configuration", "Manifest", "Cache", "Digests", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "StagesTests",
      dependencies: [
        "ModelStages", "DataStages", "Cache", "Manifest", "Audio", "Pipeline", "Engine", "Learning",
        "Networks", "Scoring", "TensorFiles", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ], exclude: ["Golden", "Peers"]),
    .testTarget(name: "ServingTests", dependencies: ["Serving"]),
    // make fuzz: mutated files for every reader of what others wrote.
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Audio", "Configuration", "CSndfile", "DataSets", "TensorFiles", "TestSupport",
      ],
      path: "Tests/Fuzz"),
    // These run the built programs as processes.
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "ModelStages", "Pipeline", "Engine", "Networks", "TensorFiles", "TestSupport", "CSndfile",
        .product(name: "GRDB", package: "GRDB.swift"),
      ], exclude: ["Golden"]),
  ],
  cxxLanguageStandard: .cxx17
)

/// A program. Swift's own libraries become part of it, so that it runs where no Swift is installed; the
/// libraries that are named here are those that the static Foundation needs. What the linker looks up is
/// looked up when the program starts, and cannot be written to afterwards (full RELRO).
func command(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name,
    dependencies: dependencies + [
      "Pipeline", .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    linkerSettings: [
      .unsafeFlags(["-static-stdlib", "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "now"]),
      .linkedLibrary("_FoundationICU"), .linkedLibrary("_FoundationCShims"),
      .linkedLibrary("_FoundationCollections"), .linkedLibrary("CoreFoundation"),
    ])
}
