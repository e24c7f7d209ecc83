import Foundation
import StageKit

/// Where a broker is and who we are there: `amqp://user:password@host:port/vhost`, each part
/// percent-encoded; `amqps` for TLS. Its description never shows the password.
public struct BrokerURL: Hashable, Sendable, CustomStringConvertible {
    public let host: String
    public let port: Int
    public let user: String
    public let password: String
    public let vhost: String
    public let usesTLS: Bool

    /// - Throws: `BrokerError`, code `protocol`; the text never repeats the URL
    public init(_ text: String) throws(BrokerError) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            ["amqp", "amqps"].contains(scheme), let host = parts.host, !host.isEmpty,
            !host.contains(",")
        else {
            throw Self.malformed("a broker's URL needs the scheme amqp or amqps and a host")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw Self.malformed("a broker's URL takes no query and no fragment")
        }
        usesTLS = scheme == "amqps"
        // URLComponents keeps the brackets of an IPv6 address.
        self.host = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        port = parts.port ?? (usesTLS ? 5671 : 5672)
        user = parts.user ?? "guest"
        password = parts.password ?? "guest"
        let path = parts.percentEncodedPath.dropFirst()
        guard !path.contains("/") else {
            throw Self.malformed("a broker's URL has one path segment; write / as %2F in it")
        }
        guard let vhost = path.removingPercentEncoding else {
            throw Self.malformed("the virtual host in a broker's URL is not percent-encoded UTF-8")
        }
        self.vhost = vhost.isEmpty ? "/" : vhost
        guard ![user, password, self.vhost].contains(where: { $0.contains("\0") }) else {
            throw Self.malformed("a broker's URL holds no NUL")
        }
    }

    /// Reads a list of addresses, comma-separated: the nodes of a cluster, in the order in which
    /// they are tried. - Throws: `BrokerError`, code `protocol`
    public static func list(_ text: String) throws(BrokerError) -> [BrokerURL] {
        var urls: [BrokerURL] = []
        for part in URLList.split(text) { urls.append(try BrokerURL(part)) }
        return urls
    }

    public var description: String {
        let name = vhost.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? vhost
        let host = host.contains(":") ? "[\(host)]" : host
        return "\(usesTLS ? "amqps" : "amqp")://\(user)@\(host):\(port)/\(name)"
    }

    private static func malformed(_ text: String) -> BrokerError {
        BrokerError(
            code: .protocolViolation, text: text,
            hint: "write amqp://user:password@host:5672/vhost")
    }
}
