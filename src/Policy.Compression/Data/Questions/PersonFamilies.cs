namespace OptPolicy.Compression.Data.Questions;

/// <summary>Questions about people: who, what they are, what they do to each other, and when.</summary>
internal static class PersonFamilies
{
    public static IReadOnlyList<PairFamily> All { get; } =
    [
        new("other person", OtherPerson),
        new("same person, other words", SamePerson),
        new("quality added", Quality),
        new("tense", Tense),
        new("order of arguments", Order),
        new("active and passive", Passive),
        new("something done by somebody", ThingDone),
        new("mutual relation", Mutual),
        new("one-way relation", OneWay),
        new("he and she", Pronoun),
        new("and and or", Junction),
    ];

    private static (string, string, bool) OtherPerson(PairDraw draw)
    {
        var (first, second) = draw.Two<string>(Lexicon.People);
        var (family, other) = draw.Two<string>(Lexicon.Surnames);
        var job = draw.Of(Lexicon.Jobs);
        var (left, right) = draw.Below(3) switch
        {
            0 => ($"{first} {family}", $"{second} {family}"),
            1 => ($"{first} {family}", $"{first} {other}"),
            _ => (first, second),
        };
        var frame = draw.Of("is {0} a {1}", "where does {0} work as a {1}", "how did {0} become a {1}", "does {0} like being a {1}", "what did the {1} say to {0}");
        return (Fill(frame, left, job), Fill(frame, right, job), false);
    }

    private static (string, string, bool) SamePerson(PairDraw draw)
    {
        var (who, job) = (Name(draw), draw.Of(Lexicon.Jobs));
        string[][] groups =
        [
            ["is {0} a {1}", "does {0} work as a {1}", "is the profession of {0} that of a {1}", "is it true that {0} is a {1}"],
            ["when did {0} become a {1}", "since when is {0} a {1}", "at what time did {0} become a {1}"],
            ["why did {0} become a {1}", "for what reason did {0} become a {1}", "what made {0} become a {1}"],
        ];
        var (first, second) = draw.Two<string>(draw.Of(groups));
        return (Fill(first, who, job), Fill(second, who, job), true);
    }

    private static (string, string, bool) Quality(PairDraw draw)
    {
        var (who, job) = (Name(draw), draw.Of(Lexicon.Jobs));
        var (first, second) = draw.Two<string>(Lexicon.Qualities);
        return draw.Chance(50) ? ($"is {who} a {job}", $"is {who} a {first} {job}", false) : ($"is {who} {first}", $"is {who} {second}", false);
    }

    private static (string, string, bool) Tense(PairDraw draw)
    {
        var (who, what) = (Name(draw), draw.Chance(60) ? $"a {draw.Of(Lexicon.Jobs)}" : draw.Of(Lexicon.Qualities));
        string[] times = [$"is {who} {what}", $"was {who} {what} once", $"will {who} be {what}", $"is {who} going to become {what}", $"has {who} stopped being {what}", $"did {who} use to be {what}", $"is {who} still {what}", $"is {who} turning into {what}"];
        var (first, second) = draw.Two<string>(times);
        return (first, second, false);
    }

    private static (string, string, bool) Order(PairDraw draw)
    {
        var (first, second) = draw.Two<string>(Lexicon.People);
        var (verb, third, _) = draw.Of(Lexicon.Relations);
        return draw.Below(3) switch
        {
            0 => ($"did {first} {verb} {second}", $"did {second} {verb} {first}", false),
            1 => ($"is it true that {first} {third} {second}", $"is it true that {second} {third} {first}", false),
            _ => ($"did {first} {verb} {second}", $"is it true that {first} did {verb} {second}", true),
        };
    }

    private static (string, string, bool) Passive(PairDraw draw)
    {
        var (verb, _, past) = draw.Of(Lexicon.Relations);
        var (first, second) = draw.Two<string>(Lexicon.People);
        if (draw.Chance(30))
            second = "the " + draw.Of(Lexicon.Jobs);
        var same = draw.Chance(50);
        var (subject, agent) = same ? (second, first) : (first, second);
        var (active, passive) = draw.Of(
            ($"did {first} {verb} {second}", $"was {subject} {past} by {agent}"), ($"does {first} {verb} {second}", $"is {subject} {past} by {agent}"),
            ($"will {first} {verb} {second}", $"will {subject} be {past} by {agent}"), ($"why did {first} {verb} {second}", $"why was {subject} {past} by {agent}"),
            ($"when will {first} {verb} {second}", $"when will {subject} be {past} by {agent}"), ($"should {first} {verb} {second}", $"should {subject} be {past} by {agent}"));
        return draw.Below(5) switch
        {
            // The same voice on both sides, too: who stands first decides nothing by itself.
            0 => (active, same ? active : active.Replace(first, "#", StringComparison.Ordinal).Replace(second, first, StringComparison.Ordinal).Replace("#", second, StringComparison.Ordinal), same),
            1 => (passive, passive.Replace(subject, "#", StringComparison.Ordinal).Replace(agent, subject, StringComparison.Ordinal).Replace("#", agent, StringComparison.Ordinal), false),
            _ => (active, passive, same),
        };
    }

    private static (string, string, bool) ThingDone(PairDraw draw)
    {
        var ((verb, done), (otherVerb, _)) = draw.Two<(string Verb, string Done)>(Lexicon.Deeds);
        var ((who, other), (thing, otherThing)) = (draw.Two<string>(Lexicon.People), draw.Two<string>(Lexicon.Things));
        var (auxiliary, be) = draw.Of(("did {0}", "was {0}"), ("will {0}", "will {0} be"), ("can {0}", "can {0} be"), ("when did {0}", "when was {0}"), ("how did {0}", "how was {0}"));
        var active = $"{Fill(auxiliary, who, "")} {verb} the {thing}";
        return draw.Below(5) switch
        {
            0 => (active, $"{Fill(be, $"the {thing}", "")} {done} by {other}", false),
            1 => (active, $"{Fill(be, $"the {otherThing}", "")} {done} by {who}", false),
            2 => (active, $"{Fill(auxiliary, who, "")} {otherVerb} the {thing}", false),
            _ => (active, $"{Fill(be, $"the {thing}", "")} {done} by {who}", true),
        };
    }

    private static (string, string, bool) Mutual(PairDraw draw)
    {
        var ((first, second), relation) = (draw.Two<string>(Lexicon.People), draw.Of(Lexicon.MutualRelations));
        return ($"is {first} {relation} {second}", $"is {second} {relation} {first}", true);
    }

    private static (string, string, bool) OneWay(PairDraw draw)
    {
        var ((first, second), relation) = (draw.Two<string>(Lexicon.People), draw.Of(Lexicon.OneWayRelations));
        return draw.Chance(70) ? ($"is {first} {relation} {second}", $"is {second} {relation} {first}", false)
            : ($"is {first} {relation} {second}", $"would you say that {first} is {relation} {second}", true);
    }

    private static (string, string, bool) Pronoun(PairDraw draw)
    {
        var (woman, man) = (draw.Of("Anna", "Carla", "Grace", "Maria", "Olivia", "Sofia"), draw.Of("Ben", "David", "Henry", "Liam", "Peter", "Oscar"));
        var (verb, _, _) = draw.Of(Lexicon.Relations);
        return draw.Below(3) switch
        {
            0 => ($"when {woman} met {man}, did she {verb} him", $"when {woman} met {man}, did he {verb} her", false),
            1 => ($"when {woman} met {man}, did her friends like it", $"when {woman} met {man}, did his friends like it", false),
            _ => ($"when {woman} met {man}, did she {verb} him", $"when {woman} met {man}, did {woman} {verb} {man}", true),
        };
    }

    private static (string, string, bool) Junction(PairDraw draw)
    {
        var (who, (first, second)) = (Name(draw), draw.Two<string>(Lexicon.Jobs));
        return draw.Below(3) switch
        {
            0 => ($"is {who} a {first} or a {second}", $"is {who} a {second} or a {first}", true),
            1 => ($"is {who} a {first} and a {second}", $"is {who} a {second} and a {first}", true),
            _ => ($"is {who} a {first} or a {second}", $"is {who} both a {first} and a {second}", false),
        };
    }

    private static string Name(PairDraw draw) => draw.Chance(50) ? draw.Of(Lexicon.People) : $"{draw.Of(Lexicon.People)} {draw.Of(Lexicon.Surnames)}";

    private static string Fill(string frame, string first, string second) => frame.Replace("{0}", first, StringComparison.Ordinal).Replace("{1}", second, StringComparison.Ordinal);
}
