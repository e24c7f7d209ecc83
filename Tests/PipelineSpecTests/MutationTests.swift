import Foundation
import PipelineSpec
import Testing
import YAML

/// A generator that repeats itself: the same damage every time.
private struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % sides
    }
}

@Suite("Damaged files") struct MutationTests {
    private let original: [UInt8]
    private let others: [YAMLDocument]

    init() throws {
        let path = Files.pipelines + "/dispatch.yaml"
        original = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        others = try ["roster", "restoration"].map {
            try YAMLDocument.load(path: "\(Files.pipelines)/\($0).yaml")
        }
    }

    private func told(_ bytes: [UInt8]) -> [Diagnostic] {
        do {
            let document = try YAMLDocument.parse(bytes: bytes, file: "dispatch.yaml")
            return Pipelines.lint(documents: [document] + others).diagnostics
        } catch {
            return error.diagnostics
        }
    }

    @Test(arguments: 1...4) func noDamageGoesWithoutAPlace(seed: Int) {
        var dice = Dice(state: UInt64(seed))
        let syntax = Array("\t:-{}[]#&*!|>'\"%@`,?\n\u{0} ~".utf8)
        for _ in 0..<60 {
            var bytes = original
            for _ in 0..<(1 + dice.roll(3)) {
                let at = dice.roll(bytes.count)
                switch dice.roll(4) {
                case 0: bytes[at] = syntax[dice.roll(syntax.count)]
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(syntax[dice.roll(syntax.count)], at: at)
                default: bytes[at] = UInt8(dice.roll(256))
                }
            }
            let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).count
            for diagnostic in told(bytes) {
                #expect(diagnostic.line >= 1 && diagnostic.column >= 1)
                #expect(diagnostic.file != "dispatch.yaml" || diagnostic.line <= lines + 1)
                #expect(!diagnostic.file.isEmpty && !diagnostic.message.isEmpty)
            }
        }
    }

    @Test func aFileCutAnywhereIsRefused() {
        var dice = Dice(state: 7)
        for _ in 0..<60 {
            let kept = dice.roll(original.count - 200)
            #expect(!told(Array(original.prefix(kept))).isEmpty, "cut after \(kept) bytes")
        }
    }
}
