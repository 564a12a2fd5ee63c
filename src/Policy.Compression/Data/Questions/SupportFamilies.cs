namespace OptPolicy.Compression.Data.Questions;

/// <summary>Questions about doing something with a thing: what a support desk is asked.</summary>
internal static class SupportFamilies
{
    // Ways to ask one question; {0} is what is done.
    private static readonly string[][] Aims =
    [
        ["how do I {0}", "how can I {0}", "how to {0}", "what is the way to {0}", "I want to {0}, how is that done", "what do I have to do to {0}", "what steps do I take to {0}", "tell me how to {0}", "I need help to {0}", "is there a way to {0}", "I would like to know how I can {0}", "explain how to {0}"],
        ["why can't I {0}", "why am I unable to {0}", "what keeps me from being able to {0}", "for what reason can I not {0}", "I can't {0}, why is that"],
        ["how long does it take to {0}", "how much time is needed to {0}", "what time does it take to {0}", "how many minutes will it take to {0}"],
        ["how much does it cost to {0}", "what is the price to {0}", "what do I pay to {0}", "how expensive is it to {0}", "what will it cost me to {0}"],
        ["where can I {0}", "in which place can I {0}", "where do I go to {0}", "where is it possible to {0}"],
        ["when can I {0}", "at what time can I {0}", "from when on is it possible to {0}"],
        ["who can {0}", "which person is able to {0}", "who is allowed to {0}"],
        ["what happens if I {0}", "what are the consequences if I {0}", "what will happen when I {0}"],
    ];

    private static readonly string[] Owners = ["my", "my friend's", "my mother's", "my boss's", "our", "somebody else's", "my son's"];

    public static IReadOnlyList<PairFamily> All { get; } =
    [
        new("same aim, other words", d => Pair(d, Action(d), same: true)),
        new("synonymous verb", d => SameAim(d, d.Of(Lexicon.AlikeVerbs), d.Of(Lexicon.Things))),
        new("other kind of question", OtherAim),
        new("opposite verb", d => Differ(d, Opposite(d))),
        new("other verb", d => Differ(d, d.Two<string>(Lexicon.Verbs), d.Of(Lexicon.Things))),
        new("other thing", d => OtherThing(d)),
        new("other owner", OtherOwner),
        new("negation", Negation),
        new("irrelevant words", d => Irrelevant(d)),
    ];

    private static (string, string, bool) Pair(PairDraw draw, string action, bool same)
    {
        var (first, second) = draw.Two<string>(draw.Of(Aims));
        return (Fill(first, action), Fill(second, action), same);
    }

    private static (string, string, bool) SameAim(PairDraw draw, string[] verbs, string thing)
    {
        var (first, second) = draw.Two<string>(verbs);
        var aim = draw.Of(Aims);
        return (Fill(draw.Of(aim), $"{first} my {thing}"), Fill(draw.Of(aim), $"{second} my {thing}"), true);
    }

    private static (string, string, bool) OtherAim(PairDraw draw)
    {
        var (first, second) = draw.Two<string[]>(Aims);
        var action = Action(draw);
        return (Fill(draw.Of(first), action), Fill(draw.Of(second), action), false);
    }

    private static (string, string) Opposite(PairDraw draw)
    {
        var (verb, opposite) = draw.Of(Lexicon.Opposites);
        return (verb, opposite);
    }

    private static (string, string, bool) Differ(PairDraw draw, (string First, string Second) verbs) => Differ(draw, verbs, draw.Of(Lexicon.Things));

    private static (string, string, bool) Differ(PairDraw draw, (string First, string Second) verbs, string thing)
    {
        var aim = draw.Of(Aims);
        var first = draw.Of(aim);
        return (Fill(first, $"{verbs.First} my {thing}"), Fill(draw.Chance(70) ? first : draw.Of(aim), $"{verbs.Second} my {thing}"), false);
    }

    private static (string, string, bool) OtherThing(PairDraw draw)
    {
        var (first, second) = draw.Two<string>(Lexicon.Things);
        var (verb, aim) = (Verb(draw), draw.Of(Aims));
        var frame = draw.Of(aim);
        return (Fill(frame, $"{verb} my {first}"), Fill(draw.Chance(70) ? frame : draw.Of(aim), $"{verb} my {second}"), false);
    }

    private static (string, string, bool) OtherOwner(PairDraw draw)
    {
        var (first, second) = draw.Two<string>(Owners);
        var (verb, thing, aim) = (Verb(draw), draw.Of(Lexicon.Things), draw.Of(Aims));
        var frame = draw.Of(aim);
        return (Fill(frame, $"{verb} {first} {thing}"), Fill(draw.Chance(70) ? frame : draw.Of(aim), $"{verb} {second} {thing}"), false);
    }

    private static (string, string, bool) Negation(PairDraw draw)
    {
        var (action, kind) = (Action(draw), draw.Below(4));
        return kind switch
        {
            0 => ($"why should I {action}", $"why should I not {action}", false),
            1 => ($"when do I have to {action}", $"when do I not have to {action}", false),
            2 => ($"what if I {action}", $"what if I don't {action}", false),
            _ => ($"which of us should {action}", $"which of us should never {action}", false),
        };
    }

    private static (string, string, bool) Irrelevant(PairDraw draw)
    {
        var text = Fill(draw.Of(draw.Of(Aims)), Action(draw));
        return (text, SurfaceChange.Reword(text, draw), true);
    }

    private static string Action(PairDraw draw) => $"{Verb(draw)} {(draw.Chance(80) ? "my" : draw.Of(Owners))} {draw.Of(Lexicon.Things)}";

    private static string Verb(PairDraw draw) => draw.Below(3) switch
    {
        0 => draw.Of(Lexicon.Opposites).Verb,
        1 => draw.Of(draw.Of(Lexicon.AlikeVerbs)),
        _ => draw.Of(Lexicon.Verbs),
    };

    private static string Fill(string frame, string action) => frame.Replace("{0}", action, StringComparison.Ordinal);
}
