namespace OptPolicy.Kernels.Tokenization.PreTokenization;

/// <summary>Splits every piece at a pattern.</summary>
/// <param name="pattern">Finds the delimiters.</param>
/// <param name="behavior">What becomes of them.</param>
/// <param name="invert">Whether the text between two matches is the delimiter.</param>
internal sealed class SplitPreTokenizer(SplitPattern pattern, SplitBehavior behavior, bool invert = false) : PreTokenizer
{
    public override void Apply(Pieces pieces)
    {
        var spans = pieces.Spans;
        foreach (var piece in pieces.BeginSplit())
        {
            spans.Clear();
            pattern.Cover(pieces[piece], spans);
            switch (behavior)
            {
                case SplitBehavior.Removed:
                    foreach (var (start, end, isMatch) in spans)
                        if (isMatch == invert)
                            pieces.Add(piece, start, end);
                    break;
                case SplitBehavior.Isolated:
                    foreach (var (start, end, _) in spans)
                        pieces.Add(piece, start, end);
                    break;
                default:
                    AddMerged(pieces, piece, spans);
                    break;
            }
        }
    }

    private void AddMerged(Pieces pieces, Piece piece, List<(int Start, int End, bool IsMatch)> spans)
    {
        var start = 0;
        for (var i = 1; i <= spans.Count; i++)
        {
            if (i < spans.Count && Joins(spans[i - 1].IsMatch != invert, spans[i].IsMatch != invert))
                continue;
            pieces.Add(piece, start, spans[i - 1].End);
            start = spans[i - 1].End;
        }
    }

    /// <summary>Of two delimiters side by side only one joins the text beside them.</summary>
    private bool Joins(bool isDelimiter, bool isNextDelimiter) => behavior switch
    {
        SplitBehavior.Contiguous => isDelimiter == isNextDelimiter,
        SplitBehavior.MergedWithPrevious => !isDelimiter && isNextDelimiter,
        _ => isDelimiter && !isNextDelimiter,
    };
}
