/// Why a private node did not start or stop.
public struct PrivateNodeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of trouble, for programs.
    public enum Code: String, Hashable, Sendable {
        /// A program is missing from the machine.
        case notInstalled = "not-installed"
        /// The folder belongs to a node that lives, or holds something else.
        case folderInUse = "folder-in-use"
        /// A file, port or process could not be had.
        case system
        /// The node ended or did not become ready in time; the text ends with its log's tail.
        case notReady = "not-ready"
        /// A command sent to the node failed; the text is what it said.
        case command
    }

    public let code: Code
    public let text: String
    /// What to look at or do next.
    public let hint: String

    public init(code: Code, text: String, hint: String) {
        self.code = code
        self.text = text
        self.hint = hint
    }

    public var description: String { "\(code.rawValue): \(text) (\(hint))" }

    static func system(_ what: String) -> PrivateNodeError {
        PrivateNodeError(
            code: .system, text: "\(what): \(systemErrorText())",
            hint: "look at the folder's rights, free disk space and open ports")
    }
}
