import ArgumentParser
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
            throw CommandFault(.usage, "there is no type \(type.terminalSafe); try maalem schema")
        }
        for schema in schemas {
            Console.out(
                format.json ? schema.jsonSchema.canonicalText : schema.jsonSchema.prettyText)
        }
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
