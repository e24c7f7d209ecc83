import Model
import Testing

@testable import Operator

@Suite struct RosterGeneratorTests {
    let roster = City.roster()

    @Test func theSameSeedGivesTheSameRosterAndAnotherSeedAnother() {
        #expect(City.roster() == roster)
        #expect(City.roster(seed: 2) != roster)
    }

    @Test func splitMixGivesThePublishedSequence() {
        var generator = SeededGenerator(seed: 1_234_567)
        // The reference values of the algorithm's test vectors (Rosetta Code, "Splitmix64").
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
        #expect(generator.next() == 9_817_491_932_198_370_423)
    }

    @Test func itHasTheSizeThatTheArticleNames() {
        #expect(roster.filter { $0.kind == .individual }.count == 1_227)
        #expect(roster.filter { $0.kind == .cooperative }.count == 9)
        #expect(roster.filter { $0.kind == .cooperative }.allSatisfy { ($0.members ?? 0) >= 7 })
    }

    @Test func registerNumbersAndPhonesAreUnique() {
        #expect(Set(roster.map(\.registerNumber)).count == roster.count)
        #expect(Set(roster.map(\.phone)).count == roster.count)
    }

    @Test func threeInFiveHaveAConventionThroughoutTheYear() {
        let signed = roster.compactMap(\.convention)
        #expect(signed.count == 742)
        #expect(signed.allSatisfy { $0.from < "2026-01-01" && ($0.until ?? "9") > "2026-12-31" })
    }

    @Test func plumbersAreManyAndStoneCuttersFew() throws {
        func count(_ trade: String) -> Int {
            roster.filter { $0.kind == .individual && $0.trades.first?.text == trade }.count
        }
        #expect(count("plombier") > 100)
        #expect(count("electricien") > 100)
        #expect(count("tailleur-pierre") < 20)
        #expect((2..<20).contains(count("ascensoriste")))
    }

    @Test func nobodyFollowsTradesOfTwoFamilies() {
        let family = Dictionary(
            uniqueKeysWithValues: City.catalogue.trades.map { ($0.id, $0.family) })
        for record in roster {
            #expect((1...3).contains(record.trades.count))
            #expect(Set(record.trades).count == record.trades.count)
            #expect(Set(record.trades.map { family[$0] }).count == 1)
        }
    }

    @Test func everyoneServesHomeAndTheRovingServeMore() {
        #expect(roster.allSatisfy { $0.quartiers.first == $0.homeQuartier })
        func mean(_ mode: ArtisanMode) -> Double {
            let counts = roster.filter { $0.mode == mode && $0.kind == .individual }
                .map(\.quartiers.count)
            return Double(counts.reduce(0, +)) / Double(counts.count)
        }
        #expect(mean(.ambulant) > mean(.sedentary) + 1)
    }

    @Test func supplyLagsInTheNewDistricts() {
        let homes = Dictionary(grouping: roster, by: { $0.homeQuartier?.text ?? "" })
        let lagging = CityShape.underserved.compactMap { homes[$0]?.count }.reduce(0, +)
        // Ten of a hundred quartiers: an even spread would give 123.
        #expect((10..<60).contains(lagging))
    }

    @Test func mostGasFittersAndSomePlumbersAreQualifiedForGas() {
        func share(_ trade: String) -> Double {
            let all = roster.filter { $0.trades.contains { $0.text == trade } }
            return Double(all.filter { $0.qualifications == ["gas"] }.count) / Double(all.count)
        }
        #expect(share("gazier") > 0.8)
        #expect((0.1...0.6).contains(share("plombier")))
        #expect(share("peintre") == 0)
    }

    @Test func phonesAreMobilesButForAFewLandlines() {
        let landlines = roster.filter { $0.phone.hasPrefix("041") }
        #expect((3..<60).contains(landlines.count))
        #expect(roster.allSatisfy { $0.phone.contains(" 00 ") && $0.isSynthetic })
    }
}
