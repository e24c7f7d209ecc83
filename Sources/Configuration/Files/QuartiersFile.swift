import Model
import YAML

/// `quartiers.yaml` as it stands in the file.
struct QuartiersFile: Decodable {
    let version: Located<Int>
    let ambiguous: [AmbiguousEntry]?
    let everydayWords: [Located<String>]?
    let quartiers: Located<[QuartierEntry]>
    let landmarks: [LandmarkEntry]?

    private enum CodingKeys: String, CodingKey {
        case version, ambiguous, quartiers, landmarks
        case everydayWords = "everyday_words"
    }
}

struct QuartierEntry: Decodable {
    let id: Located<QuartierID>
    let nameFr: Located<String>
    let nameAr: Located<String>
    let aliases: [Located<String>]?
    let commune: String
    let latitude: Located<Double>
    let longitude: Located<Double>
    let neighbours: [Located<QuartierID>]?

    private enum CodingKeys: String, CodingKey {
        case id, aliases, commune, latitude, longitude, neighbours
        case nameFr = "name_fr"
        case nameAr = "name_ar"
    }

    var quartier: Quartier {
        Quartier(
            id: id.value, nameFr: nameFr.value, nameAr: nameAr.value,
            aliases: (aliases ?? []).map(\.value), commune: commune, latitude: latitude.value,
            longitude: longitude.value, neighbours: (neighbours ?? []).map(\.value))
    }
}

struct LandmarkEntry: Decodable {
    let id: Located<String>
    let nameFr: Located<String>
    let quartier: Located<QuartierID>
    let aliases: [Located<String>]?

    private enum CodingKeys: String, CodingKey {
        case id, quartier, aliases
        case nameFr = "name_fr"
    }

    var landmark: Landmark {
        Landmark(
            id: id.value, nameFr: nameFr.value, quartier: quartier.value,
            aliases: (aliases ?? []).map(\.value))
    }
}

struct AmbiguousEntry: Decodable {
    let name: Located<String>
    let quartiers: [Located<QuartierID>]
    /// For the reader of the file.
    let why: String

    var ambiguousName: AmbiguousName {
        AmbiguousName(name: name.value, quartiers: quartiers.map(\.value))
    }
}
