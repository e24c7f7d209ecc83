/// Words that tell nothing of the job: articles, prepositions, auxiliaries. They are passed over in
/// texts and terms alike, so that `fuite du gaz` is `fuite de gaz`.
enum FillerWords {
    static func contains(_ word: String) -> Bool { all.contains(word) }

    private static let all = Set(
        """
        de du des d le la les l un une a au aux en et ou c ce ca cet cette ces est s se sa son ses \
        mon ma mes m n ne qui que qu y il elle on je j nous vous votre vos notre nos leur dans sur \
        par pour avec chez t te tu si très tres bien svp stp sil vous plait ai as avez avons ont \
        el al f fi b w wa u li lli ta3 nta3 mta3 ta nta mel men mn m l3 rah raho rahi rahom rani \
        rana kayen kayna 3and 3andi 3andna 3la 3lina wla hadi had hada ya kach wahed wa7ed chi \
        في من علي الي عن مع و او ان هذا هذه هو هي تاع نتاع متاع ديال راه راهي راهم راني رانا لي \
        اللي كاين كاينه عندي عندنا عند هاد هذي هادي يا كاش واحد وحده شي انا نحن لقد قد كي
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
