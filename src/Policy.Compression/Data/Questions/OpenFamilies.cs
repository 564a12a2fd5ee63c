namespace OptPolicy.Compression.Data.Questions;

/// <summary>Questions about anything: what people ask of an assistant, with words from a dictionary.</summary>
internal sealed class OpenFamilies
{
    // {0} and {1} are things; within a row everything asks the same.
    private static readonly string[][] Frames =
    [
        ["what is a {0}", "what's a {0}", "what does {0} mean", "what is the meaning of {0}", "can you define {0}", "what is meant by {0}", "define {0}", "how would you define {0}", "explain what a {0} is"],
        ["how does a {0} work", "how do {0}s work", "what is the working principle of a {0}", "can you explain how a {0} works", "what makes a {0} work"],
        ["how is a {0} made", "how do they make a {0}", "what is the process of making a {0}", "how can I make a {0}", "how do you make a {0} at home"],
        ["what is the best {0} for beginners", "which {0} is best for a beginner", "what {0} would you recommend to beginners", "which is the best {0} to start with"],
        ["why is {0} important", "what is the importance of {0}", "why does {0} matter", "what makes {0} so important", "for what reasons is {0} important"],
        ["what are the benefits of {0}", "what are the advantages of {0}", "how is {0} beneficial", "what good does {0} do", "what are the pros of {0}"],
        ["what are the risks of {0}", "what are the dangers of {0}", "how dangerous is {0}", "what are the drawbacks of {0}", "why is {0} dangerous"],
        ["how can I learn about {0}", "what is the best way to learn about {0}", "how do I start learning about {0}", "where should I start to learn about {0}", "how should a beginner learn about {0}"],
        ["who invented the {0}", "who was the inventor of the {0}", "by whom was the {0} invented", "who came up with the {0}", "which person invented the {0}"],
        ["when was the {0} invented", "in which year was the {0} invented", "what year did somebody invent the {0}", "when did the {0} come into being"],
        ["what is the difference between {0} and {1}", "what's the difference between {1} and {0}", "how does {0} differ from {1}", "how is {1} different from {0}", "what distinguishes {0} from {1}", "in what way do {0} and {1} differ"],
        ["does {0} cause {1}", "is {1} caused by {0}", "can {0} lead to {1}", "is {0} a cause of {1}", "can {1} come from {0}"],
        ["is {0} better than {1}", "is {1} worse than {0}", "is {0} a better choice than {1}", "is {0} to be preferred over {1}"],
        ["how does {0} affect {1}", "what is the effect of {0} on {1}", "how is {1} affected by {0}", "what impact does {0} have on {1}", "in what way does {0} influence {1}"],
        ["can {0} be turned into {1}", "is it possible to make {1} out of {0}", "can you make {1} from {0}", "can {1} be made from {0}"],
        ["how much {0} is there in {1}", "what amount of {0} does {1} contain", "how much {0} does {1} have", "what is the amount of {0} in {1}"],
        ["how many people have a {0}", "what is the number of people with a {0}", "how many persons own a {0}", "what number of people has a {0}"],
        ["what should I do with an old {0}", "how do I get rid of an old {0}", "what can be done with an old {0}", "what to do with an old {0}"],
        ["what are good books about {0}", "which books about {0} are good", "can you recommend a book on {0}", "what are some good books on {0}", "what is the best book about {0}"],
        ["how can I get rid of {0}", "what is the best way to get rid of {0}", "how do I get rid of {0}", "what can I do to be free of {0}", "how does one get rid of {0}"],
        ["what is it like to have a {0}", "how does it feel to have a {0}", "what does it feel like to have a {0}", "how is life with a {0}"],
        ["which country has the most {0}", "what country has the largest number of {0}", "in which country is there the most {0}", "where in the world is there the most {0}"],
        ["why do people like {0}", "what do people like about {0}", "what is the reason people like {0}", "why is {0} liked by people", "why is {0} so popular"],
        ["is {0} bad for you", "is {0} unhealthy", "does {0} harm your health", "is {0} harmful", "can {0} be bad for your health"],
        ["how do I choose a {0}", "how should I pick a {0}", "what should I look for in a {0}", "how does one choose the right {0}", "what matters when choosing a {0}"],
        ["how did {0} change over time", "what is the history of {0}", "how has {0} developed", "how did {0} evolve"],
    ];

    // What narrows a question, and so makes it another.
    private static readonly string[] Narrowing =
        ["in winter", "for children", "in Japan", "at night", "without money", "in the middle ages", "for a small company", "online", "in Germany", "on a phone", "according to the Bible", "after an operation", "for free", "in 2015", "with only one hand"];

    private readonly WordRelation[] _things;
    private readonly Rewording _rewording;

    public OpenFamilies(IReadOnlyList<WordRelation> relations)
    {
        _things = [.. relations.Where(r => r.Kind == "noun")];
        _rewording = new Rewording(relations.GroupBy(r => r.Word, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal));
    }

    public IReadOnlyList<PairFamily> All =>
    [
        new("open question, other words", draw => Reworded(Same(draw), draw)),
        new("open question, other thing", draw => Reworded(OtherThing(draw), draw)),
        new("open question, other question", draw => Reworded(OtherFrame(draw), draw)),
        new("open question, things exchanged", draw => Reworded(Exchanged(draw), draw)),
        new("open question, narrower", draw => Reworded(Narrower(draw), draw)),
    ];

    private (string, string, bool) Reworded((string First, string Second, bool IsSame) pair, PairDraw draw) =>
        (pair.First, draw.Chance(40) ? _rewording.Say(pair.Second, draw, most: 2) : pair.Second, pair.IsSame);

    private (string, string, bool) Same(PairDraw draw)
    {
        var (first, second) = draw.Two<string>(draw.Of(Frames));
        var (a, b) = Things(draw);
        var other = a.Alike.Count > 0 && draw.Chance(30) ? draw.Of([.. a.Alike]) : a.Word;
        return (Fill(first, a.Word, b.Word), Fill(second, other, b.Word), true);
    }

    private (string, string, bool) OtherThing(PairDraw draw)
    {
        var row = draw.Of(Frames);
        var (first, second) = (draw.Of<string>(row), draw.Of<string>(row));
        var ((a, b), (other, _)) = (Things(draw), Things(draw));
        var instead = a.Akin.Count > 0 && draw.Chance(60) ? draw.Of([.. a.Akin]) : other.Word;
        return (Fill(first, a.Word, b.Word), Fill(second, instead, b.Word), instead == a.Word);
    }

    private (string, string, bool) OtherFrame(PairDraw draw)
    {
        var (first, second) = draw.Two<string[]>(Frames);
        var (a, b) = Things(draw);
        return (Fill(draw.Of<string>(first), a.Word, b.Word), Fill(draw.Of<string>(second), a.Word, b.Word), false);
    }

    // A difference is one both ways round; everything else has a direction.
    private (string, string, bool) Exchanged(PairDraw draw)
    {
        var rows = Frames.Where(row => row[0].Contains("{1}", StringComparison.Ordinal)).ToArray();
        var row = draw.Of(rows);
        var (a, b) = Things(draw);
        return (Fill(draw.Of<string>(row), a.Word, b.Word), Fill(draw.Of<string>(row), b.Word, a.Word), a == b || row[0].Contains("difference", StringComparison.Ordinal));
    }

    private (string, string, bool) Narrower(PairDraw draw)
    {
        var (first, second) = draw.Two<string>(draw.Of(Frames));
        var ((a, b), (narrow, other)) = (Things(draw), draw.Two<string>(Narrowing));
        return draw.Below(3) switch
        {
            0 => (Fill(first, a.Word, b.Word), $"{Fill(first, a.Word, b.Word)} {narrow}", false),
            1 => ($"{Fill(first, a.Word, b.Word)} {other}", $"{Fill(second, a.Word, b.Word)} {narrow}", false),
            _ => ($"{Fill(first, a.Word, b.Word)} {narrow}", $"{Fill(second, a.Word, b.Word)} {narrow}", true),
        };
    }

    private (WordRelation First, WordRelation Second) Things(PairDraw draw) => draw.Two<WordRelation>(_things);

    private static string Fill(string frame, string first, string second) => frame.Replace("{0}", first, StringComparison.Ordinal).Replace("{1}", second, StringComparison.Ordinal);
}
