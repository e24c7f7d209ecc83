// The closed word lists of the contract and the domain.

/// The languages in which the Chamber writes to people.
public enum Language: String, Codable, CodingKeyRepresentable, Hashable, Sendable,
    CaseIterable
{
    case french = "fr"
    case arabic = "ar"
}

/// What people write: the four varieties that the classifier tells apart, and their mixtures.
public enum LanguageVariety: String, Codable, Hashable, Sendable, CaseIterable {
    case french = "fr"
    case standardArabic = "ar"
    case darijaArabic = "dz-ar"
    case darijaLatin = "dz-latn"
    case mixed

    /// The language to answer in.
    public var reply: Language {
        switch self {
        case .french, .mixed: .french
        case .standardArabic, .darijaArabic, .darijaLatin: .arabic
        }
    }
}

/// By what way an input came.
public enum InputChannel: String, Codable, CodingKeyRepresentable, Hashable, Sendable,
    CaseIterable
{
    case phone, sms, web, desk, whatsapp
}

/// What can be sent to a number: an SMS reaches mobiles only.
public enum PhoneLine: String, Codable, Hashable, Sendable, CaseIterable {
    case mobile, landline, foreign
}

/// How soon: danger or damage going on; an essential function lost; some days; no date.
public enum Urgency: String, Codable, CodingKeyRepresentable, Hashable, Sendable,
    CaseIterable
{
    case emergency, today, week, flexible
}

/// The form of an artisan's activity (ordonnance 96-01).
public enum ArtisanKind: String, Codable, Hashable, Sendable, CaseIterable {
    case individual, cooperative, enterprise
}

/// How an artisan works (ordonnance 96-01).
public enum ArtisanMode: String, Codable, Hashable, Sendable, CaseIterable {
    case sedentary, ambulant, fairground
}

/// What the classifier made of a message.
public enum TriageDecision: String, Codable, Hashable, Sendable, CaseIterable {
    case trade, unsure
    case notARequest = "not-a-request"
}

/// What a message says that asks for no work.
public enum Intent: String, Codable, CodingKeyRepresentable, Hashable, Sendable,
    CaseIterable
{
    case jobSeeker = "job-seeker"
    case complaint, thanks, cancellation, information, spam, greeting, other
}

/// Dangers for which a person comes before any offer (design, "Matching").
public enum DangerKind: String, Codable, CodingKeyRepresentable, Hashable, Sendable,
    CaseIterable
{
    case gas, fire, collapse
    case carbonMonoxide = "carbon-monoxide"
    case electricShock = "electric-shock"
    case floodedElectricity = "flooded-electricity"
    case lockedIn = "locked-in"
}

/// What a short reply says.
public enum ReplyWord: String, Codable, Hashable, Sendable, CaseIterable {
    case yes, no, available, unavailable
}

/// What a family can be asked for.
public enum MissingFact: String, Codable, Hashable, Sendable, CaseIterable {
    case trade, quartier
}

/// Whatever needs a human.
public enum CaseKind: String, Codable, CodingKeyRepresentable, Hashable, Sendable,
    CaseIterable
{
    case danger
    case missingPlace = "missing-place"
    case unsureTriage = "unsure-triage"
    case nobodyFound = "nobody-found"
    case callSheet = "call-sheet"
    case conflict, complaint, affiliation
    case unknownSubject = "unknown-subject"
    case sending
}

/// What a notification is for; each has a template in each language.
public enum NotificationPurpose: String, Codable, CodingKeyRepresentable, Hashable, Sendable,
    CaseIterable
{
    case question, safety
    case offer
    case offerClosed = "offer-closed"
    case assignedFamily = "assigned-family"
    case assignedArtisan = "assigned-artisan"
    case unfilled, cancelled
    case nothingOpen = "nothing-open"
    case affiliation
}
