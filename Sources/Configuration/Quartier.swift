import Model

/// A quartier as `quartiers.yaml` gives it.
public struct Quartier: Codable, Hashable, Sendable {
    public var id: QuartierID
    public var nameFr: String
    public var nameAr: String
    /// Other names, spellings, colonial names, in both scripts.
    public var aliases: [String]
    public var commune: String
    /// Degrees, WGS 84.
    public var latitude: Double
    public var longitude: Double
    /// Adjacent quartiers; symmetric.
    public var neighbours: [QuartierID]

    public init(
        id: QuartierID, nameFr: String, nameAr: String, aliases: [String] = [],
        commune: String, latitude: Double, longitude: Double, neighbours: [QuartierID] = []
    ) {
        self.id = id
        self.nameFr = nameFr
        self.nameAr = nameAr
        self.aliases = aliases
        self.commune = commune
        self.latitude = latitude
        self.longitude = longitude
        self.neighbours = neighbours
    }
}

/// A place that everybody knows and the quartier in which it stands.
public struct Landmark: Codable, Hashable, Sendable {
    public var id: String
    public var nameFr: String
    public var quartier: QuartierID
    public var aliases: [String]

    public init(id: String, nameFr: String, quartier: QuartierID, aliases: [String] = []) {
        self.id = id
        self.nameFr = nameFr
        self.quartier = quartier
        self.aliases = aliases
    }
}

/// A name that several quartiers bear.
public struct AmbiguousName: Codable, Hashable, Sendable {
    public var name: String
    public var quartiers: [QuartierID]

    public init(name: String, quartiers: [QuartierID]) {
        self.name = name
        self.quartiers = quartiers
    }
}

extension Quartier {
    public func name(in language: Language) -> String {
        switch language {
        case .french: nameFr
        case .arabic: nameAr
        }
    }
}
