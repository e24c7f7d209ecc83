import Foundation

/// The checkout as the tests see it.
enum Tree {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file below a folder of the checkout.
    static func swiftFiles(in folder: String) -> [SourceFile] {
        let base = root.appending(path: folder)
        guard let paths = FileManager.default.enumerator(atPath: base.path) else { return [] }
        return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
            .compactMap { path in
                let url = base.appending(path: path)
                guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
                return SourceFile(path: "\(folder)/\(path)", text: text)
            }
    }
}

struct SourceFile {
    let path: String
    let lines: [String]

    init(path: String, text: String) {
        self.path = path
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
    }

    /// The room: the folder below `Sources` or `Tests`.
    var room: String { String(path.split(separator: "/")[1]) }

    /// The modules this file imports.
    var imports: Set<String> {
        Set(
            lines.compactMap { line in
                var words = line.split(separator: " ").map(String.init)
                while let first = words.first, first.hasPrefix("@") || first == "public" {
                    words.removeFirst()
                }
                guard words.first == "import", words.count >= 2 else { return nil }
                let kinds = ["struct", "class", "enum", "protocol", "func", "typealias", "var"]
                let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
                return String(name.split(separator: ".")[0])
            })
    }

    /// Each line with its number, comments and the insides of string literals blanked.
    var code: [(number: Int, text: String)] {
        var isInText = false
        return lines.enumerated().map { index, line in
            let fences = line.components(separatedBy: "\"\"\"").count - 1
            defer { if fences % 2 == 1 { isInText.toggle() } }
            if isInText || fences > 0 { return (index + 1, "") }
            return (index + 1, withoutTextAndComment(line))
        }
    }
}

private func withoutTextAndComment(_ line: String) -> String {
    var out = ""
    var isInString = false
    var previous: Character = " "
    for character in line {
        if character == "\"" && previous != "\\" {
            isInString.toggle()
        } else if !isInString {
            if character == "/" && previous == "/" {
                out.removeLast()
                break
            }
            out.append(character)
        }
        previous = character
    }
    return out
}
