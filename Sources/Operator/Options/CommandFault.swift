/// Why a command ends otherwise than well: what it says, and the exit code of contract §3.
public struct CommandFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The exit codes that a command chooses itself.
    public enum Code: Int32, Hashable, Sendable {
        /// `account` found an input without an end.
        case doesNotBalance = 1
        case usage = 64
        case data = 65
        case brokerUnreachable = 69
        case bug = 70
        case tryAgain = 75
        case configuration = 78
    }

    public var code: Code
    public var text: String

    public init(_ code: Code, _ text: String) {
        self.code = code
        self.text = text
    }

    public var description: String { text }
}
