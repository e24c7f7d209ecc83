import Model

/// Turns an input in order into the one event that says it was taken.
struct Acceptance {
    let input: Input
    let words: ChamberWords
    /// Of an input whose channel hears of it.
    let name: InputName?

    /// - Throws: `Refusal`
    func draft() throws -> Draft {
        let data = try DataReader(words: words).read(
            input.data, input.schema.fields, path: "data")
        switch input.schema.type {
        case "request.submitted": return try request(data)
        case "message.received": return try message(data)
        case "call.missed": return try missedCall(data)
        case CommandType.applicationSubmitted: return try application(data)
        case CommandType.deliveryReported: return try passOn(data, subject: nil)
        default: return try command(data)
        }
    }

    // MARK: - From families and artisans

    private func request(_ data: [String: JSON]) throws -> Draft {
        let number = try number(data)
        let channel = try channel(data)
        let (quartier, unknownPlace) = locate(data)
        let trade = data["trade"]?.string.flatMap(TradeID.init)
        let urgency = data["urgency"]?.string.flatMap(Urgency.init)
        let hasHint = trade != nil || urgency != nil || quartier != nil
        return try Draft(
            RequestAccepted(
                requestId: requestId, channel: channel, person: words.pepper.person(number),
                line: number.line,
                language: data["language"]?.string.flatMap(Language.init),
                place: unknownPlace, quartier: quartier, trade: trade, urgency: urgency,
                isVerdict: channel == .desk && hasHint,
                preferredTime: data["preferredTime"]?.string, submittedAt: input.time,
                personal: .init(
                    phone: number.e164, text: data["text"]?.string ?? "",
                    name: data["name"]?.string, address: data["address"]?.string,
                    siteContact: data["siteContact"]?.string, input: name)))
    }

    /// A reply where the grammar knows it, else a new request.
    private func message(_ data: [String: JSON]) throws -> Draft {
        let text = data["text"]?.string ?? ""
        guard let reply = ReplyGrammar.read(text) else { return try request(data) }
        let number = try number(data)
        return try Draft(
            ReplyParsed(
                channel: try channel(data), person: words.pepper.person(number), line: number.line,
                reply: reply.word, code: reply.code,
                personal: .init(phone: number.e164, text: text)))
    }

    /// One ring of one number means OUI, of another DISPO (`channels.yaml`).
    private func missedCall(_ data: [String: JSON]) throws -> Draft {
        let number = try number(data)
        let called = try? PhoneNumber.read(data["called"]?.string ?? "").get()
        guard let called, let reply = words.missedCalls[called.e164] else {
            throw Refusal(
                .invalidField, "data.called", "One ring of this number means nothing here.")
        }
        return try Draft(
            ReplyParsed(
                channel: try channel(data), person: words.pepper.person(number), line: number.line,
                reply: reply, personal: .init(phone: number.e164)))
    }

    /// A quartier that nobody knows is no refusal here: only an operator gives ids.
    private func application(_ data: [String: JSON]) throws -> Draft {
        var data = data
        let known = (data["quartiers"]?.array ?? []).compactMap {
            $0.string.flatMap(words.gazetteer.quartier(named:))
        }
        data["quartiers"] = known.isEmpty ? nil : .array(known.map { .string($0.text) })
        return try passOn(try withPerson(data), subject: nil)
    }

    // MARK: - From operators

    private func command(_ data: [String: JSON]) throws -> Draft {
        try CommandRules.check(input.schema.type, data)
        var data = data
        if let address = data.removeValue(forKey: "address") {
            data["personal"] = ["address": address]
        }
        if let body = data.removeValue(forKey: "bodyBase64") {
            data["personal"] = ["bodyBase64": body]
        }
        let subject = CommandRules.subjects.lazy.compactMap { data[$0]?.string }.first
        return try passOn(data["phone"] == nil ? data : try withPerson(data), subject: subject)
    }

    // MARK: - Parts

    /// Under the same short type, `chamber` left to the event's own attribute.
    private func passOn(_ data: [String: JSON], subject: String?) throws -> Draft {
        var data = data
        data["chamber"] = nil
        return Draft(type: input.schema.type, subject: subject, data: .object(data))
    }

    /// `phone` and `name` moved to `personal`, `person` and `line` added (law 9).
    private func withPerson(_ data: [String: JSON]) throws -> [String: JSON] {
        let number = try number(data)
        var data = data
        data["phone"] = nil
        var personal: [String: JSON] = ["phone": .string(number.e164)]
        personal["name"] = data.removeValue(forKey: "name")
        data["personal"] = .object(personal)
        data["person"] = .string(words.pepper.person(number).text)
        data["line"] = .string(number.line.rawValue)
        return data
    }

    private func number(_ data: [String: JSON]) throws -> PhoneNumber {
        switch PhoneNumber.read(data["phone"]?.string ?? "") {
        case .success(let number): return number
        case .failure(let refusal):
            throw Refusal(
                .invalidPhone, "data.phone", "Not a telephone number: \(refusal.sentence).")
        }
    }

    private func channel(_ data: [String: JSON]) throws -> InputChannel {
        guard let channel = data["channel"]?.string.flatMap(InputChannel.init) else {
            throw Refusal(.missingField, "data.channel", "The member is required.")
        }
        return channel
    }

    private var requestId: String { input.envelope.eventID.subject("r") }

    /// The quartier that `quartier` or else `place` names, and what of the two nobody knows.
    private func locate(_ data: [String: JSON]) -> (QuartierID?, unknown: String?) {
        var quartier: QuartierID?
        var unknown: String?
        for said in [data["quartier"], data["place"]].compactMap({ $0?.string }) {
            let found = words.gazetteer.quartier(named: said)
            quartier = quartier ?? found
            if found == nil { unknown = said }
        }
        return (quartier, unknown)
    }
}
