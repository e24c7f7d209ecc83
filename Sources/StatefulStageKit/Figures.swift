/// A number that a stage shows besides those of its runner.
public struct Figure: Hashable, Sendable {
    /// How its value comes about.
    public enum Kind: Hashable, Sendable {
        /// Rises and falls; read out of the tables.
        case level
        /// Only rises; counted as events are said.
        case count
    }

    /// `maalem_matcher_cases_open`; of a count, it ends in `_total`.
    public let name: String
    public let help: String
    public let kind: Kind

    public init(_ name: String, _ help: String, _ kind: Kind) {
        self.name = name
        self.help = help
        self.kind = kind
    }
}

/// A value of a figure. Its labels are of closed lists and name nobody.
public struct FigureValue: Hashable, Sendable {
    public let name: String
    public let labels: [String: String]
    public let value: Int

    public init(_ name: String, _ labels: [String: String] = [:], _ value: Int = 1) {
        self.name = name
        self.labels = labels
        self.value = value
    }
}
