namespace OptPolicy.Kernels.Tokenization.PreTokenization;

/// <summary>What becomes of the delimiters of a split.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}
