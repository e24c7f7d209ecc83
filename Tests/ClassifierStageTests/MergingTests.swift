import Configuration
import Model
import Testing

@testable import ClassifierStage

@Suite("A request and the answer to the question about it")
struct MergingTests {
    let triager: Triager
    let gazetteer: Gazetteer

    init() throws {
        triager = try Examples.triager.get()
        gazetteer = try Examples.gazetteer.get()
    }

    func merged(_ first: String, _ answer: String) -> Triage {
        let before = triager.triage(first, gazetteer: gazetteer)
        return triager.merge(before, answer: answer, gazetteer: gazetteer)
    }

    @Test func anAnswerFillsInThePlace() {
        let triage = merged("fuite d'eau au robinet, un plombier svp", "Maraval")
        #expect(triage.decision == .trade)
        #expect(triage.trades.first?.trade.text == "plombier")
        #expect(triage.quartier?.quartier.text == "maraval")
    }

    @Test func anEverydayWordAsAnAnswerIsAPlace() {
        #expect(merged("robinet cassé", "Coca").quartier?.quartier.text == "coca")
        #expect(merged("robinet cassé", "النخيل").quartier?.quartier.text == "les-palmiers")
    }

    @Test func anAnswerFillsInTheTrade() {
        let triage = merged("un problème chez moi, Maraval", "le robinet fuit, il faut un plombier")
        #expect(triage.trades.first?.trade.text == "plombier")
        #expect(triage.quartier?.quartier.text == "maraval")
    }

    @Test func anAnswerThatSaysNothingChangesNothing() {
        let before = triager.triage("robinet cassé à Maraval", gazetteer: gazetteer)
        let after = triager.merge(before, answer: "hmm", gazetteer: gazetteer)
        #expect(after.trades.first?.trade == before.trades.first?.trade)
        #expect(after.quartier == before.quartier)
        #expect(after.urgency == before.urgency)
        #expect(after.decision == before.decision)
    }

    @Test func aDangerInTheAnswerIsSeen() {
        let triage = merged("chauffe-bain en panne", "ça sent le gaz, Maraval")
        #expect(triage.danger == .gas)
        #expect(triage.urgency == .emergency)
    }

    @Test func whoWithdrawsAsksForNothing() {
        #expect(merged("il y a un problème", "annulez, plus besoin").decision == .notARequest)
    }

    @Test func theLanguageOfTheRequestStays() {
        #expect(merged("الروبيني تاع الكوزينة راه يقطر", "Maraval").language == .arabic)
    }
}
