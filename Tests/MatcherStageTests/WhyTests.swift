import Foundation
import GRDB
import Model
import Testing

@testable import MatcherStage

@Suite struct WhyTests {
    /// Asks the matcher's file about the last offer made.
    private func why(_ desk: Desk) throws -> WhyOffer {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("matcher-\(UUID().uuidString).sqlite").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try desk.database.backup(to: try DatabaseQueue(path: path))
        let reader = try MatcherReader(path: path)
        #expect(try reader.why("o0") == nil)
        #expect(try reader.position() > 0)
        let made: OfferMade = try desk.last(OfferMade.type)
        #expect(try reader.offers(of: made.requestId) == [made.offerId])
        return try #require(try reader.why(made.offerId))
    }

    @Test func theFileAnswersForEveryArtisanOfTheTrade() throws {
        let desk = try Desk()
        for number in ["P1", "P2"] { try desk.hire(number) }
        try desk.hire("far", in: [City.canastel])
        try desk.hire("E1", trades: [City.electrician])
        try desk.wait(seconds: 3600)
        try desk.ask("r1")
        let why = try why(desk)
        #expect(try why.isIntact() == true)
        #expect(
            why.answer(for: RegisterNumber("P1")!) == """
                It was this artisan's turn: P1 waited 1 h 0 min, 0 turns in this trade.
                """)
        #expect(
            why.answer(for: RegisterNumber("P2")!) == """
                Place 2 of 2: P2 waited 1 h 0 min, 0 turns in this trade. \
                Before: P1 waited 1 h 0 min, 0 turns in this trade.
                """)
        #expect(
            why.answer(for: RegisterNumber("far")!) == """
                far was left out: elsewhere (covers neither the quartier nor a neighbour that may \
                still be asked).
                """)
        #expect(
            why.answer(for: RegisterNumber("E1")!) == """
                E1 did not practise plombier in the roster at that time.
                """)
        #expect(why.lines.contains("  1 elsewhere: \(Exclusion.elsewhere.meaning)"))
    }

    @Test func aChangedDecisionDoesNotMatchItsDigest() throws {
        let desk = try Desk()
        for number in ["P1", "P2"] { try desk.hire(number) }
        try desk.ask("r1")
        let honest = try why(desk)
        var order = try #require(honest.order)
        order.excluded[.checkedOut] = [RegisterNumber("P3")!]
        #expect(try WhyOffer(made: honest.made, order: order).isIntact() == false)
    }

    @Test func anOfferAloneExplainsItsHeadOnly() throws {
        let desk = try Desk()
        try desk.hire("P1")
        try desk.ask("r1")
        let why = WhyOffer(made: try desk.last(OfferMade.type))
        #expect(try why.isIntact() == nil)
        #expect(why.answer(for: RegisterNumber("P1")!) != nil)
        #expect(why.answer(for: RegisterNumber("P2")!) == nil)
    }
}
