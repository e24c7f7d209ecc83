import Foundation
import Model
import YAML

extension Templates {
    /// Reads and checks the templates of every language, purpose and variant.
    /// - Parameter directory: with a folder a language: `fr`, `ar`
    /// - Throws: `YAMLErrors` with everything found
    public static func load(directory: String) throws -> Templates {
        var findings = Findings()
        var templates = Templates(texts: [:])
        for language in Language.allCases {
            let folder = "\(directory)/\(language.rawValue)"
            for purpose in NotificationPurpose.allCases {
                let file = "\(folder)/\(purpose.rawValue).txt"
                templates.texts[language, default: [:]][purpose] = read(file, purpose, &findings)
                for variant in purpose.variants {
                    let file = "\(folder)/\(purpose.rawValue)-\(variant).txt"
                    templates.variants[language, default: [:]][purpose, default: [:]][variant] =
                        read(file, purpose, &findings)
                }
            }
            let words = findings.read(WordsFile.self, path: folder + "/words.yaml")
            if let words {
                findings.complete(words.urgency, "a word")
                templates.urgencyWords[language] = words.urgency.value
            }
        }
        return try findings.result(templates)
    }

    private struct WordsFile: Decodable {
        let urgency: Located<[Urgency: String]>
    }

    private static func read(
        _ path: String, _ purpose: NotificationPurpose, _ findings: inout Findings
    ) -> String? {
        let top = Place(file: path, line: 1, column: 1)
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            findings.add(top.error("the template cannot be read", hint: "write it, in UTF-8"))
            return nil
        }
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            check(line, Place(file: path, line: index + 1, column: 1), purpose, &findings)
        }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.isEmpty { findings.add(top.error("the template is empty", hint: "write it")) }
        return trimmed
    }

    private static func check(
        _ line: Substring, _ start: Place, _ purpose: NotificationPurpose,
        _ findings: inout Findings
    ) {
        var column = 1
        for part in TemplatePart.parts(of: line) {
            let place = Place(file: start.file, line: start.line, column: column)
            switch part {
            case .text(let text):
                column += text.count
                if text.contains(where: { $0 == "{" || $0 == "}" }) {
                    findings.add(
                        place.error("a brace without its fellow", hint: "write {name}"))
                }
            case .placeholder(let name):
                column += name.count + 2
                guard !purpose.placeholders.contains(name) else { continue }
                findings.add(
                    place.error(
                        "'{\(name)}' has no value in '\(purpose.rawValue)'",
                        hint: Nearest.hint(for: name, among: purpose.placeholders)))
            }
        }
    }
}
