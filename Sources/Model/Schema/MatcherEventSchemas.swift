// Contract §2: what the matcher says.

extension Field {
    fileprivate static let offerId = must("offerId", .thing)
    fileprivate static let caseId = must("caseId", .thing)
}

extension EventSchema {
    static let matcherEvents: [EventSchema] =
        questionEvents + offerEvents + requestEndings + rosterEvents + caseEvents + ownEvents

    private static func said(_ type: String, _ summary: String, _ fields: [Field]) -> EventSchema {
        EventSchema(type, .dispatch, summary, fields)
    }

    private static let questionEvents: [EventSchema] = [
        said(
            TriageRequested.type, "Read a request again with the answer to a question.",
            classifiedFields + [
                .must("answerRequestId", .thing), .must("previous", .object(triageFields)),
            ]),
        said(
            QuestionAsked.type, "One question to the family.",
            [
                .must("questionId", .thing), .requestId, .person, .inputChannel, .replyLanguage,
                .must("missing", .list(.words(MissingFact.self), limit: 2)),
                .may("trades", .list(.trade, limit: 2)), .may("lastPlace", .quartier),
                .must("expires", .instant),
            ]),
        said(
            RequestJoined.type, "A request that was an answer ends here.",
            [.requestId, .must("into", .thing), .person]),
        said(
            RequestLinked.type, "The same request while the first is in hand.",
            [.requestId, .must("to", .thing), .person]),
    ]

    private static let receiptFields: [Field] = [
        .must("position", .count),
        .must(
            "ranked",
            .list(
                .object([
                    .registerNumber, .must("waitedMs", .integer(0...Int64.max)),
                    .must("turns", .count), .must("isNeighbour", .boolean),
                ]), limit: 1000)),
        .must("eligible", .count), .must("excluded", .map(.count)),
        .must("rulesVersion", .line), .must("digest", .eventID),
    ]

    private static let offerEndFields: [Field] = [
        .offerId, .requestId, .registerNumber, .person, .phoneLine, .replyLanguage,
        .may("reason", .line), .must("turnSpent", .boolean),
    ]

    private static let offerEvents: [EventSchema] = [
        said(
            OfferMade.type, "An artisan's turn.",
            [
                .offerId, .requestId, .registerNumber, .person, .phoneLine, .replyLanguage,
                .must("code", .identifier, "four digits"), .must("wave", .count), .trade,
                .quartier, .urgency, .must("respondWithinSeconds", .count),
                .must("expires", .instant), .must("rulesVersion", .line),
                .must("receipt", .object(receiptFields)),
            ]),
        said(OfferEnded.accepted, "The artisan said yes.", offerEndFields),
        said(OfferEnded.refused, "The artisan said no.", offerEndFields),
        said(OfferEnded.expired, "The artisan did not answer in time.", offerEndFields),
        said(OfferEnded.rescinded, "The offer was taken back.", offerEndFields),
        said(
            ReplyUnmatched.type, "A reply that answers nothing that is open.",
            [
                .person, .phoneLine, .replyLanguage, .may("registerNumber", .registerNumber),
                .must("reply", .words(ReplyWord.self)), .reason,
            ]),
    ]

    private static let jobFields: [Field] = [
        .requestId, .registerNumber, .must("outcome", .line), .operator, .reason,
    ]

    private static let requestEndings: [EventSchema] = [
        said(
            RequestAssigned.type, "Somebody does the job.",
            [
                .requestId, .may("offerId", .thing), .registerNumber, .must("artisan", .person),
                .person, .inputChannel, .replyLanguage,
                .must("artisanLanguage", .words(Language.self)), .trade, .quartier, .urgency,
                .must("by", .choice(["turn", "operator"])),
            ]),
        said(
            RequestUnfilled.type, "Nobody was left to ask.",
            [
                .requestId, .person, .inputChannel, .replyLanguage, .trade, .quartier,
                .must("offers", .count),
            ]),
        said(
            RequestCancelled.type, "The request is off.",
            [
                .requestId, .person, .inputChannel, .replyLanguage, .operator, .reason,
                .may(
                    "job",
                    .object([
                        .registerNumber, .must("artisan", .person),
                        .must("artisanLanguage", .words(Language.self)), .trade, .quartier,
                    ]), "work that an operator had given to an artisan"),
            ]),
        said(JobReported.done, "The job is done.", jobFields),
        said(JobReported.missed, "Nobody came.", jobFields),
        said(JobReported.marked, "Something else was reported of the job.", jobFields),
    ]

    private static let presenceFields: [Field] = [
        .registerNumber, .person, .may("until", .instant),
    ]
    private static let conventionFields: [Field] = [
        .registerNumber, .may("from", .date), .may("until", .date),
    ]

    private static let rosterEvents: [EventSchema] = [
        said(ArtisanPresence.checkedIn, "An artisan is there.", presenceFields),
        said(ArtisanPresence.checkedOut, "An artisan is away.", presenceFields),
        said(ConventionChanged.activated, "A convention holds.", conventionFields),
        said(ConventionChanged.expired, "A convention holds no more.", conventionFields),
    ]

    private static let caseEvents: [EventSchema] = [
        said(
            CaseOpened.type, "Something needs a human.",
            [
                .caseId, .must("kind", .words(CaseKind.self)), .must("about", .line),
                .may("requestId", .thing), .may("person", .person),
                .may("line", .words(PhoneLine.self)), .may("channel", .words(InputChannel.self)),
                .may("language", .words(Language.self)), .may("danger", .words(DangerKind.self)),
                .must("deadline", .instant), .must("detail", .line),
            ]),
        said(CaseChanged.taken, "An operator has the case.", caseChangeFields),
        said(CaseChanged.closed, "The case is closed.", caseChangeFields),
    ]

    private static let caseChangeFields: [Field] = [
        .caseId, .must("kind", .words(CaseKind.self)), .must("owner", .line), .outcome, .reason,
    ]

    private static let ownEvents: [EventSchema] = [
        said(
            CommandRefused.type, "A valid command that cannot be done.",
            [
                .must("command", .line), .may("about", .line), .must("code", .line),
                .must("detail", .line), .may("operator", .line),
            ]),
        said(
            ConfigAdopted.type, "The rules that hold from here on.",
            [
                .must("hash", .eventID), .must("rulesVersion", .line), .must("turns", .anything),
                .must("quartiers", .anything), .must("trades", .anything),
            ]),
        said(
            MatcherApplied.type, "Which inputs the matcher applied, in which order.",
            [
                .must("position", .count), .must("now", .instant),
                .must("ids", .list(.line, limit: 100_000)),
            ]),
    ]
}
