import Model

/// One payload of every type that a stage says, every optional member filled.
struct Sample: Sendable {
    let type: String
    let data: JSON
    /// True where decoding what was encoded gives the same value.
    let roundTrips: Bool

    init<Payload: Codable & Hashable>(_ type: String, _ payload: Payload) throws {
        self.type = type
        data = try JSON(encoding: payload)
        let text = try JSONReader.read(data.canonicalBytes)
        roundTrips = try text.decode(Payload.self) == payload
    }

    init<Payload: EventPayload>(_ payload: Payload) throws {
        try self.init(Payload.type, payload)
    }
}

enum Samples {
    static let person = PersonID("p0123456789abcdef0123456789abcdef")!
    static let artisan = PersonID("pfedcba9876543210fedcba9876543210")!
    static let register = RegisterNumber("31-A-000001")!
    static let trade = TradeID("plombier")!
    static let quartier = QuartierID("maraval")!
    static let time = Instant(milliseconds: 1_795_424_400_123)
    static let hash = String(repeating: "ab", count: 32)
    static let request = "r0123456789abcdef"
    static let offer = "o0123456789abcdef"

    private static var feedback: FeedbackGiven {
        var told = FeedbackGiven(
            channel: .web, inputSource: "channel/web", inputId: "form-7", outcome: .rejected,
            requestId: "r1")
        told.code = .invalidPhone
        told.field = "data.phone"
        told.detail = "digits are missing"
        told.bodySHA256 = hash
        told.missing = [.quartier]
        told.kind = .danger
        told.into = "r2"
        return told
    }

    static func all() throws -> [Sample] {
        try intake() + commands() + questions() + offers() + requests() + roster() + others()
    }

    private static func intake() throws -> [Sample] {
        [
            try Sample(
                RequestAccepted(
                    requestId: request, channel: .sms, person: person, line: .mobile,
                    language: .french, place: "près du marché", quartier: quartier, trade: trade,
                    urgency: .today, isVerdict: true, preferredTime: "demain",
                    submittedAt: time,
                    personal: .init(
                        phone: "+213550000001", text: "Fuite « sous » l'évier\n", name: "Amina",
                        address: "Bt 4", siteContact: "gardien"))),
            try Sample(
                ReplyParsed(
                    channel: .sms, person: artisan, line: .mobile, reply: .yes, code: "4721",
                    personal: .init(phone: "+213550000002", text: "OUI 4721"))),
            try Sample(
                InputRejected(
                    code: .invalidPhone, field: "data.phone", detail: "digits are missing",
                    bodySHA256: hash, inputSource: "channel/sms", inputType: "request.submitted",
                    exchange: "maalem.in")),
            try Sample(feedback),
            try Sample(
                CommandType.deliveryReported,
                DeliveryReport(notificationId: "n1", status: "failed", detail: "no route")),
            try Sample(
                CommandType.applicationSubmitted,
                ArtisanApplication(
                    person: artisan, line: .mobile, trades: [trade], quartiers: [quartier],
                    mode: .ambulant, personal: .init(phone: "+213550000002", name: "Karim"))),
        ]
    }

    private static func commands() throws -> [Sample] {
        let record = ArtisanRecord(
            registerNumber: register, person: artisan, line: .mobile, kind: .cooperative,
            mode: .sedentary, trades: [trade], quartiers: [quartier], homeQuartier: quartier,
            hours: WorkingHours(days: ["1": .init(from: 480, until: 1020)]), members: 4,
            capacity: 2, qualifications: ["gas"], language: .arabic, sequence: 7,
            operator: "amina", reason: "file complete",
            personal: .init(phone: "+213550000002", name: "Karim"))
        let convention = ConventionCommand(
            registerNumber: register, from: "2026-11-22", until: "2027-11-21", terms: "a year",
            operator: "amina", reason: "signed")
        let cancel = RequestCommand(requestId: request, operator: "amina", reason: "called")
        var reclassify = cancel
        (reclassify.trade, reclassify.urgency, reclassify.quartier) = (trade, .week, quartier)
        var assign = cancel
        assign.registerNumber = register
        var report = assign
        report.outcome = "done"
        let erase = EraseCommand(
            person: person, outcome: "erased", operator: "amina", reason: "asked for it")
        let dead = DeadLetterCommand(
            deadLetterId: "d1", outcome: "again", operator: "amina", reason: "fixed")
        var replay = dead
        replay.personal = .init(bodyBase64: "e30=")
        let desk = CaseCommand(caseId: "c1", outcome: "release", operator: "amina", reason: "safe")
        let lot = ProjectAnnounced.Lot(
            lotId: "l1", trade: trade, quantity: 12.5, unit: "m", estimate: 100_000,
            ceiling: 150_000, crew: 2, from: "2026-12-01", until: "2026-12-20", dependsOn: ["l0"])
        let project = ProjectAnnounced(
            projectId: "immeuble-7", title: "Façade", quartier: quartier, lots: [lot],
            operator: "amina", reason: "voted", personal: .init(address: "7, rue d'Arzew"))
        return [
            try Sample(CommandType.artisanRegistered, record),
            try Sample(CommandType.artisanUpdated, record),
            try Sample(CommandType.conventionSigned, convention),
            try Sample(CommandType.conventionSuspended, convention),
            try Sample(CommandType.conventionResumed, convention),
            try Sample(CommandType.conventionTerminated, convention),
            try Sample(
                CommandType.availabilityChanged,
                AvailabilityCommand(
                    registerNumber: register, available: true, until: time, operator: "amina",
                    reason: "called")),
            try Sample(CommandType.requestCancel, cancel),
            try Sample(CommandType.requestReclassify, reclassify),
            try Sample(CommandType.requestAssign, assign),
            try Sample(CommandType.jobReport, report),
            try Sample(CommandType.caseTake, desk), try Sample(CommandType.caseClose, desk),
            try Sample(CommandType.deadReplay, replay), try Sample(CommandType.deadDrop, dead),
            try Sample(CommandType.personErase, erase),
            try Sample(CommandType.projectAnnounced, project),
        ]
    }

    static let triage = Triage(
        decision: .trade, trades: [TradeGuess(trade: trade, confidence: 0.75)],
        secondTrade: TradeID("macon"), urgency: .today,
        quartier: QuartierGuess(quartier: quartier, confidence: 1), variety: .darijaLatin,
        language: .arabic, danger: .gas, intent: .thanks,
        evidence: [Evidence(speaksFor: "trade:plombier", term: "fuite", weight: 1.5)],
        model: "terms-1")

    private static func questions() throws -> [Sample] {
        [
            try Sample(
                RequestClassified(
                    requestId: request, channel: .web, person: person, line: .foreign,
                    preferredTime: "soir", round: 2, triage: triage,
                    personal: .init(text: "fuite"))),
            try Sample(
                TriageRequested(
                    requestId: request, channel: .web, person: person, line: .mobile,
                    preferredTime: "soir", answerRequestId: "r1", round: 2, previous: triage,
                    personal: .init(text: "Maraval"))),
            try Sample(
                QuestionAsked(
                    questionId: "q1", requestId: request, person: person, channel: .sms,
                    language: .french, missing: [.trade, .quartier], trades: [trade],
                    lastPlace: quartier, expires: time)),
            try Sample(RequestJoined(requestId: "r1", into: request, person: person)),
            try Sample(RequestLinked(requestId: "r1", to: request, person: person)),
        ]
    }

    private static func offers() throws -> [Sample] {
        let rank = Receipt.Rank(
            registerNumber: register, waitedMs: 86_400_000, turns: 3, isNeighbour: false)
        let receipt = Receipt(
            position: 12, ranked: [rank], eligible: 1, excluded: ["elsewhere": 4],
            rulesVersion: "2026-1", digest: hash)
        let ended = OfferEnded(
            offerId: offer, requestId: request, registerNumber: register, person: artisan,
            line: .mobile, language: .arabic, reason: "faster", turnSpent: false)
        return [
            try Sample(
                OfferMade(
                    offerId: offer, requestId: request, registerNumber: register,
                    person: artisan, line: .mobile, language: .arabic, code: "4721", wave: 1,
                    trade: trade, quartier: quartier, urgency: .emergency,
                    respondWithinSeconds: 180, expires: time, rulesVersion: "2026-1",
                    receipt: receipt)),
            try Sample(OfferEnded.accepted, ended), try Sample(OfferEnded.refused, ended),
            try Sample(OfferEnded.expired, ended), try Sample(OfferEnded.rescinded, ended),
            try Sample(
                ReplyUnmatched(
                    person: artisan, line: .mobile, language: .french, registerNumber: register,
                    reply: .no, reason: "no-open-offer")),
        ]
    }

    private static func requests() throws -> [Sample] {
        let job = JobReported(
            requestId: request, registerNumber: register, outcome: "done", operator: "amina",
            reason: "called")
        return [
            try Sample(
                RequestAssigned(
                    requestId: request, offerId: offer, registerNumber: register,
                    artisan: artisan, person: person, channel: .desk, language: .french,
                    artisanLanguage: .arabic, trade: trade, quartier: quartier, urgency: .week,
                    by: .turn)),
            try Sample(
                RequestUnfilled(
                    requestId: request, person: person, channel: .phone, language: .french,
                    trade: trade, quartier: quartier, offers: 5)),
            try Sample(
                RequestCancelled(
                    requestId: request, person: person, channel: .phone, language: .french,
                    operator: "amina", reason: "called back",
                    job: RequestCancelled.Job(
                        registerNumber: register, artisan: artisan, artisanLanguage: .arabic,
                        trade: trade, quartier: quartier))),
            try Sample(JobReported.done, job), try Sample(JobReported.missed, job),
            try Sample(JobReported.marked, job),
        ]
    }

    private static func roster() throws -> [Sample] {
        let presence = ArtisanPresence(registerNumber: register, person: artisan, until: time)
        let convention = ConventionChanged(
            registerNumber: register, from: "2026-11-22", until: "2027-11-21")
        let change = CaseChanged(
            caseId: "c1", kind: .danger, owner: "amina", outcome: "release", reason: "safe")
        return [
            try Sample(ArtisanPresence.checkedIn, presence),
            try Sample(ArtisanPresence.checkedOut, presence),
            try Sample(ConventionChanged.activated, convention),
            try Sample(ConventionChanged.expired, convention),
            try Sample(
                CaseOpened(
                    caseId: "c1", kind: .danger, about: request, requestId: request,
                    person: person, line: .mobile, channel: .sms, language: .arabic,
                    danger: .carbonMonoxide, deadline: time, detail: "Smell of gas.")),
            try Sample(CaseChanged.taken, change), try Sample(CaseChanged.closed, change),
        ]
    }

    private static func others() throws -> [Sample] {
        let report = NotificationReport(
            notificationId: "n1", purpose: .offer, person: artisan, via: "outbox",
            requestId: request, offerId: offer, registerNumber: register, reason: "landline")
        return [
            try Sample(
                CommandRefused(
                    command: "request.assign", about: request, code: "unknown-request",
                    detail: "No such request.", operator: "amina")),
            try Sample(
                ConfigAdopted(
                    hash: hash, rulesVersion: "2026-1", turns: ["a": 1.5], quartiers: [1, "x"],
                    trades: [])),
            try Sample(
                MatcherApplied(position: 3, now: time, ids: [hash, "clock:offer", "config:1"])),
            try Sample(NotificationReport.sent, report),
            try Sample(NotificationReport.failed, report),
            try Sample(NotificationReport.delivered, report),
            try Sample(NotificationReport.uncertain, report),
            try Sample(NotificationReport.skipped, report),
        ]
    }
}
