// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that tests don't build it.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "soundmark", path: "..")],
  targets: [
    .executableTarget(
      name: "benchmark",
      dependencies: [
        .product(name: "SoundmarkCraft", package: "soundmark"),
        .product(name: "SoundmarkCache", package: "soundmark"), "CZlib",
      ]),
    .systemLibrary(name: "CZlib"),
  ]
)
