import Foundation
import Testing

/// Calls that have no place in the code of the project, and why.
private let forbidden: [(pattern: String, why: String, except: Set<String>)] = [
    (#"\btry!"#, "an error that cannot be reported", []),
    (#"\bas!"#, "a cast that can kill a stage", []),
    (#"\bfatalError\("#, "kills a stage", []),
    (#"\bpreconditionFailure\("#, "kills a stage", []),
    (#"@unchecked Sendable"#, "unproved", ["AMQP"]),
    (#"nonisolated\(unsafe\)"#, "unproved", []),
    (
        #"Thread\.sleep|\busleep\(|\bsleep\("#, "a sleep in place of a condition",
        ["AMQP", "StageKit", "PrivateBroker"]
    ),
    (#"\bprint\("#, "only the operator's command prints", ["Operator"]),
    (
        #"\bDate\(\)|\.random\b|Int\.random|UUID\(\)"#, "stages never see a clock or a die",
        ["StageKit", "Operator", "PrivateBroker", "AMQP", "Bootstrap", "StatefulStageKit"]
    ),
]

@Test func noForbiddenCalls() throws {
    var found: [String] = []
    for (pattern, why, except) in forbidden {
        let expression = try NSRegularExpression(pattern: pattern)
        for file in Tree.swiftFiles(in: "Sources") where !except.contains(file.room) {
            for (number, text) in file.code {
                let range = NSRange(text.startIndex..., in: text)
                if expression.firstMatch(in: text, range: range) != nil {
                    found.append("\(file.path):\(number): \(why)")
                }
            }
        }
    }
    #expect(found == [])
}

@Test func nothingIsLeftForLater() {
    let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
    let found = (Tree.swiftFiles(in: "Sources") + Tree.swiftFiles(in: "Tests")).flatMap { file in
        file.lines.enumerated().filter { line in words.contains { line.element.contains($0) } }
            .map { "\(file.path):\($0.offset + 1)" }
    }
    #expect(found == [])
}

@Test func everyTestFileAsserts() {
    let silent = Tree.swiftFiles(in: "Tests").filter { file in
        let text = file.lines.joined(separator: "\n")
        return text.contains("@Test") && !text.contains("#expect") && !text.contains("#require")
            && !text.contains("Issue.record")
    }
    #expect(silent.map(\.path) == [])
}

@Test func publicTypesSayWhatTheyAre() {
    var silent: [String] = []
    let kinds = ["struct", "enum", "class", "protocol", "actor"]
    for file in Tree.swiftFiles(in: "Sources") {
        for (index, line) in file.lines.enumerated() {
            let words = line.split(separator: " ").map(String.init)
            guard words.first == "public",
                let kind = words.dropFirst().first(where: { $0 != "final" && $0 != "indirect" }),
                kinds.contains(kind)
            else { continue }
            var above = index - 1
            let trimmed = { (at: Int) in file.lines[at].trimmingCharacters(in: .whitespaces) }
            while above >= 0, trimmed(above).hasPrefix("@") { above -= 1 }
            let comment = above >= 0 ? trimmed(above) : ""
            if !comment.hasPrefix("///") { silent.append("\(file.path):\(index + 1)") }
        }
    }
    #expect(silent == [])
}
