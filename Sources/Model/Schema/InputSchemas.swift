// Contract §1, the table of inputs.

extension Field.Kind {
    /// What a person wrote or said: 1–2000 Unicode scalars after trimming (contract §1).
    static let saidText = Field.Kind.text(limit: 2000)
    static let dinars = Field.Kind.number(0...1_000_000_000_000)
}

extension Field {
    static let channel = must("channel", .words(InputChannel.self), "by what way it came")
    static let phone = must("phone", .phone, "any way people write it; foreign as E.164")
    static let said = must("text", .saidText, "what the person wrote or said")
    static let chamber = may(
        "chamber", .chamber, "absent: the channel's default, else the configured default")
    static let registerNumber = must("registerNumber", .registerNumber)
    static let requestId = must("requestId", .identifier)
    static let outcome = may("outcome", .line)
}

extension EventSchema {
    static let requestInputs: [EventSchema] = [
        EventSchema(
            "request.submitted", .requests, "A family asks for an artisan.",
            [
                .channel, .phone, .said, .chamber,
                .may("place", .line, "the place as said"),
                .may("quartier", .line, "the quartier as said, or its id"),
                .may("address", .line), .may("siteContact", .line, "whom to ask for on site"),
                .may("name", .line), .may("language", .words(Language.self)),
                .may("urgency", .words(Urgency.self), "a verdict from `desk`, else a hint"),
                .may("trade", .trade, "a verdict from `desk`, else a hint"),
                .may("preferredTime", .line),
            ]),
        EventSchema(
            "message.received", .requests,
            "A message that may be a reply or a new request; intake tells which.",
            [.channel, .phone, .said, .chamber]),
        EventSchema(
            "call.missed", .requests, "Somebody rang a number of the chamber and hung up.",
            [.channel, .phone, .must("called", .phone, "the number rung"), .chamber]),
        EventSchema(
            CommandType.deliveryReported, .requests, "A gateway knows what became of a message.",
            [
                .must("notificationId", .identifier),
                .must("status", .choice(["delivered", "failed"])),
                .may("detail", .line), .chamber,
            ]),
        EventSchema(
            CommandType.applicationSubmitted, .requests, "An artisan wants in.",
            [
                .phone, .must("trades", .list(.trade, limit: 20)), .must("chamber", .chamber),
                .may("name", .line), .may("quartiers", .list(.line, limit: 200)),
                .may("mode", .words(ArtisanMode.self)),
            ]),
    ]

    static let commandInputs: [EventSchema] = [
        command(CommandType.artisanRegistered, "An artisan enters the roster.", artisanRecord),
        command(CommandType.artisanUpdated, "The whole record anew.", artisanRecord),
        command(CommandType.conventionSigned, "A convention begins.", conventionFields),
        command(CommandType.conventionSuspended, "A convention rests.", conventionFields),
        command(CommandType.conventionResumed, "A convention goes on.", conventionFields),
        command(CommandType.conventionTerminated, "A convention ends.", conventionFields),
        command(
            CommandType.availabilityChanged, "An artisan comes or goes.",
            [.registerNumber, .must("available", .boolean), .may("until", .instant)]),
        command(CommandType.requestCancel, "The family cancelled.", [.requestId]),
        command(
            CommandType.requestReclassify, "The operator knows better; one of the three is given.",
            [
                .requestId, .may("trade", .trade), .may("urgency", .words(Urgency.self)),
                .may("quartier", .quartier),
            ]),
        command(
            CommandType.requestAssign, "The operator gives the job.",
            [.requestId, .registerNumber]),
        command(
            CommandType.jobReport, "What became of the job.",
            [
                .requestId, .may("registerNumber", .registerNumber),
                .must("outcome", .line, "`done`, `missed`; other words mark the job"),
            ]),
        command(CommandType.caseTake, "An operator takes a case.", caseFields),
        command(CommandType.caseClose, "An operator closes a case.", caseFields),
        command(
            CommandType.deadReplay, "A dead letter is tried again.",
            deadLetterFields + [
                .may(
                    "bodyBase64", .text(limit: 60_000),
                    "the message as it should have been; absent: as it came")
            ]),
        command(CommandType.deadDrop, "A dead letter is given up.", deadLetterFields),
        command(
            CommandType.personErase, "A person is forgotten.",
            [.must("person", .person), .outcome]),
        command(CommandType.projectAnnounced, "Works in lots.", projectFields),
    ]

    /// All commands need chamber, operator and reason (contract §1).
    private static func command(
        _ type: String, _ summary: String, _ fields: [Field]
    ) -> EventSchema {
        EventSchema(
            type, .commands, summary,
            [.must("chamber", .chamber), .must("operator", .line), .must("reason", .line)] + fields)
    }

    private static let artisanRecord: [Field] = [
        .registerNumber, .must("kind", .words(ArtisanKind.self)),
        .must("mode", .words(ArtisanMode.self)), .must("name", .line), .phone,
        .must("trades", .list(.trade, limit: 20)),
        .must("quartiers", .list(.quartier, limit: 200)), .may("homeQuartier", .quartier),
        .may("hours", .hours), .may("members", .integer(1...10_000)),
        .may("capacity", .integer(1...1000)),
        .may("qualifications", .list(.identifier, limit: 50)),
        .may("language", .words(Language.self)),
        .may("sequence", .integer(0...Int64.max), "a lower one than the last seen is late"),
    ]

    private static let conventionFields: [Field] = [
        .registerNumber, .may("from", .date), .may("until", .date), .may("terms", .line),
    ]

    private static let caseFields: [Field] = [.must("caseId", .identifier), .outcome]
    private static let deadLetterFields: [Field] = [.must("deadLetterId", .identifier), .outcome]

    private static let projectFields: [Field] = [
        .must("projectId", .identifier), .may("title", .line), .may("address", .line),
        .may("quartier", .quartier), .must("lots", .list(.object(lotFields), limit: 200)),
    ]

    static let lotFields: [Field] = [
        .must("lotId", .identifier), .must("trade", .trade),
        .may("quantity", .number(0...1_000_000_000)), .may("unit", .line),
        .may("estimate", .dinars, "dinars"), .may("ceiling", .dinars, "dinars"),
        .may("crew", .integer(1...10_000), "workers"), .may("from", .date), .may("until", .date),
        .may("dependsOn", .list(.identifier, limit: 200), "lots that come first"),
    ]
}
