import Model

/// Words of names as they are compared.
enum PlaceWord {
    /// The telling words of a name: the Arabic article in Latin letters is passed over.
    static func words(of text: String) -> [String] {
        let words = FoldedText(text).tokens.map { plain($0.text) }
        let telling = words.filter { !isArticle($0) }
        return telling.isEmpty ? words : telling
    }

    /// Spellings of words that stand in many names; articles of Arabic words are dropped.
    static func plain(_ word: String) -> String {
        if word.unicodeScalars.first.map(isArabic) == true { return arabic(word) }
        return synonyms[word] ?? word
    }

    /// `El Hamri`, `Es Senia`.
    static func isArticle(_ word: String) -> Bool {
        word.utf8.count <= 3 && articles.contains(word)
    }

    static func isArabic(_ scalar: Unicode.Scalar) -> Bool {
        (0x0600...0x06FF).contains(scalar.value)
    }

    private static func arabic(_ word: String) -> String {
        if word == "سيتي" { return "حي" }
        guard word.utf8.count >= 10, word.utf8.starts(with: article) else { return word }
        return String(decoding: word.utf8.dropFirst(article.count), as: UTF8.self)
    }

    private static let article = Array("ال".utf8)
    private static let articles: Set<String> = ["el", "es", "en", "ed", "ech", "al", "er"]

    private static let synonyms: [String: String] = [
        "hay": "hai", "7ay": "hai", "7ai": "hai", "haii": "hai", "3in": "ain", "3ain": "ain",
        "ein": "ain", "st": "saint", "ste": "sainte", "sant": "saint", "sid": "sidi",
        "7assi": "hassi", "7asi": "hassi",
        "residence": "cite", "siti": "cite", "city": "cite",
    ]
}
