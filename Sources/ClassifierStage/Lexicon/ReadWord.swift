import Configuration
import Model

/// A word of a text, as the lexicon and the learned model see it.
final class ReadWord: Sendable {
    /// The words of the lexicon that it may be.
    let readings: [Lexicon.Reading]
    /// Passed over when the distance between two words of a term is counted.
    let isFiller: Bool
    /// What it says by itself for the columns of a model.
    let shares: [(column: Int, share: Float)]
    /// The other terms that begin with it.
    let starts: [Start]
    /// A place, a trade that is ruled out: it says nothing of the job.
    let isHidden: Bool
    /// `nil` while a model is being learned, and where the word is hidden.
    let learned: LearnedModel.Word?
    /// Spelt well: no misspelt place.
    let isWord: Bool
    let role: TextReader.Role

    struct Start: Sendable {
        let term: Int
        /// The term's second word, or its only one.
        let second: Int
        let quality: Double
    }

    init(
        readings: [Lexicon.Reading], isFiller: Bool, isWord: Bool = true,
        shares: [(column: Int, share: Float)] = [], starts: [Start] = [],
        role: TextReader.Role = .plain, isHidden: Bool = false,
        learned: LearnedModel.Word? = nil
    ) {
        self.readings = readings
        self.isFiller = isFiller
        self.isWord = isWord
        self.shares = shares
        self.starts = starts
        self.role = role
        self.isHidden = isHidden
        self.learned = learned
    }

    var hidden: ReadWord { ReadWord(readings: [], isFiller: isFiller, isHidden: true) }
}

/// Reads words for a model: one by one, so that what was read can be remembered.
struct WordReader: Sendable {
    let scanner: LexiconScanner
    let text: TextReader
    /// `nil` while it is being learned.
    let model: LearnedModel?

    init(_ catalogue: Catalogue, _ shape: ModelShape, _ model: LearnedModel?) {
        scanner = LexiconScanner(catalogue, shape)
        text = TextReader(catalogue)
        self.model = model
    }

    func read(_ word: String) -> ReadWord {
        let (readings, shares, starts) = scanner.read(word)
        let learned = model?.word(word)
        return ReadWord(
            readings: readings, isFiller: FillerWords.contains(word),
            isWord: learned?.isKnown == true || scanner.lexicon.knows(word), shares: shares,
            starts: starts, role: text.role(of: word), learned: learned)
    }

    /// Hides names of places and trades that are ruled out.
    func hide(_ places: [PlaceMention], in words: inout [ReadWord], _ tokens: [FoldedText.Token]) {
        text.eachHidden(tokens, words, places) { words[$0] = words[$0].hidden }
    }
}
