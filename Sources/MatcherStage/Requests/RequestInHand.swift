import GRDB
import Model

/// A request as the matcher knows it: no text, no name, no number (law 9).
struct RequestInHand: Codable, Hashable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "request"

    enum State: String, Codable, Hashable, Sendable {
        /// A question is out.
        case asking
        /// The answer came; the classifier reads both.
        case rereading
        /// A danger: nothing is offered before a person releases it.
        case held
        /// A case must name the trade or the place.
        case stuck
        /// An offer is out.
        case offered
        /// Everybody left to ask is answering another family.
        case waiting
        case assigned, done, missed, unfilled, cancelled, joined, linked
        case notARequest = "not-a-request"
    }

    /// The states in which the matcher still does something for it.
    static let open: [State] = [.asking, .rereading, .held, .stuck, .offered, .waiting]

    /// The states from which nothing goes on.
    static let ended: Set<State> = [.done, .cancelled, .joined, .linked]

    var id: String
    var person: PersonID
    var channel: InputChannel
    var line: PhoneLine
    var language: Language
    var preferredTime: String?
    var state: State
    /// Set where it is sure.
    var trade: TradeID?
    var quartier: QuartierID?
    var urgency: Urgency
    var danger: DangerKind?
    /// What was understood, while a question is out.
    var triage: Triage?
    var question: String?
    /// Whether the one question was asked.
    var asked = false
    /// Offers that reached somebody, or may have.
    var offers = 0
    /// All offers ever made for it; numbers them.
    var wave = 0
    /// Those that went to a neighbouring quartier.
    var neighbourOffers = 0
    var assignedTo: RegisterNumber?
    /// The offer that was accepted.
    var offer: String?
    /// Whether the job counts against its artisan's capacity.
    var inHand = false
    /// Milliseconds since 1970.
    var receivedAt: Int64
    /// The position at which it came: the order of those that wait.
    var received: Int64

    init(_ classified: RequestClassified, at now: Instant, position: Int64) {
        id = classified.requestId
        person = classified.person
        channel = classified.channel
        line = classified.line
        language = classified.triage.language
        preferredTime = classified.preferredTime
        state = .stuck
        urgency = classified.triage.urgency
        danger = classified.triage.danger
        receivedAt = now.milliseconds
        received = position
    }

    enum CodingKeys: String, CodingKey {
        case id, person, channel, line, language, state, trade, quartier, urgency, danger
        case triage, question, asked, offers, offer, wave, received
        case preferredTime = "preferred_time"
        case neighbourOffers = "neighbour_offers"
        case assignedTo = "assigned_to"
        case inHand = "in_hand"
        case receivedAt = "received_at"
    }
}

extension MatcherStore {
    func request(_ id: String) throws -> RequestInHand? {
        try RequestInHand.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM request WHERE id = ?"), arguments: [id])
    }

    func insert(_ request: RequestInHand) throws { try request.insert(database) }

    func save(_ request: RequestInHand) throws { try request.update(database) }

    /// The live request of a person for the same trade and place.
    func liveRequest(
        of person: PersonID, trade: TradeID, quartier: QuartierID
    ) throws -> RequestInHand? {
        try RequestInHand.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT * FROM request WHERE person = ?
                    AND (state IN ('asking', 'rereading', 'held', 'stuck', 'offered', 'waiting')
                        OR state = 'assigned' AND in_hand = 1)
                    AND trade = ? AND quartier = ? ORDER BY received LIMIT 1
                    """),
            arguments: [person.text, trade.text, quartier.text])
    }

    /// The request about which a person was asked last.
    func askingRequest(of person: PersonID) throws -> RequestInHand? {
        try RequestInHand.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT * FROM request WHERE person = ? AND state = 'asking'
                    ORDER BY received DESC LIMIT 1
                    """),
            arguments: [person.text])
    }

    /// The place of the last job of a person that somebody took.
    func lastPlace(of person: PersonID) throws -> QuartierID? {
        try String.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT quartier FROM request WHERE person = ?
                    AND state IN ('assigned', 'done') AND quartier IS NOT NULL
                    ORDER BY received DESC LIMIT 1
                    """),
            arguments: [person.text]
        ).flatMap(QuartierID.init)
    }

    /// Who waits for somebody of a trade: the most urgent first, then in the order of arrival.
    func waitingRequests(for trade: TradeID, limit: Int) throws -> [String] {
        try String.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT id FROM request WHERE state = 'waiting' AND trade = ?
                    ORDER BY haste, received LIMIT ?
                    """),
            arguments: [trade.text, limit])
    }
}
