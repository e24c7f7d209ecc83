// Channels' reports and the announcement of a project, as intake passes them on.

/// `delivery.reported`: what a gateway knows of a notification.
public struct DeliveryReport: Codable, Hashable, Sendable {
    public var notificationId: String
    /// `delivered` or `failed`.
    public var status: String
    public var detail: String?

    public init(notificationId: String, status: String, detail: String? = nil) {
        self.notificationId = notificationId
        self.status = status
        self.detail = detail
    }
}

/// `artisan.application.submitted`: an artisan who wants in.
public struct ArtisanApplication: Codable, Hashable, Sendable {
    /// What names or reaches the artisan (law 9).
    public struct Personal: Codable, Hashable, Sendable {
        /// E.164.
        public var phone: String
        public var name: String?

        public init(phone: String, name: String? = nil) {
            self.phone = phone
            self.name = name
        }
    }

    public var person: PersonID
    public var line: PhoneLine
    public var trades: [TradeID]
    /// Those that the gazetteer knows.
    public var quartiers: [QuartierID]?
    public var mode: ArtisanMode?
    public var personal: Personal

    public init(
        person: PersonID, line: PhoneLine, trades: [TradeID], quartiers: [QuartierID]? = nil,
        mode: ArtisanMode? = nil, personal: Personal
    ) {
        self.person = person
        self.line = line
        self.trades = trades
        self.quartiers = quartiers
        self.mode = mode
        self.personal = personal
    }
}

/// `project.announced`: works in lots, each for one trade.
public struct ProjectAnnounced: Codable, Hashable, Sendable {
    /// A part of the works that one artisan does.
    public struct Lot: Codable, Hashable, Sendable {
        public var lotId: String
        public var trade: TradeID
        public var quantity: Double?
        public var unit: String?
        /// Dinars.
        public var estimate: Double?
        /// Dinars.
        public var ceiling: Double?
        /// How many workers.
        public var crew: Int?
        /// Dates are `YYYY-MM-DD`, local.
        public var from: String?
        public var until: String?
        /// Lots of the same project that come first.
        public var dependsOn: [String]?

        public init(
            lotId: String, trade: TradeID, quantity: Double? = nil, unit: String? = nil,
            estimate: Double? = nil, ceiling: Double? = nil, crew: Int? = nil,
            from: String? = nil, until: String? = nil, dependsOn: [String]? = nil
        ) {
            self.lotId = lotId
            self.trade = trade
            self.quantity = quantity
            self.unit = unit
            self.estimate = estimate
            self.ceiling = ceiling
            self.crew = crew
            self.from = from
            self.until = until
            self.dependsOn = dependsOn
        }
    }

    /// Where the works are (law 9).
    public struct Personal: Codable, Hashable, Sendable {
        public var address: String

        public init(address: String) { self.address = address }
    }

    public var projectId: String
    public var title: String?
    public var quartier: QuartierID?
    public var lots: [Lot]
    public var `operator`: String
    public var reason: String
    /// `nil` where no address was given.
    public var personal: Personal?

    public init(
        projectId: String, title: String? = nil, quartier: QuartierID? = nil, lots: [Lot],
        operator: String, reason: String, personal: Personal? = nil
    ) {
        self.projectId = projectId
        self.title = title
        self.quartier = quartier
        self.lots = lots
        self.operator = `operator`
        self.reason = reason
        self.personal = personal
    }
}
