import Foundation
import Testing

@Test func filesStaySmall() {
    let files = Tree.swiftFiles(in: "Sources") + Tree.swiftFiles(in: "Tests")
    #expect(files.filter { $0.lines.count > 500 }.map(\.path) == [])
    let sizes = Tree.swiftFiles(in: "Sources").map(\.lines.count).sorted()
    #expect(sizes[sizes.count * 95 / 100] <= 350)
    #expect(sizes[sizes.count / 2] <= 130)
}

@Test func linesFitAHundredColumns() {
    let wide = (Tree.swiftFiles(in: "Sources") + Tree.swiftFiles(in: "Tests")).flatMap { file in
        file.lines.enumerated().filter { $0.element.count > 100 }
            .map { "\(file.path):\($0.offset + 1)" }
    }
    #expect(wide == [])
}

@Test func functionsStayShort() {
    let long = Tree.swiftFiles(in: "Sources").flatMap { file in
        functions(in: file).filter { $0.length > 70 }
            .map { "\(file.path):\($0.line) \($0.length) lines" }
    }
    #expect(long == [])
}

@Test func programsAreOptionsAndWiring() {
    let programs = ["intake", "classifier", "matcher", "notifier", "ledger", "maalem"]
    for program in programs {
        let lines = Tree.swiftFiles(in: "Sources/\(program)").map(\.lines.count).reduce(0, +)
        #expect(lines <= 60, "\(program)")
    }
}

@Test func namesOnDiskDifferByMoreThanCase() throws {
    let sources = Tree.root.appending(path: "Sources").path
    let all = try #require(FileManager.default.enumerator(atPath: sources))
    let paths = all.compactMap { $0 as? String }
    let folded = Dictionary(grouping: paths, by: { $0.lowercased() })
    #expect(folded.values.filter { $0.count > 1 }.map { $0.sorted() } == [])
}

/// Functions and initialisers by counting braces; strings and comments do not count.
private func functions(in file: SourceFile) -> [(line: Int, length: Int)] {
    var found: [(line: Int, length: Int)] = []
    var open: [(line: Int, depth: Int)] = []
    var depth = 0
    var pending: Int?
    for (number, text) in file.code {
        let words = text.split(whereSeparator: { !$0.isLetter })
        if words.contains("func") || text.trimmingCharacters(in: .whitespaces).hasPrefix("init(") {
            pending = number
        }
        for character in text {
            if character == "{" {
                if let line = pending {
                    open.append((line, depth))
                    pending = nil
                }
                depth += 1
            } else if character == "}" {
                depth -= 1
                if let last = open.last, last.depth == depth {
                    found.append((last.line, number - last.line + 1))
                    open.removeLast()
                }
            }
        }
    }
    return found
}
