import AMQP
import Foundation
import FoundationNetworking

/// HTTP over TLS by Foundation, for commands that people type. The machine's authorities are
/// believed, and those of the file that `URLSessionCertificateAuthorityInfoFile` names.
struct FoundationTransport: SecureTransport {
    func exchange(
        _ method: String, url: String, headers: [String: String], body: [UInt8]
    ) async throws -> (status: Int, body: [UInt8]) {
        guard let address = URL(string: url) else { throw TransportFailure(text: "not a URL") }
        var request = URLRequest(url: address, timeoutInterval: 10)
        request.httpMethod = method
        request.allHTTPHeaderFields = headers
        if !body.isEmpty { request.httpBody = Data(body) }
        do {
            let session = URLSession(configuration: .ephemeral)
            defer { session.finishTasksAndInvalidate() }
            let (answer, response) = try await session.data(for: request)
            guard let status = (response as? HTTPURLResponse)?.statusCode else {
                throw TransportFailure(text: "the answer is not HTTP")
            }
            return (status, Array(answer))
        } catch let failure as TransportFailure {
            throw failure
        } catch {
            throw TransportFailure(text: error.localizedDescription)
        }
    }
}
