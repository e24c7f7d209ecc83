import Configuration
import Foundation
import Model
import Testing

@testable import ClassifierStage

@Suite("The learned model")
struct LearnedModelTests {
    let catalogue: Catalogue
    let gazetteer: Gazetteer
    let model: LearnedModel
    let triager: Triager

    init() throws {
        catalogue = try Examples.configuration.get().catalogue
        gazetteer = try Examples.gazetteer.get()
        model = try Learned.model.get()
        triager = try Learned.triager.get()
    }

    @Test func everyTriageNamesTheModel() {
        #expect(model.version.hasPrefix("linear-"))
        #expect(triager.triage("fuite d'eau").model == model.version)
    }

    @Test func itKnowsEveryTradeOfTheCatalogue() {
        #expect(model.shape.trades == catalogue.trades.map(\.id))
    }

    @Test func itStaysAsGoodOnTheHeldOutMessages() throws {
        let heldOut = try ExampleFiles.load(
            directory: Examples.directory + "/triage/heldout")
        let board = Scoreboard(heldOut, triager, gazetteer)
        #expect(heldOut.count >= 1300)
        #expect(board.trades.value >= 0.89)
        #expect(board.topTwo.value >= 0.93)
        #expect(board.noRequestRight.value >= 0.93)
        #expect(board.emergencyFound.value >= 0.8)
        #expect(board.emergencyFalse.value <= 0.07)
        #expect(board.quartierFound.value >= 0.93)
        #expect(board.quartierWrong.value <= 0.015)
        #expect(board.calibrationError <= 0.05)
    }

    @Test(arguments: [
        ("pas un plombier, un électricien svp", "electricien"),
        ("machi plombi, nebghi sebagh ysbogh chambra", "peintre"),
        ("نحتاج بلومبي الروبيني يقطر", "plombier"),
        ("rani nehtaj plombier robini y9atter", "plombier"),
    ])
    func aTradeThatIsRuledOutDoesNotCount(_ text: String, _ trade: String) {
        #expect(triager.answer(text).best.label == trade)
    }

    @Test func aSecondTradeIsNamedWhereThereAreTwoJobs() {
        let two = triager.triage("changer le robinet de l'évier et repeindre le plafond")
        let named = [two.trades.first?.trade.text, two.secondTrade?.text]
        #expect(Set(named) == ["plombier", "peintre"])
        #expect(triager.triage("le robinet de l'évier goutte").secondTrade == nil)
    }

    @Test func aDangerWordIsEnoughWhateverTheModelSays() {
        let triage = triager.triage("bonjour, ça sent le gaz dans la cuisine")
        #expect(triage.danger == .gas)
        #expect(triage.urgency == .emergency)
    }

    @Test func evidenceHoldsNoWordThatExamplesDoNotHave() {
        let triage = triager.triage("le robinet du lavabo fuit, plombier svp, Xhoukrane 0550000001")
        let terms = triage.evidence.map(\.term).joined(separator: " ")
        #expect(!terms.lowercased().contains("xhoukrane"))
        #expect(!terms.contains("0550000001"))
        #expect(triage.evidence.contains { $0.speaksFor == "trade:plombier" })
    }

    @Test func theAnswerDoesNotDependOnWhatWasReadBefore() throws {
        let fresh = try Triager(catalogue, learned: model)
        let text = "la clim goutte sur le lit, Maraval"
        let first = fresh.triage(text, gazetteer: gazetteer)
        #expect(fresh.triage(text, gazetteer: gazetteer) == first)
        #expect(triager.triage(text, gazetteer: gazetteer) == first)
    }

    @Test func aHintTipsTheScaleAndAVerdictHolds() throws {
        let painter = try #require(TradeID("peintre"))
        let plain = triager.triage("mur abîmé dans le couloir")
        let hinted = triager.triage("mur abîmé dans le couloir", given: Given(trade: painter))
        let share = { (triage: Triage) in
            triage.trades.first { $0.trade == painter }?.confidence ?? 0
        }
        #expect(share(hinted) > share(plain))
        #expect(hinted.trades.map(\.confidence).reduce(0, +) <= 1.001)
        let told = triager.triage("fuite", given: Given(trade: painter, isVerdict: true))
        #expect(told.trades.first == TradeGuess(trade: painter, confidence: 1))
    }

    @Test func aBrokenFileSaysSo() throws {
        var bytes = try model.bytes()
        #expect(try ModelFile.model(bytes, path: "x").version == model.version)
        #expect(throws: ModelFileError.self) {
            try ModelFile.model(Array(bytes.dropLast()), path: "x")
        }
        bytes[0] = 0
        #expect(throws: ModelFileError.self) { try ModelFile.model(bytes, path: "x") }
        #expect(throws: ModelFileError.self) { try ModelFile.model([], path: "x") }
    }

    @Test func itIsSmall() throws {
        #expect(try model.bytes().count <= 10 << 20)
    }
}

/// The model of this repository.
enum Learned {
    static let model = Result {
        try LearnedModel.load(path: LearnedModel.path(in: Examples.directory))
    }
    static let triager = Result {
        try Triager(Examples.configuration.get().catalogue, learned: model.get())
    }
}

@Suite("Learning")
struct ModelBuilderTests {
    /// A handful of lessons about two trades.
    func lessons() -> [Example] {
        let texts = [
            ("plombier", "le robinet coule"), ("plombier", "robinet de la cuisine cassé"),
            ("plombier", "la chasse d'eau coule"), ("peintre", "peindre la chambre"),
            ("peintre", "repeindre le salon et la chambre"), ("peintre", "la peinture du salon"),
            ("not-a-request", "merci beaucoup"), ("unknown", "venez vite"),
        ]
        return texts.enumerated().map {
            Example(
                id: "e\($0)", text: $1.1, lang: "fr", trade: $1.0, urgency: "week")
        }
    }

    func builder(
        _ concepts: Concepts = .none, largestFile: Int = 1 << 20
    ) throws -> ModelBuilder {
        var settings = ModelBuilder.Settings()
        settings.training.epochs = 3
        settings.folds = 2
        settings.chunk = 1
        let catalogue = try Examples.configuration.get().catalogue
        var small = catalogue
        small.trades = catalogue.trades.filter { ["plombier", "peintre"].contains($0.id.text) }
        settings.largestFile = largestFile
        return ModelBuilder(small, concepts, gazetteer: nil, settings: settings)
    }

    func build(
        _ examples: [Example], _ concepts: Concepts = .none, largestFile: Int = 1 << 20
    ) throws -> LearnedModel {
        try builder(concepts, largestFile: largestFile).build(examples)
    }

    @Test func aFileIsNoLargerThanItMayBe() throws {
        let whole = try build(lessons())
        let small = try build(lessons(), largestFile: 12_000)
        #expect(try small.bytes().count <= 12_000)
        #expect(small.table.count < whole.table.count)
        let triager = try Triager(try Examples.configuration.get().catalogue, learned: small)
        #expect(triager.triage("le robinet est cassé").trades.first?.trade.text == "plombier")
    }

    /// What is read word by word, from small weights, is what was learned from whole texts.
    @Test func theFileSaysWhatWasLearned() throws {
        let concepts = Concepts([
            ("tap", ["robinet"]), ("kitchen", ["cuisine"]), ("broken", ["cassé", "cassée"]),
        ])
        let builder = try builder(concepts)
        let model = try builder.build(lessons())
        let reader = WordReader(builder.catalogue, model.shape, model)
        let lessons = lessons().map(builder.lesson)
        let learner = builder.learn(lessons)
        for lesson in lessons {
            var learned = learner.scores(lesson)
            for column in model.shape.urgency { learned[column] /= model.fit.temperatures[1] }
            Softmax.apply(&learned, model.shape.urgency)
            let words = FoldedText(lesson.example.text).tokens.map { reader.read($0.text) }
            let opinion = model.opinion(on: words, beside: lesson.scan)
            for column in model.shape.urgency {
                #expect(abs(opinion.shares[column] - learned[column]) < 0.02)
            }
        }
    }

    @Test func whatStandsTogetherIsOneFeatureInEitherOrder() throws {
        var first = Encounters()
        #expect(first.next(1, at: 0).isEmpty)
        let met = try #require(first.next(2, at: 3).first)
        #expect(met.word == 0)
        #expect(first.next(1, at: 4).isEmpty, "met before")
        var second = Encounters()
        _ = second.next(2, at: 0)
        let other = try #require(second.next(1, at: 1).first)
        #expect(met.feature(with: 2) == other.feature(with: 1))
        #expect(met.feature(with: 3) != other.feature(with: 1))
    }

    @Test func theSameLessonsGiveTheSameBytes() throws {
        let first = try build(lessons())
        #expect(try first.bytes() == build(lessons()).bytes())
        var other = lessons()
        other[0].text = "la fuite sous l'évier"
        #expect(try build(other).version != first.version)
    }

    @Test func lessonsAreLearned() throws {
        let model = try build(lessons())
        let triager = try Triager(try Examples.configuration.get().catalogue, learned: model)
        #expect(triager.triage("le robinet est cassé").trades.first?.trade.text == "plombier")
        #expect(triager.triage("peindre le salon").trades.first?.trade.text == "peintre")
    }

    @Test func whatAWordMeansIsLearnedForEveryVariety() throws {
        let text = "سبالة"
        let tap = Concepts([("tap", ["robinet", "سبالة"]), ("room", ["salon", "chambre"])])
        let model = try build(lessons(), tap)
        #expect(tap.meaning(of: "robinet") == tap.meaning(of: FoldedText.fold("السبالة")))
        #expect(try ModelFile.model(model.bytes(), path: "x").concepts.words == tap.words)
        let column = try #require(model.shape.trades.firstIndex { $0.text == "plombier" })
        func score(_ model: LearnedModel) -> Int {
            model.word(FoldedText.fold(text)).sums
                .enumerated().filter { $0.offset % model.shape.width == column }
                .reduce(0) { $0 + Int($1.element) }
        }
        #expect(score(model) > score(try build(lessons())))
    }

    @Test func aWordHasOneMeaning() throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "concepts-\(UInt64.random(in: 0 ... .max)).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("# for people\ntap: robinet, حنفية\nvalve: vanne, robinet\n".utf8).write(to: file)
        #expect(
            throws: ModelFileError(
                path: file.path, line: 3, reason: "`robinet` stands in `tap` already")
        ) { try Concepts.load(path: file.path) }
        try Data("tap robinet\n".utf8).write(to: file)
        #expect(throws: ModelFileError.self) { try Concepts.load(path: file.path) }
        #expect(try Concepts.load(configDirectory: Examples.directory).words.count > 30_000)
    }

    @Test func bothScriptsSoundAlike() {
        func sounds(_ word: String) -> String {
            var letters: [UInt8] = []
            var sounds: [UInt8] = []
            WordSounds.appendLetters(of: FoldedText.fold(word), to: &letters)
            WordSounds.appendSounds(of: letters[...], to: &sounds)
            return String(decoding: sounds, as: UTF8.self)
        }
        #expect(sounds("بلومبي") == sounds("plombi"))
        #expect(sounds("روبيني") == sounds("robini"))
        #expect(sounds("القرلو") == sounds("9orlo"))
        #expect(sounds("شوفاج") == sounds("chofaj"))
    }
}

@Suite("The examples")
struct ExamplesTests {
    static let folders = ["/triage/examples", "/triage/heldout"]

    func all() throws -> [(file: String, example: Example)] {
        try Self.folders.flatMap { folder in
            try ExampleFiles.load(directory: Examples.directory + folder).map {
                (folder, $0)
            }
        }
            + ExampleFiles.load(path: Examples.directory + "/examples/requests.jsonl")
            .map { ("/examples/requests.jsonl", $0) }
    }

    @Test func everyLabelIsOfTheCatalogueAndTheGazetteer() throws {
        let configuration = try Examples.configuration.get()
        let trades = configuration.catalogue.trades.map(\.id.text)
        let labels = Set(trades + ["unknown", "not-a-request"])
        let chamber = try #require(ChamberCode("31").flatMap { configuration.chambers[$0] })
        let quartiers = Set(chamber.quartiers.map(\.id.text))
        let wrong = try all().map(\.example).filter { example in
            !labels.isSuperset(of: [example.trade] + (example.also ?? []))
                || example.quartier.map { !quartiers.contains($0) } ?? false
                || Urgency(rawValue: example.urgency) == nil
                || LanguageVariety(rawValue: example.lang) == nil
        }
        #expect(wrong.map(\.id) == [])
    }

    @Test func noTextStandsTwice() throws {
        var seen: [String: String] = [:]
        var twice: [String] = []
        for (_, example) in try all() {
            let text = FoldedText.fold(example.text)
            if let first = seen[text] { twice.append("\(first) \(example.id)") }
            seen[text] = example.id
        }
        #expect(twice == [])
    }

    @Test func noExampleHoldsATelephoneNumber() throws {
        let found = try all().filter { _, example in
            let digits = example.text.unicodeScalars.split {
                !("0"..."9").contains($0) && $0 != " " && $0 != "."
            }
            return digits.contains { $0.count { $0 != " " && $0 != "." } >= 9 }
        }
        #expect(found.map(\.example.id) == [])
    }

    /// What is held out must not be learned in other words either. Texts that share four words
    /// in five share one of the rarest quarter of them.
    @Test func nothingHeldOutIsNearlyAnExample() throws {
        let all = try all().map { file, example in
            (file, example.id, Set(FoldedText(example.text).tokens.map(\.hash)))
        }
        var standing: [UInt32: [Int]] = [:]
        for (index, text) in all.enumerated() where text.0 != "/triage/heldout" {
            for word in text.2 { standing[word, default: []].append(index) }
        }
        var near: [String] = []
        for (file, id, words) in all where file == "/triage/heldout" && words.count >= 4 {
            var candidates: Set<Int> = []
            let rare = words.sorted { (standing[$0] ?? []).count < (standing[$1] ?? []).count }
            for word in rare.prefix(words.count / 4 + 1) {
                candidates.formUnion(standing[word] ?? [])
            }
            for index in candidates {
                let both = Double(words.intersection(all[index].2).count)
                if both / Double(words.union(all[index].2).count) > 0.8 {
                    near.append("\(id) \(all[index].1)")
                }
            }
        }
        #expect(near == [])
    }
}

@Suite("Taking personal data out of a message")
struct RedactionTests {
    @Test func namesNumbersAndAddressesGo() {
        let text = Redaction.text(
            "fuite chez Mme Saïdi, 12 rue X, tel 05 50 00 00 01 ou a@b.dz, étage 3",
            without: ["Saïdi Zohra", "12 rue X"])
        #expect(!text.contains("Saïdi"))
        #expect(!text.contains("00 01"))
        #expect(!text.contains("@"))
        #expect(text.hasPrefix("fuite chez Mme"))
        #expect(text.hasSuffix("étage 3"))
    }

    @Test func whatIsNotPersonalStays() {
        let text = "3 prises, 24000 BTU, 1080 logements bat 5"
        #expect(Redaction.text(text, without: []) == text)
    }
}
