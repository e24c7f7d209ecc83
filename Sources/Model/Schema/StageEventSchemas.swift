// Contract §2: what intake, the classifier, the notifier and the ledger say.

extension Field {
    static let person = must("person", .person)
    static let phoneLine = must("line", .words(PhoneLine.self))
    static let replyLanguage = must("language", .words(Language.self))
    static let inputChannel = must("channel", .words(InputChannel.self))
    static let trade = must("trade", .trade)
    static let quartier = must("quartier", .quartier)
    static let urgency = must("urgency", .words(Urgency.self))
    static let inputName = may(
        "input", .object([.must("source", .text(limit: 1024)), .must("id", .text(limit: 1024))]),
        "what a channel with feedback calls the input")
    static let `operator` = must("operator", .line)
    static let reason = must("reason", .line)

    /// What names or reaches a person, in the one place where that may stand (law 9).
    static func personal(_ fields: [Field]) -> Field {
        must("personal", .object(fields), "sealed in the ledger under the person's key")
    }
}

extension EventSchema {
    static let intakeEvents: [EventSchema] = [
        EventSchema(
            RequestAccepted.type, .dispatch, "A request that is well formed.",
            [
                .requestId, .inputChannel, .person, .phoneLine,
                .may("language", .words(Language.self)),
                .may("place", .line, "as said, where the gazetteer does not know it"),
                .may("quartier", .quartier), .may("trade", .trade),
                .may("urgency", .words(Urgency.self)),
                .must("isVerdict", .boolean, "trade, quartier, urgency are a desk's verdict"),
                .may("preferredTime", .line), .may("submittedAt", .instant),
                .personal([
                    .must("phone", .e164), .said, .may("name", .line), .may("address", .line),
                    .may("siteContact", .line), .inputName,
                ]),
            ]),
        EventSchema(
            ReplyParsed.type, .dispatch, "A reply: OUI, NON, DISPO, PAS DISPO.",
            [
                .inputChannel, .person, .phoneLine, .must("reply", .words(ReplyWord.self)),
                .may("code", .identifier, "the offer it names, four digits"),
                .personal([.must("phone", .e164), .may("text", .saidText)]),
            ]),
        EventSchema(
            InputRejected.type, .dispatch, "An input that cannot be taken, and why.",
            [
                .must("code", .words(RejectionCode.self)), .may("field", .line),
                .must("detail", .line), .must("bodySHA256", .eventID),
                .may("inputSource", .text(limit: 1024)), .may("inputType", .line),
                .must("exchange", .line),
            ]),
    ]

    /// Commands and reports under their own short type, `personal` parted and `person` added.
    static let passedOnEvents: [EventSchema] =
        [
            EventSchema(
                CommandType.deliveryReported, .dispatch,
                "A gateway knows what became of a message.",
                [
                    .must("notificationId", .identifier),
                    .must("status", .choice(["delivered", "failed"])), .may("detail", .line),
                ]),
            EventSchema(
                CommandType.applicationSubmitted, .dispatch, "An artisan wants in.",
                [
                    .person, .phoneLine, .must("trades", .list(.trade, limit: 20)),
                    .may("quartiers", .list(.quartier, limit: 200)),
                    .may("mode", .words(ArtisanMode.self)),
                    .personal([.must("phone", .e164), .may("name", .line)]),
                ]),
        ] + commandInputs.map(passedOn)

    private static func passedOn(_ input: EventSchema) -> EventSchema {
        let parted = ["chamber", "phone", "address", "bodyBase64"]
        var fields = input.fields.filter { !parted.contains($0.name) }
        if input.fields.contains(where: { $0.name == "phone" }) {
            fields.removeAll { $0.name == "name" }
            fields += [
                .person, .phoneLine, .personal([.must("phone", .e164), .must("name", .line)]),
            ]
        }
        if input.fields.contains(where: { $0.name == "address" }) {
            fields.append(.may("personal", .object([.must("address", .line)])))
        }
        if let body = input.fields.first(where: { $0.name == "bodyBase64" }) {
            let whole = Field.must(body.name, body.kind, body.description)
            fields.append(.may("personal", .object([whole])))
        }
        return EventSchema(input.type, .dispatch, input.summary, fields)
    }

    static let triageFields: [Field] = [
        .must("decision", .words(TriageDecision.self)),
        .must(
            "trades", .list(.object([.trade, .must("confidence", .number(0...1))]), limit: 200),
            "the likeliest first"),
        .may("secondTrade", .trade), .urgency,
        .may("quartier", .object([.quartier, .must("confidence", .number(0...1))])),
        .must("variety", .words(LanguageVariety.self)), .replyLanguage,
        .may("danger", .words(DangerKind.self)), .may("intent", .words(Intent.self)),
        .must(
            "evidence",
            .list(
                .object([
                    .must("speaksFor", .line), .must("term", .line),
                    .must("weight", .number(-1_000_000...1_000_000)),
                ]), limit: 1000)),
        .must("model", .line),
    ]

    static let classifiedFields: [Field] = [
        .requestId, .inputChannel, .person, .phoneLine, .may("preferredTime", .line),
        .must("round", .integer(1...2)), .personal([.said, .inputName]),
    ]

    static let classifierEvents = [
        EventSchema(
            RequestClassified.type, .dispatch, "What a message asks for.",
            classifiedFields + triageFields)
    ]

    private static let notificationFields: [Field] = [
        .must("notificationId", .thing), .must("purpose", .words(NotificationPurpose.self)),
        .person, .must("via", .line), .may("requestId", .thing), .may("offerId", .thing),
        .may("registerNumber", .registerNumber), .may("reason", .line),
    ]

    static let notifierEvents: [EventSchema] = [
        (NotificationReport.sent, "The gateway took a message."),
        (NotificationReport.failed, "The gateway refused a message."),
        (NotificationReport.delivered, "A message arrived."),
        (NotificationReport.uncertain, "Nobody knows whether a message went."),
        (NotificationReport.skipped, "A message was not worth sending or could not be."),
    ].map { EventSchema($0.0, .dispatch, $0.1, notificationFields) }

    static let feedbackGiven = EventSchema(
        FeedbackGiven.type, .feedback, "What became of an input, for the channel that sent it.",
        [
            .inputChannel, .must("inputSource", .text(limit: 1024)),
            .may("inputId", .text(limit: 1024)), .must("outcome", .words(FeedbackOutcome.self)),
            .may("requestId", .thing), .may("code", .words(RejectionCode.self)),
            .may("field", .line), .may("detail", .line), .may("bodySHA256", .eventID),
            .may("missing", .list(.words(MissingFact.self), limit: 10)),
            .may("kind", .words(CaseKind.self)), .may("into", .thing),
        ])

    static let ledgerEntries: [EventSchema] = [
        EventSchema("dead.lettered", .dead, "A stage gave a delivery up.", deadLetterFields),
        EventSchema("dead.recorded", .ledger, "A dead letter is kept.", deadLetterFields),
        EventSchema(
            "dead.replayed", .ledger, "A dead letter went back to its queue.",
            [
                .must("deadLetterId", .thing), .must("replay", .eventID, "the command"),
                .must("stage", .line), .must("queue", .line), .operator,
                .must("edited", .boolean), .must("sha256Before", .eventID, "of the body"),
                .must("sha256After", .eventID),
            ]),
        EventSchema(
            "conflict.recorded", .dispatch, "The same id came with another content.",
            [
                .must("type", .line), .must("source", .line), .must("contentDigest", .eventID),
                .may("data", .anything, "in the ledger only"), .may("person", .anything),
                .may("personal", .anything),
            ]),
        EventSchema("person.erased", .ledger, "A key was destroyed.", [.person, .operator]),
        EventSchema(
            "checkpoint.signed", .ledger, "The head of the chain, signed.",
            [.must("note", .text(limit: 10_000))]),
    ]

    private static let deadLetterFields: [Field] = [
        .must("stage", .line), .must("queue", .line),
        .must(
            "reason",
            .choice([
                "fault", "undecodable", "delivery-limit", "rejected", "expired", "overflow",
            ])),
        .must("error", .text(limit: 10_000)),
        .may("errors", .list(.text(limit: 10_000), limit: 20), "of each attempt"),
        .must("attempts", .count), .may("exchange", .line), .may("routingKey", .line),
        .may("contentType", .line), .may("bodyBytes", .count),
        .may("previous", .thing, "the letter whose replay failed again"),
        .may("originalId", .line), .may("originalType", .line), .may("headers", .anything),
        .may("personal", .anything, "the body as base64; in the ledger a reference to it"),
    ]
}
