using System.Globalization;
using OptPolicy;
using SupportSample.Desk;

namespace SupportSample.Output;

/// <summary>How many answers were right, by the policy and by the large model alone, as far as the recordings judge them.</summary>
internal sealed record Quality(int Judged, int Right, int RightByPremium)
{
    public string Text => Judged == 0
        ? "not judged"
        : string.Create(CultureInfo.InvariantCulture, $"{Right} of {Judged} judged ones; the large model alone: {RightByPremium}");

    public static Quality Of(IReadOnlyList<AnsweredRequest> requests, Recording premium)
    {
        var verdicts = premium.Answers
            .Where(static a => a.Correct is not null)
            .ToLookup(static a => Key(a.User), static a => a.Correct == true, StringComparer.Ordinal);
        var judged = requests
            .Where(static r => r.Correct is not null)
            .Select(r => (Right: r.Correct == true, ByPremium: verdicts[Key(r.Conversation.Say.Take(r.Turn))]))
            .Where(static r => r.ByPremium.Any())
            .ToList();
        return new Quality(judged.Count, judged.Count(static r => r.Right), judged.Count(static r => r.ByPremium.First()));
    }

    private static string Key(IEnumerable<string> said) => string.Join('\n', said);
}
