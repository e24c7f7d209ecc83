/// One member of an event's data.
public struct Field: Hashable, Sendable {
    /// What a member may hold.
    public indirect enum Kind: Hashable, Sendable {
        /// Not empty; the limit counts Unicode scalars.
        case text(limit: Int)
        /// One of a closed list.
        case choice([String])
        /// 1–64 visible ASCII characters.
        case identifier
        /// A telephone number in any way people write it.
        case phone
        /// A telephone number as E.164.
        case e164
        case chamber, trade, quartier, registerNumber, person, eventID
        case integer(ClosedRange<Int64>)
        case number(ClosedRange<Double>)
        case boolean
        /// RFC 3339 with a zone, years 2000–2100.
        case instant
        /// `YYYY-MM-DD`, years 2000–2100.
        case date
        /// Opening hours; see `HoursReader`.
        case hours
        case list(Kind, limit: Int)
        case object([Field])
        /// Any names, values of one kind.
        case map(Kind)
        case anything

        /// The words of a closed list of the domain.
        public static func words<Words>(_ type: Words.Type) -> Kind
        where Words: CaseIterable & RawRepresentable, Words.RawValue == String {
            .choice(Words.allCases.map(\.rawValue))
        }

        /// A free text of a length that nobody needs for a name or a reason.
        public static let line = Kind.text(limit: 1000)
        /// 0 and more.
        public static let count = Kind.integer(0...1_000_000_000)
        /// A derived name of a thing: a letter and 16 hexadecimal digits.
        public static let thing = Kind.identifier
    }

    public let name: String
    public let kind: Kind
    public let isRequired: Bool
    /// What it means, where the name does not say it.
    public let description: String?

    public static func must(
        _ name: String, _ kind: Kind, _ description: String? = nil
    ) -> Field {
        Field(name: name, kind: kind, isRequired: true, description: description)
    }

    /// A member that may be absent; in inputs `null` and an empty value are absent too.
    public static func may(
        _ name: String, _ kind: Kind, _ description: String? = nil
    ) -> Field {
        Field(name: name, kind: kind, isRequired: false, description: description)
    }
}
