import Foundation
import FoundationNetworking
import Model
import StageKit

/// RabbitMQ's management API: what a broker has, and changes to it. HTTP with a login; the account
/// needs the tag `management`, for policies `policymaker`, for accounts `administrator`.
public struct ManagementClient: Sendable {
    private let base: URL
    private let authorization: String
    /// The virtual host, as a path segment.
    let vhost: String
    private let session: URLSession

    /// - Parameters:
    ///   - url: `http://user:password@127.0.0.1:15672`
    ///   - vhost: the virtual host that is meant
    /// - Throws: `BrokerError` where the URL has no host or no login
    public init(url: String, vhost: String = "/") throws {
        guard var parts = URLComponents(string: url), let host = parts.host, !host.isEmpty,
            let user = parts.user, let password = parts.password
        else {
            throw BrokerError(
                code: .protocolViolation, text: "not a management URL",
                hint: "write http://user:password@host:port")
        }
        parts.user = nil
        parts.password = nil
        parts.path = ""
        guard let base = parts.url else {
            throw BrokerError(
                code: .protocolViolation, text: "not a management URL", hint: "check the host")
        }
        self.base = base
        self.vhost = Self.segment(vhost)
        authorization = "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 10
        session = URLSession(configuration: configuration)
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
                code: .protocolViolation, text: "GET \(path): an answer that does not fit: \(error)",
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

    private func request(_ method: String, _ path: String, body: [UInt8]?) async throws -> [UInt8] {
        guard let url = URL(string: "/api/\(path)", relativeTo: base) else {
            throw BrokerError(
                code: .protocolViolation, text: "not a path: \(path)", hint: "a name is malformed")
        }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.setValue(authorization, forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = body.map { Data($0) }
        let data: Data
        let response: URLResponse
        do {
            (data, response) = try await session.data(for: request)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw BrokerError(
                code: .unreachable,
                text: "management API at \(base.host ?? ""):\(base.port ?? 0) does not answer",
                hint: "is the plugin rabbitmq_management enabled and the port right?")
        }
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else {
            throw failure(status, "\(method) \(path)", Array(data))
        }
        return Array(data)
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
