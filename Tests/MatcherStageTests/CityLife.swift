import Model

@testable import MatcherStage

/// Numbers that look drawn and are the same for the same seed (SplitMix64).
struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func throwDie(_ sides: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(sides))
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[throwDie(elements.count)]
    }
}

/// Days of a city in which everything happens, sensible or not: drives a desk by dice.
struct CityLife {
    let desk: Desk
    var dice: Dice
    private let numbers = (1...9).map { "A\($0)" }
    private var requests = 0

    init(_ desk: Desk, seed: UInt64) {
        self.desk = desk
        dice = Dice(seed: seed)
    }

    mutating func live(_ steps: Int) throws {
        for number in numbers.prefix(6) { try hire(number) }
        for _ in 0..<steps { try step() }
    }

    private mutating func step() throws {
        switch dice.throwDie(20) {
        case 0...5: try ask()
        case 6...8: try message()
        case 9...12: try reply()
        case 13, 14: try time()
        case 15: try artisan()
        case 16, 17: try command()
        case 18: try caseCommand()
        default: try second()
        }
    }

    private mutating func hire(_ number: String) throws {
        try desk.hire(
            number, trades: [City.plumber] + (dice.throwDie(3) == 0 ? [City.electrician] : []),
            in: dice.throwDie(2) == 0 ? [City.maraval] : [City.medioni, City.senia])
    }

    private mutating func ask() throws {
        requests += 1
        let trade = dice.pick([City.plumber, City.plumber, City.electrician, nil]) ?? nil
        let place = dice.pick([City.maraval, City.medioni, City.senia, City.canastel, nil]) ?? nil
        let danger: DangerKind? = dice.throwDie(12) == 0 ? .gas : nil
        let intent: Intent? = dice.throwDie(15) == 0 ? .complaint : nil
        try desk.ask(
            "r\(requests)", from: "family\(dice.throwDie(25))",
            line: dice.throwDie(6) == 0 ? .landline : .mobile,
            desk.triage(
                trade, in: place, urgency: dice.pick(Urgency.allCases) ?? .week, danger: danger,
                intent: intent))
    }

    private mutating func message() throws {
        guard let offer = dice.pick(try desk.recent(OfferMade.self, 4)) else { return }
        switch dice.throwDie(8) {
        case 0: try desk.notified(NotificationReport.failed, about: offer)
        case 1:
            try desk.notified(NotificationReport.skipped, about: offer, reason: "landline")
        default: try desk.notified(NotificationReport.sent, about: offer)
        }
    }

    private mutating func reply() throws {
        let word = dice.pick([ReplyWord.yes, .yes, .yes, .no, .no, .available]) ?? .no
        let asked = dice.pick(try desk.recent(OfferMade.self, 3))?.registerNumber.text
        let number = dice.throwDie(3) > 0 ? asked : nil
        try desk.reply(word, by: number ?? dice.pick(numbers) ?? "")
    }

    private mutating func time() throws {
        switch dice.throwDie(12) {
        case 0:
            desk.outage(seconds: dice.throwDie(9000))
            try desk.restart()
        case 1: try desk.wait(seconds: 3600 * dice.throwDie(30))
        default: try desk.wait(seconds: dice.throwDie(200))
        }
    }

    private mutating func artisan() throws {
        let number = dice.pick(numbers) ?? ""
        switch dice.throwDie(5) {
        case 0: try hire(number)
        case 1: try desk.convention(CommandType.conventionSuspended, number)
        case 2: try desk.convention(CommandType.conventionResumed, number)
        case 3: try desk.convention(CommandType.conventionSigned, number, until: "2026-11-25")
        default: try desk.available(number, dice.throwDie(2) == 0)
        }
    }

    private mutating func command() throws {
        let id = "r\(max(1, requests + 2 - dice.throwDie(12)))"
        switch dice.throwDie(6) {
        case 0: try desk.command(CommandType.requestCancel, id)
        case 1: try desk.command(CommandType.requestAssign, id, to: dice.pick(numbers))
        case 2:
            try desk.command(
                CommandType.requestReclassify, id, trade: City.plumber, in: City.maraval)
        case 3:
            let job = dice.pick(try desk.recent(RequestAssigned.self, 4))?.requestId
            try desk.command(CommandType.jobReport, job ?? id, outcome: "missed")
        default:
            let job = dice.pick(try desk.recent(RequestAssigned.self, 4))?.requestId
            try desk.command(CommandType.jobReport, job ?? id, outcome: "done")
        }
    }

    private mutating func caseCommand() throws {
        guard let file = dice.pick(try desk.recent(CaseOpened.self, 8)) else { return }
        let outcome = dice.pick(["release", "cancel", "yes", "no", "unreached", "nobody there"])
        try desk.tell(
            dice.throwDie(4) == 0 ? CommandType.caseTake : CommandType.caseClose,
            CaseCommand(
                caseId: file.caseId, outcome: outcome, operator: "karim", reason: "called"))
    }

    /// The second reading of a request whose answer was joined.
    private mutating func second() throws {
        guard let asked = dice.pick(try desk.recent(TriageRequested.self, 3)) else { return }
        let place = dice.pick([City.maraval, City.canastel, nil]) ?? nil
        try desk.tell(
            RequestClassified.type,
            RequestClassified(
                requestId: asked.requestId, channel: .sms, person: asked.person, line: asked.line,
                round: 2, triage: desk.triage(in: place), personal: asked.personal))
    }
}
