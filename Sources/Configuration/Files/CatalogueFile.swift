import Model
import YAML

/// `trades.yaml` as it stands in the file.
struct CatalogueFile: Decodable {
    let version: Located<Int>
    let urgencyWords: Located<[Urgency: Terms]>
    let dangerWords: Located<[DangerKind: Terms]>
    let intentWords: [Intent: Terms]
    let outsideRoutes: [RouteEntry]
    let trades: [TradeEntry]

    private enum CodingKeys: String, CodingKey {
        case version, trades
        case urgencyWords = "urgency_words"
        case dangerWords = "danger_words"
        case intentWords = "intent_words"
        case outsideRoutes = "outside_routes"
    }
}

struct TradeEntry: Decodable {
    let id: Located<TradeID>
    let nameFr: Located<String>
    let nameAr: Located<String>
    let namesDz: [String]?
    let family: String
    let askedAs: [Language: String]?
    let keywords: Terms
    let urgencyHints: [Urgency: [String]]?
    let confusedWith: [Located<TradeID>]?
    let usualUrgency: Urgency?
    let requires: Located<String>?

    private enum CodingKeys: String, CodingKey {
        case id, family, keywords, requires
        case askedAs = "asked_as"
        case nameFr = "name_fr"
        case nameAr = "name_ar"
        case namesDz = "names_dz"
        case urgencyHints = "urgency_hints"
        case confusedWith = "confused_with"
        case usualUrgency = "usual_urgency"
    }

    var trade: Trade {
        Trade(
            id: id.value, nameFr: nameFr.value, nameAr: nameAr.value, namesDz: namesDz ?? [],
            family: family, keywords: keywords, urgencyHints: urgencyHints ?? [:],
            confusedWith: (confusedWith ?? []).map(\.value), usualUrgency: usualUrgency ?? .week,
            requires: requires?.value, askedAs: askedAs)
    }
}

struct RouteEntry: Decodable {
    let id: Located<String>
    let purpose: String
    let number: String?
    let source: String?
    let dangers: [DangerKind]

    var route: OutsideRoute {
        OutsideRoute(
            id: id.value, purpose: purpose, number: number, source: source, dangers: dangers)
    }
}
