import Bootstrap
import Foundation
import Model

/// The passwords of the broker's accounts, in a file that only its owner reads.
struct BrokerPasswords {
    let byUser: [String: String]

    /// Reads the file; makes it, with random passwords for these accounts, where it is missing, and
    /// adds accounts that it lacks.
    /// - Throws: `DataFault`, `Failure`, and what the file system says
    static func loadOrCreate(path: String, users: [String]) throws -> BrokerPasswords {
        let manager = FileManager.default
        let text = manager.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        var known = try Passwords.read(text ?? "", file: path)
        let missing = users.filter { known[$0] == nil }
        guard !missing.isEmpty else { return BrokerPasswords(byUser: known) }
        for user in missing { known[user] = random() }
        let lines = known.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
        try manager.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard
            manager.createFile(
                atPath: path, contents: Data(lines.joined().utf8),
                attributes: [.posixPermissions: 0o600])
        else { throw Failure(.tryAgain, "cannot write \(path)") }
        return BrokerPasswords(byUser: known)
    }

    /// 192 bits from the system's generator.
    private static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<3).flatMap { _ in
            withUnsafeBytes(of: generator.next().bigEndian, Array.init)
        }.hex
    }
}
