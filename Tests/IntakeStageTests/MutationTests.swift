import IntakeStage
import Model
import StageKit
import Testing

/// SplitMix64, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

struct MutationTests {
    #if DEBUG
        static let runs = 4_000
    #else
        static let runs = 100_000
    #endif

    private static let seeds: [(type: String, exchange: String, body: [UInt8])] = {
        let inputs: [(String, JSON)] = [
            ("request.submitted", Desk.request), ("message.received", Desk.request),
            ("call.missed", ["channel": "phone", "phone": "0550000001", "called": "041000001"]),
            ("artisan.registered", Desk.artisan),
            (
                "project.announced",
                [
                    "chamber": "31", "operator": "a", "reason": "b", "projectId": "p",
                    "lots": [["lotId": "l", "trade": "plombier", "quantity": 1e3]],
                ]
            ),
        ]
        return inputs.map { type, data in
            (
                type, EventSchema.input(type)?.exchange.rawValue ?? "",
                Desk.event(type, data).canonicalBytes
            )
        }
    }()

    private static func mutate(_ body: inout [UInt8], _ random: inout SeededGenerator) {
        let interesting: [UInt8] = Array("\"\\{}[],:0eu-+. n".utf8) + [0, 0x80, 0xC3, 0xED, 0xFF]
        for _ in 0..<Int.random(in: 1...4, using: &random) where !body.isEmpty {
            let at = Int.random(in: 0..<body.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: body[at] = UInt8.random(in: 0...255, using: &random)
            case 1: body[at] = interesting.randomElement(using: &random) ?? 0
            case 2: body.remove(at: at)
            case 3: body.insert(interesting.randomElement(using: &random) ?? 0, at: at)
            default:
                let end = min(body.count, at + Int.random(in: 1...20, using: &random))
                body.insert(contentsOf: Array(body[at..<end]), at: at)
            }
        }
    }

    @Test("Whatever comes in gets a verdict, the same one twice")
    func mutations() throws {
        let intake = try Desk.intake()
        var random = SeededGenerator(seed: 31)
        var accepted = 0
        var codes: Set<RejectionCode> = []
        for run in 0..<Self.runs {
            let seed = Self.seeds[run % Self.seeds.count]
            var body = seed.body
            Self.mutate(&body, &random)
            let delivery = Desk.delivery(body, type: seed.type, exchange: seed.exchange)
            let verdict = try intake.handle(delivery, at: Desk.now)
            if run % 10 == 0 {
                let later = Desk.now.advanced(seconds: 3600)
                #expect(try intake.handle(delivery, at: later) == verdict)
            }
            switch verdict {
            case .emit(let drafts, _):
                accepted += 1
                #expect(drafts.count == 1)
            case .reject(let draft, _, _):
                let rejection: InputRejected = try draft.data.decode()
                codes.insert(rejection.code)
            }
        }
        // Some mutations hit white space of a text and are harmless; most are not.
        #expect(accepted > Self.runs / 100 && accepted < Self.runs / 2)
        #expect(codes.isSuperset(of: [.notJSON, .notUTF8, .unknownType, .missingField]))
    }
}
