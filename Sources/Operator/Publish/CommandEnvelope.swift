import Model

extension InputEnvelope {
    /// An operator's command. Its id is derived from what it says and from the key.
    /// - Parameters:
    ///   - data: the command's own members; chamber, operator and reason are added
    ///   - key: tells this command apart from an equal one, such as the time it was given
    public static func command(
        _ type: String, _ data: [String: JSON], chamber: ChamberCode, by name: String,
        reason: String, key: String
    ) -> InputEnvelope {
        var members = data
        members["chamber"] = .string(chamber.text)
        members["operator"] = .string(name)
        members["reason"] = .string(reason)
        let content = JSON.object(members)
        let digest = EventID(netstrings: [type, content.canonicalText, key])
        return InputEnvelope(
            way: .commands, source: "operator/\(name)", id: "\(type)-\(digest.hex.prefix(24))",
            type: type, data: content)
    }
}
