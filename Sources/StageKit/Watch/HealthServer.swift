import FlyingFox
import FlyingSocks
import Foundation
import Model

/// Serves `/live`, `/ready`, `/metrics` and `/status` on a loopback address.
public struct HealthServer: Sendable {
    /// The address cannot be used.
    public struct AddressError: Error, Hashable, Sendable, CustomStringConvertible {
        public let description: String
    }

    private let server: HTTPServer

    /// - Parameters:
    ///   - host: `127.0.0.1`, `::1` or `localhost`
    ///   - port: 0: any free one
    /// - Throws: `AddressError` for an address that is not loopback: nothing here asks for a
    ///   password
    public init(host: String, port: UInt16, health: Health, metrics: Metrics) throws {
        let handler = HealthHandler(health: health, metrics: metrics)
        switch host {
        case "127.0.0.1", "localhost":
            server = HTTPServer(
                address: try .inet(ip4: "127.0.0.1", port: port), timeout: 15, logger: .disabled,
                handler: handler)
        case "::1":
            server = HTTPServer(
                address: try .inet6(ip6: "::1", port: port), timeout: 15, logger: .disabled,
                handler: handler)
        default:
            throw AddressError(description: "\(host): not a loopback address")
        }
    }

    /// Serves until the task is cancelled or `stop` is called.
    /// - Throws: `SocketError` where the address is taken
    public func run() async throws {
        do { try await server.run() } catch is CancellationError {
            await server.stop()
        } catch SocketError.disconnected {
            return
        }
    }

    /// Waits until it listens. - Returns: the port
    public func listening() async throws -> UInt16 {
        try await server.waitUntilListening()
        switch await server.listeningAddress {
        case .ip4(_, let port), .ip6(_, let port): return port
        default: return 0
        }
    }

    public func stop() async { await server.stop(timeout: 1) }
}

private struct HealthHandler: HTTPHandler {
    let health: Health
    let metrics: Metrics

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.method == .GET || request.method == .HEAD else {
            return HTTPResponse(statusCode: .methodNotAllowed)
        }
        switch request.path {
        case "/live":
            let hung = health.hung
            return json(
                ["live": .bool(hung.isEmpty), "hung": .array(hung.map { .string($0) })],
                isFine: hung.isEmpty)
        case "/ready":
            let readiness = health.readiness
            return json(readiness, isFine: readiness["ready"] == true)
        case "/status": return json(health.status, isFine: true)
        case "/metrics":
            return HTTPResponse(
                statusCode: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: Data(metrics.exposition.utf8))
        default: return HTTPResponse(statusCode: .notFound)
        }
    }

    private func json(_ value: JSON, isFine: Bool) -> HTTPResponse {
        HTTPResponse(
            statusCode: isFine ? .ok : .serviceUnavailable,
            headers: [.contentType: "application/json"], body: Data(value.canonicalBytes))
    }
}
