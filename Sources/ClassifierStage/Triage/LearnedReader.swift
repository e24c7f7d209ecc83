import Configuration
import Model

/// Reads by the learned model, which also hears what the terms of the catalogue say; dangers by
/// those terms alone, so that no lesson can unlearn them.
final class LearnedReader: Sendable {
    let model: LearnedModel
    private let words: WordReader
    private let memory = WordMemory<ReadWord>()
    private let calibration: Calibration
    /// The catalogue may have lost a trade since the model was learned.
    private let isOffered: [Bool]

    init(_ catalogue: Catalogue, _ model: LearnedModel, _ calibration: Calibration) {
        self.model = model
        self.calibration = calibration
        words = WordReader(catalogue, model.shape, model)
        let known = Set(catalogue.trades.map(\.id))
        isOffered = model.shape.trades.map(known.contains)
    }

    /// Reads a text; places are looked for on the way, as the words have to be known first.
    func read(
        _ folded: FoldedText, hint: TradeID?,
        places find: (_ except: @escaping (Int) -> Bool) -> [PlaceMention]
    ) -> (Understanding, [PlaceMention]) {
        var read = memory.values(of: folded.tokens) { words.read($0.text) }
        let places = find { [read] in read[$0].isWord }
        words.hide(places, in: &read, folded.tokens)
        let scan = words.scanner.scan(read)
        let opinion = model.opinion(on: read, beside: scan)
        let guesses = guesses(opinion, hint)
        let noRequest = Double(opinion.noRequest)
        let understanding = Understanding(
            trades: guesses, secondTrade: second(guesses, opinion),
            urgency: urgency(opinion), danger: scan.danger,
            intent: opinion.noRequest >= model.fit.noRequest ? opinion.intent : nil,
            noRequest: noRequest, unknown: Double(opinion.unknown), variety: opinion.variety,
            evidence: scan.evidence + evidence(opinion, guesses, folded, read))
        return (understanding, places)
    }

    private func guesses(_ opinion: Opinion, _ hint: TradeID?) -> [TradeGuess] {
        var best: [(column: Int, share: Float)] = []
        best.reserveCapacity(Triager.mostTrades + 1)
        var hinted: Float = 1
        if let hint, let column = model.shape.trades.firstIndex(of: hint) {
            // A hint multiplies the odds; the shares still add up to one.
            hinted = 1 + opinion.shares[column] * (Self.hintOdds - 1)
        }
        for (column, trade) in model.shape.trades.enumerated() where isOffered[column] {
            let share = opinion.shares[column] * (trade == hint ? Self.hintOdds : 1) / hinted
            guard best.count < Triager.mostTrades || share > best[best.count - 1].share else {
                continue
            }
            let at = best.firstIndex { $0.share < share } ?? best.count
            best.insert((column, share), at: at)
            if best.count > Triager.mostTrades { best.removeLast() }
        }
        return best.map {
            TradeGuess(trade: model.shape.trades[$0.column], confidence: rounded(Double($0.share)))
        }
    }

    private static let hintOdds: Float = 20

    private func second(_ guesses: [TradeGuess], _ opinion: Opinion) -> TradeID? {
        guard guesses.count > 1, opinion.twoJobs >= calibration.secondJob,
            guesses[0].confidence + guesses[1].confidence >= calibration.decide,
            guesses[1].confidence >= calibration.secondShare
        else { return nil }
        return guesses[1].trade
    }

    private func urgency(_ opinion: Opinion) -> Urgency {
        let columns = model.shape.urgency
        if let emergency = model.shape.column(of: Urgency.emergency),
            opinion.shares[emergency] >= model.fit.emergency
        {
            return .emergency
        }
        var best: (urgency: Urgency, share: Float) = (.week, -1)
        for (urgency, column) in zip(model.shape.urgencies, columns)
        where urgency != .emergency && opinion.shares[column] > best.share {
            best = (urgency, opinion.shares[column])
        }
        return best.urgency
    }

    // MARK: Evidence

    private static let mostEvidence = 6
    /// A word that adds less to the score decides nothing.
    private static let leastWeight: Float = 0.15

    /// The words that speak most for the first trade, or for no request at all.
    private func evidence(
        _ opinion: Opinion, _ guesses: [TradeGuess], _ folded: FoldedText,
        _ words: [ReadWord]
    ) -> [Evidence] {
        let top = opinion.best(of: model.shape.asked)
        let isTrade = top < model.shape.trades.count
        var column = top
        if isTrade, let first = guesses.first?.trade {
            column = model.shape.trades.firstIndex(of: first) ?? top
        }
        var evidence = evidence(for: column, name(column), opinion, folded, words)
        if let emergency = model.shape.column(of: Urgency.emergency),
            opinion.shares[emergency] >= model.fit.emergency
        {
            let haste = self.evidence(
                for: emergency, "urgency:emergency", opinion, folded, words)
            evidence += haste.prefix(3)
        }
        return evidence
    }

    private func name(_ column: Int) -> String {
        let shape = model.shape
        if column < shape.trades.count { return "trade:\(shape.trades[column])" }
        if column == shape.unknown { return "unknown" }
        return "intent:\(shape.intents[column - shape.noRequest.lowerBound].rawValue)"
    }

    private func evidence(
        for column: Int, _ name: String, _ opinion: Opinion, _ folded: FoldedText,
        _ words: [ReadWord]
    ) -> [Evidence] {
        let weights = model.weights(of: column, in: opinion, words)
        var best: [Int] = []
        for (word, weight) in weights.enumerated()
        where weight >= Self.leastWeight && !isLetter(folded.tokens[word].text) {
            let at = best.firstIndex { weights[$0] < weight } ?? best.count
            guard at < Self.mostEvidence else { continue }
            best.insert(word, at: at)
            if best.count > Self.mostEvidence { best.removeLast() }
        }
        return best.map { word in
            Evidence(
                speaksFor: name,
                term: shown(folded.tokens[word].text, words[word]),
                weight: rounded(Double(weights[word])))
        }
    }

    /// The `l` of `l'évier` is no evidence that a person could follow.
    private func isLetter(_ word: String) -> Bool { word.unicodeScalars.dropFirst().isEmpty }

    /// A word of the catalogue or of several examples is nobody's name; of any other its first
    /// letters only, for evidence is kept in the open (design, law 9).
    private func shown(_ word: String, _ read: ReadWord) -> String {
        let isNumber = word.utf8.allSatisfy { (0x30...0x39).contains($0) }
        if !isNumber, read.isWord || read.isFiller { return word }
        return isNumber ? "0…" : "\(String(word.unicodeScalars.prefix(3)))…"
    }
}
