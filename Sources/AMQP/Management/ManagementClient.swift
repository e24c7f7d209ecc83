import Foundation
import Model
import StageKit

/// RabbitMQ's management API: what a broker has, and changes to it. HTTP with a login; the account
/// needs the tag `management`, for policies `policymaker`, for accounts `administrator`.
///
/// Of a cluster every node answers for all: several addresses are tried in order.
public struct ManagementClient: Sendable {
    private let nodes: [ManagementNode]
    private let secure: (any SecureTransport)?
    /// The virtual host, as a path segment.
    let vhost: String

    /// - Parameters:
    ///   - url: `http://user:password@127.0.0.1:15672`; for a cluster several, comma-separated
    ///   - vhost: the virtual host that is meant
    ///   - secure: who speaks `https`; without it only `http` is taken
    /// - Throws: `BrokerError` where a URL has no host or no login
    public init(
        url: String, vhost: String = "/", secure: (any SecureTransport)? = nil
    ) throws {
        nodes = try URLList.split(url).map { try ManagementNode($0) }
        self.secure = secure
        self.vhost = Self.segment(vhost)
        if secure == nil, nodes.contains(where: \.usesTLS) {
            throw BrokerError(
                code: .tls, text: "a stage does not speak https with the management API",
                hint: "give it the broker's http listener on loopback, or a tunnel; or none")
        }
    }

    /// A name as one segment of a path: everything but letters and digits is escaped.
    static func segment(_ name: String) -> String {
        name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? name
    }

    func get<Value: Decodable>(_ path: String, as type: Value.Type) async throws -> Value {
        let body = try await request("GET", path, body: nil)
        do {
            return try JSONReader.read(body).decode(type)
        } catch {
            throw BrokerError(
                code: .protocolViolation,
                text: "GET \(path): an answer that does not fit: \(error)",
                hint: "is this RabbitMQ's management API, 3.10 or later?")
        }
    }

    func put(_ path: String, _ value: some Encodable) async throws {
        _ = try await request("PUT", path, body: JSON(encoding: value).canonicalBytes)
    }

    func post(_ path: String, _ value: some Encodable) async throws {
        _ = try await request("POST", path, body: JSON(encoding: value).canonicalBytes)
    }

    func delete(_ path: String) async throws {
        _ = try await request("DELETE", path, body: nil)
    }

    private func request(
        _ method: String, _ path: String, body: [UInt8]?
    ) async throws -> [UInt8] {
        var unreachable: [String] = []
        for node in nodes {
            do {
                let (status, answer) = try await node.exchange(
                    method, "/api/\(path)", body: body ?? [], by: secure)
                guard (200..<300).contains(status) else {
                    throw failure(status, "\(method) \(path)", answer)
                }
                return answer
            } catch let failure as TransportFailure {
                unreachable.append("\(node): \(failure.text)")
            }
        }
        throw BrokerError(
            code: .unreachable, text: "management API at " + unreachable.joined(separator: "; "),
            hint: "is the plugin rabbitmq_management enabled and the port right?")
    }

    private func failure(_ status: Int, _ what: String, _ body: [UInt8]) -> BrokerError {
        let reason = (try? JSONReader.read(body))?["reason"]?.string
        let text = "\(what): \(status) \(reason ?? "")"
        switch status {
        case 401:
            return BrokerError(
                code: .authentication, text: text,
                hint: "check the account, its password and its tags")
        case 403:
            return BrokerError(
                code: .accessRefused, text: text, hint: "the account lacks the right or the tag")
        case 404:
            return BrokerError(code: .missingQueue, text: text, hint: "apply the topology first")
        case 400, 409:
            return BrokerError(
                code: .preconditionFailed, text: text,
                hint: "it exists with other arguments, or a value is refused")
        default:
            return BrokerError(
                code: .protocolViolation, text: text, hint: "look at the broker's log")
        }
    }
}
