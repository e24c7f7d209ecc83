import Model
import Operator

/// What the stages took over a run: a row a stage.
struct SoakTable {
    private var table = Table([
        .init("stage"), .init("lives", isNumber: true), .init("RSS first", isNumber: true),
        .init("last", isNumber: true), .init("most", isNumber: true),
        .init("files first", isNumber: true), .init("last", isNumber: true),
        .init("WAL most", isNumber: true), .init("store", isNumber: true),
        .init("queued most", isNumber: true),
    ])

    /// Memory in MiB, first and last quarter after the warm-up; WAL and store in KiB.
    init(_ samples: [Sample]) {
        for (stage, all) in Dictionary(grouping: samples, by: \.stage).sorted(by: {
            $0.key < $1.key
        }) {
            let judged = all.filter { $0.age >= Bounds.warmUp }
            let memory = Growth(judged.map(\.residentKiB))
            let files = Growth(judged.map(\.files))
            table.add([
                .string(stage), .integer(Int64(Set(all.map(\.pid)).count)),
                Self.mebibytes(memory?.first), Self.mebibytes(memory?.last),
                Self.mebibytes(all.map(\.residentKiB).max()), Self.whole(files?.first),
                Self.whole(files?.last), Self.whole(all.map { $0.walBytes / 1024 }.max()),
                Self.whole(all.last.map { $0.storeBytes / 1024 }),
                Self.whole(all.map(\.queued).max()),
            ])
        }
    }

    var text: String { table.text(width: 110) }

    private static func whole(_ value: Double?) -> JSON {
        value.map { .integer(Int64($0)) } ?? .null
    }

    private static func mebibytes(_ kibibytes: Double?) -> JSON {
        kibibytes.map { .string("\(($0 / 102.4).rounded() / 10)") } ?? .null
    }
}
