import CLibYAML

/// One step of libyaml's parser.
enum ParserEvent {
    case documentStart, documentEnd, streamStart, streamEnd
    case scalar(YAMLScalar, anchor: String?, tag: String?)
    case sequenceStart(anchor: String?, tag: String?)
    case sequenceEnd
    case mappingStart(anchor: String?, tag: String?)
    case mappingEnd
    case alias(String)
}

/// Reads events from text that is known to be UTF-8.
final class EventReader {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let file: String

    init(bytes: [UInt8], file: String) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        input = .allocate(capacity: max(bytes.count, 1))
        _ = input.initialize(from: bytes)
        self.file = file
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// - Throws: `YAMLErrors` with libyaml's words and a hint
    func next() throws(YAMLErrors) -> (event: ParserEvent, place: Place) {
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else { throw YAMLErrors(problem()) }
        defer { yaml_event_delete(&raw) }
        let place = place(raw.start_mark)
        switch raw.type {
        case YAML_STREAM_START_EVENT: return (.streamStart, place)
        case YAML_DOCUMENT_START_EVENT: return (.documentStart, place)
        case YAML_DOCUMENT_END_EVENT: return (.documentEnd, place)
        case YAML_ALIAS_EVENT: return (.alias(text(raw.data.alias.anchor) ?? ""), place)
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let value = YAMLScalar(
                text: String(decoding: bytes, as: UTF8.self),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
            return (.scalar(value, anchor: text(scalar.anchor), tag: text(scalar.tag)), place)
        case YAML_SEQUENCE_START_EVENT:
            let start = raw.data.sequence_start
            return (.sequenceStart(anchor: text(start.anchor), tag: text(start.tag)), place)
        case YAML_SEQUENCE_END_EVENT: return (.sequenceEnd, place)
        case YAML_MAPPING_START_EVENT:
            let start = raw.data.mapping_start
            return (.mappingStart(anchor: text(start.anchor), tag: text(start.tag)), place)
        case YAML_MAPPING_END_EVENT: return (.mappingEnd, place)
        default: return (.streamEnd, place)
        }
    }

    private func place(_ mark: yaml_mark_t) -> Place {
        Place(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let pointer else { return nil }
        return String(cString: pointer)
    }

    private func problem() -> Diagnostic {
        let state = parser.pointee
        let problem = state.problem.map { String(cString: $0) } ?? "out of memory"
        if state.error == YAML_READER_ERROR {
            let place = Place(file: file, offset: Int(state.problem_offset), in: Array(input))
            return place.error(
                problem, hint: "leave control characters out, or write them as \\u escapes")
        }
        let context = state.context.map { String(cString: $0) + ", " } ?? ""
        let place = place(state.problem_mark)
        return place.error(context + problem, hint: hint(for: problem, at: state.problem_mark))
    }

    private func hint(for problem: String, at mark: yaml_mark_t) -> String {
        let offset = Int(mark.index)
        let line = Array(input).utf8Line(Int(mark.line))
        if line.prefix(while: { $0 == 0x20 || $0 == 0x09 }).contains(0x09) {
            return "indent with spaces, not tabs"
        }
        switch problem {
        case "mapping values are not allowed in this context":
            return "quote text that holds ': ', and check the indentation"
        case "found character that cannot start any token":
            return offset < input.count ? "quote text that begins with @, ` or %" : ""
        case "did not find expected key", "did not find expected '-' indicator",
            "could not find expected ':'":
            return "check the indentation of this line and the one above"
        case "found unexpected end of stream":
            return "close the quote"
        default:
            return "check the line against the rules of YAML 1.2"
        }
    }
}

extension Place {
    /// The place of a byte of a UTF-8 text.
    init(file: String, offset: Int, in bytes: [UInt8]) {
        let before = bytes.prefix(offset)
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        // Every byte that does not continue a character begins one.
        let column = before[lineStart...].reduce(into: 1) { count, byte in
            count += byte & 0xC0 == 0x80 ? 0 : 1
        }
        let line = before.reduce(into: 1) { count, byte in count += byte == 0x0A ? 1 : 0 }
        self.init(file: file, line: line, column: column)
    }
}

extension [UInt8] {
    /// The bytes of one line, counted from 0.
    fileprivate func utf8Line(_ number: Int) -> ArraySlice<UInt8> {
        let lines = split(separator: 0x0A, omittingEmptySubsequences: false)
        return lines.indices.contains(number) ? lines[number] : []
    }
}
