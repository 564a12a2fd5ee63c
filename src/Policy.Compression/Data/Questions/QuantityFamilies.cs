using System.Globalization;

namespace OptPolicy.Compression.Data.Questions;

/// <summary>Questions in which a number, a unit, a date, a place or a degree decides.</summary>
internal static class QuantityFamilies
{
    public static IReadOnlyList<PairFamily> All { get; } =
    [
        new("other number", OtherNumber),
        new("number spelled out", SpelledNumber),
        new("unit", Unit),
        new("date", Date),
        new("other place", OtherPlace),
        new("direction", Direction),
        new("before and after", BeforeAfter),
        new("more and less", MoreLess),
        new("alike or opposite adjective", Adjective),
        new("not doing it", NotDoing),
        new("other animal or food", OtherFood),
    ];

    private static (string, string, bool) OtherNumber(PairDraw draw)
    {
        var first = 1 + draw.Below(60);
        var second = first + (draw.Chance(50) ? 1 : 2 + draw.Below(30));
        var frame = draw.Of("how do I pay in {0} instalments", "what is {0} plus 7", "which films came out in the last {0} years", "what are the best {0} phones", "is a delay of {0} days normal", "can {0} people share the plan", "how do I send {0} dollars abroad", "what was the weather {0} days ago");
        return (Fill(frame, Text(first)), Fill(frame, Text(second)), false);
    }

    private static (string, string, bool) SpelledNumber(PairDraw draw)
    {
        var number = 2 + draw.Below(10);
        var other = draw.Chance(40) ? (number + 1 + draw.Below(5)) % 13 : number;
        var frame = draw.Of("can I take {0} bags on board", "is there a table for {0} people", "how do I split a bill among {0} friends", "does the offer last {0} weeks", "are {0} hours of sleep enough");
        return (Fill(frame, Text(number)), Fill(frame, Lexicon.Numbers[other]), number == other);
    }

    private static (string, string, bool) Unit(PairDraw draw)
    {
        var ((unit, other), number) = (draw.Two<(string Short, string Long)>(Lexicon.Units), Text(2 + draw.Below(90)));
        var frame = draw.Of("is {0} too much", "how far off is {0}", "what does {0} come to in other units", "will {0} be enough", "can I add {0} more");
        return draw.Chance(50) ? (Fill(frame, $"{number} {unit.Short}"), Fill(frame, $"{number} {unit.Long}"), true) : (Fill(frame, $"{number} {unit.Long}"), Fill(frame, $"{number} {other.Long}"), false);
    }

    private static (string, string, bool) Date(PairDraw draw)
    {
        var (day, month) = (1 + draw.Below(27), draw.Below(12));
        var same = draw.Chance(50);
        var (otherDay, otherMonth) = same ? (day, month) : draw.Chance(50) ? (day % 27 + 1, month) : (day, (month + 1 + draw.Below(10)) % 12);
        var frame = draw.Of("is the office open on {0}", "can I book a room for {0}", "what happened on {0}", "will it arrive by {0}", "is there a train on {0}");
        return (Fill(frame, Written(day, month, draw)), Fill(frame, Written(otherDay, otherMonth, draw)), same);

        static string Written(int day, int month, PairDraw draw) => draw.Below(3) switch
        {
            0 => $"{Lexicon.Months[month]} {day}",
            1 => $"{day} {Lexicon.Months[month]}",
            _ => $"the {day}{Ordinal(day)} of {Lexicon.Months[month]}",
        };
    }

    private static (string, string, bool) OtherPlace(PairDraw draw)
    {
        var (first, second) = draw.Two<string>(Lexicon.Places);
        var frame = draw.Of("what is the weather in {0}", "how do I get a visa for {0}", "is {0} a good place to live", "what are the taxes in {0}", "which food is typical of {0}", "is it safe to travel to {0}");
        return (Fill(frame, first), Fill(frame, second), false);
    }

    private static (string, string, bool) Direction(PairDraw draw)
    {
        var (kind, same) = (draw.Below(3), draw.Chance(35));
        var (first, second) = kind == 0 ? draw.Two<string>(Lexicon.Currencies) : draw.Two<string>(Lexicon.Places);
        string[] frames = kind switch
        {
            0 => ["how do I convert {0} to {1}", "how do I change {0} into {1}", "how are {0} turned into {1}"],
            1 => ["how long is the flight from {0} to {1}", "how long does it take to fly from {0} to {1}", "what is the flight time to {1} from {0}"],
            _ => ["how do I move from {0} to {1}", "how does one move to {1} from {0}", "what do I need to know to move from {0} to {1}"],
        };
        return same ? (Fill(frames[0], first, second), Fill(draw.Of(frames.AsSpan(1)), first, second), true) : (Fill(draw.Of<string>(frames), first, second), Fill(draw.Of<string>(frames), second, first), false);
    }

    private static (string, string, bool) BeforeAfter(PairDraw draw)
    {
        var what = draw.Of(Lexicon.Events);
        var (activity, adjective) = (draw.Of(Lexicon.Activities), draw.Of(Lexicon.Adjectives).Word);
        var hour = $"{1 + draw.Below(11)}{draw.Of("am", "pm")}";
        var frame = draw.Of($"what should I do {{0}} {what}", $"can I {activity} {{0}} {what}", $"is it {adjective} to {activity} {{0}} {hour}", $"does the shop close {{0}} {hour}", $"how did people live {{0}} {what}");
        return draw.Chance(75) ? (Fill(frame, "before"), Fill(frame, "after"), false) : (Fill(frame, "before"), Fill(frame, "prior to"), true);
    }

    private static (string, string, bool) MoreLess(PairDraw draw)
    {
        var ((word, alike, opposite), thing) = (draw.Of(Lexicon.Adjectives), draw.Of(Lexicon.Things));
        var frame = draw.Of($"how can I make my {thing} {{0}}", $"why is my {thing} {{0}} than yours", "what helps a person to be {0}", "how do people get {0}", $"is the new {thing} {{0}}");
        return draw.Below(4) switch
        {
            0 or 1 => (Fill(frame, $"more {word}"), Fill(frame, $"less {word}"), false),
            2 => (Fill(frame, $"more {word}"), Fill(frame, $"less {opposite}"), true),
            _ => (Fill(frame, $"more {word}"), Fill(frame, $"more {alike}"), true),
        };
    }

    private static (string, string, bool) Adjective(PairDraw draw)
    {
        var ((word, alike, opposite), thing) = (draw.Of(Lexicon.Adjectives), draw.Of(Lexicon.Things));
        var frame = draw.Of($"is my {thing} {{0}}", $"where do I find a {{0}} {thing}", "how do I stay {0}", $"what makes a {thing} {{0}}", "is it {0} to live alone", "who wants to be {0}");
        return draw.Below(4) switch
        {
            0 => (Fill(frame, word), Fill(frame, alike), true),
            1 => (Fill(frame, word), Fill(frame, $"not {opposite}"), true),
            2 => (Fill(frame, word), Fill(frame, $"not {word}"), false),
            _ => (Fill(frame, word), Fill(frame, opposite), false),
        };
    }

    private static (string, string, bool) NotDoing(PairDraw draw)
    {
        var (activity, place, adjective) = (draw.Of(Lexicon.Activities), draw.Of(Lexicon.Places), draw.Of(Lexicon.Adjectives));
        var job = draw.Of(Lexicon.Jobs);
        return draw.Below(5) switch
        {
            0 => ($"is it {adjective.Word} to {activity} in {place}", $"is it {adjective.Word} not to {activity} in {place}", false),
            1 => ($"what must a {job} do in {place}", $"what must a {job} not do in {place}", false),
            2 => ($"which things should a {job} buy", $"which things should a {job} not buy", false),
            3 => ($"who in {place} can {activity}", $"who in {place} cannot {activity}", false),
            _ => ($"is it {adjective.Word} to {activity} in {place}", $"is it {adjective.Alike} to {activity} in {place}", true),
        };
    }

    private static (string, string, bool) OtherFood(PairDraw draw)
    {
        var ((animal, otherAnimal), (food, otherFood)) = (draw.Two<string>(Lexicon.Animals), draw.Two<string>(Lexicon.Foods));
        string[] frames = ["may my {0} eat {1}", "is it all right for my {0} to have {1}", "can a {0} live on {1}", "how many {1} does a {0} need"];
        var frame = draw.Of<string>(frames);
        return draw.Below(3) switch
        {
            0 => (Fill(frame, animal, food), Fill(frame, otherAnimal, food), false),
            1 => (Fill(frame, animal, food), Fill(frame, animal, otherFood), false),
            _ => (Fill(frames[0], animal, food), Fill(frames[1], animal, food), true),
        };
    }

    private static string Ordinal(int day) => (day % 10, day / 10) switch
    {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Fill(string frame, string first, string second = "") => frame.Replace("{0}", first, StringComparison.Ordinal).Replace("{1}", second, StringComparison.Ordinal);
}
