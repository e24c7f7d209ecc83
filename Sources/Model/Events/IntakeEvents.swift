// What intake says.

/// A request that is well formed; the classifier reads it next.
public struct RequestAccepted: EventPayload {
    public static let type = "request.accepted"
    public var subject: String? { requestId }

    /// What names or reaches the person who asked (law 9).
    public struct Personal: Codable, Hashable, Sendable {
        /// E.164.
        public var phone: String
        public var text: String
        public var name: String?
        public var address: String?
        public var siteContact: String?
        /// What a channel with feedback calls the input.
        public var input: InputName?

        public init(
            phone: String, text: String, name: String? = nil, address: String? = nil,
            siteContact: String? = nil, input: InputName? = nil
        ) {
            self.input = input
            self.phone = phone
            self.text = text
            self.name = name
            self.address = address
            self.siteContact = siteContact
        }
    }

    public var requestId: String
    public var channel: InputChannel
    public var person: PersonID
    public var line: PhoneLine
    /// In which language the person wants to be written to, where they said so.
    public var language: Language?
    /// The place as said, where the gazetteer does not know it.
    public var place: String?
    /// The place, where the gazetteer knows it.
    public var quartier: QuartierID?
    public var trade: TradeID?
    public var urgency: Urgency?
    /// True where trade, quartier and urgency are a desk operator's verdict and not a hint.
    public var isVerdict: Bool
    public var preferredTime: String?
    public var submittedAt: Instant?
    public var personal: Personal

    public init(
        requestId: String, channel: InputChannel, person: PersonID, line: PhoneLine,
        language: Language? = nil, place: String? = nil, quartier: QuartierID? = nil,
        trade: TradeID? = nil, urgency: Urgency? = nil, isVerdict: Bool = false,
        preferredTime: String? = nil, submittedAt: Instant? = nil, personal: Personal
    ) {
        self.requestId = requestId
        self.channel = channel
        self.person = person
        self.line = line
        self.language = language
        self.place = place
        self.quartier = quartier
        self.trade = trade
        self.urgency = urgency
        self.isVerdict = isVerdict
        self.preferredTime = preferredTime
        self.submittedAt = submittedAt
        self.personal = personal
    }
}

/// A message or a missed call that the reply grammar understands. Whose offer it answers, only
/// the matcher knows.
public struct ReplyParsed: EventPayload {
    public static let type = "reply.parsed"
    public var subject: String? { nil }

    /// What names or reaches the person who replied (law 9).
    public struct Personal: Codable, Hashable, Sendable {
        /// E.164.
        public var phone: String
        public var text: String?

        public init(phone: String, text: String? = nil) {
            self.phone = phone
            self.text = text
        }
    }

    public var channel: InputChannel
    public var person: PersonID
    public var line: PhoneLine
    public var reply: ReplyWord
    /// The offer code, where the reply names one: `OUI 4721`.
    public var code: String?
    public var personal: Personal

    public init(
        channel: InputChannel, person: PersonID, line: PhoneLine, reply: ReplyWord,
        code: String? = nil, personal: Personal
    ) {
        self.channel = channel
        self.person = person
        self.line = line
        self.reply = reply
        self.code = code
        self.personal = personal
    }
}

/// An input that cannot be taken, and why: a code of the closed list of contract §1.
public struct InputRejected: EventPayload {
    public static let type = "input.rejected"
    public var subject: String? { nil }

    public var code: RejectionCode
    /// The member or attribute at fault: `data.phone`.
    public var field: String?
    /// One sentence for a person, with the limit where there is one; never the value itself.
    public var detail: String
    /// SHA-256 of the raw body, lower-case hexadecimal.
    public var bodySHA256: String
    /// The CloudEvents source, where it could be read.
    public var inputSource: String?
    /// The short type, where it could be read.
    public var inputType: String?
    /// The exchange it came by.
    public var exchange: String

    public init(
        code: RejectionCode, field: String?, detail: String, bodySHA256: String,
        inputSource: String? = nil, inputType: String? = nil, exchange: String
    ) {
        self.code = code
        self.field = field
        self.detail = detail
        self.bodySHA256 = bodySHA256
        self.inputSource = inputSource
        self.inputType = inputType
        self.exchange = exchange
    }
}

/// The closed list of contract §1.
public enum RejectionCode: String, Codable, Hashable, Sendable, CaseIterable {
    case bodyTooLarge = "body-too-large"
    case headersTooLarge = "headers-too-large"
    case wrongContentType = "wrong-content-type"
    case notUTF8 = "not-utf8"
    case notJSON = "not-json"
    case tooDeep = "too-deep"
    case duplicateMember = "duplicate-member"
    case notCloudEvent = "not-cloudevent"
    case unsupportedSpecversion = "unsupported-specversion"
    case unknownType = "unknown-type"
    case wrongExchange = "wrong-exchange"
    case notPermitted = "not-permitted"
    case missingField = "missing-field"
    case invalidField = "invalid-field"
    case textTooLong = "text-too-long"
    case invalidPhone = "invalid-phone"
    case unknownChamber = "unknown-chamber"
    case unknownTrade = "unknown-trade"
    case unknownQuartier = "unknown-quartier"
}
