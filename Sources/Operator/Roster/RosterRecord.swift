import Model

/// One artisan as the roster file writes it: what `artisan.registered` carries, and the
/// convention where one is signed.
public struct RosterRecord: Hashable, Sendable {
    public var registerNumber: RegisterNumber
    public var kind: ArtisanKind
    public var mode: ArtisanMode
    public var name: String
    /// As people write it; intake normalises.
    public var phone: String
    public var trades: [TradeID]
    /// Where the artisan takes work, home included.
    public var quartiers: [QuartierID]
    public var homeQuartier: QuartierID?
    /// `nil`: reachable at any hour.
    public var hours: WorkingHours?
    /// How many members a cooperative has.
    public var members: Int?
    /// How many jobs at a time; `nil`: the turn rules' default.
    public var capacity: Int?
    /// What the artisan may do beyond the trade: `gas`.
    public var qualifications: [String]
    public var language: Language
    /// Orders the records of one artisan.
    public var sequence: Int
    /// Days as `YYYY-MM-DD`, local; `nil`: no convention yet.
    public var convention: Convention?
    /// True where nobody stands behind the record.
    public var isSynthetic: Bool

    /// From when until when a convention holds.
    public struct Convention: Hashable, Sendable {
        public var from: String
        /// `nil`: no end agreed.
        public var until: String?

        public init(from: String, until: String?) {
            self.from = from
            self.until = until
        }
    }

    public init(
        registerNumber: RegisterNumber, kind: ArtisanKind, mode: ArtisanMode, name: String,
        phone: String, trades: [TradeID], quartiers: [QuartierID],
        homeQuartier: QuartierID? = nil, hours: WorkingHours? = nil, members: Int? = nil,
        capacity: Int? = nil, qualifications: [String] = [], language: Language = .french,
        sequence: Int = 1, convention: Convention? = nil, isSynthetic: Bool = false
    ) {
        self.registerNumber = registerNumber
        self.kind = kind
        self.mode = mode
        self.name = name
        self.phone = phone
        self.trades = trades
        self.quartiers = quartiers
        self.homeQuartier = homeQuartier
        self.hours = hours
        self.members = members
        self.capacity = capacity
        self.qualifications = qualifications
        self.language = language
        self.sequence = sequence
        self.convention = convention
        self.isSynthetic = isSynthetic
    }
}
