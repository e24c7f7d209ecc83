import Foundation
import Logging
import Model
import Synchronization

/// How log records are written: for machines or for people.
public enum LogFormat: String, Hashable, Sendable, CaseIterable {
    /// One JSON object a line: `time`, `level`, `message`, `logger` and the metadata.
    case json
    /// `HH:mm:ss.SSS LEVEL message key=value`.
    case console
}

/// Writes log records to the standard error, one line each; whatever could move a terminal's
/// cursor or turn the direction of the text is escaped.
public struct LineLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    public var logLevel: Logger.Level
    private let label: String
    private let format: LogFormat
    private let clock: any WallClock
    private let write: @Sendable (String) -> Void

    /// - Parameter write: takes a finished line with its end; the standard error unless given
    public init(
        label: String, level: Logger.Level = .info, format: LogFormat,
        clock: any WallClock = SystemClock(),
        write: (@Sendable (String) -> Void)? = nil
    ) {
        self.label = label
        self.format = format
        self.clock = clock
        self.write = write ?? { StandardError.write($0) }
        logLevel = level
    }

    /// Makes it the backend of every logger of the process. Call once.
    public static func bootstrap(level: Logger.Level, format: LogFormat) {
        LoggingSystem.bootstrap { LineLogHandler(label: $0, level: level, format: format) }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let message = event.message.description
        switch format {
        case .json: write(jsonLine(event.level, message, all))
        case .console: write(consoleLine(event.level, message, all))
        }
    }

    private func jsonLine(
        _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata
    ) -> String {
        var members: [String: JSON] = metadata.mapValues { .string("\($0)") }
        members["time"] = .string(clock.now().rfc3339)
        members["level"] = .string(level.rawValue)
        members["logger"] = .string(label)
        members["message"] = .string(message)
        return escaped(JSON.object(members).canonicalText) { code in
            "\\u" + hex(code, digits: 4)
        } + "\n"
    }

    private func consoleLine(
        _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata
    ) -> String {
        let time = clock.now().rfc3339.dropFirst(11).dropLast()
        var line = "\(time) \(level.rawValue.uppercased()) \(message)"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
        return escaped(line) { code in "\\u{" + hex(code, digits: 0) + "}" } + "\n"
    }
}

/// The standard error as whole lines. A full disk or a reader that is gone costs lines, never the
/// stage; once it is written to again, it says how many.
enum StandardError {
    private static let lost = Mutex(0)

    static func write(_ line: String) {
        lost.withLock { lost in
            let owed = lost > 0 ? "\(lost) lines of the log could not be written\n" : ""
            do {
                try FileHandle.standardError.write(contentsOf: Data((owed + line).utf8))
                lost = 0
            } catch {
                lost += 1
            }
        }
    }
}

/// Replaces control characters (C0, DEL, C1, line separators) and those that set the direction of
/// text (U+200E–F, U+202A–E, U+2066–9, U+061C).
func escaped(_ text: String, _ replacement: (UInt32) -> String) -> String {
    if text.unicodeScalars.allSatisfy({ !isHidden($0.value) }) { return text }
    var out = ""
    for scalar in text.unicodeScalars {
        if isHidden(scalar.value) {
            out += replacement(scalar.value)
        } else {
            out.unicodeScalars.append(scalar)
        }
    }
    return out
}

private func isHidden(_ code: UInt32) -> Bool {
    switch code {
    case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
}

private func hex(_ code: UInt32, digits: Int) -> String {
    let text = String(code, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
