import Model

/// What one event asks to be told to one person.
struct Plan: Hashable, Sendable {
    var purpose: NotificationPurpose
    var variant: String?
    var person: PersonID
    /// `nil`: what the request or the person has chosen.
    var language: Language?
    var requestID: String?
    var offerID: String?
    var registerNumber: RegisterNumber?
    var facts = Facts()
    /// After this it is not worth sending; `nil`: the purpose's own patience.
    var expires: Instant?

    /// The same for every repetition of the event.
    static func notificationID(
        _ purpose: NotificationPurpose, because cause: EventID
    ) -> String {
        EventID(cause: cause, type: "notification", discriminator: purpose.rawValue).subject("n")
    }

    /// - Parameter words: for the numbers to call; `nil` where nothing is sent
    /// - Throws: `DecodingError` where an event does not have the form of its type
    static func plans(for event: Event, _ words: Wording?) throws -> [Plan] {
        switch event.type {
        case QuestionAsked.type: [question(try event.payload())]
        case OfferMade.type: [offer(try event.payload())]
        case RequestAssigned.type: assigned(try event.payload())
        case RequestUnfilled.type: [unfilled(try event.payload())]
        case RequestCancelled.type: cancelled(try event.payload())
        case CaseOpened.type: opened(try event.payload(), words)
        case ReplyUnmatched.type: [unmatched(try event.payload())]
        default: []
        }
    }

    private static func question(_ asked: QuestionAsked) -> Plan {
        let isChoice = asked.trades?.count == 2
        let isBoth = asked.missing.count > 1
        let open = isBoth ? "both" : asked.missing.first?.rawValue
        return Plan(
            purpose: .question, variant: isChoice ? (isBoth ? "choice-both" : "choice") : open,
            person: asked.person, language: asked.language, requestID: asked.requestId,
            facts: Facts(
                trade: asked.trades?.first, otherTrade: asked.trades?.dropFirst().first,
                quartier: asked.lastPlace),
            expires: asked.expires)
    }

    private static func offer(_ made: OfferMade) -> Plan {
        Plan(
            purpose: .offer, person: made.person, language: made.language,
            requestID: made.requestId, offerID: made.offerId, registerNumber: made.registerNumber,
            facts: Facts(
                trade: made.trade, quartier: made.quartier, urgency: made.urgency,
                code: made.code, minutes: max(1, made.respondWithinSeconds / 60)),
            expires: made.expires)
    }

    private static func assigned(_ job: RequestAssigned) -> [Plan] {
        let facts = Facts(trade: job.trade, quartier: job.quartier, urgency: job.urgency)
        return [
            Plan(
                purpose: .assignedFamily, person: job.person, language: job.language,
                requestID: job.requestId, offerID: job.offerId,
                registerNumber: job.registerNumber, facts: facts),
            Plan(
                purpose: .assignedArtisan, person: job.artisan, language: job.artisanLanguage,
                requestID: job.requestId, offerID: job.offerId,
                registerNumber: job.registerNumber, facts: facts),
        ]
    }

    private static func unfilled(_ request: RequestUnfilled) -> Plan {
        Plan(
            purpose: .unfilled, person: request.person, language: request.language,
            requestID: request.requestId,
            facts: Facts(trade: request.trade, quartier: request.quartier))
    }

    private static func cancelled(_ request: RequestCancelled) -> [Plan] {
        let family = Plan(
            purpose: .cancelled, person: request.person, language: request.language,
            requestID: request.requestId)
        guard let job = request.job else { return [family] }
        return [
            family,
            Plan(
                purpose: .offerClosed, person: job.artisan, language: job.artisanLanguage,
                requestID: request.requestId, registerNumber: job.registerNumber,
                facts: Facts(trade: job.trade, quartier: job.quartier)),
        ]
    }

    private static func opened(_ file: CaseOpened, _ words: Wording?) -> [Plan] {
        guard let person = file.person else { return [] }
        switch file.kind {
        case .danger:
            return [
                Plan(
                    purpose: .safety, variant: file.danger?.rawValue, person: person,
                    language: file.language, requestID: file.requestId,
                    facts: Facts(number: words?.number(for: file.danger)))
            ]
        case .affiliation:
            return [
                Plan(
                    purpose: .affiliation, person: person, language: file.language,
                    requestID: file.requestId)
            ]
        default: return []
        }
    }

    private static func unmatched(_ reply: ReplyUnmatched) -> Plan {
        Plan(
            purpose: .nothingOpen, person: reply.person, language: reply.language,
            registerNumber: reply.registerNumber)
    }

    /// What tells the artisan that an offer is no longer open; it repeats what the offer said.
    static func closing(_ offer: Notification) -> Plan {
        Plan(
            purpose: .offerClosed, person: offer.person, language: offer.language,
            requestID: offer.requestID, offerID: offer.offerID,
            registerNumber: offer.registerNumber, facts: offer.facts)
    }
}

/// How long messages are worth sending and trying, in seconds.
enum Patience {
    /// How long the number of a person may be in coming: events about one person can overtake one
    /// another.
    static let contact = 60
    /// How long between two answers `nothing-open` to one person, so that no two machines talk to
    /// each other for ever.
    static let nothingOpen = 600
    /// The first rest after a failed attempt; doubled each time, up to the longest.
    static let firstRest = 5
    static let longestRest = 300

    /// For what carries no `expires` of its own.
    static func seconds(_ purpose: NotificationPurpose) -> Int {
        switch purpose {
        case .safety, .assignedFamily, .assignedArtisan, .affiliation: 24 * 3600
        case .unfilled, .cancelled: 12 * 3600
        case .question, .offer, .offerClosed: 3600
        case .nothingOpen: 1800
        }
    }

    static func rest(after attempts: Int) -> Int {
        min(longestRest, firstRest << min(attempts - 1, 10))
    }
}
