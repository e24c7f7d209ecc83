import Foundation
import FoundationNetworking
import Model

/// Asks a stage how it is.
package struct StageHealth: Sendable {
    /// `http://127.0.0.1:41023`
    let http: String
    private let session: URLSession

    package init(http: String) {
        self.http = http
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 2
        session = URLSession(configuration: configuration)
    }

    /// `nil`: ready; otherwise why not, in one line.
    package func obstacle() async -> String? {
        guard let url = URL(string: http + "/ready") else { return "no address" }
        do {
            let (body, response) = try await session.data(from: url)
            if (response as? HTTPURLResponse)?.statusCode == 200 { return nil }
            return String(decoding: body, as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        } catch {
            return "does not answer yet"
        }
    }
}
