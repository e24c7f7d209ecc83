import Configuration
import Foundation
import Model
import Testing

@Suite("A broken configuration is refused with the place and what to do")
struct DiagnosticsTests {
    private static let quartiers = "chambers/31-oran/quartiers.yaml"
    private static let turns = "chambers/31-oran/turns.yaml"

    struct Break: CustomTestStringConvertible {
        let file: String
        let old: String
        let new: String
        let complaint: String

        var testDescription: String { complaint }
    }

    static let breaks = [
        Break(
            file: "trades.yaml", old: "requires: gas", new: "requiers: gas",
            complaint: "the key 'requiers' is not known here (did you mean 'requires'?)"),
        Break(
            file: "trades.yaml", old: "  - id: deboucheur", new: "  - id: plombier",
            complaint: "the trade 'plombier' stands twice"),
        Break(
            file: "trades.yaml", old: "confused_with: [deboucheur,",
            new: "confused_with: [debouchuer,",
            complaint: "'debouchuer' is not in the catalogue (did you mean 'deboucheur'?)"),
        Break(
            file: "trades.yaml", old: "number: '3303'", new: "number: null",
            complaint: "'sonelgaz' serves a danger and lacks a number or its source"),
        Break(
            file: "trades.yaml", old: "  locked-in:", new: "  locked-inn:",
            complaint: "did you mean 'locked-in'?"),
        Break(
            file: quartiers, old: "neighbours: [la-marine,", new: "neighbours: [la-marne,",
            complaint: "the quartier 'la-marne' is not in this file (did you mean 'la-marine'?)"),
        Break(
            file: quartiers, old: "neighbours: [la-marine, derb,", new: "neighbours: [derb,",
            complaint: "'sidi-el-houari' does not name 'la-marine' back"),
        Break(
            file: quartiers, old: "aliases: [Sid El Houari,",
            new: "aliases: [Gambetta, Sid El Houari,",
            complaint: "already means 'sidi-el-houari'"),
        Break(
            file: quartiers, old: "latitude: 35.703", new: "latitude: 135.703",
            complaint: "no such latitude"),
        Break(
            file: turns, old: "  emergency: 120\n", new: "",
            complaint: "a time to respond for 'emergency' is missing (add 'emergency:')"),
        Break(
            file: turns, old: "emergency: 120", new: "emergency: 0",
            complaint: "0 seconds is out of range"),
        Break(
            file: turns, old: "  affiliation: 172800\n", new: "",
            complaint: "a deadline for 'affiliation' is missing"),
        Break(
            file: turns, old: "neighbour_offers: 5", new: "neighbour_offers: 9",
            complaint: "more offers to neighbours than offers in all (at most 8)"),
        Break(
            file: "chambers/31-oran/chamber.yaml", old: "Africa/Algiers", new: "Africa/Algeirs",
            complaint: "'Africa/Algeirs' is not known (did you mean 'Africa/Algiers'?)"),
        Break(
            file: "chambers/31-oran/chamber.yaml", old: "\"31\"", new: "\"13\"",
            complaint: "the folder '31-oran' is not named after the code 13"),
        Break(
            file: "chambers/31-oran/channels.yaml", old: "+21341000001", new: "041000001",
            complaint: "'041000001' is not an E.164 number"),
        Break(
            file: "maalem.yaml", old: "default_chamber: \"31\"", new: "default_chamber: \"13\"",
            complaint: "there is no chamber 13"),
        Break(
            file: "maalem.yaml", old: "log_level: info", new: "log_level: inof",
            complaint: "'inof' is not known here (did you mean 'info'?)"),
    ]

    @Test(arguments: breaks)
    func oneSlipIsToldWithItsPlace(_ broken: Break) throws {
        let copy = try WorkingCopy()
        try copy.replace(broken.old, with: broken.new, in: broken.file)
        let complaints = copy.complaints()
        let told = complaints.first { $0.contains(broken.complaint) }
        let place = try #require(told, "\(complaints)").split(separator: ":").prefix(3)
        #expect(place.first.map(String.init) == broken.file)
        #expect(place.dropFirst().allSatisfy { Int($0) != nil })
    }

    @Test func severalSlipsAreToldAtOnce() throws {
        let copy = try WorkingCopy()
        try copy.replace("capacity: 3", with: "capacity: 0", in: Self.turns)
        try copy.replace("Africa/Algiers", with: "x", in: "chambers/31-oran/chamber.yaml")
        try copy.replace("requires: gas", with: "needs: gas", in: "trades.yaml")
        #expect(copy.complaints().count == 3)
    }

    @Test func aFileThatIsNotThereIsNamed() throws {
        let copy = try WorkingCopy()
        try FileManager.default.removeItem(atPath: copy.directory + "/" + Self.turns)
        #expect(copy.complaints().contains { $0.hasPrefix(Self.turns + ":1:1: error") })
    }

    @Test func rulesForAChamberThatIsNotThereAreRefused() {
        #expect(throws: (any Error).self) {
            try Configuration.load(
                directory: shipped, turnsOverride: [ChamberCode("16")!: "demo/turns.yaml"])
        }
    }

    @Test func anUnknownPlaceholderIsToldWithItsColumn() throws {
        let copy = try WorkingCopy()
        try copy.replace("{code}", with: "{coed}", in: "templates/fr/offer.txt")
        #expect(
            copy.templateComplaints() == [
                "templates/fr/offer.txt:2:14: error: '{coed}' has no value in 'offer' "
                    + "(did you mean 'code'?)"
            ])
    }

    @Test func aMissingTemplateIsTold() throws {
        let copy = try WorkingCopy()
        try FileManager.default.removeItem(
            atPath: copy.directory + "/templates/ar/safety-gas.txt")
        #expect(copy.templateComplaints().count == 1)
        #expect(copy.templateComplaints()[0].hasPrefix("templates/ar/safety-gas.txt:1:1: error"))
    }
}

@Suite("Rendering a notification")
struct RenderingTests {
    let templates = Templates(
        texts: [.french: [.assignedArtisan: "Travail : {trade}\n{address}\nTél. {phone}"]],
        variants: [.french: [.safety: ["gas": "Sortez, appelez le {number}."]]])

    @Test func aLineWithoutItsValueIsLeftOut() {
        let text = templates.render(
            .assignedArtisan, language: .french,
            values: ["trade": "Plombier", "address": "", "phone": "0550 00 00 01"])
        #expect(text == "Travail : Plombier\nTél. 0550 00 00 01")
    }

    @Test func aVariantComesBeforeThePurpose() {
        let text = templates.render(
            .safety, variant: "gas", language: .french, values: ["number": "3303"])
        #expect(text == "Sortez, appelez le 3303.")
        #expect(templates.render(.safety, variant: "fire", language: .french, values: [:]) == nil)
    }

    @Test func valuesAreNotTemplates() {
        let text = templates.render(
            .assignedArtisan, language: .french, values: ["trade": "{phone}", "phone": "1"])
        #expect(text == "Travail : {phone}\nTél. 1")
    }
}
