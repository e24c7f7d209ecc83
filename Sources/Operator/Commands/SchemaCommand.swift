import ArgumentParser
import Bootstrap
import Model

/// `maalem schema [TYPE]`
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints the JSON Schema of a type of event, or the list of types.")

    @Argument(help: "A short type, such as request.submitted.") var type: String?
    @OptionGroup var format: FormatOption

    func run() throws {
        guard let type else { return list() }
        let short = Event.shortType(type) ?? type
        let schemas = EventSchema.named(short)
        guard !schemas.isEmpty else {
            throw Failure(.usage, "there is no type \(type.terminalSafe); try maalem schema")
        }
        let schema = Self.one(schemas.map(\.jsonSchema))
        Console.out(format.json ? schema.canonicalText : schema.prettyText)
    }

    /// A type that operators send and intake passes on has two shapes: one document says both.
    static func one(_ schemas: [JSON]) -> JSON {
        guard schemas.count > 1 else { return schemas.first ?? .null }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "oneOf": .array(schemas),
        ]
    }

    private func list() {
        var table = Table([.init("type"), .init("exchange"), .init("summary", isElastic: true)])
        for schema in EventSchema.inputs + EventSchema.events {
            table.add([
                .string(schema.type), .string(schema.exchange.rawValue), .string(schema.summary),
            ])
        }
        Console.show(table, asJSON: format.json)
    }
}
