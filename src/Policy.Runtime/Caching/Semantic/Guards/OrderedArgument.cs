namespace OptPolicy;

/// <summary>A content word or value of a question in its place among the others.</summary>
/// <param name="Stem">What is compared.</param>
/// <param name="Marker">The preposition that stands between it and the one before; empty without one.</param>
/// <param name="IsJoined">Whether "and" or "or" stands between it and the one before.</param>
/// <param name="IsValue">Whether it is a number or a date.</param>
/// <param name="IsClose">Whether at most an article or a possessive stands between it and the one before.</param>
internal readonly record struct OrderedArgument(string Stem, string Marker, bool IsJoined, bool IsValue, bool IsClose)
{
    private static readonly string[] Markers =
        ["from", "to", "into", "onto", "than", "before", "after", "over", "under", "by", "for", "against", "with", "without", "via", "through", "on", "in", "at", "of", "versus", "vs"];

    /// <summary>The word with its preposition.</summary>
    public string Phrase => $"{Marker} {Stem}".TrimStart();

    /// <summary>The arguments of a text, each at its first place.</summary>
    public static List<OrderedArgument> Of(QuestionText text)
    {
        var arguments = new List<OrderedArgument>();
        var (marker, joined, close) = ("", false, true);
        foreach (var word in text.Words)
        {
            if (Markers.AsSpan().Contains(word.Text))
            {
                marker = word.Text;
            }
            else if (word.Text is "and" or "or")
            {
                joined = true;
            }
            else if (word.IsContent || word.IsValue)
            {
                if (!arguments.Exists(a => a.Stem == word.Stem))
                    arguments.Add(new OrderedArgument(word.Stem, marker, joined, word.IsValue, close));
                (marker, joined, close) = ("", false, true);
            }
            else if (word.Text is not ("a" or "an" or "the" or "my" or "our" or "your" or "this" or "that" or "these" or "those"))
            {
                close = false;
            }
        }

        return arguments;
    }
}
