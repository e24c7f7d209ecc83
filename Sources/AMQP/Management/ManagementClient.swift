import Foundation
import Model
import StageKit

/// RabbitMQ's management API: what a broker has, and changes to it. HTTP with a login; the account
/// needs the tag `management`, for policies `policymaker`, for accounts `administrator`.
public struct ManagementClient: Sendable {
    private let http: PlainHTTP
    private let authorization: String
    /// The virtual host, as a path segment.
    let vhost: String

    /// - Parameters:
    ///   - url: `http://user:password@127.0.0.1:15672`
    ///   - vhost: the virtual host that is meant
    /// - Throws: `BrokerError` where the URL has no host or no login
    public init(url: String, vhost: String = "/") throws {
        guard let parts = URLComponents(string: url), parts.scheme?.lowercased() == "http",
            let host = parts.host, !host.isEmpty, let user = parts.user,
            let password = parts.password, let port = UInt16(exactly: parts.port ?? 15_672)
        else {
            throw BrokerError(
                code: .protocolViolation, text: "not a management URL",
                hint: "write http://user:password@host:port; from afar, through a tunnel")
        }
        http = PlainHTTP(
            host: host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")), port: port,
            patience: 10)
        self.vhost = Self.segment(vhost)
        authorization = "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
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
        let answer: PlainHTTP.Answer
        do {
            answer = try await http.exchange(
                method, "/api/\(path)",
                headers: ["Authorization": authorization, "Content-Type": "application/json"],
                body: body ?? [])
        } catch let failure as PlainHTTP.Failure {
            throw BrokerError(
                code: .unreachable,
                text: "management API at \(http.host):\(http.port): \(failure.text)",
                hint: "is the plugin rabbitmq_management enabled and the port right?")
        }
        guard (200..<300).contains(answer.status) else {
            throw self.failure(answer.status, "\(method) \(path)", answer.body)
        }
        return answer.body
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
