namespace OptPolicy.Compression.Data.Questions;

/// <summary>Beginnings of questions that can stand for each other: what follows them stays.</summary>
internal static class Reframing
{
    // Within a row, every beginning asks the same of what follows it.
    private static readonly string[][] Beginnings =
    [
        ["how do i ", "how can i ", "how to ", "what is the best way to ", "how should i ", "what do i need to do to ", "how would i ", "what are the steps to ", "is there a way to ", "how does one ", "what can i do to ", "how would you ", "explain how to ", "i need to know how to ", "what's the way to ", "how do you ", "how can you ", "could you explain how to ", "what is a good way to ", "how is it possible to ", "can you tell me how to "],
        ["what is the ", "what's the ", "tell me the ", "i want to know the ", "could you tell me the ", "do you know the ", "give me the ", "what would be the ", "can you tell me the ", "please give me the ", "let me know the "],
        ["what are the ", "which are the ", "tell me the ", "list the ", "can you name the ", "could you list the ", "what would be the "],
        ["what are some ", "can you name some ", "which are some ", "tell me some ", "give me a few ", "what are a few ", "can you suggest some "],
        ["why do people ", "why is it that people ", "what makes people ", "what is the reason people ", "for what reason do people ", "why would people ", "why would anyone ", "why does somebody "],
        ["what happens if ", "what would happen if ", "what will happen when ", "what are the consequences if ", "what happens when ", "what if "],
        ["can i ", "am i able to ", "is it possible for me to ", "may i ", "could i ", "am i allowed to ", "is it possible to ", "is there a way i can "],
        ["can you ", "could you ", "would you ", "please ", "will you ", "would you please ", "could you please ", "i want you to ", "i need you to ", "i'd like you to "],
        ["how much does it cost to ", "what does it cost to ", "what is the price to ", "how expensive is it to ", "what is the cost to ", "how much money does it take to "],
        ["how long does it take to ", "how much time does it take to ", "how long will it take to ", "what time is needed to ", "how many hours or days does it take to "],
        ["where can i ", "where do i ", "what is a place where i can ", "where could i ", "in which place can i ", "where would i ", "do you know where i can "],
        ["should i ", "would it be good to ", "is it a good idea to ", "do you think i should ", "is it wise to ", "would you advise me to ", "would it be wise to "],
        ["i want to ", "i would like to ", "i'd like to ", "i need to ", "i wish to ", "help me ", "i am trying to ", "i'm looking to "],
        ["when did ", "in which year did ", "at what time did ", "do you know when "],
        ["is it true that ", "is it right that ", "is it correct that ", "is it a fact that ", "can it be true that "],
        ["do you know ", "can you tell me ", "could you tell me ", "tell me ", "i'd like to know ", "i was wondering ", "please tell me "],
        ["who is ", "do you know who is ", "tell me who is ", "who exactly is ", "who's "],
        ["what does ", "do you know what does ", "what exactly does ", "tell me what does "],
        ["why is ", "how come ", "what is the reason that ", "why exactly is ", "what's the reason that "],
        ["which is the best ", "what is the best ", "what's the best ", "can you recommend the best ", "what would be the best ", "which one is the best "],
        ["is there any ", "is there a ", "are there any ", "does there exist a ", "do you know of a "],
    ];

    private static readonly ILookup<string, string[]> RowsOf = Beginnings.SelectMany(row => row.Select(beginning => (beginning, row))).ToLookup(r => r.beginning, r => r.row, StringComparer.OrdinalIgnoreCase);
    private static readonly string[] LongestFirst = [.. RowsOf.Select(r => r.Key).OrderByDescending(b => b.Length).ThenBy(b => b, StringComparer.Ordinal)];

    /// <summary>The text behind another beginning; <see langword="null"/> when it begins otherwise.</summary>
    public static string? Say(string text, PairDraw draw)
    {
        var beginning = Array.Find(LongestFirst, b => text.StartsWith(b, StringComparison.OrdinalIgnoreCase));
        if (beginning is null)
            return null;

        var rows = RowsOf[beginning].ToArray();
        var other = draw.Of<string>(rows[draw.Below(rows.Length)]);
        return other == beginning ? null : other + text[beginning.Length..];
    }
}
