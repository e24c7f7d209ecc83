import Configuration
import Foundation
import Model
import YAML

/// A copy of the configuration in which a test may break things.
final class WorkingCopy {
    let directory: String

    init() throws {
        let name = "maalem-config-\(UUID().uuidString)"
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try FileManager.default.copyItem(atPath: shipped, toPath: directory)
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: directory)
        } catch {
            print("left behind: \(directory): \(error)")
        }
    }

    /// Puts `new` in the place of the first `old` of a file.
    func replace(_ old: String, with new: String, in file: String) throws {
        let path = directory + "/" + file
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let range = text.range(of: old) else { throw NotThere(text: old, file: file) }
        try text.replacingCharacters(in: range, with: new)
            .write(toFile: path, atomically: true, encoding: .utf8)
    }

    struct NotThere: Error {
        let text: String
        let file: String
    }

    /// What loading says is wrong, one line a diagnostic, paths without the directory.
    func complaints() -> [String] {
        complaints { _ = try Configuration.load(directory: directory) }
    }

    func templateComplaints() -> [String] {
        complaints { _ = try Templates.load(directory: directory + "/templates") }
    }

    private func complaints(_ load: () throws -> Void) -> [String] {
        do {
            try load()
            return []
        } catch let errors as YAMLErrors {
            return errors.diagnostics.map {
                $0.description.replacingOccurrences(of: directory + "/", with: "")
            }
        } catch {
            return ["\(error)"]
        }
    }
}
