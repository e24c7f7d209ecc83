import Foundation
import Model

/// Where a command speaks: results on the standard output, everything else on the other one.
public enum Console {
    /// A line of the result.
    public static func out(_ line: String) { raw(line + "\n") }

    /// Text as it is: a file on the standard output.
    public static func raw(_ text: String) {
        write(text, to: .standardOutput)
    }

    /// A question to the person, who answers on the same line.
    public static func prompt(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    /// A line for the person: progress, problems.
    public static func note(_ line: String) {
        write(line + "\n", to: .standardError)
    }

    /// A reader that has gone is nobody to report to.
    private static func write(_ text: String, to file: FileHandle) {
        try? file.write(contentsOf: Data(text.utf8))
    }

    /// A table, or its rows as JSON.
    public static func show(_ table: Table, asJSON: Bool, empty: String = "nothing") {
        if asJSON {
            out(table.json.canonicalText)
        } else if table.rows.isEmpty {
            out(empty)
        } else {
            out(table.text(width: width))
        }
    }

    /// One thing: a line a member, or an object.
    static func show(_ members: [(name: String, value: JSON)], asJSON: Bool) {
        if asJSON {
            let object = Dictionary(
                members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
            return out(JSON.object(object).canonicalText)
        }
        let width = members.map(\.name.count).max() ?? 0
        for member in members where member.value != .null {
            let padding = String(repeating: " ", count: width - member.name.count)
            out("\(member.name)\(padding)  \(TerminalText(Table.plain(member.value)).printed)")
        }
    }

    /// Columns and lines of the terminal on the standard output; `nil`: it is none.
    static var screen: (width: Int, height: Int)? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Columns of the terminal: `COLUMNS`, else 80 (100 is wide enough for a person).
    static var width: Int {
        let told = ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init)
        return max(60, told ?? 80)
    }
}
