import Configuration
import Foundation
import Model
import Testing

/// `config/` of this repository.
let shipped: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.appendingPathComponent("config").path
}()

@Suite("The configuration that comes with the project")
struct ShippedConfigurationTests {
    let oran = ChamberCode("31")!

    @Test func loadsWhole() throws {
        let configuration = try Configuration.load(directory: shipped)
        let chamber = try #require(configuration.chambers[oran])
        #expect(configuration.catalogue.trades.count == 44)
        #expect(chamber.quartiers.count == 125)
        #expect(chamber.landmarks.count == 25)
        #expect(configuration.defaultChamber == oran)
        #expect(configuration.catalogue.trade(TradeID("gazier")!)?.requires == "gas")
    }

    @Test func everyDangerHasANumberWithASource() throws {
        let catalogue = try Configuration.load(directory: shipped).catalogue
        for danger in DangerKind.allCases {
            #expect(catalogue.route(for: danger)?.number != nil)
        }
        #expect(catalogue.route(for: .gas)?.number == "3303")
    }

    @Test func theDemonstrationDiffersInItsTimesOnly() throws {
        let usual = try #require(try Configuration.load(directory: shipped).chambers[oran])
        let demo = try #require(
            try Configuration.load(
                directory: shipped, turnsOverride: [oran: shipped + "/demo/turns.yaml"]
            ).chambers[oran])
        var same = demo
        same.turns = usual.turns
        #expect(same == usual)
        #expect(demo.turns.respondWithinSeconds.values.allSatisfy { $0 <= 4 })
        #expect(demo.turns.caseDeadlineSeconds == usual.turns.caseDeadlineSeconds)
        #expect(demo.turns.version != usual.turns.version)
    }

    @Test func everyTextFitsTwoMessages() throws {
        let templates = try Templates.load(directory: shipped + "/templates")
        for language in Language.allCases {
            let texts =
                (templates.texts[language] ?? [:]).values
                + (templates.variants[language] ?? [:]).values.flatMap(\.values)
            #expect(texts.count == NotificationPurpose.allCases.count + 12)
            // Two parts hold 2 × 153 characters of GSM 03.38 and 2 × 67 of UCS-2.
            let limit = language == .french ? 306 : 134
            for text in texts { #expect(text.unicodeScalars.count <= limit) }
        }
    }

    @Test func frenchTextsStayInTheAlphabetOfShortMessages() throws {
        let letters = Set("èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà".unicodeScalars)
        let texts = try Templates.load(directory: shipped + "/templates")
        let all =
            (texts.texts[.french] ?? [:]).values
            + (texts.variants[.french] ?? [:]).values.flatMap(\.values)
        for text in all {
            #expect(text.unicodeScalars.allSatisfy { $0.isASCII || letters.contains($0) })
        }
    }

    @Test func whatIsAdoptedHasAHashOfItsContent() throws {
        let configuration = try Configuration.load(directory: shipped)
        let chamber = try #require(configuration.chambers[oran])
        let adopted = try chamber.adopted(configuration.catalogue)
        #expect(adopted.rulesVersion == chamber.turns.version)
        #expect(try adopted.turns.decode(TurnRules.self) == chamber.turns)
        #expect(try adopted.quartiers.decode([Quartier].self) == chamber.quartiers)
        #expect(try adopted.trades.decode([Trade].self) == configuration.catalogue.trades)
        #expect(try chamber.adopted(configuration.catalogue) == adopted)
        var other = chamber
        other.turns.capacity += 1
        #expect(try other.adopted(configuration.catalogue).hash != adopted.hash)
    }

    @Test func settingsHaveALineForEveryStage() throws {
        let settings = try Settings.load(directory: shipped)
        #expect(
            Set(settings.http.keys)
                == ["intake", "classifier", "matcher", "notifier", "ledger"])
        #expect(settings.data == "var")
    }
}
