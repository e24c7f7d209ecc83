import Configuration
import Model

/// The words of the catalogue, ready to be found in texts.
struct Lexicon: Sendable {
    /// What a term speaks for.
    enum Topic: Hashable, Sendable {
        case trade(TradeID)
        case urgency(Urgency)
        /// What people say of a trade's jobs when they need them so soon.
        case hint(TradeID, Urgency)
        case danger(DangerKind)
        case intent(Intent)

        var isOfTrade: Bool { if case .trade = self { true } else { false } }
    }

    struct Term: Sendable {
        let topic: Topic
        /// As the catalogue writes it.
        let text: String
        /// Its topic as evidence names it: `trade:plombier`.
        let speaksFor: String
        /// Numbers of its words.
        let words: [Int]
        /// A name of the trade: `plombier`.
        let isName: Bool
        /// A single word of a longer term: it speaks for the trade, but softly.
        let isPart: Bool
        /// How many other telling words may stand between two of its own.
        let gap: Int
        /// A single word; a danger is looked at by itself.
        var speaksAlone: Bool {
            if case .danger = topic { return false }
            return words.count == 1
        }
        /// Words of a worse quality are not read: a stem is enough for a trade and a danger, not
        /// for a day or a purpose.
        var leastQuality: Double {
            switch topic {
            case .trade: 0
            case .danger, .hint: 0.8
            case .urgency, .intent: 0.9
            }
        }
    }

    private(set) var terms: [Term] = []
    private(set) var words: [String] = []
    private var exact: [String: Int] = [:]
    private var stems: [String: [Int]] = [:]
    private var skeletons: [String: [Int]] = [:]
    private var termsByFirstWord: [[Int]] = []
    private var parts: Set<Part> = []

    private struct Part: Hashable {
        let trade: TradeID
        let word: Int
    }

    /// A word of a text as a word of the lexicon; 1 is letter by letter.
    struct Reading: Hashable, Sendable {
        let word: Int
        let quality: Double
    }

    init(_ catalogue: Catalogue) {
        for trade in catalogue.trades { add(trade) }
        for urgency in Urgency.allCases {
            add(catalogue.urgencyWords[urgency], .urgency(urgency), gap: 0)
        }
        addDangers(catalogue)
        for intent in Intent.allCases {
            add(catalogue.intentWords[intent], .intent(intent), gap: 0)
        }
    }

    /// The danger words alone.
    init(dangersOf catalogue: Catalogue) { addDangers(catalogue) }

    /// Terms that begin with a word.
    func terms(from word: Int) -> [Int] { termsByFirstWord[word] }

    // MARK: Reading a word

    /// True for a word that stands in the catalogue: it is no misspelt place.
    func knows(_ word: String) -> Bool {
        exact[word] != nil || FillerWords.contains(word)
            || WordForms.withoutClitics(word).contains { exact[$0] != nil }
            || stems[WordForms.stem(word)] != nil
    }

    /// The words of the lexicon that a folded word may be, each once with its best quality.
    func readings(of word: String) -> [Reading] {
        var found: [Reading] = []
        func take(_ index: Int, _ quality: Double) {
            if !found.contains(where: { $0.word == index }) {
                found.append(Reading(word: index, quality: quality))
            }
        }
        if let index = exact[word] { take(index, 1) }
        let bare = WordForms.withoutClitics(word)
        for form in bare { if let index = exact[form] { take(index, 0.95) } }
        for index in stems[WordForms.stem(word)] ?? [] { take(index, 0.85) }
        for form in bare {
            for index in stems[WordForms.stem(form)] ?? [] { take(index, 0.8) }
        }
        if found.isEmpty, let skeleton = WordForms.skeleton(word) {
            for index in skeletons[skeleton] ?? [] { take(index, 0.65) }
        }
        return found
    }

    // MARK: Building

    private mutating func addDangers(_ catalogue: Catalogue) {
        for danger in DangerKind.allCases {
            add(catalogue.dangerWords[danger], .danger(danger), gap: 2)
        }
    }

    private mutating func add(_ trade: Trade) {
        let topic = Topic.trade(trade.id)
        for name in [trade.name(in: .french), trade.name(in: .arabic)] {
            add(name, topic, isName: true)
        }
        for name in trade.namesDz {
            // `ta3 les cuisines` names a trade, but every kitchen's tap is `ta3 la cuisine`.
            let isGenitive = ["ta3 ", "تاع "].contains(where: name.hasPrefix)
            add(name, topic, isName: !isGenitive, isDarija: true, isPart: isGenitive)
        }
        for term in trade.keywords.french + trade.keywords.arabic + trade.keywords.darijaArabic {
            add(term, topic)
        }
        for term in trade.keywords.darijaLatin { add(term, topic, isDarija: true) }
        for urgency in Urgency.allCases {
            for hint in trade.urgencyHints[urgency] ?? [] {
                add(hint, .hint(trade.id, urgency), gap: 1)
            }
        }
    }

    private mutating func add(_ terms: Terms?, _ topic: Topic, gap: Int) {
        guard let terms else { return }
        for term in terms.french + terms.arabic + terms.darijaArabic { add(term, topic, gap: gap) }
        for term in terms.darijaLatin { add(term, topic, isDarija: true, gap: gap) }
    }

    private mutating func add(
        _ text: String, _ topic: Topic, isName: Bool = false, isDarija: Bool = false,
        isPart: Bool = false, gap: Int = 1
    ) {
        let folded = FoldedText(text).tokens.map(\.text)
        let telling = folded.filter { !FillerWords.contains($0) }
        let isBare = telling.isEmpty || (telling.count == 1 && !topic.isOfTrade)
        let numbers = (isBare ? folded : telling).map { number($0, isDarija: isDarija) }
        guard let first = numbers.first else { return }
        insert(
            Term(
                topic: topic, text: text, speaksFor: topic.text, words: numbers, isName: isName,
                isPart: isPart && numbers.count == 1, gap: gap),
            first)
        guard case .trade(let trade) = topic, numbers.count > 1 else { return }
        for word in numbers where parts.insert(Part(trade: trade, word: word)).inserted {
            insert(
                Term(
                    topic: topic, text: text, speaksFor: topic.text, words: [word], isName: false,
                    isPart: true, gap: 0),
                word)
        }
    }

    private mutating func insert(_ term: Term, _ first: Int) {
        termsByFirstWord[first].append(terms.count)
        terms.append(term)
    }

    private mutating func number(_ word: String, isDarija: Bool) -> Int {
        let known = exact[word]
        let number = known ?? words.count
        if known == nil {
            words.append(word)
            exact[word] = number
            termsByFirstWord.append([])
            index(number, under: WordForms.stem(word))
            for form in WordForms.withoutClitics(word) where WordForms.isArabic(word) {
                // The catalogue writes most Arabic nouns with their article.
                if form.unicodeScalars.count >= 3, word.hasPrefix("ال") || word.hasPrefix("ل") {
                    index(number, under: WordForms.stem(form))
                }
            }
        }
        if isDarija, let skeleton = WordForms.skeleton(word),
            skeletons[skeleton]?.contains(number) != true
        {
            skeletons[skeleton, default: []].append(number)
        }
        return number
    }

    private mutating func index(_ number: Int, under stem: String) {
        if stems[stem]?.contains(number) != true { stems[stem, default: []].append(number) }
    }
}
