import Foundation

/// The peppers of the chambers that a stage serves.
public struct Peppers: Sendable {
    private let byChamber: [ChamberCode: Pepper]

    public init(_ byChamber: [ChamberCode: Pepper]) { self.byChamber = byChamber }

    public subscript(chamber: ChamberCode) -> Pepper? { byChamber[chamber] }

    /// Reads `<data>/secrets/pepper-<chamber>.key` for each chamber.
    /// - Throws: `PepperError` (exit 78: `maalem chamber create` makes them)
    public static func load(
        chambers: some Sequence<ChamberCode>, dataDirectory: String
    ) throws -> Peppers {
        var found: [ChamberCode: Pepper] = [:]
        for chamber in chambers {
            found[chamber] = try Pepper.load(chamber: chamber, dataDirectory: dataDirectory)
        }
        return Peppers(found)
    }
}

/// Why a pepper cannot be had. A matter of configuration: exit 78.
public enum PepperError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    /// Not 64 hexadecimal digits.
    case malformed(path: String)
    /// There is one already; a second would make every known person a stranger.
    case exists(path: String)
    case unwritable(path: String, reason: String)

    public var description: String {
        switch self {
        case .missing(let path):
            "\(path): there is no pepper; `maalem chamber create` makes one"
        case .malformed(let path):
            "\(path): a pepper is 64 hexadecimal digits; restore the file from its backup"
        case .exists(let path):
            "\(path): exists; another pepper would make every known person a stranger"
        case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
        }
    }
}

extension Pepper {
    public static func path(chamber: ChamberCode, dataDirectory: String) -> String {
        "\(dataDirectory)/secrets/pepper-\(chamber).key"
    }

    /// - Throws: `PepperError.missing`, `.malformed`
    public static func load(chamber: ChamberCode, dataDirectory: String) throws -> Pepper {
        let path = path(chamber: chamber, dataDirectory: dataDirectory)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw PepperError.missing(path: path)
        }
        guard let pepper = Pepper(hex: String(decoding: data, as: UTF8.self)) else {
            throw PepperError.malformed(path: path)
        }
        return pepper
    }

    /// Makes a pepper and its file (mode 0600, in a folder of mode 0700); never over one there is.
    /// - Throws: `PepperError.exists`, `.unwritable`
    @discardableResult
    public static func generate(chamber: ChamberCode, dataDirectory: String) throws -> Pepper {
        let path = path(chamber: chamber, dataDirectory: dataDirectory)
        let pepper = generate()
        do {
            try FileManager.default.createDirectory(
                atPath: "\(dataDirectory)/secrets", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw PepperError.unwritable(path: path, reason: error.localizedDescription)
        }
        try writeOnce(Array((pepper.hex + "\n").utf8), path: path)
        return pepper
    }

    private static func writeOnce(_ bytes: [UInt8], path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let code = errno
            throw code == EEXIST
                ? PepperError.exists(path: path)
                : PepperError.unwritable(path: path, reason: String(cString: strerror(code)))
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: bytes)
            try handle.synchronize()
            try handle.close()
        } catch {
            throw PepperError.unwritable(path: path, reason: error.localizedDescription)
        }
    }
}
