import Configuration
import Foundation
import Model

/// Learns a model from the catalogue and from examples. The same data give the same bytes.
public struct ModelBuilder: Sendable {
    /// The numbers of the learning; `docs/triage.md` tells how they were chosen, never on the
    /// held-out part.
    public struct Settings: Sendable {
        public init() {}

        public var training = TrainingOptions()
        /// In how many examples or terms a feature must stand.
        var leastUse = 2
        /// What counting alone says of a feature, as the weight it begins with.
        public var counts: Float = 0.25
        /// Bytes of a model's file: what a deployment carries around.
        var largestFile = 10 * 1024 * 1024
        /// Epochs over all features, before those that say least are left out and all is learned
        /// anew with the others.
        var epochsBeforeChoice = 2
        /// What a term of the catalogue weighs beside an example; one of an intent; one of urgency.
        public var term: Float = 0.4
        var intentTerm: Float = 0.1
        /// What an unclear request must score more than the examples ask: they hold many that are
        /// written in small words, and `le robinet est cassé` has little else.
        var unclear: Float = 1
        /// The share of the other acceptable trades.
        var also: Float = 0.15
        /// Consecutive examples of one author go to one fold.
        var chunk = 40
        public var folds = 8
        /// How many of the folds are read: enough for a few numbers of calibration.
        var foldsRead = 2
        /// How many of the requests that are none may be called an emergency: as many are missed as
        /// that makes necessary.
        var falseEmergencies: Float = 0.05
        /// How many messages that are said to ask for no work must ask for none.
        var noRequestPrecision: Float = 0.975
    }

    let catalogue: Catalogue
    let concepts: Concepts
    let gazetteer: Gazetteer?
    let shape: ModelShape
    let settings: Settings
    private let reader: WordReader

    /// - Parameter gazetteer: places are hidden from the model; `nil`: none is known
    public init(
        _ catalogue: Catalogue, _ concepts: Concepts, gazetteer: Gazetteer?,
        settings: Settings = Settings()
    ) {
        self.catalogue = catalogue
        self.concepts = concepts
        self.gazetteer = gazetteer
        self.settings = settings
        shape = ModelShape(trades: catalogue.trades.map(\.id))
        reader = WordReader(catalogue, shape, nil)
    }

    /// A text as the triager will see it.
    func lesson(_ example: Example) -> Lesson {
        let folded = FoldedText(example.text)
        let places =
            gazetteer?.find(in: folded, original: example.text) {
                reader.scanner.lexicon.knows(folded.tokens[$0].text)
            } ?? []
        var words = folded.tokens.map { reader.read($0.text) }
        reader.hide(places, in: &words, folded.tokens)
        return Lesson(
            example: example, features: TextFeatures(folded, words, concepts),
            scan: reader.scanner.scan(words))
    }

    /// - Parameter progress: told what is being done
    /// - Throws: `EncodingError`
    public func build(
        _ examples: [Example], progress: (String) -> Void = { _ in }
    ) throws -> LearnedModel {
        let lessons = examples.map(lesson)
        let folds = min(settings.foldsRead, settings.folds)
        progress("\(examples.count) examples")
        // The model itself, then one for each part.
        let learners = Parallel.map(folds + 1) { number in
            number == 0
                ? learn(lessons)
                : learn(lessons.enumerated().filter { fold($0.offset) != number }.map(\.element))
        }
        var calibration = HeldOutScores(shape)
        for (index, lesson) in lessons.enumerated() {
            guard let fold = fold(index) else { continue }
            calibration.take(
                lesson.example, learners[fold].scores(lesson), isDanger: lesson.scan.danger != nil)
        }
        let learner = learners[0]
        let sureness = calibration.sureness()
        return try Quantizer(shape).model(
            learner.trainer, learner.table, concepts,
            ModelFit(
                temperatures: shape.heads.indices.map(calibration.temperature),
                sureness: sureness,
                emergency: calibration.emergency(mostFalse: settings.falseEmergencies),
                noRequest: calibration.noRequest(
                    precision: settings.noRequestPrecision, sureness),
                examples: examples.count, digest: Self.digest(examples)))
    }

    // MARK: Learning once

    struct Lesson {
        let example: Example
        let features: TextFeatures
        let scan: LexiconScan
    }

    /// The part, counted from 1, with which an example is left out; some examples in a row, as
    /// neighbours are alike. `nil` for those that never are.
    private func fold(_ index: Int) -> Int? {
        guard settings.folds > 0 else { return nil }
        let fold = index / settings.chunk % settings.folds + 1
        return fold <= settings.foldsRead ? fold : nil
    }

    struct Learner {
        let table: FeatureTable
        let trainer: LinearTrainer

        func scores(_ lesson: Lesson) -> [Float] {
            trainer.scores(table.values(of: lesson.features.hashes), lesson.scan.columns)
        }

        /// The features that say most of any column.
        func strongest(_ most: Int) -> FeatureTable {
            let strengths = (0..<table.count).map {
                trainer.strength(ofRow: $0) * table.rarity(of: Int32($0))
            }
            let rows = strengths.indices
                .sorted { (strengths[$1], $0) < (strengths[$0], $1) }
                .prefix(most).sorted()
            return FeatureTable(
                rows.map { table.hashes[$0] }, rarities: rows.map { table.rarities[$0] })
        }
    }

    func learn(_ lessons: [Lesson]) -> Learner {
        let terms = KeywordExamples.terms(catalogue).map {
            ($0, TextFeatures(FoldedText($0.text), [], concepts))
        }
        let table = FeatureTable(lessons.map(\.features) + terms.map(\.1), settings.leastUse)
        let most = ModelFile.rows(within: settings.largestFile, beside: concepts, shape)
        guard table.count > most else {
            return learn(lessons, terms, table, settings.training)
        }
        var first = settings.training
        first.epochs = settings.epochsBeforeChoice
        first.averaged = 1
        let learner = learn(lessons, terms, table, first)
        return learn(lessons, terms, learner.strongest(most), settings.training)
    }

    private func learn(
        _ lessons: [Lesson], _ terms: [(KeywordExamples.Term, TextFeatures)],
        _ table: FeatureTable, _ training: TrainingOptions
    ) -> Learner {
        let targets = TrainingTargets(shape, settings)
        let rows =
            lessons.map {
                TrainingRow(
                    rows: table.values(of: $0.features.hashes), terms: $0.scan.columns,
                    targets: targets.of($0.example), weight: 1)
            }
            + terms.map { term, features in
                TrainingRow(
                    rows: table.values(of: features.hashes), terms: [],
                    targets: targets.of(term),
                    weight: term.intent == nil ? settings.term : settings.intentTerm)
            }
        var trainer = LinearTrainer(features: table.count, heads: shape.heads)
        trainer.begin(with: rows, head: shape.asked, worth: settings.counts)
        trainer.fit(rows, training)
        trainer.lower(shape.unknown, by: settings.unclear)
        return Learner(table: table, trainer: trainer)
    }

    private static func digest(_ examples: [Example]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(EventID(body: Array(try encoder.encode(examples))).hex.prefix(16))
    }
}

/// What is right for each head.
struct TrainingTargets {
    let shape: ModelShape
    let settings: ModelBuilder.Settings
    private let trades: [String: Int]

    init(_ shape: ModelShape, _ settings: ModelBuilder.Settings) {
        self.shape = shape
        self.settings = settings
        trades = Dictionary(
            shape.trades.enumerated().map { ($1.text, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    func of(_ example: Example) -> [TrainingRow.Target] {
        let variety = LanguageVariety(rawValue: example.lang).flatMap(shape.column)
        let isRequest = example.trade != Example.noRequest
        let urgency = isRequest ? Urgency(rawValue: example.urgency).flatMap(shape.column) : nil
        return [
            asked(example), whole(urgency), whole(variety), whole(shape.jobs(of: example)),
        ]
    }

    func of(_ term: KeywordExamples.Term) -> [TrainingRow.Target] {
        let asked =
            term.trade.flatMap { trades[$0.text] } ?? term.intent.flatMap(shape.column)
        return [whole(asked), whole(term.urgency.flatMap(shape.column)), .unknown, .unknown]
    }

    private func whole(_ column: Int?) -> TrainingRow.Target {
        column.map { .shares([(column: $0, share: 1 as Float)]) } ?? .unknown
    }

    private func asked(_ example: Example) -> TrainingRow.Target {
        if example.trade == Example.noRequest {
            return example.intent.map { whole(shape.column(of: $0)) } ?? .anyOf(shape.noRequest)
        }
        let column = example.trade == Example.unknown ? shape.unknown : trades[example.trade]
        let others = (example.also ?? []).compactMap { trades[$0] }.filter { $0 != column }
        guard let column, !others.isEmpty else { return whole(column) }
        let share = settings.also / Float(others.count)
        let first: (column: Int, share: Float) = (column, 1 - settings.also)
        return .shares([first] + others.map { (column: $0, share: share) })
    }
}
