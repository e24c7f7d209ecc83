import Model

/// Reads lines of inputs to be published. A line is a CloudEvent, published as it stands, or an
/// example of `config/examples/requests.jsonl` (`{"id", "text", "quartier", …}`), made into a
/// request of a family that does not exist.
public struct SubmissionReader: Sendable {
    /// By which channel the examples come.
    public var channel: InputChannel
    /// Sets the examples' ids apart from those of another run.
    public var run: String
    public var chamber: ChamberCode?

    public init(channel: InputChannel, run: String, chamber: ChamberCode? = nil) {
        self.channel = channel
        self.run = run
        self.chamber = chamber
    }

    /// - Throws: `DataFault` with every line that is neither
    public func read(_ bytes: [UInt8], file: String) throws -> [RawInput] {
        var inputs: [RawInput] = []
        var problems: [LineProblem] = []
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
            do throws(LineProblem) {
                inputs.append(try input(Array(line), line: index + 1))
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw DataFault(file: file, problems: problems) }
        return inputs
    }

    private func input(_ bytes: [UInt8], line: Int) throws(LineProblem) -> RawInput {
        func problem(_ reason: String) -> LineProblem {
            LineProblem(line: line, column: 1, reason: reason)
        }
        let json: JSON
        do {
            json = try JSONReader.read(bytes)
        } catch {
            throw problem("no JSON: \(error)")
        }
        if json["specversion"] != nil { return try event(json, bytes, problem) }
        guard let id = json["id"]?.string, let text = json["text"]?.string else {
            throw problem("neither a CloudEvent nor an example with id and text")
        }
        return example(id: id, text: text, quartier: json["quartier"]?.string, line: line).message
    }

    /// The bytes go out as they came: what is wrong with them, intake answers.
    private func event(
        _ json: JSON, _ bytes: [UInt8], _ problem: (String) -> LineProblem
    ) throws(LineProblem) -> RawInput {
        guard let type = json["type"]?.string.flatMap(Event.shortType) else {
            throw problem("its type is not dz.cam.….v1")
        }
        let exchange = EventSchema.input(type)?.exchange ?? .requests
        var eventID = EventID(body: bytes)
        if let source = json["source"]?.string, let id = json["id"]?.string {
            eventID = EventID(source: source, id: id)
        }
        return RawInput(
            exchange: exchange.rawValue, routingKey: type, body: bytes, eventID: eventID)
    }

    /// Forms ask for the place, so web and desk requests carry it.
    private func example(id: String, text: String, quartier: String?, line: Int) -> InputEnvelope {
        var data: [String: JSON] = [
            "channel": .string(channel.rawValue), "phone": .string(Self.phone(line)),
            "text": .string(text),
        ]
        if channel == .web || channel == .desk { data["place"] = quartier.map { .string($0) } }
        data["chamber"] = chamber.map { .string($0.text) }
        return InputEnvelope(
            way: .requests, source: "channel/\(channel.rawValue)", id: "\(run)-\(id)",
            type: "request.submitted", data: .object(data))
    }

    /// `0550 00 12 34`: a run of zeros in an allocated range, which nobody dials.
    static func phone(_ number: Int) -> String {
        let digits = String(number % 10_000)
        let padded = String(repeating: "0", count: 4 - digits.count) + digits
        return "0550 00 \(padded.prefix(2)) \(padded.suffix(2))"
    }
}
