// swift-tools-version:6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

// Products of other packages, by the short name used below.
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let flyingFox = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

/// A room: a library of this package and what it may import (held by Tests/Tidy as well).
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// An executable: options and wiring only.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies + [argumentParser], swiftSettings: strict)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["Support"], exclude: exclude,
        swiftSettings: strict)
}

let package = Package(
    name: "maalem",
    products: [
        .executable(name: "intake", targets: ["intake"]),
        .executable(name: "classifier", targets: ["classifier"]),
        .executable(name: "matcher", targets: ["matcher"]),
        .executable(name: "notifier", targets: ["notifier"]),
        .executable(name: "ledger", targets: ["ledger"]),
        .executable(name: "maalem", targets: ["maalem"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(
            name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        room("Model", [crypto]),
        room("YAML", ["CLibYAML"]),
        room("Configuration", ["Model", "YAML"]),
        room("PipelineSpec", ["YAML"]),
        room("StageKit", ["Model", logging, flyingFox]),
        room("AMQP", ["StageKit", "Model", "CRabbitMQ", logging]),
        room("StatefulStageKit", ["StageKit", "Model", grdb, crypto, logging]),
        room("IntakeStage", ["StageKit", "Configuration", "Model", crypto]),
        room("ClassifierStage", ["StageKit", "Configuration", "Model"]),
        room(
            "MatcherStage",
            ["StatefulStageKit", "StageKit", "Configuration", "Model", grdb, crypto]),
        room("NotifierStage", ["StatefulStageKit", "StageKit", "Configuration", "Model", grdb]),
        room(
            "LedgerStage", ["StatefulStageKit", "StageKit", "Configuration", "Model", grdb, crypto]),
        room("PrivateBroker", []),
        room(
            "Bootstrap",
            [
                "AMQP", "StageKit", "StatefulStageKit", "PipelineSpec", "Configuration", "YAML",
                "Model", argumentParser, logging,
            ]),
        room(
            "Operator",
            [
                "Bootstrap", "PrivateBroker", "AMQP", "PipelineSpec", "Configuration",
                "LedgerStage",
                "NotifierStage", "ClassifierStage", "MatcherStage", "StatefulStageKit", "StageKit",
                "YAML",
                "Model", argumentParser, logging, crypto,
            ]),

        program("intake", ["Bootstrap", "IntakeStage"]),
        program("classifier", ["Bootstrap", "ClassifierStage"]),
        program("matcher", ["Bootstrap", "MatcherStage"]),
        program("notifier", ["Bootstrap", "NotifierStage"]),
        program("ledger", ["Bootstrap", "LedgerStage"]),
        program("maalem", ["Operator"]),

        .executableTarget(
            name: "bench",
            dependencies: [
                "Operator", "PrivateBroker", "AMQP", "LedgerStage", "ClassifierStage", "Bootstrap",
                "Configuration", "PipelineSpec", "StageKit", "Model", argumentParser, logging,
            ],
            path: "Benchmarks/Chain", swiftSettings: strict),
        .executableTarget(
            name: "cluster",
            dependencies: [
                "Operator", "Bootstrap", "PrivateBroker", "AMQP", "LedgerStage", "StageKit",
                "Model", argumentParser,
            ],
            path: "Benchmarks/Cluster", swiftSettings: strict),
        .executableTarget(
            name: "faults",
            dependencies: [
                "Operator", "PrivateBroker", "AMQP", "IntakeStage", "ClassifierStage",
                "MatcherStage", "NotifierStage", "LedgerStage", "StatefulStageKit",
                "Configuration", "StageKit", "Model", argumentParser, logging,
            ],
            path: "Benchmarks/Faults", swiftSettings: strict),

        .target(
            name: "Support", dependencies: ["PrivateBroker", "StageKit", "Model"],
            path: "Tests/Support", swiftSettings: strict),
        tests("ModelTests", ["Model"]),
        tests("YAMLTests", ["YAML"]),
        tests("ConfigurationTests", ["Configuration", "Model", "YAML"]),
        tests("PipelineSpecTests", ["PipelineSpec", "YAML", "Model"], exclude: ["Broken"]),
        tests("StageKitTests", ["StageKit", "Model"]),
        tests("AMQPTests", ["AMQP", "StageKit", "Model", "PrivateBroker"]),
        tests("StatefulStageKitTests", ["StatefulStageKit", "StageKit", "Model", grdb]),
        tests("IntakeStageTests", ["IntakeStage", "StageKit", "Configuration", "Model"]),
        tests("ClassifierStageTests", ["ClassifierStage", "StageKit", "Configuration", "Model"]),
        tests(
            "MatcherStageTests",
            ["MatcherStage", "StatefulStageKit", "StageKit", "Configuration", "Model", grdb]),
        tests(
            "NotifierStageTests",
            ["NotifierStage", "StatefulStageKit", "StageKit", "Configuration", "Model", grdb]),
        tests(
            "LedgerStageTests",
            ["LedgerStage", "StatefulStageKit", "StageKit", "Configuration", "Model", grdb]),
        tests("PrivateBrokerTests", ["PrivateBroker"]),
        tests("BootstrapTests", ["Bootstrap"]),
        tests(
            "OperatorTests",
            [
                "Operator", "Bootstrap", "AMQP", "LedgerStage", "NotifierStage", "StatefulStageKit",
                "StageKit", "Configuration", "Model",
            ]),
        tests("BrokerConformance", ["AMQP", "StageKit", "PrivateBroker", "Model"]),
        tests(
            "Integration",
            [
                "Operator", "Bootstrap", "AMQP", "PrivateBroker", "PipelineSpec", "Configuration",
                "LedgerStage", "StageKit", "Model",
            ]),
        tests("Tidy", []),
    ]
)
