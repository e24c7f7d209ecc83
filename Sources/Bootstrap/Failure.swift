/// What a program ends with that cannot go on: a text for the operator, and the exit code.
public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The exit codes of contract §3.
    public enum Code: Int32, Hashable, Sendable {
        /// A check found that something is not as it should be: `account`, an input without an end.
        case checkFailed = 1
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
