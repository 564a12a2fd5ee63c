using OptPolicy.Compression.Data.Texts;

namespace OptPolicy.Compression.Data.Questions;

/// <summary>A way in which two questions are alike or only look alike.</summary>
/// <param name="Name">What measurements call it.</param>
/// <param name="Make">Draws two texts and whether they ask the same.</param>
internal sealed record PairFamily(string Name, Func<PairDraw, (string First, string Second, bool IsSame)> Make)
{
    public TextPair Draw(PairDraw draw)
    {
        var (first, second, same) = Make(draw);
        // Which of the two comes first tells nothing.
        (first, second) = draw.Chance(50) ? (first, second) : (second, first);
        return new TextPair(SurfaceChange.Dress(SurfaceChange.Article(first), draw), SurfaceChange.Dress(SurfaceChange.Article(second), draw), same ? TextPair.Same : TextPair.Different, Name);
    }
}
