import Foundation
import FoundationNetworking

/// The numbers that a stage shows at `/metrics`.
struct Figures {
    /// `http://127.0.0.1:41023`
    let http: String

    /// The largest value of a metric over its labels; `nil` where it shows none.
    func value(_ name: String) async throws -> Double? {
        guard let url = URL(string: http + "/metrics") else { return nil }
        let (body, _) = try await URLSession.shared.data(from: url)
        return String(decoding: body, as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix(name + "{") || $0.hasPrefix(name + " ") }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.max()
    }
}
