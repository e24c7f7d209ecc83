/// What an input may weigh (contract §1).
enum Limits {
    /// Bytes of the body: 64 KiB.
    static let body = 64 * 1024
    /// Bytes of all AMQP headers and properties: 8 KiB.
    static let headers = 8 * 1024
    /// Bytes of one CloudEvents attribute: 1 KiB.
    static let attribute = 1024
}
