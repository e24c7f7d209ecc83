import Model
import Testing

@testable import MatcherStage

// What people and other stages tell a desk, in short.
extension Desk {
    func tell(_ type: String, _ data: some Encodable) throws {
        try deliver([event(type, data)])
    }

    // MARK: - Artisans

    func record(
        _ number: String, phone: String? = nil, trades: [TradeID] = [City.plumber],
        in quartiers: [QuartierID] = [City.maraval], line: PhoneLine = .mobile,
        hours: WorkingHours? = nil, capacity: Int? = nil, qualifications: [String]? = nil,
        sequence: Int? = nil
    ) -> ArtisanRecord {
        ArtisanRecord(
            registerNumber: RegisterNumber(number)!, person: City.person(phone ?? number),
            line: line, kind: .individual, mode: .sedentary, trades: trades, quartiers: quartiers,
            hours: hours, capacity: capacity, qualifications: qualifications, sequence: sequence,
            operator: "amina", reason: "file complete",
            personal: ArtisanRecord.Personal(phone: "+213550000000", name: number))
    }

    /// Registers an artisan under a convention without an end.
    func hire(
        _ number: String, phone: String? = nil, trades: [TradeID] = [City.plumber],
        in quartiers: [QuartierID] = [City.maraval], line: PhoneLine = .mobile,
        hours: WorkingHours? = nil, capacity: Int? = nil, qualifications: [String]? = nil
    ) throws {
        try tell(
            CommandType.artisanRegistered,
            record(
                number, phone: phone, trades: trades, in: quartiers, line: line, hours: hours,
                capacity: capacity, qualifications: qualifications))
        try convention(CommandType.conventionSigned, number)
        now = now.advanced(seconds: 1)
    }

    func convention(
        _ type: String, _ number: String, from: String? = nil, until: String? = nil
    ) throws {
        try tell(
            type,
            ConventionCommand(
                registerNumber: RegisterNumber(number)!, from: from, until: until,
                operator: "amina", reason: "as agreed"))
    }

    func available(_ number: String, _ isIn: Bool, until: Instant? = nil) throws {
        try tell(
            CommandType.availabilityChanged,
            AvailabilityCommand(
                registerNumber: RegisterNumber(number)!, available: isIn, until: until,
                operator: "amina", reason: "said so"))
    }

    // MARK: - Families

    /// What the classifier makes of a message; a sure plumber's job in Maraval unless told.
    func triage(
        _ trade: TradeID? = City.plumber, in quartier: QuartierID? = City.maraval,
        sure: Double = 0.9, urgency: Urgency = .today, danger: DangerKind? = nil,
        intent: Intent? = nil
    ) -> Triage {
        let decision: TriageDecision =
            intent != nil ? .notARequest : trade != nil && sure >= 0.6 ? .trade : .unsure
        return Triage(
            decision: decision,
            trades: trade.map { [TradeGuess(trade: $0, confidence: sure)] } ?? [],
            urgency: urgency,
            quartier: quartier.map { QuartierGuess(quartier: $0, confidence: 1) },
            variety: .french, language: .french, danger: danger, intent: intent, model: "test")
    }

    func request(
        _ id: String, from person: String, line: PhoneLine = .mobile, round: Int = 1,
        _ triage: Triage
    ) -> RequestClassified {
        RequestClassified(
            requestId: id, channel: .sms, person: City.person(person), line: line, round: round,
            triage: triage, personal: RequestClassified.Personal(text: "texte de \(id)"))
    }

    func ask(
        _ id: String, from person: String? = nil, line: PhoneLine = .mobile, round: Int = 1,
        _ triage: Triage? = nil
    ) throws {
        try tell(
            RequestClassified.type,
            request(
                id, from: person ?? "family-\(id)", line: line, round: round,
                triage ?? self.triage()))
    }

    // MARK: - Replies and messages

    func parsed(_ word: ReplyWord, by person: String, code: String? = nil) -> ReplyParsed {
        ReplyParsed(
            channel: .sms, person: City.person(person), line: .mobile, reply: word, code: code,
            personal: ReplyParsed.Personal(phone: "+213550000000"))
    }

    func reply(_ word: ReplyWord, by person: String, code: String? = nil) throws {
        try tell(ReplyParsed.type, parsed(word, by: person, code: code))
    }

    /// The notifier reports of the last offer made.
    func lastOffer(_ type: String, reason: String? = nil) throws {
        let offer: OfferMade = try last(OfferMade.type)
        try notified(type, about: offer, reason: reason)
    }

    func notified(_ type: String, about offer: OfferMade, reason: String? = nil) throws {
        try tell(
            type,
            NotificationReport(
                notificationId: "n\(offer.offerId)", purpose: .offer, person: offer.person,
                via: "outbox", requestId: offer.requestId, offerId: offer.offerId,
                registerNumber: offer.registerNumber, reason: reason))
    }

    /// The last offer's message went out.
    func sent() throws { try lastOffer(NotificationReport.sent) }

    // MARK: - Operators

    func command(
        _ type: String, _ id: String, trade: TradeID? = nil, urgency: Urgency? = nil,
        in quartier: QuartierID? = nil, to number: String? = nil, outcome: String? = nil
    ) throws {
        try tell(
            type,
            RequestCommand(
                requestId: id, trade: trade, urgency: urgency, quartier: quartier,
                registerNumber: number.flatMap { RegisterNumber($0) }, outcome: outcome,
                operator: "amina", reason: "the family said so"))
    }

    /// Closes the case that was opened last.
    func closeLastCase(outcome: String?) throws {
        let opened: CaseOpened = try last(CaseOpened.type)
        try tell(
            CommandType.caseClose,
            CaseCommand(
                caseId: opened.caseId, outcome: outcome, operator: "amina", reason: "called"))
    }
}
