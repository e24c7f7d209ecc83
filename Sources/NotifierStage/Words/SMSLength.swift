/// How many SMS a text takes (3GPP TS 23.038): 160 septets of the GSM alphabet, 153 a part where
/// it takes several; otherwise UCS-2, 70 and 67 UTF-16 units.
public struct SMSLength: Hashable, Sendable {
    /// Whether a character outside the GSM alphabet makes the text UCS-2. Arabic always does.
    public let isUCS2: Bool
    /// Septets, or UTF-16 units.
    public let units: Int
    public let segments: Int

    public init(of text: String) {
        var septets = 0
        var fits = true
        for scalar in text.unicodeScalars {
            if Self.basic.contains(scalar) {
                septets += 1
            } else if Self.extended.contains(scalar) {
                septets += 2
            } else {
                fits = false
                break
            }
        }
        isUCS2 = !fits
        units = fits ? septets : text.utf16.count
        let (single, part) = fits ? (160, 153) : (70, 67)
        segments = units <= single ? 1 : (units + part - 1) / part
    }

    private static let basic = Set(
        ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)

    /// These take two septets.
    private static let extended = Set("\u{0C}^{}\\[~]|€".unicodeScalars)
}
