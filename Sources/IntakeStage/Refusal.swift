import Model

/// Why an input cannot be taken. Texts name limits and forms, never the value (law 9).
struct Refusal: Error, Hashable {
    let code: RejectionCode
    /// `data.phone`, `time`; `nil` where no single member is at fault.
    let field: String?
    let detail: String

    init(_ code: RejectionCode, _ field: String? = nil, _ detail: String) {
        self.code = code
        self.field = field
        self.detail = detail
    }
}
