import Foundation
import Model
import YAML

extension Chamber {
    /// Reads and checks the folder of a chamber.
    /// - Parameter turns: a file in place of the folder's `turns.yaml`
    static func load(
        folder: String, turnsOverride: (ChamberCode) -> String?, _ findings: inout Findings
    ) -> (code: Located<ChamberCode>, chamber: Chamber)? {
        let main = findings.read(ChamberFile.self, path: folder + "/chamber.yaml")
        let quartiers = findings.read(QuartiersFile.self, path: folder + "/quartiers.yaml")
        let channels = findings.read(ChannelsFile.self, path: folder + "/channels.yaml")
        let rules = main.flatMap { turnsOverride($0.code.value) } ?? folder + "/turns.yaml"
        let turns = findings.read(TurnsFile.self, path: rules)
        main?.check(folder: folder, &findings)
        quartiers?.check(&findings)
        channels?.check(&findings)
        turns?.check(&findings)
        guard let main, let quartiers, let channels, let turns else { return nil }
        let chamber = Chamber(
            code: main.code.value, name: main.name, timeZone: main.timeZone.value,
            quartiers: quartiers.quartiers.value.map(\.quartier),
            landmarks: (quartiers.landmarks ?? []).map(\.landmark),
            ambiguousNames: (quartiers.ambiguous ?? []).map(\.ambiguousName),
            everydayWords: (quartiers.everydayWords ?? []).map(\.value),
            turns: turns.rules, channels: channels.channels)
        return (main.code, chamber)
    }
}

extension ChamberFile {
    fileprivate func check(folder: String, _ findings: inout Findings) {
        findings.version(version)
        if TimeZone(identifier: timeZone.value) == nil {
            findings.add(
                timeZone.error(
                    "the time zone '\(timeZone.value)' is not known",
                    hint: Nearest.word(
                        to: timeZone.value, among: TimeZone.knownTimeZoneIdentifiers
                    ).map { "did you mean '\($0)'?" } ?? "an IANA name: Africa/Algiers"))
        }
        let name = folder.split(separator: "/").last ?? ""
        if !name.hasPrefix(code.value.text + "-") {
            findings.add(
                code.error(
                    "the folder '\(name)' is not named after the code \(code.value)",
                    hint: "\(code.value)-<name>"))
        }
        if code.value == .unreadable {
            findings.add(
                code.error(
                    "00 is where unreadable inputs go", hint: "give the code of the wilaya"))
        }
    }
}

extension ChannelsFile {
    fileprivate func check(_ findings: inout Findings) {
        findings.version(version)
        findings.word(outgoing, among: ["outbox"])
        findings.number(sendBatch, in: 1...1000, "messages a transaction")
        let numbers = (missedCalls ?? []).map(\.number)
        findings.unique(numbers, "number")
        for number in numbers where !isE164(number.value) {
            findings.add(
                number.error(
                    "'\(number.value)' is not an E.164 number", hint: "\"+213\" and 8 or 9 digits"))
        }
    }

    private func isE164(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.hasPrefix("+") && (8...15).contains(digits.count)
            && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension TurnsFile {
    /// Nothing in the rules waits longer than four weeks.
    private static let longest = 4 * 7 * 86_400

    fileprivate func check(_ findings: inout Findings) {
        findings.notEmpty(version, "the version")
        findings.complete(respondWithin, "a time to respond")
        findings.complete(sendWithin, "a time to send")
        findings.complete(caseDeadlines, "a deadline")
        let seconds =
            Array(respondWithin.value.values) + Array(sendWithin.value.values)
            + Array(caseDeadlines.value.values) + [answerWithin, park]
        for value in seconds { findings.number(value, in: 1...Self.longest, "seconds") }
        findings.number(offersPerRequest, in: 1...1000, "offers a request")
        findings.number(neighbourOffers, in: 0...1000, "offers to neighbours")
        findings.number(capacity, in: 1...1000, "jobs in hand")
        if neighbourOffers.value > offersPerRequest.value {
            findings.add(
                neighbourOffers.error(
                    "more offers to neighbours than offers in all",
                    hint: "at most \(offersPerRequest.value)"))
        }
        if !(0...1).contains(askBelowConfidence.value) {
            findings.add(
                askBelowConfidence.error("a confidence lies between 0 and 1", hint: "0.55"))
        }
    }
}
