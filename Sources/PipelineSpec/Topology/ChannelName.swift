/// A way in which inputs reach the Chamber (contract §1, `data.channel`).
public enum ChannelName: String, Codable, CodingKeyRepresentable, Hashable, Sendable, CaseIterable,
    Comparable
{
    case phone, sms, web, desk, whatsapp

    public static func < (left: ChannelName, right: ChannelName) -> Bool {
        left.rawValue < right.rawValue
    }
}
