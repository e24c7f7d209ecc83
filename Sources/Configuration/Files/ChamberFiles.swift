import Model
import YAML

/// `chamber.yaml` as it stands in the file.
struct ChamberFile: Decodable {
    let version: Located<Int>
    let code: Located<ChamberCode>
    let name: String
    let timeZone: Located<String>

    private enum CodingKeys: String, CodingKey {
        case version, code, name
        case timeZone = "time_zone"
    }
}

/// `channels.yaml` as it stands in the file.
struct ChannelsFile: Decodable {
    let version: Located<Int>
    let outgoing: Located<String>
    let missedCalls: [MissedCallEntry]?
    let sendBatch: Located<Int>

    struct MissedCallEntry: Decodable {
        let number: Located<String>
        let means: ReplyWord
    }

    private enum CodingKeys: String, CodingKey {
        case version, outgoing
        case missedCalls = "missed_calls"
        case sendBatch = "send_batch"
    }

    var channels: Channels {
        Channels(
            outgoing: outgoing.value,
            missedCalls: (missedCalls ?? []).map {
                Channels.MissedCallNumber(number: $0.number.value, means: $0.means)
            },
            sendBatch: sendBatch.value)
    }
}

/// `turns.yaml` as it stands in the file.
struct TurnsFile: Decodable {
    let version: Located<String>
    let respondWithin: Located<[Urgency: Located<Int>]>
    let sendWithin: Located<[Urgency: Located<Int>]>
    let offersPerRequest: Located<Int>
    let neighbourOffers: Located<Int>
    let capacity: Located<Int>
    let answerWithin: Located<Int>
    let park: Located<Int>
    let caseDeadlines: Located<[CaseKind: Located<Int>]>
    let askBelowConfidence: Located<Double>

    private enum CodingKeys: String, CodingKey {
        case version, capacity, park
        case respondWithin = "respond_within"
        case sendWithin = "send_within"
        case offersPerRequest = "offers_per_request"
        case neighbourOffers = "neighbour_offers"
        case answerWithin = "answer_within"
        case caseDeadlines = "case_deadlines"
        case askBelowConfidence = "ask_below_confidence"
    }

    var rules: TurnRules {
        TurnRules(
            version: version.value, respondWithinSeconds: respondWithin.value.mapValues(\.value),
            sendWithinSeconds: sendWithin.value.mapValues(\.value),
            offersPerRequest: offersPerRequest.value, neighbourOffers: neighbourOffers.value,
            capacity: capacity.value, answerWithinSeconds: answerWithin.value,
            parkSeconds: park.value, caseDeadlineSeconds: caseDeadlines.value.mapValues(\.value),
            askBelowConfidence: askBelowConfidence.value)
    }
}
