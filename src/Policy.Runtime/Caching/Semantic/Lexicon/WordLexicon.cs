using System.Collections.Frozen;

namespace OptPolicy;

/// <summary>
/// Which English words mean the opposite or the same, by stem: WordNet's direct antonyms and commonest synonyms (see NOTICE.txt),
/// and pairs that questions turn on but WordNet does not list. Thread-safe; read once, on first use.
/// </summary>
internal static class WordLexicon
{
    private const string Resource = "OptPolicy.lexicon.tsv";

    // Opposites of function words and verbs of software and commerce, comparatives among them.
    private const string MoreAntonyms =
        """
        on/off enable/disable activate/deactivate start/stop begin/end increase/decrease raise/lower before/after more/less more/fewer
        buy/sell open/close open/shut lock/unlock install/uninstall add/remove add/delete create/delete subscribe/unsubscribe higher/lower
        bigger/smaller larger/smaller longer/shorter faster/slower cheaper/pricier older/newer older/younger earlier/later better/worse
        best/worst most/least max/min maximum/minimum import/export upload/download encrypt/decrypt encode/decode allow/block allow/deny
        allow/forbid permit/prohibit include/exclude connect/disconnect login/logout signin/signout up/down in/out
        with/without inside/outside indoor/outdoor above/below over/under north/south east/west left/right first/last win/lose gain/lose
        deposit/withdraw withdraw/transfer borrow/lend send/receive give/take push/pull show/hide save/delete save/discard keep/delete
        freeze/unfreeze block/unblock mute/unmute accept/decline approve/reject approve/deny confirm/cancel book/cancel order/cancel
        activate/cancel check/uncheck select/deselect expand/collapse zoom/shrink credit/debit profit/loss asset/liability pros/cons
        advantage/disadvantage benefit/drawback strength/weakness cause/effect cause/prevent cure/cause employer/employee teacher/student
        doctor/patient parent/child buyer/seller landlord/tenant husband/wife male/female man/woman men/women boy/girl mother/father
        son/daughter brother/sister uncle/aunt king/queen always/never everyone/nobody everything/nothing all/none
        true/false legal/illegal safe/dangerous possible/impossible free/paid public/private hot/cold warm/cool wet/dry day/night
        morning/evening weekday/weekend summer/winter domestic/international arrive/depart arrival/departure pass/fail succeed/fail
        correct/wrong right/wrong love/hate like/dislike early/late long/short fast/slow old/new old/young good/bad upgrade/downgrade
        grow/shrink strengthen/weaken tighten/loosen front/back top/bottom client/server read/write input/output lower/upper ascend/descend
        """;

    private static readonly Lazy<(FrozenSet<(string, string)> Antonyms, FrozenSet<(string, string)> Synonyms)> Pairs = new(Read);

    /// <summary>Whether two stems are opposites, by a dictionary or by a prefix such as un-.</summary>
    public static bool AreOpposites(string a, string b) => Contains(Pairs.Value.Antonyms, a, b) || IsNegated(a, b) || IsNegated(b, a);

    /// <summary>Whether two stems commonly mean the same.</summary>
    public static bool AreSynonyms(string a, string b) => Contains(Pairs.Value.Synonyms, a, b);

    private static bool Contains(FrozenSet<(string, string)> pairs, string a, string b) =>
        pairs.Contains(string.CompareOrdinal(a, b) <= 0 ? (a, b) : (b, a));

    private static bool IsNegated(string plain, string other)
    {
        if (plain.Length < 3)
            return false;
        foreach (var prefix in (ReadOnlySpan<string>)["un", "in", "im", "il", "ir", "dis", "non", "mis", "de", "anti"])
        {
            if (other.Length == plain.Length + prefix.Length && other.StartsWith(prefix, StringComparison.Ordinal) && other.EndsWith(plain, StringComparison.Ordinal))
                return true;
        }

        return other.Length == plain.Length + 4 && other.StartsWith(plain, StringComparison.Ordinal) && other.EndsWith("less", StringComparison.Ordinal);
    }

    private static (FrozenSet<(string, string)> Antonyms, FrozenSet<(string, string)> Synonyms) Read()
    {
        var (antonyms, synonyms) = (new HashSet<(string, string)>(), new HashSet<(string, string)>());
        foreach (var pair in MoreAntonyms.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            var slash = pair.IndexOf('/', StringComparison.Ordinal);
            Add(antonyms, pair[..slash], pair[(slash + 1)..]);
        }

        using var stream = typeof(WordLexicon).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            Add(fields[0] == "A" ? antonyms : synonyms, fields[1], fields[2]);
        }

        synonyms.ExceptWith(antonyms);
        return (antonyms.ToFrozenSet(), synonyms.ToFrozenSet());
    }

    private static void Add(HashSet<(string, string)> pairs, string a, string b)
    {
        var (first, second) = (WordStem.Of(a), WordStem.Of(b));
        if (first != second)
            pairs.Add(string.CompareOrdinal(first, second) <= 0 ? (first, second) : (second, first));
    }
}
