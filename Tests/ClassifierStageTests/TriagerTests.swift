import Configuration
import Model
import Testing

@testable import ClassifierStage

@Suite("Reading a message")
struct TriagerTests {
    let triager: Triager
    let gazetteer: Gazetteer

    init() throws {
        triager = try Examples.triager.get()
        gazetteer = try Examples.gazetteer.get()
    }

    func triage(_ text: String, _ given: Given = Given()) -> Triage {
        triager.triage(text, given: given, gazetteer: gazetteer)
    }

    @Test func theContractsExampleIsAPlumberInMaraval() {
        let triage = triage("Fuite d'eau sous l'évier, Maraval, c'est urgent")
        #expect(triage.decision == .trade)
        #expect(triage.trades.first?.trade.text == "plombier")
        #expect(triage.quartier?.quartier.text == "maraval")
        #expect(triage.variety == .french)
        #expect(triage.language == .french)
        #expect(triage.danger == nil)
        #expect(triage.model.hasPrefix("keywords-"))
    }

    @Test(arguments: [
        ("الروبيني تاع الكوزينة راه يقطر", "plombier", LanguageVariety.darijaArabic),
        ("أحتاج إلى كهربائي لإصلاح لوحة كهربائية", "electricien", .standardArabic),
        ("nebghi nrakeb clim f dar", "frigoriste-clim", .darijaLatin),
        ("Ma serrure est bloquée, la clé ne tourne plus", "serrurier", .french),
    ])
    func fourVarietiesAreUnderstood(_ text: String, _ trade: String, _ variety: LanguageVariety) {
        let triage = triage(text)
        #expect(triage.trades.first?.trade.text == trade)
        #expect(triage.variety == variety)
    }

    @Test(arguments: [
        ("Ça sent le gaz dans la cuisine", DangerKind.gas),
        ("ريحة القاز في الدار", .gas),
        ("ri7at lgaz 9wiya", .gas),
        ("Mon fils a pris une décharge électrique", .electricShock),
        ("السقف طاح علينا", .collapse),
        ("De la fumée sort du tableau électrique", .fire),
        ("lma wsel l priz", .floodedElectricity),
        ("محصورين في لاسونسور", .lockedIn),
        ("La flamme est jaune et j'ai mal à la tête", .carbonMonoxide),
    ])
    func aDangerIsAnEmergency(_ text: String, _ danger: DangerKind) {
        let triage = triage(text)
        #expect(triage.danger == danger)
        #expect(triage.urgency == .emergency)
        #expect(triage.evidence.contains { $0.speaksFor == "danger:\(danger.rawValue)" })
    }

    @Test(arguments: [
        "Raccorder une cuisinière au gaz de ville", "Recharge gaz clim",
        "Installer un détecteur dans le couloir", "Brancher un four de 5 feux",
    ])
    func everydayWorkIsNoDanger(_ text: String) {
        #expect(triage(text).danger == nil)
    }

    @Test(arguments: [
        ("Je cherche du travail comme plombier", Intent.jobSeeker),
        ("L'artisan n'est jamais venu, je veux déposer plainte", .complaint),
        ("annulez ma demande svp", .cancellation),
        ("شكرا جزيلا على سرعة الاستجابة", .thanks),
        ("bonjour", .greeting),
    ])
    func whatAsksForNoWorkIsNoRequest(_ text: String, _ intent: Intent) {
        let triage = triage(text)
        #expect(triage.decision == .notARequest)
        #expect(triage.intent == intent)
    }

    @Test func nothingKnownIsUnsureAndNeverAGuess() {
        for text in ["", "???", "xyzzy", "il y a un problème chez moi"] {
            let triage = triage(text)
            #expect(triage.decision == .unsure)
            #expect((triage.trades.first?.confidence ?? 0) < 0.5)
        }
    }

    @Test func aVerdictWinsOverTheWords() throws {
        let macon = try #require(TradeID("macon"))
        let centre = try #require(QuartierID("centre-ville"))
        let triage = triage(
            "fuite d'eau à Maraval, urgent",
            Given(trade: macon, urgency: .flexible, quartier: centre, isVerdict: true))
        #expect(triage.decision == .trade)
        #expect(triage.trades.first == TradeGuess(trade: macon, confidence: 1))
        #expect(triage.urgency == .flexible)
        #expect(triage.quartier == QuartierGuess(quartier: centre, confidence: 1))
    }

    @Test func aHintCountsWithTheWords() throws {
        let plombier = try #require(TradeID("plombier"))
        let macon = try #require(TradeID("macon"))
        #expect(triage("bonjour", Given(trade: plombier)).trades.first?.trade == plombier)
        let strong = triage("robinet qui fuit, chasse d'eau cassée, siphon", Given(trade: macon))
        #expect(strong.trades.first?.trade == plombier)
        #expect(triage("robinet qui goutte", Given(urgency: .today)).urgency == .today)
    }

    @Test func aPlaceThatIntakeDidNotKnowIsSought() {
        let triage = triage("fuite d'eau", Given(place: "pas loin de Maraval"))
        #expect(triage.quartier?.quartier.text == "maraval")
    }

    @Test func confidencesAreProportionsWithFourDecimals() throws {
        for request in try Examples.requests().prefix(100) {
            let triage = triage(request.text)
            let sum = triage.trades.map(\.confidence).reduce(0, +)
            #expect(sum <= 1.001)
            for guess in triage.trades {
                #expect((0...1).contains(guess.confidence))
                #expect(rounded(guess.confidence) == guess.confidence)
            }
            let confidences = triage.trades.map(\.confidence)
            #expect(confidences == confidences.sorted(by: >))
        }
    }

    @Test func theSameTextIsReadTheSameWay() throws {
        let other = try Triager(try Examples.configuration.get().catalogue)
        for request in try Examples.requests().prefix(50) {
            #expect(other.triage(request.text, gazetteer: gazetteer) == triage(request.text))
        }
    }
}
