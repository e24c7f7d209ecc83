import Configuration
import Model
import Testing

@testable import ClassifierStage

@Suite("What people write and how they write it")
struct UnderstandingTests {
    let triager: Triager
    let gazetteer: Gazetteer

    init() throws {
        triager = try Learned.triager.get()
        gazetteer = try Examples.gazetteer.get()
    }

    func triage(_ text: String) -> Triage { triager.triage(text, gazetteer: gazetteer) }

    @Test func theContractsExampleIsAPlumberInMaravalTodayAndNoEmergency() {
        let triage = triage("Fuite d'eau sous l'évier, Maraval, c'est urgent")
        #expect(triage.decision == .trade)
        #expect(triage.trades.first?.trade.text == "plombier")
        #expect(triage.quartier?.quartier.text == "maraval")
        #expect(triage.urgency == .today)
        #expect(triage.danger == nil)
    }

    @Test(arguments: [
        ("electrissien svp disjonkteur saute tt le temp", "electricien"),
        ("serurier porte claké clé dedan", "serrurier"),
        ("machine a lavé fé plu essorage", "electromenager"),
    ])
    func slipsOfThePenAreRead(_ text: String, _ trade: String) {
        #expect(triage(text).trades.first?.trade.text == trade)
    }

    @Test(arguments: [
        (
            "bonjour voilà alors moi c'est la machine à laver elle essore plus et elle fait un "
                + "bruit euh terrible quand elle tourne voilà", "electromenager"
        ),
        (
            "allo oui alors chez nous y a plus de lumière que dans le salon le disjoncteur il "
                + "retombe dès que je le remonte", "electricien"
        ),
        (
            "السلام عليكم خويا راني عندي واحد المشكل في الضو كل ما نشعلو الفور يطيح الديجونكتور",
            "electricien"
        ),
    ])
    func aVoiceTranscriptWithoutPunctuationIsRead(_ text: String, _ trade: String) {
        #expect(triage(text).trades.first?.trade.text == trade)
    }

    @Test(arguments: [
        "nebghi nbedel robinet, machi mezroub", "le robinet goutte un peu, rien de grave",
        "prise qui ne marche plus dans la chambre, pas urgent", "clim en panne svp urgent",
    ])
    func hasteOrItsDenialAloneIsNoEmergency(_ text: String) {
        #expect(triage(text).urgency != .emergency)
    }

    @Test(arguments: [
        "inondation dans la cuisine, l'eau arrive au salon, vite",
        "L'eau jaillit du mur et inonde tout, on n'arrive pas à fermer",
        "mon fils est enfermé dans la salle de bain",
    ])
    func damageThatGoesOnIsAnEmergency(_ text: String) {
        #expect(triage(text).urgency == .emergency)
    }

    @Test(arguments: [
        ("je ne cherche pas un menuisier mais un vitrier, la vitre est cassée", "vitrier"),
        ("machi l'électricité, c'est la chaudière qui ne démarre plus", "chauffagiste"),
    ])
    func whatIsDeniedIsNotAskedFor(_ text: String, _ trade: String) {
        #expect(triage(text).trades.first?.trade.text == trade)
    }

    @Test func twoJobsAreTwoTrades() {
        let triage = triage("nebghi plombi w triciti f dar")
        let named = [triage.trades.first?.trade.text, triage.secondTrade?.text].compactMap { $0 }
        #expect(Set(named) == ["plombier", "electricien"])
    }

    @Test(arguments: [
        ("plombier pour un évier bouché à Eckmühl", "eckmuhl"),
        ("robinet cassé, rue de Saint-Eugène", "saint-eugene"),
        ("نبغي كهربائي في شوبو", "choupot"), ("clim à Gambetta", "gambetta"),
    ])
    func namesOfTheColonialEraAreKnown(_ text: String, _ quartier: String) {
        #expect(triage(text).quartier?.quartier.text == quartier)
    }

    @Test(arguments: [
        ("je suis plombier, je cherche du travail", Intent.jobSeeker),
        ("votre électricien n'est pas venu, je suis très déçu", .complaint),
        ("merci beaucoup pour votre aide", .thanks),
    ])
    func whoOnlyMentionsATradeAsksForNone(_ text: String, _ intent: Intent) {
        let triage = triage(text)
        #expect(triage.decision == .notARequest)
        #expect(triage.intent == intent)
    }
}
