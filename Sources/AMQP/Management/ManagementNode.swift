import Foundation
import StageKit

/// Speaks HTTP over TLS for `ManagementClient`. Not built in: Foundation's client costs a stage
/// 18 MiB of memory, and a stage stands beside its broker or at the end of a tunnel.
public protocol SecureTransport: Sendable {
    /// One request, one answer.
    /// - Parameter url: `https://host:15671/api/…`, without a login
    /// - Throws: `TransportFailure`
    func exchange(
        _ method: String, url: String, headers: [String: String], body: [UInt8]
    ) async throws -> (status: Int, body: [UInt8])
}

/// Why there was no answer.
public struct TransportFailure: Error, Hashable, Sendable {
    public let text: String

    public init(text: String) { self.text = text }
}

/// The management API of one node. Its description shows no password.
struct ManagementNode: Sendable, CustomStringConvertible {
    let host: String
    let port: UInt16
    let usesTLS: Bool
    private let authorization: String

    /// - Throws: `BrokerError` where the URL has no host or no login
    init(_ url: String) throws(BrokerError) {
        let parts = URLComponents(string: url)
        let scheme = parts?.scheme?.lowercased() ?? ""
        let usual = scheme == "https" ? 15_671 : 15_672
        guard ["http", "https"].contains(scheme), let host = parts?.host, !host.isEmpty,
            let user = parts?.user, let password = parts?.password,
            let port = UInt16(exactly: parts?.port ?? usual)
        else {
            throw BrokerError(
                code: .protocolViolation, text: "not a management URL",
                hint: "write http://user:password@host:port")
        }
        self.host = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        self.port = port
        usesTLS = scheme == "https"
        authorization = "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }

    var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// - Throws: `TransportFailure`
    func exchange(
        _ method: String, _ path: String, body: [UInt8], by secure: (any SecureTransport)?
    ) async throws -> (status: Int, body: [UInt8]) {
        let headers = ["Authorization": authorization, "Content-Type": "application/json"]
        if usesTLS, let secure {
            return try await secure.exchange(
                method, url: "https://\(self)\(path)", headers: headers, body: body)
        }
        let answer = try await PlainHTTP(host: host, port: port, patience: 10)
            .exchange(method, path, headers: headers, body: body)
        return (answer.status, answer.body)
    }
}
