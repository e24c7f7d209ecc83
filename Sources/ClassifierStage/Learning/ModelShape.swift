import Model

/// What the columns of the learned model stand for: one softmax over what is asked for (the trades,
/// an unclear request, the kinds of messages that ask for no work), one over how soon, one over the
/// varieties, one over whether there is a second job for another trade.
public struct ModelShape: Codable, Hashable, Sendable {
    public var trades: [TradeID]
    public var intents: [Intent]
    public var urgencies: [Urgency]
    public var varieties: [LanguageVariety]

    public init(trades: [TradeID]) {
        self.trades = trades
        intents = Intent.allCases
        urgencies = Urgency.allCases
        varieties = LanguageVariety.allCases
    }

    var unknown: Int { trades.count }
    var asked: Range<Int> { 0..<(trades.count + 1 + intents.count) }
    var noRequest: Range<Int> { (trades.count + 1)..<asked.upperBound }
    var urgency: Range<Int> { asked.upperBound..<(asked.upperBound + urgencies.count) }
    var variety: Range<Int> { urgency.upperBound..<(urgency.upperBound + varieties.count) }
    /// One job, two jobs.
    var jobs: Range<Int> { variety.upperBound..<(variety.upperBound + 2) }
    var heads: [Range<Int>] { [asked, urgency, variety, jobs] }
    /// Columns of a row in memory: whole steps of sixteen.
    var width: Int { (jobs.upperBound + 15) / 16 * 16 }

    /// The head that a column is part of.
    func head(of column: Int) -> Int {
        // Asked for each term of each message: no array is made for it.
        if column < asked.upperBound { return 0 }
        if column < urgency.upperBound { return 1 }
        return column < variety.upperBound ? 2 : 3
    }

    /// What is right for the head of jobs; `nil` for a message that asks for no trade.
    func jobs(of example: Example) -> Int? {
        guard ![Example.unknown, Example.noRequest].contains(example.trade) else { return nil }
        return example.secondTrade == nil ? jobs.lowerBound : jobs.lowerBound + 1
    }

    func column(of intent: Intent) -> Int? {
        intents.firstIndex(of: intent).map { noRequest.lowerBound + $0 }
    }

    func column(of urgency: Urgency) -> Int? {
        urgencies.firstIndex(of: urgency).map { self.urgency.lowerBound + $0 }
    }

    func column(of variety: LanguageVariety) -> Int? {
        varieties.firstIndex(of: variety).map { self.variety.lowerBound + $0 }
    }
}
