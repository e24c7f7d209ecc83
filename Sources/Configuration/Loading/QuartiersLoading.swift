import Model
import YAML

extension QuartiersFile {
    /// Checks what one entry alone cannot show.
    func check(_ findings: inout Findings) {
        findings.version(version)
        let entries = quartiers.value
        findings.unique(entries.map(\.id), "quartier")
        findings.unique((landmarks ?? []).map(\.id), "landmark")
        for entry in entries { entry.check(&findings) }
        checkNeighbours(&findings)
        checkReferences(&findings)
        checkNames(&findings)
    }

    private var ids: Set<QuartierID> { Set(quartiers.value.map(\.id.value)) }

    private func checkNeighbours(_ findings: inout Findings) {
        let entries = Dictionary(
            quartiers.value.map { ($0.id.value, $0) }, uniquingKeysWith: { first, _ in first })
        for entry in quartiers.value {
            for neighbour in entry.neighbours ?? [] {
                guard let other = entries[neighbour.value] else {
                    unknown(neighbour, &findings)
                    continue
                }
                if neighbour.value == entry.id.value {
                    findings.add(
                        neighbour.error("a quartier is its own neighbour", hint: "take it out"))
                } else if !other.names(entry.id.value) {
                    findings.add(
                        neighbour.error(
                            "'\(neighbour.value)' does not name '\(entry.id.value)' back",
                            hint: "neighbours are symmetric: add it at \(other.id.place)"))
                }
            }
        }
    }

    private func checkReferences(_ findings: inout Findings) {
        let ids = ids
        for landmark in landmarks ?? [] where !ids.contains(landmark.quartier.value) {
            unknown(landmark.quartier, &findings)
        }
        for name in ambiguous ?? [] {
            for quartier in name.quartiers where !ids.contains(quartier.value) {
                unknown(quartier, &findings)
            }
        }
    }

    private func unknown(_ id: Located<QuartierID>, _ findings: inout Findings) {
        findings.add(
            id.error(
                "the quartier '\(id.value)' is not in this file",
                hint: Nearest.hint(for: id.value.text, among: ids.map(\.text))))
    }

    /// No folded name may mean two quartiers unless `ambiguous` says so.
    private func checkNames(_ findings: inout Findings) {
        let ambiguous = Set((ambiguous ?? []).map { FoldedText.fold($0.name.value) })
        var claims: [String: (quartier: QuartierID, place: Place)] = [:]
        func claim(_ name: Located<String>, _ quartier: QuartierID) {
            let folded = FoldedText.fold(name.value)
            guard !folded.isEmpty else { return findings.notEmpty(name, "the name") }
            guard !ambiguous.contains(folded) else { return }
            if let earlier = claims[folded], earlier.quartier != quartier {
                findings.add(
                    name.error(
                        "'\(name.value)' already means '\(earlier.quartier)'",
                        hint: "see \(earlier.place); list it under 'ambiguous' if it means both"))
            } else {
                claims[folded] = (quartier, name.place)
            }
        }
        for entry in quartiers.value {
            for name in [entry.nameFr, entry.nameAr] + (entry.aliases ?? []) {
                claim(name, entry.id.value)
            }
        }
        for landmark in landmarks ?? [] {
            for name in [landmark.nameFr] + (landmark.aliases ?? []) {
                claim(name, landmark.quartier.value)
            }
        }
        for word in everydayWords ?? [] where claims[FoldedText.fold(word.value)] == nil {
            findings.add(
                word.error("'\(word.value)' is the name of no quartier", hint: "take it out"))
        }
    }
}

extension QuartierEntry {
    /// True where it names the other as its neighbour.
    fileprivate func names(_ other: QuartierID) -> Bool {
        (neighbours ?? []).contains { $0.value == other }
    }

    fileprivate func check(_ findings: inout Findings) {
        if !(-90...90).contains(latitude.value) {
            findings.add(latitude.error("no such latitude", hint: "degrees, WGS 84"))
        }
        if !(-180...180).contains(longitude.value) {
            findings.add(longitude.error("no such longitude", hint: "degrees, WGS 84"))
        }
    }
}
