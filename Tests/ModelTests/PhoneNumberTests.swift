import Model
import Testing

struct PhoneNumberTests {
    struct Valid: Sendable {
        let written: String
        let e164: String
        let line: PhoneLine
    }

    static let valid: [Valid] = [
        .init(written: "0550 00 00 01", e164: "+213550000001", line: .mobile),
        .init(written: "0661000002", e164: "+213661000002", line: .mobile),
        .init(written: "07.70.00.00.03", e164: "+213770000003", line: .mobile),
        .init(written: "0552-00-00-04", e164: "+213552000004", line: .mobile),
        .init(written: "+213 550 00 00 05", e164: "+213550000005", line: .mobile),
        .init(written: "00213 661 00 00 06", e164: "+213661000006", line: .mobile),
        .init(written: "+213 (0) 770 00 00 07", e164: "+213770000007", line: .mobile),
        .init(written: "213550000008", e164: "+213550000008", line: .mobile),
        .init(written: "550000009", e164: "+213550000009", line: .mobile),
        .init(written: "٠٥٥٠٠٠٠٠١٠", e164: "+213550000010", line: .mobile),
        .init(written: "041 00 00 11", e164: "+21341000011", line: .landline),
        .init(written: "041.00.00.12", e164: "+21341000012", line: .landline),
        .init(written: "+213 41 00 00 13", e164: "+21341000013", line: .landline),
        .init(written: "(041) 00-00-14", e164: "+21341000014", line: .landline),
        .init(written: "41000015", e164: "+21341000015", line: .landline),
        .init(written: "0 6 9 9 0 0 0 0 1 6", e164: "+213699000016", line: .mobile),
        .init(written: "\u{200E}+213 779 00 00 17\u{200E}", e164: "+213779000017", line: .mobile),
        .init(written: "O551 00 00 18", e164: "+213551000018", line: .mobile),
        .init(written: "Tél : 0660000019", e164: "+213660000019", line: .mobile),
        .init(written: "۰۵۶۰۰۰۰۰۲۰", e164: "+213560000020", line: .mobile),
    ]

    @Test("The twenty valid cases read as their E.164 numbers", arguments: valid)
    func validCases(_ example: Valid) throws {
        let number = try PhoneNumber.read(example.written).get()
        #expect(number.e164 == example.e164)
        #expect(number.line == example.line)
        #expect(number.needsConfirmation == example.written.contains("O"))
    }

    @Test(
        "What people write around a number is no part of it",
        arguments: [
            "tel:+213550000001", "TÉL. 0550 00 00 01", "N° 0550000001", "رقم الهاتف: 0550000001",
            "+213 0550 00 00 01", "05/50/00/00/01", "05_50_00_00_01", "0550\u{A0}00\u{202F}00 01",
            "０５５００００００１", "2130550000001", "\u{2067}0550 00 00 01\u{2069}", "No 0550000001.",
        ])
    func wrapped(_ written: String) throws {
        let number = try PhoneNumber.read(written).get()
        #expect(number.e164 == "+213550000001")
        #expect(!number.needsConfirmation)
    }

    @Test("Letters taken for digits ask for a confirmation")
    func letterDigits() throws {
        let number = try PhoneNumber.read("055o OO 00 0l").get()
        #expect(number.e164 == "+213550000001")
        #expect(number.needsConfirmation)
    }

    @Test(
        "The invalid cases are refused, each with its reason",
        arguments: [
            ("055000000", .tooShort), ("05500000011", .tooLong), ("041 00 00 1", .tooShort),
            ("041 000 0000", .tooLong), ("0450000", .tooShort), ("0000000000", .notAllocated),
            ("0150000000", .tooLong), ("0300000000", .tooLong), ("0400000000", .tooLong),
            ("0500000000", .notAllocated), ("0700000000", .notAllocated),
            ("0543000000", .notAllocated), ("0761000000", .notAllocated),
            ("1548", .shortCode), ("3303", .shortCode), ("0550 00 00 XX", .notANumber),
            ("05 50 00 00", .tooShort),
            ("550 00 00 001", .tooLong), ("0550 00 00 01 / 0661 00 00 02", .severalNumbers),
            ("31000", .tooShort), ("1180 logts Bt 27", .notANumber), ("", .empty), ("   ", .empty),
            ("0550000001 ou 0661000002", .severalNumbers),
            ("0550000001 wla 0661000002", .severalNumbers),
            ("0550000001-0661000002", .severalNumbers),
            ("0550000001 و 0661000002", .severalNumbers),
            ("0800 00 00 01", .serviceNumber), ("0982 00 00 01", .serviceNumber),
            ("14", .shortCode),
            ("+213 0800 00 00 01", .serviceNumber), ("++213550000001", .notANumber),
            ("0550+000001", .notANumber), ("+0550000001", .notAllocated), ("+336", .tooShort),
            ("+3360000000000000", .tooLong), ("0565 00 00 00", .notAllocated),
            ("Maraval", .notANumber),
        ] as [(String, PhoneRefusal)])
    func invalidCases(_ written: String, _ refusal: PhoneRefusal) {
        #expect(PhoneNumber.read(written) == .failure(refusal))
    }

    @Test(
        "A foreign number is kept apart, not refused",
        arguments: [
            ("+33 6 00 00 00 00", "+33600000000"), ("+212 661 00 00 00", "+212661000000"),
            ("0033 6 00 00 00 00", "+33600000000"),
        ])
    func foreign(_ written: String, _ e164: String) throws {
        let number = try PhoneNumber.read(written).get()
        #expect(number.line == .foreign)
        #expect(number.e164 == e164)
        #expect(number.displayed == e164)
    }

    @Test("A number is shown as people write it, and its E.164 form reads as itself")
    func displayed() throws {
        for example in Self.valid {
            let number = try PhoneNumber.read(example.written).get()
            #expect(try PhoneNumber.read(number.displayed).get().e164 == example.e164)
            #expect(try PhoneNumber.read(number.e164).get().e164 == example.e164)
        }
        #expect(try PhoneNumber.read("+213550000001").get().displayed == "0550 00 00 01")
        #expect(try PhoneNumber.read("+21341000011").get().displayed == "041 00 00 11")
    }
}
