import Model

/// A place that a text names.
public struct PlaceMention: Hashable, Sendable {
    public var quartier: QuartierID
    /// The name as the gazetteer writes it.
    public var term: String
    /// Offsets of its Unicode scalars in the text: first, and after the last.
    public var start: Int
    public var end: Int
    /// 0…1: a name letter by letter 0.95 and more, a slip of the pen 0.75.
    public var confidence: Double
    /// True for a landmark: a quartier named beside it says more.
    public var isLandmark: Bool

    public init(
        quartier: QuartierID, term: String, start: Int, end: Int, confidence: Double,
        isLandmark: Bool = false
    ) {
        self.quartier = quartier
        self.term = term
        self.start = start
        self.end = end
        self.confidence = confidence
        self.isLandmark = isLandmark
    }
}
