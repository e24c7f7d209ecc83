import Model

/// `config/`, read and checked whole.
public struct Configuration: Hashable, Sendable {
    public var catalogue: Catalogue
    /// By code; every chamber this installation serves.
    public var chambers: [ChamberCode: Chamber]
    /// Where an input goes that names no chamber and whose channel has no default.
    public var defaultChamber: ChamberCode
    /// The chamber of inputs that name none, by channel.
    public var channelDefaults: [InputChannel: ChamberCode]

    public init(
        catalogue: Catalogue, chambers: [ChamberCode: Chamber], defaultChamber: ChamberCode,
        channelDefaults: [InputChannel: ChamberCode]
    ) {
        self.catalogue = catalogue
        self.chambers = chambers
        self.defaultChamber = defaultChamber
        self.channelDefaults = channelDefaults
    }
}
